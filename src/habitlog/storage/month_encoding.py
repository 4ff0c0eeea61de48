"""A month of one metric as 31 numbers in a row of bytes: little-endian doubles, NaN where a day has no value."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from datetime import date, timedelta

DAYS_IN_ROW = 31
SIZE = 8 * DAYS_IN_ROW
"""Bytes of an encoded month."""
_MONTH_STRUCT = struct.Struct(f"<{DAYS_IN_ROW}d")
_DAY_STRUCT = struct.Struct("<d")
EMPTY_MONTH = _MONTH_STRUCT.pack(*(DAYS_IN_ROW * (math.nan,)))


def first_of_month(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def set_day_value(days: bytes, day: date, value: float | None) -> bytes:
    """Return a month with the value of one of its days put in place, or taken away."""
    at = 8 * (day.day - 1)
    return days[:at] + _DAY_STRUCT.pack(math.nan if value is None else value) + days[at + 8 :]


def is_empty_month(days: bytes) -> bool:
    """Whether no day of a month has a value."""
    return days == EMPTY_MONTH


def iter_day_values(month: date, days: bytes) -> Iterator[tuple[date, float]]:
    """Yield the days that have a value, oldest first."""
    for place, value in enumerate(_MONTH_STRUCT.unpack(days)):
        if not math.isnan(value):
            yield month + timedelta(days=place), value
