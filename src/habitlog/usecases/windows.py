"""The windows of the trend pages: four whole weeks, twelve, 52, or all there are; never the running one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, select

from habitlog.db import Reading
from habitlog.derived import first_day
from habitlog.errors import FieldProblem, Invalid
from habitlog.people.model import Person
from habitlog.pillar import Measure, Named, Pillar, Weekly, Windowed
from habitlog.pillars import METRICS
from habitlog.usecases.spans import Span, check_range

Range = Literal["4w", "12w", "1y", "all"]
LENGTHS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 364}
SHORTEST = LENGTHS["4w"]


def last_whole_week(today: date) -> date:
    """Return the Sunday that ended the last ISO week before the running one."""
    return today - timedelta(days=today.isoweekday())


def whole_weeks(days: int, today: date) -> Span:
    """Return the days that end with the last whole week."""
    last = last_whole_week(today)
    return Span(last - timedelta(days=days - 1), last, today)


def has_begun(unit: Reading, person: Person, today: date) -> bool:
    """Whether a whole week with a value in it has ended."""
    begun = first_day(unit, person.id, METRICS)
    return begun is not None and begun <= last_whole_week(today)


def window(
    unit: Reading, person: Person, range_: Range, today: date, measure: tuple[Pillar, Measure] | None = None
) -> Span:
    """Return a range of whole weeks; "all" begins with the week of the first value of a measure, or of any.

    Where no week has ended since that first value, it is the last four.
    """
    if range_ != "all":
        return whole_weeks(LENGTHS[range_], today)
    begun = _first_day(unit, person, *measure) if measure else first_day(unit, person.id, METRICS)
    last = last_whole_week(today)
    if begun is None or begun > last:
        return whole_weeks(SHORTEST, today)
    return Span(begun - timedelta(days=begun.weekday()), last, today)


def _first_day(unit: Reading, person: Person, pillar: Pillar, measure: Measure) -> date | None:
    if isinstance(measure, Named | Windowed):
        c = pillar.table.c
        day: date | None = unit.value(select(func.min(c.day)).where(c.person_id == person.id))
        return day
    return first_day(unit, person.id, [measure.of_daily if isinstance(measure, Weekly) else measure.id])


def picked(first: date | None, last: date | None, today: date) -> Span:
    """Return a stretch picked by hand, cut to today; without a last day it ends with the last whole week.

    Without a first day it is twelve weeks long. Raises `Invalid` where no day is left.
    """
    if first and first > today:
        raise Invalid([FieldProblem("from", "This day is still to come.")])
    end = last or max(last_whole_week(today), first or today)
    end = min(end, today)
    start = first or end - timedelta(days=LENGTHS["12w"] - 1)
    check_range(start, end)
    return Span(start, end, today)
