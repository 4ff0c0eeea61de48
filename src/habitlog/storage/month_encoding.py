"""A month of one metric as 31 numbers in a row of bytes: little-endian doubles, NaN where a day has no value."""

from __future__ import annotations

import math
import struct
from datetime import date

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


def list_day_values(
    month: date, days: bytes, first: date = date.min, last: date = date.max
) -> list[tuple[date, float]]:
    """Return the days from `first` to `last` that have a value, oldest first."""
    start = month.toordinal()
    values = _MONTH_STRUCT.unpack(days)[max(first.toordinal() - start, 0) : max(last.toordinal() - start + 1, 0)]
    at = max(start, first.toordinal())
    # NaN alone is unlike itself.
    return [(date.fromordinal(at + place), value) for place, value in enumerate(values) if value == value]  # noqa: PLR0124
