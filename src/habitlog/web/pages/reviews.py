"""A week and a year in review, to read and to print."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import APIRouter, Request
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.pillar import Style
from habitlog.pillar.values import FIRST_YEAR, read_day
from habitlog.usecases import reviews
from habitlog.usecases.reviews import Review, running_year, weeks_of
from habitlog.usecases.windows import last_whole_week
from habitlog.web import reviewwords
from habitlog.web.deps import Visitor, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page, see

router = APIRouter()
WEEK, DAY = timedelta(days=7), timedelta(days=1)
YEAR = re.compile(r"\d{4}", re.ASCII)


@router.get("/weeks")
def last_week(request: Request) -> Response:
    """Lead on to the last week that has ended."""
    sunday = last_whole_week(visitor(request).person.today(house_of(request).now()))
    return see(f"/weeks/{sunday - WEEK + DAY}")


@router.get("/weeks/{day}")
def week(request: Request, day: str) -> Response:
    """Show the week that opens on a Monday; any other day leads on to its Monday."""
    who, house = visitor(request), house_of(request)
    asked = _day(day)
    monday = asked - timedelta(days=asked.weekday())
    if asked != monday:
        return see(f"/weeks/{monday}")
    today = who.person.today(house.now())
    with house.database.read() as unit:
        found = reviews.week(unit, who.person, monday, today)
    return page(request, "reviews/week.html", {"review": found, **_week(found, who.person.style)})


def _day(called: str) -> date:
    """Return the day of an address; raises `NotFound` with what is wrong with it."""
    try:
        return read_day(called)
    except PydanticCustomError as error:
        raise NotFound(f"There is no such week. {error.message()}") from None


def _week(found: Review, style: Style) -> dict[str, object]:
    monday, running = found.span.first, found.running
    return {
        "kept": [(one, reviewwords.kept(one, running=running)) for one in found.kept],
        "groups": [
            (one.pillar, [reviewwords.week_row(glance, style) for glance in one.glances]) for one in found.measures
        ],
        "earlier": monday - WEEK if monday.year > FIRST_YEAR else None,
        "later": monday + WEEK if monday + WEEK <= found.span.today else None,
    }


@router.get("/years")
def this_year(request: Request) -> Response:
    """Lead on to the running year."""
    return see(f"/years/{running_year(visitor(request).person.today(house_of(request).now()))}")


@router.get("/years/{year}")
def year(request: Request, year: str) -> Response:
    """Show the whole weeks of a year, of the running one those that have ended."""
    who = visitor(request)
    if not YEAR.fullmatch(year):
        raise NotFound("There is no such year. A year is written like 2026.")
    return _year_page(request, who, int(year))


def _year_page(request: Request, who: Visitor, year: int) -> Response:
    house = house_of(request)
    today = who.person.today(house.now())
    with house.database.read() as unit:
        found = reviews.year(unit, who.person, year, today)
    first, last = weeks_of(year)
    context = {
        "year": year,
        "review": found,
        "so_far": found is None or found.span.last < last,
        "first_sunday": first + WEEK - DAY,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < running_year(today) else None,
    }
    return page(request, "reviews/year.html", context | (_year(found, who.person.style, year) if found else {}))


def _year(found: Review, style: Style, year: int) -> dict[str, object]:
    before = f"{year - 1}" if found.span.last == weeks_of(year)[1] else f"The same weeks of {year - 1}"
    mondays = [found.span.first + place * WEEK for place in range(found.span.days // 7)]
    return {
        "kept": [(one, reviewwords.kept(one)) for one in found.kept],
        "weeks": list(zip(mondays, *(one.by_week() for one in found.kept), strict=True)),
        "groups": [
            (one.pillar, reviewwords.year_rows(one, style, before), reviewwords.year_windows(one, style, before))
            for one in found.measures
        ],
    }
