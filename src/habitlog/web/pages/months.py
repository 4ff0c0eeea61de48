"""A month as a calendar, each day a link, and leaving out several days at once."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.usecases.entries import day_summary, days
from habitlog.validation import parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, Visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.error_text import describe_field_problem
from habitlog.web.responses import redirect, render_page
from habitlog.weeks import monday_of, sunday_of

router = PageRouter()


@router.get("/months/{month}")
def show_month(request: Request, visitor: CurrentVisitor, month: str) -> Response:
    """Show the month "2026-11" as whole weeks."""
    return _render_month(request, visitor, _parse_first_day(month))


def _render_month(
    request: Request,
    visitor: Visitor,
    first: date,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[FieldProblem] = (),
) -> Response:
    app_context, person = get_context(request), visitor.person
    today = person.local_today(app_context.now())
    if first > today:
        raise NotFound("day_in_future")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    with app_context.database.begin_read() as transaction:
        calendar = day_summary.list_calendar_days(transaction, person, monday_of(first), sunday_of(last), today)
    values = {
        "first": first,
        "weeks": [calendar[start : start + 7] for start in range(0, len(calendar), 7)],
        "previous_month": _format_month(date.fromordinal(first.toordinal() - 1)),
        "next_month": _format_month(date.fromordinal(last.toordinal() + 1)) if last < today else "",
        "marked_days": request.query_params.get("marked", "").split(",") if "marked" in request.query_params else [],
        "typed": typed or {},
        "problem_message": " ".join(describe_field_problem(problem, person.style) for problem in problems),
    }
    return render_page(request, "months/show.html", values, Invalid.status if problems else 200)


@router.post("/marks/range")
def leave_out_days(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Leave the days from `first` to `last` out in every pillar; show the month again with an undo."""
    app_context, values = get_context(request), dict(form)
    today = visitor.person.local_today(app_context.now())
    try:
        first, last = (_parse_date_field(values, name) for name in ("first", "last"))
        with app_context.database.begin_write() as transaction:
            left_out = days.leave_out_days(transaction, visitor.person, first, last, app_context.now())
    except Invalid as invalid:
        return _render_month(request, visitor, today.replace(day=1), values, invalid.problems)
    cells = ",".join(f"{day}.{pillar.key}" for pillar, day in left_out)
    return redirect(f"/months/{_format_month(first)}?marked={cells}")


def _parse_date_field(values: dict[str, str], name: str) -> date:
    try:
        return parse_day(values.get(name, ""))
    except ValueError:
        raise Invalid([FieldProblem(name, "date_format")]) from None


def _parse_first_day(month: str) -> date:
    try:
        return parse_day(f"{month}-01")
    except ValueError:
        raise NotFound("day_unknown") from None


def _format_month(day: date) -> str:
    return f"{day:%Y-%m}"
