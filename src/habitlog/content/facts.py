"""Facts about one daily metric over the last days, and the sentence that names them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from habitlog.content.rules import Pattern
from habitlog.content.vocabulary import Write

_DAY = 1440.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed number (in the metric's unit; days for "days") and the days with a value it rests on."""

    number: float
    logged: int


def circular_spread(minutes: Iterable[float]) -> float:
    """Return the largest distance of any two clock times on the 24-hour circle, in minutes, 0 to 720."""
    pairs = combinations([m % _DAY for m in minutes], 2)
    return max((min(abs(a - b), _DAY - abs(a - b)) for a, b in pairs), default=0.0)


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _above_zero(values: Sequence[float]) -> float:
    return float(sum(value > 0 for value in values))


_STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "spread": _spread,
    "mean": statistics.fmean,
    "median": statistics.median,
    "total": math.fsum,
    "days": _above_zero,
}


def fact_of(rule: Pattern, series: Iterable[tuple[date, float]], day: date) -> Fact | None:
    """Return the fact when it holds on the window that ends with `day`, otherwise None.

    Days outside the window and values that are no finite number are left out; "days" counts values above 0.
    """
    first = day - timedelta(days=rule.over - 1)
    values = list({d: v for d, v in series if first <= d <= day and math.isfinite(v)}.values())
    if len(values) < rule.needed:
        return None
    clock = rule.measure.is_clock and rule.statistic == "spread"
    number = circular_spread(values) if clock else _STATISTICS[rule.statistic](values)
    low = -math.inf if rule.at_least is None else rule.at_least
    high = math.inf if rule.at_most is None else rule.at_most
    return Fact(number, len(values)) if low <= number <= high else None


def sentence_of(rule: Pattern, fact: Fact, write: Write) -> str:
    """Return why the snippet is shown, with the person's own numbers and what they rest on."""
    measure = rule.measure
    covered = "all" if fact.logged == rule.over else str(fact.logged)
    if rule.statistic == "days":
        on = f"on {fact.number:.0f} of the last {rule.over} {measure.each}"
        rest = "" if fact.number == fact.logged else f", {covered} of them logged"
        return f"Shown because your log has {measure.name} {on}{rest}."
    spoken = measure.spoken(fact.number, write)
    told = {
        "spread": f"lay up to {measure.apart(fact.number, write)} apart",
        "mean": f"came to {spoken} on average",
        "median": f"had a middle value of {spoken}",
        "total": f"added up to {spoken}",
    }[rule.statistic]
    over = f"over the last {rule.over} {measure.each}, {covered} of them logged"
    return f"Shown because your {measure.name} {told} {over}."
