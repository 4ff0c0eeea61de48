"""Dates and states in the words that pages use: English, without locale machinery."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
STATE_LABELS = {
    "logged": "logged",
    "open": "kept open",
    "none": "nothing",
    "skipped": "skipped",
    "unknown": "not known",
}
"""What stands beside a stitch, or is read out for it."""


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


def short_day(day: date, *, year: bool = False) -> str:
    """Write "Thu 12 Mar", or "Thu 12 Mar 2026" with its year."""
    return f"{weekday(day)[:3]} {day.day} {MONTHS[day.month - 1][:3]}{f' {day.year}' if year else ''}"


def medium_day(day: date, today: date | None = None) -> str:
    """Write "Thu 12 March", with the year where it is not that of `today`."""
    return f"{weekday(day)[:3]} {day_month(day, today)}"


def short_day_month(day: date, today: date) -> str:
    """Write "12 Mar" for a place that is narrow, with the year where it is not that of `today`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}{'' if today.year == day.year else f' {day.year}'}"


def month_year(day: date) -> str:
    """Write "January 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def date_range(first: date, last: date) -> str:
    """Write "16 to 22 November 2026", naming month and year twice where they differ."""
    if first == last:
        return f"{day_month(last)} {last.year}"
    if first.year != last.year:
        opens = f"{day_month(first)} {first.year}"
    else:
        opens = day_month(first) if first.month != last.month else f"{first.day}"
    return f"{opens} to {day_month(last)} {last.year}"


def iso_week(day: date) -> int:
    """Return the ISO 8601 week, 1 to 53."""
    return day.isocalendar().week




def format_count(number: int, plural_noun: str) -> str:
    """Write "84 nights", or "1 night" of `things` that end in "s"."""
    return f"{number} {plural_noun.removesuffix('s') if number == 1 else plural_noun}"
