"""Sizes of changes in words: in the metric's unit, with as many digits as say something."""

from __future__ import annotations

from typing import NamedTuple

from habitlog.tracking import Metric, Style
from habitlog.tracking.metric_format import LONG_MINUTES, format_duration
from habitlog.translation import gettext, ngettext
from habitlog.web.metric_text import smaller_and_greater

MINUTE_UNITS = ("min", "clock")
SMALLEST_WRITTEN = 0.01


class AmountRange(NamedTuple):
    """The ends of an interval on one side of zero, the nearer one first, the way they stand in "between 4 and 28"."""

    near: str
    far: str


def choose_direction(metric: Metric, change: float) -> str:
    """Return which way a change goes: "shorter", "later", "more"."""
    smaller, greater = smaller_and_greater(metric)
    return greater if change > 0 else smaller


def format_amount(metric: Metric, change: float, style: Style, beside: float = 0.0) -> str:
    """Write the size of a change with its unit: "5 minutes", "2 h 5 min", "1 set", "0.1", "under 0.01 kg".

    It is written the way of the change that it stands `beside`, where that one is long.
    """
    if is_long(metric, max(abs(change), abs(beside))):
        return format_duration(abs(change))
    if _is_below_written_numbers(metric, change, style):
        number = style.format_number(SMALLEST_WRITTEN, places=2)
        return gettext("under %(amount)s", amount=_add_unit(metric, number, style))
    return _add_unit(metric, _format_number(metric, change, style), style)


def format_least_amount(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change below which nothing can be seen: never less than 0.01 of the unit."""
    if _is_below_written_numbers(metric, change, style):
        return _add_unit(metric, style.format_number(SMALLEST_WRITTEN, places=2), style)
    return format_amount(metric, change, style)


def format_ends(metric: Metric, low: float, high: float, style: Style) -> AmountRange:
    """Write the ends of an interval on one side of zero, without a unit, or both as durations."""
    near, far = sorted((low, high), key=abs)
    if is_long(metric, far):
        return AmountRange(format_duration(abs(near)), format_duration(abs(far)))
    return AmountRange(_format_size(metric, near, style), _format_size(metric, far, style))


def format_end_with_direction(metric: Metric, end: float, style: Style) -> str:
    """Write one end of an interval around zero: "4 minutes earlier"; what rounds to 0 has no direction."""
    if not is_long(metric, end) and _format_number(metric, end, style) == "0":
        return "0"
    return gettext(
        "%(amount)s %(direction)s",
        amount=format_amount(metric, end, style),
        direction=choose_direction(metric, end),
    )


class EndsAroundZero(NamedTuple):
    """The ends of an interval around zero, each with its direction: "43 min shorter" and "5 longer"."""

    low: str
    high: str


def format_ends_around_zero(metric: Metric, low: float, high: float, style: Style) -> EndsAroundZero:
    """Write the ends of an interval around zero, in short: the unit stands once, at the first, unless both are long."""
    if is_long(metric, max(abs(low), abs(high))):
        texts = [format_duration(abs(low)), format_duration(abs(high))]
    elif _format_number(metric, low, style) == "0":
        texts = ["0", _format_short_amount(metric, high, style)]
    else:
        texts = [_format_short_amount(metric, low, style), _format_number(metric, high, style)]
    return EndsAroundZero(*(_add_direction(metric, end, text) for end, text in zip((low, high), texts, strict=True)))


def _format_short_amount(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change with its unit, minutes as "5 min"; "0" for what rounds to it."""
    number = _format_number(metric, change, style)
    if number == "0":
        return number
    return (
        gettext("%(minutes)s min", minutes=number) if metric.unit in MINUTE_UNITS else _add_unit(metric, number, style)
    )


def _add_direction(metric: Metric, end: float, text: str) -> str:
    if text == "0":
        return text
    return gettext("%(amount)s %(direction)s", amount=text, direction=choose_direction(metric, end))


def is_long(metric: Metric, change: float) -> bool:
    """Return whether a change of minutes is written in hours and minutes."""
    return metric.unit in MINUTE_UNITS and abs(change) >= LONG_MINUTES


def _format_number(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change with one digit at least that is not zero; "0" below 0.005."""
    size = style.to_display_unit(abs(change), metric.unit)
    whole = size >= 100 or (metric.unit in MINUTE_UNITS and size >= 1)
    return style.format_number(size, whole=whole, places=1 if size >= 0.05 else 2)


def _is_below_written_numbers(metric: Metric, change: float, style: Style) -> bool:
    return bool(change) and _format_number(metric, change, style) == "0"


def _format_size(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change, "0" for no change at all and "under 0.01" for one that would round to it."""
    if _is_below_written_numbers(metric, change, style):
        return gettext("under %(amount)s", amount=style.format_number(SMALLEST_WRITTEN, places=2))
    return _format_number(metric, change, style)


def _add_unit(metric: Metric, number: str, style: Style) -> str:
    plural = 1 if number == "1" else 2
    match metric.unit:
        case "min" | "clock":
            return ngettext("%(num)s minute", "%(num)s minutes", plural, num=number)
        case "%":
            return ngettext("%(num)s percentage point", "%(num)s percentage points", plural, num=number)
        case "sets":
            return ngettext("%(num)s set", "%(num)s sets", plural, num=number)
        case "kg":
            return gettext("%(value)s %(unit)s", value=number, unit=gettext(style.weight))
        case "AU":
            return gettext("%(value)s %(unit)s", value=number, unit=gettext("AU"))
    return number
