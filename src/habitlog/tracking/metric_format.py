"""A metric's numbers in words: "7 h 12 min", "03:18", "88 %", "11.4 of 18"."""

from __future__ import annotations

from habitlog.formatting import Style
from habitlog.tracking.metrics import Metric
from habitlog.translation import find_message, gettext

LONG_MINUTES = 90
"""Minutes; from here on a duration is written in hours and minutes."""
MAX_TWO_DECIMAL_RATIO = 10
"""A number without a unit has two decimals below this: a monotony of 0.97 differs from one of 1.04."""


def format_metric_value(metric: Metric, value: float | None, style: Style) -> str:
    """Write a value of a metric with its unit, in a person's own style; a missing one as "not known"."""
    return format_in_unit(metric.unit, value, style)


def format_in_unit(unit: str, value: float | None, style: Style) -> str:
    """Write a value kept in `unit` ("" for none) with its unit; a missing one as "not known"."""
    if value is None:
        return gettext("not known")
    if unit == "clock":
        return style.format_clock_time(value)
    if unit == "min" and value >= LONG_MINUTES:
        return format_duration(value)
    if unit == "%":
        percent = f"{value:.0f}"
        return gettext("%(value)s %%", value=percent)
    if unit.startswith("of "):
        most = unit.removeprefix("of ")
        return gettext("%(value)s of %(most)s", value=style.format_number(value), most=most)
    return _format_amount(unit, value, style)


def _format_amount(unit: str, value: float, style: Style) -> str:
    shown = style.to_display_unit(value, unit)
    places = 2 if not unit and abs(shown) < MAX_TWO_DECIMAL_RATIO else 1
    number = style.format_number(shown, whole=shown >= 100, places=places)
    if not unit:
        return number
    return gettext("%(value)s %(unit)s", value=number, unit=find_message(style.display_unit(unit)))


def format_duration(value: float) -> str:
    """Write minutes as "7 h 12 min", or "12 min" under an hour."""
    hours, minutes = divmod(round(value), 60)
    if hours:
        return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return gettext("%(minutes)s min", minutes=minutes)
