"""Spans of days: the ranges of whole weeks that pages offer, and spans with a first and a last day of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.pillars import DAILY_METRICS, pillar_of
from habitlog.storage.daily_metrics import find_first_day
from habitlog.tracking import KeyedMetric, Metric, WeeklyMetric, WindowMetric
from habitlog.weeks import last_finished_sunday, monday_of

ROLLING_LEAD = timedelta(days=27)
"""Days that are read before a span for its first 28-day value."""
MAX_DAYS_COMPARED = 364
"""Days of a period that is compared with the one before."""
DAYS_PER_WEEK = 7
MAX_SPAN = timedelta(days=36_525)
"""A century."""


class Span(Struct, frozen=True):
    """The days from `first` to `last`, both included, and `today`, which has not ended."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return (self.last - self.first).days + 1

    def preceding_span(self) -> Span:
        """Return the span of equal length that ends the day before this one."""
        return Span(
            self.first_with_lead(timedelta(days=self.days)), self.first_with_lead(timedelta(days=1)), self.today
        )

    def first_of_compared(self) -> date:
        """Return the first day that the trend of this span is computed from: as many days before it, and two weeks.

        They are two because a span that reaches into the running week is moved back, and ends with a whole one.
        """
        lead = timedelta(days=min(self.days, MAX_DAYS_COMPARED) + 2 * DAYS_PER_WEEK)
        return self.first_with_lead(max(lead, ROLLING_LEAD))

    def start_earlier(self, weeks: int) -> Span:
        """Return the span with so many weeks more at its start."""
        return replace(self, first=self.first_with_lead(timedelta(weeks=weeks)))

    def first_with_lead(self, lead: timedelta) -> date:
        """Return the day `lead` before the first day, or the first day where the calendar begins later."""
        return self.first - lead if self.first > date.min + lead else self.first


def require_valid_range(first: date, last: date) -> None:
    """Refuse a range that is reversed or longer than a century: raises `Invalid`."""
    if first > last:
        raise Invalid([FieldProblem("from", "range_reversed")])
    if last - first > MAX_SPAN:
        raise Invalid([FieldProblem("from", "range_too_long", {"most_years": 100})])


def make_span(first: date, last: date, today: date) -> Span:
    """Return a span; raises `Invalid` as `require_valid_range` does."""
    require_valid_range(first, last)
    return Span(first, last, today)


RangeName = Literal["4w", "12w", "1y", "all"]
RANGE_DAYS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 364}
SHORTEST_RANGE_DAYS = RANGE_DAYS["4w"]


def span_of_whole_weeks(days: int, today: date) -> Span:
    """Return so many days, the last of them the Sunday before the ISO week of `today`."""
    last = last_finished_sunday(today)
    return Span(last - timedelta(days=days - 1), last, today)


def has_finished_week(transaction: ReadTransaction, person: Person, today: date) -> bool:
    """Return whether a whole week with a value in it has ended."""
    first_day = find_first_day(transaction, person.id, DAILY_METRICS)
    return first_day is not None and first_day <= last_finished_sunday(today)


def resolve_range(
    transaction: ReadTransaction, person: Person, range_: RangeName, today: date, metric: Metric | None = None
) -> Span:
    """Return a range of whole weeks; "all" begins with the week of the first value of a metric, or of any metric.

    Where no week has ended since that first value, it is the last four weeks.
    """
    if range_ != "all":
        return span_of_whole_weeks(RANGE_DAYS[range_], today)
    first_day = _find_first_day(transaction, person, metric)
    last = last_finished_sunday(today)
    if first_day is None or first_day > last:
        return span_of_whole_weeks(SHORTEST_RANGE_DAYS, today)
    return Span(monday_of(first_day), last, today)


def _find_first_day(transaction: ReadTransaction, person: Person, metric: Metric | None) -> date | None:
    if metric is None:
        return find_first_day(transaction, person.id, DAILY_METRICS)
    if isinstance(metric, KeyedMetric | WindowMetric):
        c = pillar_of(metric).table.c
        day: date | None = transaction.fetch_value(select(func.min(c.day)).where(c.person_id == person.id))
        return day
    return find_first_day(
        transaction, person.id, [metric.daily_metric_id if isinstance(metric, WeeklyMetric) else metric.id]
    )


def resolve_custom_span(first: date | None, last: date | None, today: date) -> Span:
    """Return the span between two chosen days, cut to today; without a last day it ends with the last whole week.

    Without a first day it is twelve weeks long. Raises `Invalid` where no day is left.
    """
    if first and first > today:
        raise Invalid([FieldProblem("from", "day_still_to_come")])
    end = min(last or max(last_finished_sunday(today), first or today), today)
    return make_span(first or end - timedelta(days=RANGE_DAYS["12w"] - 1), end, today)
