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
_DAY_PATTERN = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})")
_DAY_NAME_PATTERN = re.compile(r"(?:([0-9]{1,2}) )?([A-Za-z]{3,9})\.? (?:([0-9]{1,2}), )?([0-9]{4})")
_CLOCK_CELL = re.compile(_CLOCK_PATTERN)
_SHORT_DAY_NAME_PATTERN = re.compile(r"([0-9]{1,2})-([A-Za-z]{3,9})-([0-9]{4}|[0-9]{2})")
_LENGTH_PATTERN = re.compile(r"(?:([0-9]{1,3}) ?h(?:ours?|rs?)?)? ?(?:([0-9]{1,4}) ?m(?:in(?:utes?)?)?)?")
_CLOCK_LENGTH_PATTERN = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::[0-5][0-9])?")
_MISSING_VALUES = frozenset({"", "-", "--", "---", "n/a", "na", "nan", "none", "null", "unknown"})
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


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: it is empty, or "--", "n/a" and the like."""
    return text.strip().lower() in _MISSING_VALUES


def find_date_orders(text: str) -> frozenset[str]:
    """Return how day and month of a date such as 03/04/2026 could be ordered; nothing where its spelling says so."""
    match = _DAY_PATTERN.fullmatch(text)
    if match is None or len(match[1]) > 2 or match[2] == ".":
        return frozenset()
    first, second = int(match[1]), int(match[3])
    orders = {"day_first": second <= 12, "month_first": first <= 12}
    return frozenset(order for order, is_possible in orders.items() if is_possible)


def parse_date(text: str, order: str | None) -> date:
    """Read "2026-03-12", "12.3.2026", "12 Mar 2026", "12-Mar-26", and "12/3/2026" or "12-3-26" in the given order.

    Raises `Malformed`, also where the order is not given and matters.
    """
    plain = " ".join(text.split())
    try:
        if match := _DAY_PATTERN.fullmatch(plain):
            return _build_date(match, order)
        if (match := _DAY_NAME_PATTERN.fullmatch(plain)) and bool(match[1]) != bool(match[3]):
            return date(int(match[4]), _parse_month({"name": match[2]}), int(match[1] or match[3]))
        if match := _SHORT_DAY_NAME_PATTERN.fullmatch(plain):
            year = int(match[3]) if len(match[3]) == 4 else 2000 + int(match[3])
            return date(year, _parse_month({"name": match[2]}), int(match[1]))
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None
    raise Malformed("file_date_format")


def _build_date(match: re.Match[str], order: str | None) -> date:
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return date(first, middle, last)
    if len(match[1]) > 2 or len(match[4]) not in {2, 4}:
        raise Malformed("file_date_format")
    year = last if len(match[4]) == 4 else 2000 + last
    if match[2] == "." or order == "day_first":
        return date(year, middle, first)
    if order == "month_first":
        return date(year, first, middle)
    raise Malformed("file_date_format")


def parse_clock(text: str) -> time:
    """Read "22:45", "22:45:10" or "10:45 pm", to the minute; raises `Malformed`."""
    match = _CLOCK_CELL.fullmatch(" ".join(text.split()))
    if match is None:
        raise Malformed("file_clock_format")
    try:
        return time(_parse_hour(match.groupdict()), int(match["minute"]))
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None


def parse_length(text: str, unit: str, column: str) -> int:
    """Read whole minutes from a number in `min` or `h`, from "7:30" where the unit is `h:mm`, and from "7h 30m"."""
    plain = " ".join(text.lower().split())
    if (match := _LENGTH_PATTERN.fullmatch(plain)) and match.group(0):
        return int(match[1] or 0) * 60 + int(match[2] or 0)
    if unit == "h:mm":
        if match := _CLOCK_LENGTH_PATTERN.fullmatch(plain):
            return int(match[1]) * 60 + int(match[2])
        raise Malformed("file_length_format", name=column)
    number = parse_number(plain, column)
    return round((number or 0) * (60 if unit == "h" else 1))
