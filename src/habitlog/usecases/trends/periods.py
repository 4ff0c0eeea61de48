"""What is asked of a measure and what comes back: a span of days, and a trend with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import DAILY_METRICS, METRICS
from habitlog.storage.daily_metrics import find_first_day
from habitlog.tracking import DailyMetric, KeyedMetric, Metric, Pillar, WeeklyMetric, WindowMetric

if TYPE_CHECKING:
    from habitlog.stats.summary import PeriodValue, TrendAnalysis, TrendSummary
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


RangeName = Literal["4w", "12w", "1y", "all"]
RANGE_DAYS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 364}
SHORTEST_RANGE_DAYS = RANGE_DAYS["4w"]


def find_last_finished_sunday(today: date) -> date:
    """Return the Sunday that ended the last ISO week before the running one."""
    return today - timedelta(days=today.isoweekday())


def span_of_whole_weeks(days: int, today: date) -> Span:
    """Return the days that end with the last whole week."""
    last = find_last_finished_sunday(today)
    return Span(last - timedelta(days=days - 1), last, today)


def has_finished_week(transaction: ReadTransaction, person: Person, today: date) -> bool:
    """Whether a whole week with a value in it has ended."""
    begun = find_first_day(transaction, person.id, DAILY_METRICS)
    return begun is not None and begun <= find_last_finished_sunday(today)


def resolve_range(
    transaction: ReadTransaction,
    person: Person,
    range_: RangeName,
    today: date,
    metric: tuple[Pillar, Metric] | None = None,
) -> Span:
    """Return a range of whole weeks; "all" begins with the week of the first value of a measure, or of any.

    Where no week has ended since that first value, it is the last four.
    """
    if range_ != "all":
        return span_of_whole_weeks(RANGE_DAYS[range_], today)
    begun = (
        _find_first_day(transaction, person, *metric)
        if metric
        else find_first_day(transaction, person.id, DAILY_METRICS)
    )
    last = find_last_finished_sunday(today)
    if begun is None or begun > last:
        return span_of_whole_weeks(SHORTEST_RANGE_DAYS, today)
    return Span(begun - timedelta(days=begun.weekday()), last, today)


def _find_first_day(transaction: ReadTransaction, person: Person, pillar: Pillar, metric: Metric) -> date | None:
    if isinstance(metric, KeyedMetric | WindowMetric):
        c = pillar.table.c
        day: date | None = transaction.fetch_value(select(func.min(c.day)).where(c.person_id == person.id))
        return day
    return find_first_day(
        transaction, person.id, [metric.daily_metric_id if isinstance(metric, WeeklyMetric) else metric.id]
    )


def resolve_custom_span(first: date | None, last: date | None, today: date) -> Span:
    """Return a stretch picked by hand, cut to today; without a last day it ends with the last whole week.

    Without a first day it is twelve weeks long. Raises `Invalid` where no day is left.
    """
    if first and first > today:
        raise Invalid([FieldProblem("from", "This day is still to come.")])
    end = last or max(find_last_finished_sunday(today), first or today)
    end = min(end, today)
    start = first or end - timedelta(days=RANGE_DAYS["12w"] - 1)
    require_valid_range(start, end)
    return Span(start, end, today)
