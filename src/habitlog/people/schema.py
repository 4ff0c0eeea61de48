"""What people send about themselves: sign-up, settings, a new password, a new token."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from habitlog.errors import Invalid
from habitlog.people.model import Scope, Switch
from habitlog.pillar.messages import problem_of
from habitlog.pillar.style import Clock, DecimalMark, Weight
from habitlog.pillar.values import Text, Zone

_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,185}")


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or any(ord(c) < 33 or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise PydanticCustomError(
            "habitlog", "{message}", {"message": "An email address has a form like ada@example.org."}
        )
    return value.casefold()


Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_address)]


class Sent(BaseModel):
    """Anything sent about an account: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Profile(Sent):
    """What a person can change about themselves; it never changes a stored value or a past day.

    What is left out stays as it is, and in a new account as it is written here.
    """

    name: Text
    zone: Zone
    day_start: Annotated[int, Field(ge=0, le=23)] = 0
    weight_unit: Weight = "kg"
    clock: Clock = "24"
    decimal_mark: DecimalMark = "point"
    patterns: Switch = "off"
    mails: Switch = "on"


class PatternsChoice(Sent):
    """Whether patterns are looked for."""

    patterns: Switch


class SignUp(Profile):
    """A new account."""

    email: Email
    password: str


class NewToken(Sent):
    """A new API token; it lives at most a year."""

    name: Text
    scope: Scope
    days: Annotated[int, Field(ge=1, le=365)] = 365


S = TypeVar("S", bound=Sent)


def read_sent(schema: type[S], raw: dict[str, Any]) -> S:
    """Read what was sent, or raise `Invalid` with a sentence for each field that does not hold."""
    try:
        return schema.model_validate(raw)
    except ValidationError as error:
        raise Invalid([problem_of(item) for item in error.errors(include_url=False, include_input=False)]) from None
