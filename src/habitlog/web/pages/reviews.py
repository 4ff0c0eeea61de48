"""A week and a year in review, to read and to print."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import APIRouter, Request
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.tracking import Style
from habitlog.usecases.trends import reviews
from habitlog.usecases.trends.periods import find_last_finished_sunday
from habitlog.usecases.trends.reviews import Review, current_iso_year, iso_year_bounds
from habitlog.validation import FIRST_YEAR, parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import Visitor, require_visitor
from habitlog.web.presenters.review import (
    describe_logged_days,
    present_week_row,
    present_year_rows,
    present_year_windows,
)
from habitlog.web.responses import redirect, render_page

router = APIRouter()
WEEK, DAY = timedelta(days=7), timedelta(days=1)
YEAR_PATTERN = re.compile(r"\d{4}", re.ASCII)


@router.get("/weeks")
def redirect_to_last_week(request: Request) -> Response:
    """Lead on to the last week that has ended."""
    sunday = find_last_finished_sunday(require_visitor(request).person.local_today(get_context(request).now()))
    return redirect(f"/weeks/{sunday - WEEK + DAY}")


@router.get("/weeks/{day}")
def show_week_review(request: Request, day: str) -> Response:
    """Show the week that opens on a Monday; any other day leads on to its Monday."""
    who, house = require_visitor(request), get_context(request)
    asked = _parse_week_day(day)
    monday = asked - timedelta(days=asked.weekday())
    if asked != monday:
        return redirect(f"/weeks/{monday}")
    today = who.person.local_today(house.now())
    with house.database.begin_read() as transaction:
        found = reviews.review_week(transaction, who.person, monday, today)
    return render_page(request, "reviews/week.html", {"review": found, **_week_context(found, who.person.style)})


_WEEK_CODES = {
    "date_format": "week_format",
    "date_does_not_exist": "week_does_not_exist",
    "year_out_of_range": "week_of_year_out_of_range",
}
"""The code of an address of a week, by what is wrong with its day."""


def _parse_week_day(text: str) -> date:
    """Return the day of an address; raises `NotFound` with what is wrong with it."""
    try:
        return parse_day(text)
    except PydanticCustomError as error:
        raise NotFound(_WEEK_CODES[error.type], **(error.context or {})) from None


def _week_context(review: Review, style: Style) -> dict[str, object]:
    monday, running = review.span.first, review.is_running
    return {
        "kept": [(one, describe_logged_days(one, is_running=running)) for one in review.logged_days],
        "groups": [
            (one.pillar, [present_week_row(glance, style) for glance in one.metrics]) for one in review.overviews
        ],
        "earlier": monday - WEEK if monday.year > FIRST_YEAR else None,
        "later": monday + WEEK if monday + WEEK <= review.span.today else None,
    }


@router.get("/years")
def redirect_to_current_year(request: Request) -> Response:
    """Lead on to the running year."""
    return redirect(
        f"/years/{current_iso_year(require_visitor(request).person.local_today(get_context(request).now()))}"
    )


@router.get("/years/{year}")
def show_year_review(request: Request, year: str) -> Response:
    """Show the whole weeks of a year, of the running one those that have ended."""
    who = require_visitor(request)
    if not YEAR_PATTERN.fullmatch(year):
        raise NotFound("year_unknown")
    return _render_year_review(request, who, int(year))


def _render_year_review(request: Request, visitor: Visitor, year: int) -> Response:
    house = get_context(request)
    today = visitor.person.local_today(house.now())
    with house.database.begin_read() as transaction:
        found = reviews.review_year(transaction, visitor.person, year, today)
    first, last = iso_year_bounds(year)
    context = {
        "year": year,
        "review": found,
        "so_far": found is None or found.span.last < last,
        "first_sunday": first + WEEK - DAY,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < current_iso_year(today) else None,
    }
    return render_page(
        request, "reviews/year.html", context | (_year_context(found, visitor.person.style, year) if found else {})
    )


def _year_context(review: Review, style: Style, year: int) -> dict[str, object]:
    before = f"{year - 1}" if review.span.last == iso_year_bounds(year)[1] else f"The same weeks of {year - 1}"
    mondays = [review.span.first + place * WEEK for place in range(review.span.days // 7)]
    return {
        "kept": [(one, describe_logged_days(one)) for one in review.logged_days],
        "weeks": list(zip(mondays, *(one.count_by_week() for one in review.logged_days), strict=True)),
        "groups": [
            (
                one.pillar,
                present_year_rows(one, style, before),
                present_year_windows(one, style, before),
            )
            for one in review.overviews
        ],
    }
