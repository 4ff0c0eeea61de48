"""The page of a timer, for any kind of entry that declares one."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.tracking import EntryKind, Pillar, Timer
from habitlog.usecases.entries.entries import find_pillar
from habitlog.validation import Day
from habitlog.web.context import get_context
from habitlog.web.dependencies import require_visitor
from habitlog.web.forms.entry_form import build_blank_form
from habitlog.web.forms.prefill import from_query
from habitlog.web.responses import render_page

router = APIRouter()


@router.get("/{pillar}/timer")
def show_entry_timer(request: Request, pillar: str, kind: str = "", day: Day | None = None) -> Response:
    """Show the timer of a kind, or of the pillar's first kind that has one; set up with what the address brings."""
    who = require_visitor(request)
    found = find_pillar(pillar)
    timed, timer = _find_timed_kind(found, kind)
    today = who.person.local_today(get_context(request).now())
    form = build_blank_form(found, timed, day or today, today, str(uuid4()), who.person.style)
    form = from_query(form, request.query_params.multi_items(), who.person.zone, who.person.style)
    set_up = [
        replace(one, field=replace(one.field, label=timer.start_label(one.field)))
        for one in form.fields
        if one.field.name in timer.asked_fields
    ]
    return render_page(request, "timers/show.html", {"form": form, "timer": timer, "set_up": set_up})


def _find_timed_kind(pillar: Pillar, kind_key: str) -> tuple[EntryKind, Timer]:
    for kind in pillar.kinds:
        if kind.timer and kind_key in {"", kind.key}:
            return kind, kind.timer
    raise NotFound
