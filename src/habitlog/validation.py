"""The value types of records: days, instants, numbers and texts, the same for forms, the API and both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, LiteralString, get_args

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ErrorType

from habitlog.errors import FieldProblem
from habitlog.timezones import find_instants, is_known_time_zone

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXAMPLE_TIME = time(22, 45)
"""The clock time that messages show as an example."""
_DAY_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT_PATTERN = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2}|:\d{2}:\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def _validation_error(code: LiteralString, /, **parameters: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, parameters or None)


def parse_day(value: Any) -> date:
    """Return the date of a text like "2026-03-12"; raises for other texts and years outside 1900 to 2100."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY_PATTERN.fullmatch(value):
        raise _validation_error("date_format")
    if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        raise _validation_error("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _validation_error("date_does_not_exist") from None


def _parse_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _MOMENT_PATTERN.fullmatch(value):
        raise _validation_error("timestamp_format", example=EXAMPLE_TIME)
    if not FIRST_YEAR < int(value[:4]) < LAST_YEAR:
        raise _validation_error("year_out_of_range", first=FIRST_YEAR + 1, last=LAST_YEAR - 1)
    try:
        return datetime.fromisoformat(value.upper()).replace(microsecond=0)
    except ValueError:
        raise _validation_error("date_or_time_does_not_exist") from None


def _convert_to_utc(value: datetime, info: ValidationInfo) -> datetime:
    """Return the instant in UTC: by its offset, or the first one of a local time in the entry's zone."""
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    zone = info.data.get("zone")
    if zone is None:
        return value.replace(tzinfo=UTC)
    instants = find_instants(value, zone)
    if not instants:
        raise _validation_error("local_time_skipped", day=value.date(), clock=value.time(), zone=zone)
    return instants[0]


def _validate_zone(value: Any) -> str:
    if not isinstance(value, str) or not is_known_time_zone(value):
        raise _validation_error("zone_format")
    return value


def _reject_control_characters(value: str) -> str:
    for character in value:
        code = unicodedata.category(character)
        if code == "Cs" or (code == "Cc" and character not in "\n\t"):
            raise _validation_error("character_not_allowed")
    return value


def _validate_text(value: str) -> str:
    return value if value.isascii() and value.isprintable() else _reject_control_characters(value)


def _require_single_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise _validation_error("text_not_one_line")
    return value


DAY_JSON_PATTERN = r"^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
Day = Annotated[
    date,
    BeforeValidator(parse_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY_JSON_PATTERN}),
]
"""A plain calendar date from 1900 to 2100."""

Moment = Annotated[
    datetime,
    BeforeValidator(_parse_moment),
    AfterValidator(_convert_to_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant in UTC, in whole seconds; a text without an offset is a local time of the entry's zone."""

Zone = Annotated[str, BeforeValidator(_validate_zone)]
"""An IANA time zone that this machine knows."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_validate_text),
    AfterValidator(_require_single_line),
]
"""A short name or phrase on one line, 1 to 80 characters."""

MAX_LINE_LENGTH = 280
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_LINE_LENGTH),
    AfterValidator(_validate_text),
    AfterValidator(_require_single_line),
]
"""A sentence or two on one line, up to 280 characters."""

Number = Annotated[float, AfterValidator(lambda value: int(value) if value.is_integer() else round(value, 3))]
"""A number rounded to three decimals; a whole one is an int, so that all databases and exports write it alike."""

Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_validate_text)]
"""Free text of a person, up to 2000 characters."""


_CODES_BY_ERROR_TYPE: Mapping[str, str] = {
    "missing": "value_needed",
    "extra_forbidden": "field_unknown",
    "int_type": "whole_number_expected",
    "int_from_float": "whole_number_expected",
    "int_parsing_size": "number_out_of_range",
    "float_type": "number_expected",
    "finite_number": "number_expected",
    "bool_type": "yes_or_no_expected",
    "string_type": "text_expected",
    "string_unicode": "character_not_allowed",
    "list_type": "list_expected",
    "model_type": "object_expected",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "multiple_of": "number_not_in_steps",
    "literal_error": "literal_unknown",
    "string_too_long": "text_too_long",
    "string_too_short": "value_needed",
    "too_long": "too_many_items",
    "too_short": "too_few_items",
}
_PARAMETERS_BY_ERROR_TYPE: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "greater_than_equal": lambda context: {"least": float(context["ge"])},
    "less_than_equal": lambda context: {"most": float(context["le"])},
    "multiple_of": lambda context: {"step": float(context["multiple_of"])},
    "literal_error": lambda context: {"alternatives": re.findall("'([^']*)'", context["expected"])},
    "string_too_long": lambda context: {"most": context["max_length"]},
    "too_long": lambda context: {"most": context["max_length"]},
    "too_short": lambda context: {"least": context["min_length"]},
}
_PYDANTIC_ERROR_TYPES = frozenset(get_args(ErrorType))


def build_field_problem(error: ErrorDetails) -> FieldProblem:
    """Turn one finding of the validator into a problem at its field; the errors of this package keep their codes."""
    kind, context = error["type"], error.get("ctx", {})
    field = ".".join(str(part) for part in error["loc"])
    if kind not in _PYDANTIC_ERROR_TYPES:
        return FieldProblem(field, kind, context)
    find_parameters = _PARAMETERS_BY_ERROR_TYPE.get(kind)
    code = _CODES_BY_ERROR_TYPE.get(kind, "value_invalid")
    return FieldProblem(field, code, find_parameters(context) if find_parameters else {})
