"""The form of a margin: one number in the unit that a page shows, empty for none."""

from __future__ import annotations

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.errors import FieldProblem, Invalid
from habitlog.tracking import Metric, Style
from habitlog.translation import gettext
from habitlog.web.forms.numbers import is_ambiguous_number, parse_number, parse_whole_number

FIELD = "margin"


class MarginField(Struct, frozen=True):
    """The field as it is shown: what is typed, its label with the unit, and what is wrong."""

    text: str
    label: str
    error: str = ""


def present_margin(person: Person, metric: Metric, text: str | None = None, error: str = "") -> MarginField:
    """Return the field with the margin that a person chose, or with the `text` of a form."""
    if text is None:
        margin = person.find_margin(metric.id)
        text = "" if margin is None else _format_margin(person.style, metric, margin)
    return MarginField(text, _describe_field(metric, person.style), error)


def _format_margin(style: Style, metric: Metric, margin: float) -> str:
    return style.format_weight(margin) if metric.unit == "kg" else style.format_limit(margin)


def _describe_field(metric: Metric, style: Style) -> str:
    match metric.unit:
        case "min" | "clock":
            return gettext("Steady within, minutes")
        case "%":
            return gettext("Steady within, percentage points")
        case "kg" | "AU" | "sets":
            return gettext("Steady within, %(unit)s", unit=gettext(style.display_unit(metric.unit)))
    return gettext("Steady within, points")


def parse_margin(text: str, metric: Metric, style: Style) -> float | None:
    """Return a typed margin in the unit of the metric, None for an empty field; raises `Invalid` for other texts."""
    if not text.strip():
        return None
    is_minutes = metric.unit in {"min", "clock"}
    minutes = parse_whole_number(text, "min") if is_minutes else None
    number = parse_number(text) if minutes is None else minutes
    if is_ambiguous_number(text, style.decimal) or not isinstance(number, int | float):
        raise Invalid([FieldProblem(FIELD, "margin_in_minutes" if is_minutes else "margin_no_number")])
    try:
        typed = float(number)
    except OverflowError:
        raise Invalid([FieldProblem(FIELD, "number_out_of_range")]) from None
    return style.weight_to_kg(typed) if metric.unit == "kg" else typed
