"""Verdicts of trends in whole sentences, long and short: what happened, never why and never how good."""

from __future__ import annotations

from typing import Literal, NamedTuple

from habitlog.tracking import Metric, Style
from habitlog.web.metric_text import format_metric_name

Verdict = Literal["rising", "falling", "no_clear_change", "not_enough_data"]
CHANGE_UNIT_NAMES = {"min": "minutes", "clock": "minutes", "%": "percentage points", "AU": "AU", "sets": "sets"}
WHOLE_NUMBER_UNITS = ("min", "clock")
MINUS_SIGN = "\u2212"
EQUAL_VALUES_NOTE = "Too many values are equal to say between what."
"""Said in place of an interval that equal values have closed: it would claim to know the change exactly."""


class WeeklyChange(NamedTuple):
    """A change per week in the metric's unit (minutes for clock times) with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def _is_duration(metric: Metric) -> bool:
    return metric.unit == "min" and metric.summary != "total"


def _choose_direction_word(metric: Metric, change: float) -> str:
    if metric.unit == "clock":
        up, down = "later", "earlier"
    elif _is_duration(metric):
        up, down = "longer", "shorter"
    elif metric.summary == "total":
        up, down = "more", "less"
    else:
        up, down = "higher", "lower"
    return up if change > 0 else down


def _convert_change(metric: Metric, change: float, style: Style) -> float:
    """Return the size of a change in the unit it is written in.

    Totals are judged by days and written by weeks: seven times the day's change is the week's.
    """
    return style.to_display_unit(abs(change), metric.unit) * (7 if metric.summary == "total" else 1)


def _format_change_number(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change with one digit at least that is not zero; "0" below 0.005."""
    size = _convert_change(metric, change, style)
    whole = size >= 100 or (metric.unit in WHOLE_NUMBER_UNITS and size >= 1)
    return style.format_number(size, whole=whole, places=1 if size >= 0.05 else 2)


def _format_change_unit(metric: Metric, number: str, style: Style) -> str:
    """Return the unit behind a number, after a space."""
    unit = style.weight if metric.unit == "kg" else CHANGE_UNIT_NAMES.get(metric.unit, "")
    one = unit.removesuffix("s") if number.lstrip(f"+{MINUS_SIGN}") == "1" else unit
    return f" {one}" if one else ""


def _format_change_size(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change, "0" for no change at all and "under 0.01" for one that would round to it."""
    number = _format_change_number(metric, change, style)
    return f"under {style.format_number(0.01, places=2)}" if number == "0" and change else number


def _format_change_amount(metric: Metric, change: float, style: Style) -> str:
    size = _format_change_size(metric, change, style)
    return f"{size}{_format_change_unit(metric, size, style)}"


def _format_signed_change(metric: Metric, change: float, style: Style) -> str:
    number = _format_change_number(metric, change, style)
    return number if number == "0" else f"{'+' if change > 0 else MINUS_SIGN}{number}"


def format_verdict_word(metric: Metric, verdict: Verdict) -> str:
    """Write a verdict as the word or three that a table has room for: "longer", "no clear change"."""
    if verdict in {"rising", "falling"}:
        return _choose_direction_word(metric, 1 if verdict == "rising" else -1)
    return "no clear change" if verdict == "no_clear_change" else "not enough to tell"


def describe_verdict_briefly(metric: Metric, verdict: Verdict, change: WeeklyChange, style: Style, weeks: int) -> str:
    """Write a verdict over so many weeks as the one sentence of a row among others."""
    if verdict == "no_clear_change" and change.low == change.high:
        return f"No clear change over {weeks} weeks. {EQUAL_VALUES_NOTE}"
    if verdict == "no_clear_change":
        return f"No clear change over {weeks} weeks, {_describe_interval_around_zero(metric, change, style)}."
    about = f"{_choose_direction_word(metric, change.value).capitalize()} {_format_change_by(metric, change.value, style)} a week"
    near, far = (_format_change_size(metric, end, style) for end in sorted(change[1:], key=abs))
    return f"{about}, at both ends of the interval." if near == far else f"{about}, between {near} and {far}."


def _format_change_by(metric: Metric, change: float, style: Style) -> str:
    size = _format_change_amount(metric, change, style)
    return f"by {size}" if size.startswith("under") else f"by about {size}"


def _is_negligible(metric: Metric, low: float, high: float, style: Style) -> bool:
    """Whether an interval holds no change at all and nothing that would be seen beside it."""
    return low <= 0 <= high and max(_convert_change(metric, end, style) for end in (low, high)) < 0.05


def _describe_interval_around_zero(metric: Metric, change: WeeklyChange, style: Style) -> str:
    if _is_negligible(metric, change.low, change.high, style):
        return f"under {style.format_number(0.1)}{_format_change_unit(metric, '0.1', style)} a week either way"
    if metric.unit == "clock":
        down, up = (_format_interval_end(metric, end, style) for end in change[1:])
        return f"between {down} and {up} a week"
    low, high = (_format_signed_change(metric, end, style) for end in change[1:])
    return f"between {low} and {high}{_format_change_unit(metric, high, style)} a week"


def describe_verdict(
    metric: Metric, verdict: Verdict, per_week: float | None, style: Style, metric_key: str | None = None
) -> str:
    """Return the sentence that opens a trend page, for a trend that was tested."""
    name = format_metric_name(metric, metric_key)
    if verdict == "no_clear_change" or per_week is None:
        return f"No clear change in {name[0].lower()}{name[1:]}."
    by = _format_change_by(metric, per_week, style)
    if metric.unit != "clock" and not _is_duration(metric):
        return f"{name} {'rose' if per_week > 0 else 'fell'} {by} a week."
    verb = "moved" if metric.unit == "clock" else "became"
    return f"{name} {verb} {_choose_direction_word(metric, per_week)}, {by} a week."


def describe_interval(metric: Metric, low: float, high: float, style: Style) -> str:
    """Write a 95 % interval of the change per week, `low` to `high` in the metric's unit."""
    if low == high == 0:
        return EQUAL_VALUES_NOTE
    return f"{_describe_interval_ends(metric, low, high, style)} This says what happened, not why."


def _describe_interval_ends(metric: Metric, low: float, high: float, style: Style) -> str:
    near, far = sorted((low, high), key=abs)
    sizes = _format_change_size(metric, near, style), _format_change_size(metric, far, style)
    if _is_negligible(metric, low, high, style):
        tiny = style.format_number(0.1)
        return f"Both ends of the 95 % interval lie within {tiny}{_format_change_unit(metric, tiny, style)} a week of no change."
    if low <= 0 <= high:
        down, up = (_format_interval_end(metric, end, style, " a week") for end in (low, high))
        return f"Between {down} and {up} (95 % interval)."
    way = f"a week {_choose_direction_word(metric, far)}"
    if sizes[0] == sizes[1]:
        return f"About {_format_change_amount(metric, far, style)} {way} at both ends of the 95 % interval."
    return f"Between {sizes[0]} and {_format_change_amount(metric, far, style)} {way} (95 % interval)."


def _format_interval_end(metric: Metric, end: float, style: Style, each: str = "") -> str:
    """Write one end of an interval around no change: "4 minutes a week earlier"; what rounds to 0 has no side."""
    number = _format_change_number(metric, end, style)
    return (
        number
        if number == "0"
        else f"{number}{_format_change_unit(metric, number, style)}{each} {_choose_direction_word(metric, end)}"
    )
