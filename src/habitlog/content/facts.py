"""Facts about one daily metric over the last days, and the sentence that names them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from habitlog.content.rules import LONGEST_WINDOW, FullWeek, Pattern
from habitlog.content.vocabulary import Write

_DAY = 1440.0
_WEEK = 7
Series = Iterable[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed number (in the metric's unit; days or weeks where those are counted) and the days with a value.

    `low` and `high` are the smallest and the largest value.
    """

    number: float
    logged: int
    low: float
    high: float


def circular_spread(minutes: Iterable[float]) -> float:
    """Return the largest distance of any two clock times on the 24-hour circle, in minutes, 0 to 720."""
    pairs = combinations([m % _DAY for m in minutes], 2)
    return max((min(abs(a - b), _DAY - abs(a - b)) for a, b in pairs), default=0.0)


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


_STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "spread": _spread,
    "mean": statistics.fmean,
    "median": statistics.median,
    "total": math.fsum,
}


def fact_of(rule: Pattern, series: Series, day: date) -> Fact | None:
    """Return the fact when it holds on the window that ends with `day`, otherwise None.

    Days outside the window and values that are no finite number are left out.
    """
    values = _window(series, day, rule.over)
    if len(values) < rule.needed:
        return None
    number = _number(rule, values, day)
    low = -math.inf if rule.at_least is None else rule.at_least
    high = math.inf if rule.at_most is None else rule.at_most
    return Fact(number, len(values), min(values.values()), max(values.values())) if low <= number <= high else None


def is_full_week(series: Series, day: date) -> bool:
    """Whether the seven days up to `day` all have a value and the three weeks before have none."""
    days = _window(series, day, LONGEST_WINDOW)
    return len(days) == _WEEK and min(days) > day - timedelta(days=_WEEK)


def _window(series: Series, day: date, over: int) -> dict[date, float]:
    first = day - timedelta(days=over - 1)
    return {d: v for d, v in series if first <= d <= day and math.isfinite(v)}


def _number(rule: Pattern, values: Mapping[date, float], day: date) -> float:
    if rule.statistic == "days":
        return float(sum(_counts(rule, value) for value in values.values()))
    if rule.statistic == "weeks":
        return float(len({(day - d).days // _WEEK for d, value in values.items() if value > 0}))
    if rule.measure.is_clock:
        return circular_spread(values.values())
    return _STATISTICS[rule.statistic](list(values.values()))


def _counts(rule: Pattern, value: float) -> bool:
    if rule.below is not None:
        return value <= rule.below
    if rule.above is None:
        return value > 0
    return rule.above <= value and (not rule.measure.is_clock or value <= _DAY / 2)


def week_of(rule: FullWeek) -> str:
    """Return why the snippet is shown, in neutral words."""
    each = rule.measure.each
    return f"Shown because your log now holds a full week: {rule.measure.name} on 7 of the last 7 {each}."


def sentence_of(rule: Pattern, fact: Fact, write: Write) -> str:
    """Return why the snippet is shown, with the person's own numbers and what they rest on."""
    measure = rule.measure
    if rule.statistic == "weeks":
        weeks = rule.over // _WEEK
        which = f"each of the last {weeks}" if fact.number == weeks else f"{fact.number:.0f} of the last {weeks}"
        return f"Shown because your log has {measure.name} in {which} weeks."
    covered = f"{'all ' if fact.logged == rule.over else ''}{fact.logged} logged"
    if rule.statistic == "days":
        on = f"on {fact.number:.0f} of the last {rule.over} {measure.each}"
        rest = "" if fact.number == fact.logged else f", {covered}"
        return f"Shown because your log has {measure.name}{_picked(rule, write)} {on}{rest}."
    spoken = measure.spoken(fact.number, write)
    told = {
        "spread": f"lay up to {spoken} apart" if measure.is_clock else measure.ranged(fact.low, fact.high, write),
        "mean": f"came to {spoken} on average",
        "median": f"had a middle value of {spoken}",
        "total": f"added up to {spoken}",
    }[rule.statistic]
    return f"Shown because your {measure.name} {told} over the last {rule.over} {measure.each}, {covered}."


def _picked(rule: Pattern, write: Write) -> str:
    if rule.above is not None:
        after = " after midnight" if rule.measure.is_clock else ""
        return f" of {rule.measure.spoken(rule.above, write)} or more{after}"
    return "" if rule.below is None else f" of {rule.measure.spoken(rule.below, write)} or less"
