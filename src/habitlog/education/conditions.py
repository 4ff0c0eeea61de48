"""Conditions on one daily metric over the last days, and the numbers by which they hold."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from msgspec import Struct

from habitlog.education.rules import MAX_WINDOW_DAYS, PatternRule

_DAY_MINUTES = 1440.0
_WEEK_DAYS = 7
DatedValues = Iterable[tuple[date, float]]


class ConditionResult(Struct, frozen=True):
    """The number a pattern computed, in the metric's unit or in days or weeks where it counts those.

    `days_logged` counts the days with a value; `lowest` and `highest` are the extremes of these values.
    """

    value: float
    days_logged: int
    lowest: float
    highest: float


def compute_circular_range(minutes: Iterable[float]) -> float:
    """Return the largest distance between any two clock times on the 24-hour circle, in minutes, 0 to 720."""
    pairs = combinations([m % _DAY_MINUTES for m in minutes], 2)
    return max((min(abs(a - b), _DAY_MINUTES - abs(a - b)) for a, b in pairs), default=0.0)


def _value_range(values: Sequence[float]) -> float:
    return max(values) - min(values)


_STATISTIC_FUNCTIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "spread": _value_range,
    "mean": statistics.fmean,
    "median": statistics.median,
    "total": math.fsum,
}


def evaluate_pattern(rule: PatternRule, series: DatedValues, day: date) -> ConditionResult | None:
    """Return the result when the pattern holds on the window that ends with `day`, otherwise None.

    Days outside the window and values that are no finite number are left out.
    """
    values = _values_in_window(series, day, rule.window_days)
    if len(values) < rule.min_days:
        return None
    number = _compute_statistic(rule, values, day)
    low = -math.inf if rule.at_least is None else rule.at_least
    high = math.inf if rule.at_most is None else rule.at_most
    if not low <= number <= high:
        return None
    return ConditionResult(number, len(values), min(values.values()), max(values.values()))


def is_first_full_week(series: DatedValues, day: date) -> bool:
    """Whether the seven days up to `day` all have a value and the three weeks before have none."""
    days = _values_in_window(series, day, MAX_WINDOW_DAYS)
    return len(days) == _WEEK_DAYS and min(days) > day - timedelta(days=_WEEK_DAYS)


def _values_in_window(series: DatedValues, day: date, window_days: int) -> dict[date, float]:
    first = day - timedelta(days=window_days - 1)
    return {d: v for d, v in series if first <= d <= day and math.isfinite(v)}


def _compute_statistic(rule: PatternRule, values: Mapping[date, float], day: date) -> float:
    if rule.statistic == "days":
        return float(sum(_is_counted_value(rule, value) for value in values.values()))
    if rule.statistic == "weeks":
        return float(len({(day - d).days // _WEEK_DAYS for d, value in values.items() if value > 0}))
    if rule.metric.is_clock:
        return compute_circular_range(values.values())
    return _STATISTIC_FUNCTIONS[rule.statistic](list(values.values()))


def _is_counted_value(rule: PatternRule, value: float) -> bool:
    if rule.below is not None:
        return value <= rule.below
    if rule.above is None:
        return value > 0
    return rule.above <= value and (not rule.metric.is_clock or value <= _DAY_MINUTES / 2)
