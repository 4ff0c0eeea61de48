"""Ways on from a stretch of days: earlier, later, closer and wider, always by whole weeks that have ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from habitlog.usecases.trends.periods import MAX_SPAN, Span, find_last_finished_sunday
from habitlog.web.dates import day_month

WEEK = timedelta(days=7)
EARLIEST_DAY = date(1900, 1, 1)
"""Entries begin no earlier."""


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """A neighbouring stretch: what the link is called, what is said of it, and its days."""

    name: str
    description: str
    first: date
    last: date


def list_neighbours(span: Span) -> list[PeriodLink]:
    """Return the stretches there are beside this one; none of them reaches into the running week."""
    monday = span.first - timedelta(days=span.first.weekday())
    weeks = (span.last - monday).days // 7 + 1
    tried = {
        "Earlier": (monday - weeks * WEEK, weeks),
        "Later": (monday + weeks * WEEK, weeks),
        "Closer": (monday + (weeks // 4) * WEEK, (weeks + 1) // 2),
        "Wider": (monday - ((weeks + 1) // 2) * WEEK, weeks * 2),
    }
    found = [_build_period_link(name, start, long, span) for name, (start, long) in tried.items()]
    return [way for way in found if way and (way.first, way.last) != (span.first, span.last)]


def _build_period_link(name: str, start: date, weeks: int, span: Span) -> PeriodLink | None:
    """Return a stretch moved back so that it ends with a whole week; None where that leads nowhere."""
    newest = find_last_finished_sunday(span.today)
    last = min(start + weeks * WEEK - timedelta(days=1), newest)
    first = last + timedelta(days=1) - weeks * WEEK
    further = {"Earlier": last < span.last, "Later": last > span.last}.get(name, True)
    shorter = {"Closer": (last - first).days + 1 < span.days}.get(name, True)
    if first < EARLIEST_DAY or last - first > MAX_SPAN or not (further and shorter):
        return None
    return PeriodLink(name, f"{name}: {_format_week_count(weeks)}, {format_period(first, last)}", first, last)


def _format_week_count(weeks: int) -> str:
    return f"{weeks} week{'' if weeks == 1 else 's'}"


def format_period(first: date, last: date) -> str:
    """Write "15 December 2025 to 8 March 2026", the first year where it differs alone; one day stands alone."""
    if first == last:
        return f"{day_month(last)} {last.year}"
    return f"{day_month(first, last)} to {day_month(last)} {last.year}"
