"""The windows of the trend pages: four whole weeks, twelve, 52, or all there are; never the running one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, select

from habitlog.db import ReadTransaction
from habitlog.derived import find_first_day
from habitlog.errors import FieldProblem, Invalid
from habitlog.people.model import Person
from habitlog.pillar import KeyedMetric, Metric, Pillar, WeeklyMetric, WindowMetric
from habitlog.pillars import DAILY_METRICS
from habitlog.usecases.spans import Span, require_valid_range

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
