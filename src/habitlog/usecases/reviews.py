"""A week and a year in review: what was logged, then every measure, from the functions of the trends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from habitlog.db import Reading
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillar.values import FIRST_YEAR
from habitlog.pillars import PILLARS
from habitlog.usecases import dayview, overview
from habitlog.usecases.dayview import State, StripDay
from habitlog.usecases.overview import Overview, Periods
from habitlog.usecases.spans import Span
from habitlog.usecases.windows import last_whole_week

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
WEEKS_BEFORE = 4
"""Finished weeks that a week stands beside."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of the days of a span in one pillar, oldest first; a list kept open is logged as well."""

    pillar: Pillar
    states: tuple[State, ...]
    logged: int
    none: int
    skipped: int

    @classmethod
    def of(cls, pillar: Pillar, states: tuple[State, ...]) -> Kept:
        """Count the states of the days."""
        count = Counter(states)
        return cls(pillar, states, count["logged"] + count["open"], count["none"], count["skipped"])

    def by_week(self) -> list[int]:
        """Return how many days of each week were logged."""
        weeks = (self.states[start : start + 7] for start in range(0, len(self.states), 7))
        return [sum(state in {"logged", "open"} for state in week) for week in weeks]


@dataclass(frozen=True, slots=True)
class Review:
    """A span of whole weeks: what was logged on its `days`, and every measure where any of them says something.

    A week that is running has no measures, and of its days those that have come are counted.
    """

    span: Span
    days: tuple[StripDay, ...]
    kept: tuple[Kept, ...]
    measures: tuple[Overview, ...] = ()
    before: Span | None = None

    @property
    def running(self) -> bool:
        """Whether the last day of the span has not ended."""
        return self.span.last >= self.span.today


def week(unit: Reading, person: Person, day: date, today: date) -> Review:
    """Return the week that holds a day beside the four before it; raises `NotFound` for one that is to come."""
    monday = day - timedelta(days=day.weekday())
    if monday > today:
        raise NotFound("This week has not begun yet.")
    span = Span(monday, monday + WEEK - DAY, today)
    before = Span(monday - WEEKS_BEFORE * WEEK, monday - DAY, today)
    return _review(unit, person, span, before)


def year(unit: Reading, person: Person, asked: int, today: date) -> Review | None:
    """Return a year beside the year before; None where none of its weeks has ended. Raises `NotFound`.

    A year is the ISO 8601 one: the 52 or 53 weeks that have most of their days in it. One that is running ends with
    the last whole week and stands beside as many weeks of the year before.
    """
    if asked < FIRST_YEAR:
        raise NotFound
    if asked > running_year(today):
        raise NotFound("This year has not begun yet.")
    first, end = weeks_of(asked)
    last = min(end, last_whole_week(today))
    if last < first:
        return None
    begun, ended = weeks_of(asked - 1)
    as_many = begun + (last - first)
    before = Span(begun, ended if last == end else min(as_many, ended), today)
    return _review(unit, person, Span(first, last, today), before)


def running_year(today: date) -> int:
    """Return the ISO year of a day."""
    return today.isocalendar().year


def weeks_of(year: int) -> tuple[date, date]:
    """Return the first Monday and the last Sunday of an ISO year."""
    return date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1) - DAY


def _review(unit: Reading, person: Person, span: Span, before: Span) -> Review:
    days = dayview.strip(unit, person, span.first, span.last, span.today)
    kept = tuple(_kept([one for one in days if not one.future]))
    review = Review(span, days, kept, before=before)
    if review.running or not any(one.logged or one.none for one in kept):
        return review
    return Review(span, days, kept, tuple(overview.of(unit, person, span, Periods(span, before))), before)


def _kept(days: Sequence[StripDay]) -> Iterator[Kept]:
    for place, pillar in enumerate(PILLARS.values()):
        yield Kept.of(pillar, tuple(day.cells[place].state for day in days))
