"""Facts about one daily metric over the last days, and the sentence that names them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from habitlog.education.rules import MAX_WINDOW_DAYS, FullWeekRule, PatternRule
from habitlog.education.vocabulary import NumberFormatter

_DAY_MINUTES = 1440.0
_WEEK_DAYS = 7
DatedValues = Iterable[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A computed number (in the metric's unit; days or weeks where those are counted) and the days with a value.

    `low` and `high` are the smallest and the largest value.
    """

    value: float
    days_logged: int
    lowest: float
    highest: float


def compute_circular_range(minutes: Iterable[float]) -> float:
    """Return the largest distance of any two clock times on the 24-hour circle, in minutes, 0 to 720."""
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
    """Return the fact when it holds on the window that ends with `day`, otherwise None.

    Days outside the window and values that are no finite number are left out.
    """
    values = _values_in_window(series, day, rule.window_days)
    if len(values) < rule.min_days:
        return None
    number = _compute_statistic(rule, values, day)
    low = -math.inf if rule.at_least is None else rule.at_least
    high = math.inf if rule.at_most is None else rule.at_most
    return (
        ConditionResult(number, len(values), min(values.values()), max(values.values()))
        if low <= number <= high
        else None
    )


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


def explain_full_week(rule: FullWeekRule) -> str:
    """Return why the snippet is shown, in neutral words."""
    each = rule.metric.each
    return f"Shown because your log now holds a full week: {rule.metric.name} on 7 of the last 7 {each}."


def explain_pattern(rule: PatternRule, result: ConditionResult, format_number: NumberFormatter) -> str:
    """Return why the snippet is shown, with the person's own numbers and what they rest on."""
    measure = rule.metric
    if rule.statistic == "weeks":
        weeks = rule.window_days // _WEEK_DAYS
        which = f"each of the last {weeks}" if result.value == weeks else f"{result.value:.0f} of the last {weeks}"
        return f"Shown because your log has {measure.name} in {which} weeks."
    covered = f"{'all ' if result.days_logged == rule.window_days else ''}{result.days_logged} logged"
    if rule.statistic == "days":
        on = f"on {result.value:.0f} of the last {rule.window_days} {measure.each}"
        rest = "" if result.value == result.days_logged else f", {covered}"
        return f"Shown because your log has {measure.name}{_describe_bound(rule, format_number)} {on}{rest}."
    spoken = measure.format_value(result.value, format_number)
    told = {
        "spread": f"lay up to {spoken} apart"
        if measure.is_clock
        else measure.describe_range(result.lowest, result.highest, format_number),
        "mean": f"came to {spoken} on average",
        "median": f"had a middle value of {spoken}",
        "total": f"added up to {spoken}",
    }[rule.statistic]
    return f"Shown because your {measure.name} {told} over the last {rule.window_days} {measure.each}, {covered}."


def _describe_bound(rule: PatternRule, format_number: NumberFormatter) -> str:
    if rule.above is not None:
        after = " after midnight" if rule.metric.is_clock else ""
        return f" of {rule.metric.format_value(rule.above, format_number)} or more{after}"
    return "" if rule.below is None else f" of {rule.metric.format_value(rule.below, format_number)} or less"
