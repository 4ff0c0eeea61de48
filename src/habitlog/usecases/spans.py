"""What is asked of a measure and what comes back: a span of days, and a trend with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillar import Measure, Metric, Named, Pillar, Weekly
from habitlog.pillars import MEASURES

if TYPE_CHECKING:
    from habitlog.stats.analysis import Analysis
    from habitlog.stats.outline import Outline
    from habitlog.stats.periods import Period
    from habitlog.stats.weekly import Week

LEAD = timedelta(days=34)
"""What a trend reads before its span: 27 days for the first 28-day value, 7 for a verdict that is moved back a week."""
DAYS_OF_WEEK = 7
LONGEST = timedelta(days=36_525)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are asked about, both included, and the day it is asked on, which is never a finished one."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return (self.last - self.first).days + 1

    def before(self) -> Span:
        """Return as many days, right before these."""
        return Span(self.begun(timedelta(days=self.days)), self.begun(timedelta(days=1)), self.today)

    def begun(self, lead: timedelta) -> date:
        """Return the first day less a `lead`, as far as the calendar goes."""
        return self.first - lead if self.first > date.min + lead else self.first


@dataclass(frozen=True, slots=True)
class Coverage:
    """Calendar days of a span, how many have a value, how many were skipped, how many a verdict needs.

    `weeks` are, for a weekly measure, the finished weeks of the span and those known whole; it needs weeks.
    """

    days: int
    logged: int
    skipped: int
    needed: int
    weeks: tuple[int, int] | None = None


def weeks_known(weeks: tuple[Week, ...]) -> tuple[int, int]:
    """Return the finished weeks, and those of which every day is known: such a week can still have no value."""
    ended = [week for week in weeks if week.finished]
    return len(ended), sum(week.n == DAYS_OF_WEEK for week in ended)


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over one span; `called` is the one of a named measure, `beside` its other ways to reckon.

    `skipped` and `nothing` are the days of its pillar that were marked so.
    """

    pillar: Pillar
    metric: Metric | Weekly | Named
    first: date
    last: date
    analysis: Analysis
    coverage: Coverage
    skipped: frozenset[date]
    nothing: frozenset[date] = frozenset()
    called: str | None = None
    beside: Mapping[str, Mapping[date, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Glance:
    """One measure among many over one span: its weekly line, its verdict, and the last full period beside another.

    `line` has a value for each finished week of the span, oldest first, None where it rests on too few days.
    `period` is the number of the last full period, `before` of the one before it.
    """

    pillar: Pillar
    measure: Metric | Weekly | Named
    span: Span
    outline: Outline
    coverage: Coverage
    line: tuple[float | None, ...]
    period: Period | None = None
    before: Period | None = None
    called: str | None = None


def measure_called(measure_id: str) -> tuple[Pillar, Measure]:
    """Return a measure and its pillar; raises `NotFound`."""
    if measure_id not in MEASURES:
        raise NotFound("There is no metric of this name. GET /api/v1/pillars lists them.")
    return MEASURES[measure_id]


def check_range(first: date, last: date) -> None:
    """Refuse a range that is reversed or longer than a century."""
    if first > last:
        raise Invalid([FieldProblem("from", "The first day comes after the last one here.")])
    if last - first > LONGEST:
        raise Invalid([FieldProblem("from", "At most 100 years fit into one trend.")])
