"""What is asked of a measure and what comes back: a span of days, and a trend with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillar import DailyMetric, KeyedMetric, Metric, Pillar, WeeklyMetric
from habitlog.pillars import METRICS

if TYPE_CHECKING:
    from habitlog.stats.analysis import TrendAnalysis
    from habitlog.stats.outline import TrendSummary
    from habitlog.stats.periods import PeriodValue
    from habitlog.stats.weekly import Week

TREND_LEAD = timedelta(days=34)
"""What a trend reads before its span: 27 days for the first 28-day value, 7 for a verdict that is moved back a week."""
DAYS_PER_WEEK = 7
MAX_SPAN = timedelta(days=36_525)


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

    def preceding_span(self) -> Span:
        """Return as many days, right before these."""
        return Span(
            self.first_with_lead(timedelta(days=self.days)), self.first_with_lead(timedelta(days=1)), self.today
        )

    def first_with_lead(self, lead: timedelta) -> date:
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


def count_known_weeks(weeks: tuple[Week, ...]) -> tuple[int, int]:
    """Return the finished weeks, and those of which every day is known: such a week can still have no value."""
    ended = [week for week in weeks if week.finished]
    return len(ended), sum(week.n == DAYS_PER_WEEK for week in ended)


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """One measure over one span; `called` is the one of a named measure, `beside` its other ways to reckon.

    `skipped` and `nothing` are the days of its pillar that were marked so.
    """

    pillar: Pillar
    metric: DailyMetric | WeeklyMetric | KeyedMetric
    first: date
    last: date
    analysis: TrendAnalysis
    coverage: Coverage
    skipped_days: frozenset[date]
    none_days: frozenset[date] = frozenset()
    metric_key: str | None = None
    alternatives: Mapping[str, Mapping[date, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricOverview:
    """One measure among many over one span: its weekly line, its verdict, and the last full period beside another.

    `line` has a value for each finished week of the span, oldest first, None where it rests on too few days.
    `period` is the number of the last full period, `before` of the one before it.
    """

    pillar: Pillar
    metric: DailyMetric | WeeklyMetric | KeyedMetric
    span: Span
    summary: TrendSummary
    coverage: Coverage
    weekly_values: tuple[float | None, ...]
    period: PeriodValue | None = None
    period_before: PeriodValue | None = None
    metric_key: str | None = None


def find_metric(metric_id: str) -> tuple[Pillar, Metric]:
    """Return a measure and its pillar; raises `NotFound`."""
    if metric_id not in METRICS:
        raise NotFound("There is no metric of this name. GET /api/v1/pillars lists them.")
    return METRICS[metric_id]


def require_valid_range(first: date, last: date) -> None:
    """Refuse a range that is reversed or longer than a century."""
    if first > last:
        raise Invalid([FieldProblem("from", "The first day comes after the last one here.")])
    if last - first > MAX_SPAN:
        raise Invalid([FieldProblem("from", "At most 100 years fit into one trend.")])
