"""A metric's numbers in words: "7 h 12 min", "03:18", "88 %", "11.4 of 18"."""

from __future__ import annotations

from habitlog.formatting import Style
from habitlog.tracking.metrics import Metric

LONG_MINUTES = 90
MAX_TWO_DECIMAL_RATIO = 10
"""Below this a number without a unit has two decimals: a monotony of 0.97 is not one of 1.04."""


def format_metric_value(metric: Metric, value: float | None, style: Style) -> str:
    """Write a value of a metric with its unit, in a person's own style; a missing one as "not known"."""
    return format_in_unit(metric.unit, value, style)


def format_in_unit(unit: str, value: float | None, style: Style) -> str:
    """Write a value kept in `unit` ("" for none) with its unit; a missing one as "not known"."""
    if value is None:
        return "not known"
    if unit == "clock":
        return style.format_clock_time(value)
    if unit == "min" and value >= LONG_MINUTES:
        return format_duration(value)
    if unit == "%":
        return f"{value:.0f} %"
    if unit.startswith("of "):
        return f"{style.format_number(value)} {unit}"
    shown = style.to_display_unit(value, unit)
    places = 2 if not unit and abs(shown) < MAX_TWO_DECIMAL_RATIO else 1
    return f"{style.format_number(shown, whole=shown >= 100, places=places)} {style.display_unit(unit)}".rstrip()


def format_duration(value: float) -> str:
    """Write minutes as "7 h 12 min", or "12 min" under an hour."""
    whole = round(value)
    return f"{whole // 60} h {whole % 60} min" if whole >= 60 else f"{whole} min"
