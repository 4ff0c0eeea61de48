"""The value types of records: days, moments and texts that mean the same by every door and on both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from habitlog.errors import FieldProblem

FIRST_YEAR, LAST_YEAR = 1900, 2100
_DAY_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT_PATTERN = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.0{1,6})?(Z|[+-]\d{2}:\d{2}(:\d{2})?)?",
    re.ASCII,
)
_KNOWN_ZONES = frozenset(available_timezones()) - {"localtime", "Factory"}


def _validation_error(message: str) -> PydanticCustomError:
    return PydanticCustomError("habitlog", "{message}", {"message": message})


def parse_day(value: Any) -> date:
    """Read "2026-03-12"; anything else, and any year outside 1900 to 2100, is refused."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY_PATTERN.fullmatch(value):
        raise _validation_error("A date is written like 2026-03-12.")
    if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        raise _validation_error(f"The year lies between {FIRST_YEAR} and {LAST_YEAR}.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _validation_error("There is no such date.") from None


def _parse_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _MOMENT_PATTERN.fullmatch(value):
        raise _validation_error(
            "A clock time is written like 22:45; with its day, like 2026-03-12T22:45, with or without an offset."
        )
    if not FIRST_YEAR < int(value[:4]) < LAST_YEAR:
        raise _validation_error(f"The year lies between {FIRST_YEAR + 1} and {LAST_YEAR - 1}.")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise _validation_error("There is no such date or time.") from None


def _convert_to_utc(value: datetime, info: ValidationInfo) -> datetime:
    """Give a wall time its place in UTC by the entry's zone; a given offset always wins."""
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    zone = info.data.get("zone")
    if zone is None:
        return value.replace(tzinfo=UTC)
    placed = value.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if placed.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != value:
        clock = f"{value:%H:%M}"
        raise _validation_error(
            f"On {value:%Y-%m-%d} the clocks in {zone} went forward and {clock} did not happen. "
            "An hour later or earlier is what the clock showed."
        )
    return placed


def _validate_zone(value: Any) -> str:
    if not isinstance(value, str) or value not in _KNOWN_ZONES:
        raise _validation_error("A time zone is written like Europe/Stockholm.")
    return value


def _reject_control_characters(value: str) -> str:
    for character in value:
        code = unicodedata.category(character)
        if code == "Cs" or (code == "Cc" and character not in "\n\t"):
            raise _validation_error("There is a character in this text that cannot be kept.")
    return value


def _validate_text(value: str) -> str:
    return value if value.isascii() and value.isprintable() else _reject_control_characters(value)


def _require_single_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise _validation_error("This text fits on one line.")
    return value


Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A plain calendar date."""

Moment = Annotated[
    datetime,
    BeforeValidator(_parse_moment),
    AfterValidator(_convert_to_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant, always UTC once read; without an offset it was wall time in the entry's zone."""

Zone = Annotated[str, BeforeValidator(_validate_zone)]
"""An IANA time zone that this machine knows."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_validate_text),
    AfterValidator(_require_single_line),
]
"""A short name or phrase on one line, 1 to 80 characters."""

Number = Annotated[float, AfterValidator(lambda value: int(value) if value.is_integer() else round(value, 3))]
"""A number kept to three decimals; a whole one is written without a point, on every database and in every export."""

Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_validate_text)]
"""Free text of a person, up to 2000 characters."""


def is_known_time_zone(name: str) -> bool:
    """Whether an entry can carry this time zone."""
    return name in _KNOWN_ZONES


def list_time_zones() -> list[str]:
    """Return the time zones a person can choose from."""
    places = (zone for zone in _KNOWN_ZONES if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/")))
    return [*sorted(places), "Etc/UTC"]


_MESSAGES_BY_ERROR: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "This is needed.",
    "extra_forbidden": lambda _: "habitlog does not know this field.",
    "int_type": lambda _: "A whole number is expected, in the digits 0 to 9.",
    "int_from_float": lambda _: "A whole number is expected, in the digits 0 to 9.",
    "int_parsing_size": lambda _: "This number is far outside what fits here.",
    "float_type": lambda _: "A number is expected, in the digits 0 to 9.",
    "finite_number": lambda _: "A number is expected, in the digits 0 to 9.",
    "bool_type": lambda _: "Yes or no is expected.",
    "string_type": lambda _: "Text is expected.",
    "string_unicode": lambda _: "There is a character in this text that cannot be kept.",
    "list_type": lambda _: "A list is expected.",
    "model_type": lambda _: "An object with named fields is expected.",
    "greater_than_equal": lambda c: f"{c['ge']:g} is the least that fits here.",
    "less_than_equal": lambda c: f"{c['le']:g} is the most that fits here.",
    "multiple_of": lambda c: f"This goes in steps of {c['multiple_of']:g}.",
    "literal_error": lambda c: f"One of these fits here: {c['expected'].replace(chr(39), '')}.",
    "string_too_long": lambda c: f"At most {c['max_length']} characters fit here.",
    "string_too_short": lambda _: "This is needed.",
    "too_long": lambda c: f"At most {c['max_length']} of these fit here, and there are more.",
    "too_short": lambda c: f"At least {c['min_length']} is needed here.",
    "habitlog": lambda c: str(c["message"]),
}
_BOUND_NAMES = frozenset({"ge", "le", "multiple_of"})


def build_field_problem(error: ErrorDetails) -> FieldProblem:
    """Turn one finding of the validator into the field's path and a sentence."""
    sentence = _MESSAGES_BY_ERROR.get(error["type"])
    message = sentence(error.get("ctx", {})) if sentence else "This does not fit here."
    bound = next((value for name, value in error.get("ctx", {}).items() if name in _BOUND_NAMES), None)
    return FieldProblem(".".join(str(part) for part in error["loc"]), message, bound)
