"""ISO weeks on the calendar, from Monday to Sunday."""

from __future__ import annotations

from datetime import date, timedelta

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """Return the Monday that opens the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def sunday_of(day: date) -> date:
    """Return the Sunday that closes the ISO week of a day."""
    return day + timedelta(days=6 - day.weekday())


def last_finished_sunday(today: date) -> date:
    """Return the Sunday before the ISO week of `today`."""
    return monday_of(today) - timedelta(days=1)
