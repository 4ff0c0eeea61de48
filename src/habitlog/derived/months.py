"""A month of one metric as 31 numbers in a row of bytes: little-endian doubles, NaN where a day has no value."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from datetime import date, timedelta

DAYS = 31
SIZE = 8 * DAYS
_ALL = struct.Struct(f"<{DAYS}d")
_ONE = struct.Struct("<d")
EMPTY = _ALL.pack(*(DAYS * (math.nan,)))


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def with_value(days: bytes, day: date, value: float | None) -> bytes:
    """Return a month with the value of one of its days put in place, or taken away."""
    at = 8 * (day.day - 1)
    return days[:at] + _ONE.pack(math.nan if value is None else value) + days[at + 8 :]


def is_empty(days: bytes) -> bool:
    """Whether no day of a month has a value."""
    return days == EMPTY


def values_in(month: date, days: bytes) -> Iterator[tuple[date, float]]:
    """Yield the days that have a value, oldest first."""
    for place, value in enumerate(_ALL.unpack(days)):
        if not math.isnan(value):
            yield month + timedelta(days=place), value
