"""Verdicts of trends in whole sentences, long and short: what happened, never why and never how good."""

from __future__ import annotations

from typing import Literal, NamedTuple

from habitlog.pillar import Measure, Style
from habitlog.web.words import days_word

Verdict = Literal["rising", "falling", "no_clear_change", "not_enough_data"]
UNITS = {"min": "minutes", "clock": "minutes", "%": "%", "AU": "AU", "sets": "sets"}
WHOLE = ("min", "clock")
MINUS = "\u2212"
ALIKE = "Too many values are equal to say between what."
"""Said in place of an interval that equal values have closed: it would claim to know the change exactly."""


class Change(NamedTuple):
    """A change per week in the metric's unit (minutes for clock times) with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def _is_length(metric: Measure) -> bool:
    return metric.unit == "min" and metric.summary != "total"


def _way(metric: Measure, change: float) -> str:
    if metric.unit == "clock":
        up, down = "later", "earlier"
    elif _is_length(metric):
        up, down = "longer", "shorter"
    elif metric.summary == "total":
        up, down = "more", "less"
    else:
        up, down = "higher", "lower"
    return up if change > 0 else down


def _shown(metric: Measure, change: float, style: Style) -> float:
    """Return the size of a change in the unit it is written in.

    Totals are judged by days and written by weeks: seven times the day's change is the week's.
    """
    return style.amount(abs(change), metric.unit) * (7 if metric.summary == "total" else 1)


def _amount(metric: Measure, change: float, style: Style) -> str:
    size = _shown(metric, change, style)
    unit = {"min": " min", "clock": " min", "%": " %", "kg": f" {style.weight}", "AU": " AU"}.get(metric.unit, "")
    if size < 0.05:
        return f"under {style.number(0.1)}{unit}"
    return f"{style.number(size, whole=unit == ' min' and size >= 1)}{unit}"


def _number(metric: Measure, change: float, style: Style) -> str:
    """Write the size of a change with one digit at least that is not zero; "0" below 0.005."""
    size = _shown(metric, change, style)
    whole = size >= 100 or (metric.unit in WHOLE and size >= 1)
    return style.number(size, whole=whole, places=1 if size >= 0.05 else 2)


def _unit(metric: Measure, number: str, style: Style) -> str:
    """Return the unit behind a number, after a space."""
    unit = style.weight if metric.unit == "kg" else UNITS.get(metric.unit, "")
    one = unit.removesuffix("s") if unit in {"minutes", "sets"} and number.lstrip(f"+{MINUS}") == "1" else unit
    return f" {one}" if one else ""


def _signed(metric: Measure, change: float, style: Style) -> str:
    number = _number(metric, change, style)
    return number if number == "0" else f"{'+' if change > 0 else MINUS}{number}"


def short_sentence(metric: Measure, verdict: Verdict, change: Change, style: Style, weeks: int) -> str:
    """Write a verdict over so many weeks as the one sentence of a row among others."""
    if verdict == "no_clear_change" and change.low == change.high:
        return f"No clear change over {weeks} weeks. {ALIKE}"
    if verdict == "no_clear_change":
        return f"No clear change over {weeks} weeks, {_around_zero(metric, change, style)}."
    about = _number(metric, change.value, style)
    way = _way(metric, change.value).capitalize()
    near, far = (_number(metric, end, style) for end in sorted(change[1:], key=abs))
    near = f"under {style.number(0.01, places=2)}" if near == "0" else near
    return f"{way} by about {about}{_unit(metric, about, style)} a week, between {near} and {far}."


def _around_zero(metric: Measure, change: Change, style: Style) -> str:
    if max(_shown(metric, end, style) for end in change[1:]) < 0.05:
        return f"under {style.number(0.1)}{_unit(metric, '0.1', style)} a week either way"
    if metric.unit == "clock":
        ends = ((end, _number(metric, end, style)) for end in change[1:])
        down, up = (f"{number}{_unit(metric, number, style)} {_way(metric, end)}" for end, number in ends)
        return f"between {down} and {up} a week"
    low, high = (_signed(metric, end, style) for end in change[1:])
    return f"between {low} and {high}{_unit(metric, high, style)} a week"


def verdict_sentence(
    metric: Measure, verdict: Verdict, per_week: float | None, style: Style, n: int, needed: int = 14
) -> str:
    """Write a verdict as the sentence that opens a trend page."""
    name = metric.name
    if verdict == "not_enough_data":
        return f"Not enough data: {n} {days_word(metric)}, {needed} needed."
    if verdict == "no_clear_change" or per_week is None:
        return f"No clear change in {name[0].lower()}{name[1:]}."
    verb = "moved" if metric.unit == "clock" else "grew" if _is_length(metric) else "went"
    size = _amount(metric, per_week, style).replace(" min", " minutes")
    size = "1 minute" if size == "1 minutes" else size
    about = "by" if size.startswith("under") else "by about"
    return f"{name} {verb} {_way(metric, per_week)}, {about} {size} a week."


def interval_sentence(metric: Measure, low: float, high: float, style: Style) -> str:
    """Write a 95 % interval of the change per week, `low` to `high` in the metric's unit."""
    if low == high == 0:
        return ALIKE
    if _shown(metric, max(abs(low), abs(high)), style) < 0.05:
        tiny = _amount(metric, low, style).removeprefix("under ")
        return (
            f"Both ends of the 95 % interval lie within {tiny} a week of no change. This says what happened, not why."
        )
    if low < 0 < high:
        down, up = (f"{_amount(metric, end, style)} a week {_way(metric, end)}" for end in (low, high))
        ends = f"{down} and {up}"
    else:
        near, far = sorted((low, high), key=abs)
        ends = f"{_amount(metric, near, style)} and {_amount(metric, far, style)} a week {_way(metric, far)}"
    return f"Between {ends} (95 % interval). This says what happened, not why."
