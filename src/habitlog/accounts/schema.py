"""What people send about themselves: sign-up, settings, a new password, a new token."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from habitlog.accounts.person import Switch, Theme, TokenScope
from habitlog.errors import FieldProblem, Invalid
from habitlog.formatting import ClockFormat, DecimalMark, WeightUnit
from habitlog.validation import Day, Text, Zone, build_field_problem

_EMAIL_PATTERN = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,185}")


def _normalize_email(value: str) -> str:
    if not _EMAIL_PATTERN.fullmatch(value) or any(ord(c) < 33 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise PydanticCustomError("email_format", "email_format")
    return value.casefold()


Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_normalize_email)]


class AccountInput(BaseModel):
    """Anything sent about an account: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_SWITCH_COLUMNS = {"patterns": "patterns_enabled", "mails": "emails_enabled"}


class ProfileInput(AccountInput):
    """What a person can change about themselves; it never changes a stored value or a past day.

    An omitted field keeps its value; in a new account it takes the default given here.
    """

    name: Text
    zone: Zone
    day_start: Annotated[int, Field(ge=0, le=23)] = 0
    weight_unit: WeightUnit = "kg"
    clock: ClockFormat = "24"
    decimal_mark: DecimalMark = "point"
    patterns: Switch = "off"
    mails: Switch = "on"
    theme: Theme = "system"
    hidden_pillars: Annotated[list[str], Field(default_factory=list, max_length=20)]
    hidden_measures: Annotated[list[str], Field(default_factory=list, max_length=100)]
    rest_days_from: Day | None = None
    """The first day without a session that is read as a day of rest; None where none is."""
    rest_days_until: Day | None = None
    margins: Annotated[dict[str, Annotated[float, Field(strict=True)]], Field(default_factory=dict, max_length=200)]
    """By metric, the change up to which the person calls it steady."""

    def require_ordered_rest_days(self) -> None:
        """Raise `Invalid` where the last day without a session comes before the first, or stands alone."""
        first, last = self.rest_days_from, self.rest_days_until
        if last is not None and (first is None or last < first):
            raise Invalid([FieldProblem("rest_days_until", "range_reversed")])

    def to_columns(self, **dump_options: Any) -> dict[str, Any]:
        """Return the values of the `person` table's columns; `dump_options` are those of `model_dump`."""
        values = self.model_dump(**dump_options)
        for field, column in _SWITCH_COLUMNS.items():
            if field in values:
                values[column] = values.pop(field) == "on"
        return values


class PatternsInput(AccountInput):
    """Whether patterns are computed."""

    patterns: Switch


class SignUpInput(ProfileInput):
    """A new account."""

    email: Email
    password: str


class NewTokenInput(AccountInput):
    """A new API token; it lives at most a year. One that may read or write may export too."""

    name: Text
    scope: TokenScope
    also_export: bool = False
    days: Annotated[int, Field(ge=1, le=365)] = 365


InputT = TypeVar("InputT", bound=AccountInput)


def parse_input(schema: type[InputT], submitted: dict[str, Any]) -> InputT:
    """Read what was sent, or raise `Invalid` with a sentence for each field that does not hold."""
    try:
        return schema.model_validate(submitted)
    except ValidationError as error:
        raise Invalid(
            [build_field_problem(item) for item in error.errors(include_url=False, include_input=False)]
        ) from None
