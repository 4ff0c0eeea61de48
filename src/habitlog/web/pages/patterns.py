"""Patterns: what went together in one's own log, for those who want to see it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Invalid
from habitlog.usecases.trends import patterns
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.presenters.error_text import describe_field_problem
from habitlog.web.presenters.patterns import PAIR_NAMES, format_patterns_window, present_patterns
from habitlog.web.responses import redirect, render_page

router = APIRouter(prefix="/patterns")


@router.get("")
def show_patterns(request: Request) -> Response:
    """Show what passed, what did not and what could not be tested; or what would be looked at, while it is off."""
    return _render_patterns(request, require_visitor(request))


@router.post("")
def switch_patterns(request: Request, form: FormBody) -> Response:
    """Switch patterns on or off."""
    who, house = require_form_sender(request, form), get_context(request)
    given = {"patterns": dict(form).get("patterns", "")}
    try:
        with house.database.begin_write() as transaction:
            patterns.switch_patterns(transaction, who.person, given)
    except Invalid as error:
        return _render_patterns(request, who, describe_field_problem(error.problems[0]), status=422)
    return redirect("/patterns")


def _render_patterns(request: Request, visitor: Visitor, error_message: str = "", status: int = 200) -> Response:
    house, person = get_context(request), visitor.person
    with house.database.begin_read() as transaction:
        found = patterns.compute_patterns(transaction, person, person.local_today(house.now()))
    told = present_patterns(found, person.style) if found.switched_on else None
    context = {
        "span": format_patterns_window(found),
        "told": told,
        "wrong": error_message,
        "pairs": PAIR_NAMES,
    }
    return render_page(request, "patterns/show.html", context, status)
