"""Cells of tables as apps of different countries write them: numbers and local times."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from habitlog.errors import Malformed

_CLOCK_PATTERN = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:[0-9]{2})?( ?(?P<half>[AaPp])\.?[Mm]\.?)?"
_DATE_PATTERNS = tuple(
    re.compile(date + r",? " + _CLOCK_PATTERN)
    for date in (
        r"(?P<day>[0-9]{1,2}) (?P<name>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
        r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
    )
)
_MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july"]
_MONTH_NAMES += ["august", "september", "october", "november", "december"]
_MONTH_NUMBERS = {form: number for number, name in enumerate(_MONTH_NAMES, start=1) for form in (name, name[:3])} | {
    "sept": 9
}
_NUMBER_PATTERN = re.compile(r"(-?)([0-9]{1,9}(?:\.[0-9]{1,9}|,[0-9]{1,2})?)")


@lru_cache(maxsize=256)
def parse_local_time(text: str) -> datetime:
    """Read "30 Jan 2025, 14:06" and its variants, to the minute; raises `Malformed` for anything else."""
    plain = " ".join(text.split())
    match = next(filter(None, (pattern.fullmatch(plain) for pattern in _DATE_PATTERNS)), None)
    if match is None:
        raise Malformed("file_time_format")
    groups = match.groupdict()
    try:
        day = date(int(groups["year"]), _parse_month(groups), int(groups["day"]))
        return datetime.combine(day, time(_parse_hour(groups), int(groups["minute"])))
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None


def _parse_month(groups: dict[str, str | None]) -> int:
    if number := groups.get("month"):
        return int(number)
    name = (groups["name"] or "").lower()
    if name not in _MONTH_NUMBERS:
        raise Malformed("month_not_english")
    return _MONTH_NUMBERS[name]


def _parse_hour(groups: dict[str, str | None]) -> int:
    hour, half = int(groups["hour"] or ""), (groups["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def parse_number(text: str, column: str) -> float | None:
    """Read a number from 0 up, None where the cell is empty; raises `Malformed` naming the column."""
    if not text:
        return None
    match = _NUMBER_PATTERN.fullmatch(text)
    if match is None:
        raise Malformed("not_a_number", name=column)
    if match[1]:
        raise Malformed("number_below_zero", name=column)
    return float(match[2].replace(",", "."))


def is_rpe_value(text: str) -> bool:
    """Whether this is a value of the RIR-based scale: 1 to 10 in halves (zourdos2016)."""
    match = _NUMBER_PATTERN.fullmatch(text)
    return match is not None and not match[1] and float(match[2].replace(",", ".")) in {n / 2 for n in range(2, 21)}
