"""What a person reads when a field does not hold: plain words for the validator's findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from habitlog.errors import FieldProblem

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
