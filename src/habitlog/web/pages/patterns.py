"""Patterns: which metrics went together in a person's log, for those who switch them on."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Invalid
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.usecases.trends import patterns
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, Visitor, require_form_sender
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.error_text import describe_field_problem
from habitlog.web.presenters.patterns import format_patterns_window, list_pair_names, present_patterns
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/patterns")


@router.get("")
def show_patterns(request: Request, visitor: CurrentVisitor) -> Response:
    """Show what passed, what did not and what could not be tested; while they are off, what would be tested."""
    return _render_patterns(request, visitor)


@router.post("")
def switch_patterns(request: Request, form: FormBody) -> Response:
    """Switch patterns on or off."""
    visitor, app_context = require_form_sender(request, form), get_context(request)
    try:
        with app_context.database.begin_write() as transaction:
            patterns.switch_patterns(transaction, visitor.person, {"patterns": dict(form).get("patterns", "")})
    except Invalid as error:
        return _render_patterns(request, visitor, describe_field_problem(error.problems[0]), status=422)
    return redirect("/patterns")


def _render_patterns(request: Request, visitor: Visitor, error_message: str = "", status: int = 200) -> Response:
    app_context, person = get_context(request), visitor.person
    with app_context.database.begin_read() as transaction:
        result = patterns.compute_patterns(transaction, person, person.local_today(app_context.now()))
    pillars = list_shown_pillars(person)
    shown, pairs = result.keep_pillars(pillars), patterns.list_pairs(pillars)
    values = {
        "span": result.span,
        "period_text": format_patterns_window(result),
        "result": present_patterns(shown, person.style) if shown.switched_on and pairs else None,
        "is_on": result.switched_on,
        "error_message": error_message,
        "pair_names": list_pair_names(pairs),
    }
    return render_page(request, "patterns/show.html", values, status)
