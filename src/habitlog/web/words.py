"""Dates, values and changes in the words that pages use: English, without locale machinery."""

from __future__ import annotations

from datetime import date

from habitlog.pillar import Metric

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
STATES = {
    "logged": "logged",
    "open": "kept open",
    "none": "nothing",
    "skipped": "skipped",
    "unknown": "not known",
}
"""What stands beside a stitch, or is read out for it."""
_NARROW = "\u202f"


def weekday(day: date) -> str:
    """Write "Thursday"."""
    return WEEKDAYS[day.weekday()]


def day_month(day: date, today: date | None = None) -> str:
    """Write "12 March", with the year where it is not that of `today`."""
    year = "" if today is None or today.year == day.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def long_day(day: date, today: date | None = None) -> str:
    """Write "Thursday 12 March", with the year where it is not that of `today`."""
    return f"{weekday(day)} {day_month(day, today)}"


def short_day(day: date) -> str:
    """Write "Thu 12 Mar"."""
    return f"{weekday(day)[:3]} {day.day} {MONTHS[day.month - 1][:3]}"


def month_year(day: date) -> str:
    """Write "January 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def iso_week(day: date) -> int:
    """Return the ISO 8601 week, 1 to 53."""
    return day.isocalendar().week


def plain(value: float, decimals: int = 1) -> str:
    """Write a number with at most `decimals` decimals and thousands set apart by a narrow space."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}".replace(",", _NARROW)
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(minutes: float) -> str:
    """Write minutes after midnight, any whole number of days away, as "03:18"."""
    whole = round(minutes) % 1440
    return f"{whole // 60:02d}:{whole % 60:02d}"


def hours(minutes: float) -> str:
    """Write minutes as "7 h 12", or as "25 min" under an hour."""
    whole = round(minutes)
    return f"{whole // 60} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"


def is_length(metric: Metric) -> bool:
    """Whether the metric is a length of time of one day, read in hours and minutes rather than summed minutes."""
    return metric.unit == "min" and metric.summary != "total"


def show(metric: Metric, value: float | None) -> str:
    """Write the value of one day with its unit: "7 h 12", "03:18", "88 %", "11.4 of 18", "142 min"."""
    if value is None:
        return "not known"
    if metric.unit == "clock":
        return clock(value)
    if is_length(metric):
        return hours(value)
    decimals = 0 if metric.unit in {"min", "%", "kg", "AU", "sets"} else 1
    return f"{plain(value, decimals)} {metric.unit}"


def show_summary(metric: Metric, value: float | None) -> str:
    """Write the value that stands for a week: "142 min a week", "median 4", and means as `show` does."""
    if value is None:
        return "too few"
    if metric.summary == "median":
        return f"median {plain(value)}"
    return f"{show(metric, value)} a week" if metric.summary == "total" else show(metric, value)


def days_word(metric: Metric) -> str:
    """Return what the days of this metric are called: "nights" or "days"."""
    return "nights" if metric.id.startswith("sleep.") else "days"
