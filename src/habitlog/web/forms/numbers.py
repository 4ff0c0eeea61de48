"""Numbers as people type them: decimal comma or point, units behind whole numbers, and what can be read in two ways."""

from __future__ import annotations

import re
from typing import Any

from habitlog.formatting import DecimalMark
from habitlog.tracking import FormField
from habitlog.translation import gettext

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}[.,]\d{1,6}", re.ASCII)
_LONG_INTEGER = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,2}) ?h ?([0-5]?\d) ?min", re.ASCII | re.IGNORECASE)
_AMBIGUOUS_NUMBER: dict[DecimalMark, re.Pattern[str]] = {
    "point": re.compile(r"[12],\d{3}", re.ASCII),
    "comma": re.compile(r"[12]\.\d{3}", re.ASCII),
}
"""By a person's decimal mark: the other mark before three digits, where it can also separate thousands."""


def parse_number(text: str) -> Any:
    """Return "7", "7,5" or "7.5" as a number, and any other text stripped."""
    digits = _normalize_digits(text)
    if _INTEGER.fullmatch(digits):
        return int(digits)
    if _DECIMAL.fullmatch(digits):
        number = float(digits.replace(",", "."))
        return int(number) if number.is_integer() else number
    return text.strip()


def parse_whole_number(text: str, unit: str) -> int | None:
    """Return a whole number, with or without its unit ("25 min"), "1 h 30 min" as 90; None for anything else."""
    digits = _normalize_digits(text)
    if unit and (match := re.fullmatch(rf"([+-]?\d{{1,300}}) ?{unit}", digits, re.ASCII | re.IGNORECASE)):
        return int(match[1])
    if unit == "min" and (match := _HOURS_AND_MINUTES.fullmatch(digits)):
        return 60 * int(match[1]) + int(match[2])
    return int(digits) if _LONG_INTEGER.fullmatch(digits) else None


def parse_whole_number_field(field: FormField, text: str) -> tuple[int | str, str]:
    """Return the value for the record, and the error message of a text that is no whole number or out of bounds."""
    number = parse_whole_number(text, field.unit)
    if number is None:
        return text.strip(), _describe_expected_number(field.unit)
    if field.high is not None and number > field.high:
        bound = f"{field.high:g} {gettext(field.unit)}".strip()
        return number, gettext("At most %(bound)s.", bound=bound)
    if field.low is not None and number < field.low:
        bound = f"{field.low:g} {gettext(field.unit)}".strip()
        return number, gettext("At least %(bound)s.", bound=bound)
    return number, ""


def _describe_expected_number(unit: str) -> str:
    match unit:
        case "min":
            return gettext("Whole minutes are expected, like 25 or 1 h 30 min.")
        case "s":
            return gettext("Enter whole seconds, like 30.")
        case "bpm":
            return gettext("Enter whole beats a minute, like 140.")
    return gettext("Enter a whole number, like 2.")


def is_ambiguous_number(text: str, decimal_mark: DecimalMark) -> bool:
    """Whether a number could mean thousands or decimals to a person with this decimal mark."""
    return _AMBIGUOUS_NUMBER[decimal_mark].fullmatch(text.strip()) is not None


def describe_ambiguous_number(text: str) -> str:
    """Return the error message of an ambiguous number, which names its two readings."""
    number = text.strip()
    swapped = number.translate({ord(","): ".", ord("."): ","})
    return gettext(
        "%(number)s could be %(thousands)s or %(decimal)s. Enter it in one of these ways.",
        number=number,
        thousands=number[0] + number[2:],
        decimal=swapped,
    )


def _normalize_digits(text: str) -> str:
    return text.strip().replace("−", "-").replace("\u202f", "")
