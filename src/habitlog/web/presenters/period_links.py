"""Links from a period to its neighbours: earlier, later, closer and wider, always whole weeks that have ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.periods import MAX_SPAN, Span
from habitlog.web.dates import date_range
from habitlog.weeks import WEEK, last_finished_sunday, monday_of

DAY = timedelta(days=1)
EARLIEST_DAY = date(1900, 1, 1)
"""Entries begin no earlier."""

Neighbour = Literal["earlier", "later", "closer", "wider"]


class PeriodLink(Struct, frozen=True):
    """A neighbouring period: the text of its link, its description, and its days."""

    name: str
    description: str
    first: date
    last: date


def list_neighbours(span: Span) -> list[PeriodLink]:
    """Return links to the periods beside a span; none of them reaches into the running week."""
    monday = monday_of(span.first)
    weeks = (span.last - monday).days // 7 + 1
    candidates: dict[Neighbour, tuple[date, int]] = {
        "earlier": (monday - weeks * WEEK, weeks),
        "later": (monday + weeks * WEEK, weeks),
        "closer": (monday + (weeks // 4) * WEEK, (weeks + 1) // 2),
        "wider": (monday - ((weeks + 1) // 2) * WEEK, weeks * 2),
    }
    links = [_build_link(neighbour, start, length, span) for neighbour, (start, length) in candidates.items()]
    return [link for link in links if link and (link.first, link.last) != (span.first, span.last)]


def _build_link(neighbour: Neighbour, start: date, weeks: int, span: Span) -> PeriodLink | None:
    """Return a period moved back so that it ends with a finished week; None where it is no neighbour any more."""
    last = min(start + weeks * WEEK - DAY, last_finished_sunday(span.today))
    first = last + DAY - weeks * WEEK
    is_neighbour = {
        "earlier": last < span.last,
        "later": last > span.last,
        "closer": (last - first).days + 1 < span.days,
        "wider": True,
    }[neighbour]
    if first < EARLIEST_DAY or last - first > MAX_SPAN or not is_neighbour:
        return None
    name = _name_neighbour(neighbour)
    description = ngettext(
        "%(name)s: %(num)s week, %(period)s",
        "%(name)s: %(num)s weeks, %(period)s",
        weeks,
        name=name,
        period=date_range(first, last, both_months=True),
    )
    return PeriodLink(name, description, first, last)


def _name_neighbour(neighbour: Neighbour) -> str:
    match neighbour:
        case "earlier":
            return gettext("Earlier")
        case "later":
            return gettext("Later")
        case "closer":
            return gettext("Zoom in")
        case "wider":
            return gettext("Zoom out")
