"""Three steps after signing up, each of which can be skipped: days, pillars, and how numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Invalid, NotFound
from habitlog.timezones import list_time_zones
from habitlog.usecases.identity import accounts
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormPairs, FormSender, Visitor
from habitlog.web.forms.numbers import parse_number
from habitlog.web.forms.pillar_choice import parse_shown_parts
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.error_text import describe_problems_by_field
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/setup")
STEPS = ("days", "pillars", "notation")
FIRST_STEP_URL = f"/setup/{STEPS[0]}"
_FIELDS = {"days": ("zone", "day_start"), "pillars": (), "notation": ("weight_unit", "clock", "decimal_mark")}


@router.get("/{step}")
def show_setup_step(request: Request, visitor: CurrentVisitor, step: str) -> Response:
    """Show a step with what is set now."""
    return _render_step(request, visitor, _require_step(step))


@router.post("/{step}")
def save_setup_step(request: Request, visitor: FormSender, step: str, form: FormBody) -> Response:
    """Save a step and lead to the next one, after the last one to today."""
    app_context, person = get_context(request), visitor.person
    typed = _read_step(_require_step(step), form)
    try:
        with app_context.database.begin_write() as transaction:
            accounts.change_profile(transaction, person, {"name": person.name, "zone": person.zone} | typed)
    except Invalid as error:
        return _render_step(request, visitor, step, typed, describe_problems_by_field(error), Invalid.status)
    return redirect(_find_next_url(step))


def _require_step(step: str) -> str:
    if step not in STEPS:
        raise NotFound
    return step


def _read_step(step: str, form: FormPairs) -> dict[str, Any]:
    submitted = dict(form)
    typed: dict[str, Any] = {name: submitted[name] for name in _FIELDS[step] if name in submitted}
    if "day_start" in typed:
        typed["day_start"] = parse_number(typed["day_start"])
    if step == "pillars":
        typed |= parse_shown_parts(form)
    return typed


def _find_next_url(step: str) -> str:
    following = STEPS[STEPS.index(step) + 1 :]
    return f"/setup/{following[0]}" if following else "/"


def _render_step(
    request: Request,
    visitor: Visitor,
    step: str,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    values = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "step_count": len(STEPS),
        "next_url": _find_next_url(step),
        "values": visitor.person.export_settings() | dict(typed or {}),
        "errors": errors or {},
        "zones": list_time_zones() if step == "days" else (),
    }
    return render_page(request, "setup/show.html", values, status)
