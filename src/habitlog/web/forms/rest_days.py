"""The setting that reads days without a session as days of rest: a switch, a first day and a last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from habitlog.accounts.person import Switch

SWITCH, FIRST, LAST = "rest_days", "rest_days_from", "rest_days_until"


class RestDaysFields(Struct, frozen=True):
    """The fields as they are shown."""

    switch: Switch
    first: str
    last: str


def parse_rest_days(form: Mapping[str, str]) -> dict[str, str | None]:
    """Return the settings of a form; nothing where it does not ask for them."""
    if SWITCH not in form:
        return {}
    if form[SWITCH] != "on":
        return {FIRST: None, LAST: None}
    return {FIRST: form.get(FIRST, ""), LAST: form.get(LAST) or None}


def present_rest_days(values: Mapping[str, str | None], offered: date | None) -> RestDaysFields:
    """Return the fields of settings; where the setting is off, `offered` is the first day that is filled in."""
    first, last = values.get(FIRST), values.get(LAST) or ""
    return RestDaysFields("off", str(offered or ""), last) if first is None else RestDaysFields("on", first, last)
