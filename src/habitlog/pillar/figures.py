"""A metric's numbers in words: "7 h 12 min", "03:18", "88 %", "11.4 of 18"."""

from __future__ import annotations

from habitlog.pillar.declare import Metric

LONG_MINUTES = 90


def figure(metric: Metric, value: float | None) -> str:
    """Write a value of a metric with its unit; a missing one as "not known"."""
    if value is None:
        return "not known"
    if metric.unit == "clock":
        return clock(value)
    if metric.unit == "min" and value >= LONG_MINUTES:
        return minutes(value)
    if metric.unit == "%":
        return f"{value:.0f} %"
    if metric.unit.startswith("of "):
        return f"{plain(value)} {metric.unit}"
    return f"{plain(value, whole=value >= 100)} {metric.unit}"


def clock(minutes_after_midnight: float) -> str:
    """Write minutes after midnight as a 24-hour clock time."""
    whole = round(minutes_after_midnight) % 1440
    return f"{whole // 60:02d}:{whole % 60:02d}"


def minutes(value: float) -> str:
    """Write minutes as "7 h 12 min", or "12 min" under an hour."""
    whole = round(value)
    return f"{whole // 60} h {whole % 60} min" if whole >= 60 else f"{whole} min"


def plain(value: float, *, whole: bool = False) -> str:
    """Write a number with one decimal where it has one, and a thin space between thousands."""
    text = f"{value:,.0f}" if whole else f"{value:,.1f}"
    return text.removesuffix(".0").replace(",", "\u202f")
