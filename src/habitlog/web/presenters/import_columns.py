"""The page on which a person says what the columns of a table are: its words, and the form as a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from habitlog.errors import Invalid
from habitlog.translation import find_message, gettext
from habitlog.translation import gettext_noop as _
from habitlog.usecases.files.import_mappings import DATE_ORDERS, MAPPED_FIELDS, NIGHT_DATES, MappedField
from habitlog.web.presenters.error_text import describe_problems_by_field

_ENTRIES = {
    "nights": _("a night"),
    "sets": _("a set of strength training"),
    "other": _("other movement, such as a run"),
    "practices": _("a practice, such as meditation"),
    "levels": _("a stress level, 0 to 10"),
}
_FIELDS = {
    "day": _("Date"),
    "bed_at": _("Went to bed"),
    "out_at": _("Got up"),
    "asleep": _("Time asleep"),
    "quality": _("Quality, 1 to 5"),
    "started_at": _("Started at"),
    "exercise": _("Exercise"),
    "reps": _("Repetitions"),
    "load": _("Weight"),
    "seconds": _("Seconds"),
    "distance": _("Distance"),
    "rpe": _("RPE, 1 to 10"),
    "length": _("How long"),
    "level": _("Stress, 0 none to 10 the most"),
    "note": _("Note"),
}
_NAMES = {"other": _("Which movement"), "practices": _("Which practice")}
_UNITS = {
    "min": _("minutes"),
    "h": _("hours"),
    "h:mm": _("hours and minutes, 7:30"),
    "kg": "kg",
    "lb": "lb",
    "km": "km",
    "mi": "mi",
    "m": "m",
}
_ORDERS = {"day_first": _("the day, 31/12/2026"), "month_first": _("the month, 12/31/2026")}
_NIGHT_DATES = {"up": _("getting up"), "bed": _("the evening before")}
_USUAL_HEADINGS = {
    "day": {"date", "day", "datum", "tag"},
    "bed_at": {"bed", "bed time", "bedtime", "went to bed", "to bed"},
    "out_at": {"up", "got up", "wake", "wake up", "out of bed", "wake time"},
    "asleep": {"asleep", "sleep", "slept", "time asleep", "minutes asleep", "hours asleep", "hours slept", "hours"},
    "quality": {"quality", "sleep quality"},
    "started_at": {"start", "started", "time", "start time"},
    "name": {"activity", "practice", "name", "exercise", "sport"},
    "exercise": {"exercise"},
    "reps": {"reps", "repetitions"},
    "load": {"weight", "load"},
    "length": {"length", "duration", "minutes"},
    "level": {"stress", "level", "stress level"},
    "note": {"note", "notes", "comment"},
}


class ColumnField(Struct, frozen=True):
    """A field of the form: which column holds it, and in which unit."""

    key: str
    label: str
    column: str
    units: tuple[tuple[str, str], ...]
    unit: str
    is_required: bool
    can_be_constant: bool
    error: str
    unit_error: str


class ColumnForm(Struct, frozen=True):
    """The form for one kind of rows."""

    entries: str
    fields: tuple[ColumnField, ...]
    date_orders: tuple[tuple[str, str], ...]
    date_order: str
    night_dates: tuple[tuple[str, str], ...]
    date_of: str
    name: str
    errors: Mapping[str, str]


def list_entry_choices() -> list[tuple[str, str]]:
    """Return what a row can be, with its words."""
    return [(key, find_message(_ENTRIES[key])) for key in MAPPED_FIELDS]


def build_form(
    entries: str, headings: Sequence[str], mapping: Mapping[str, Any], error: Invalid | None = None
) -> ColumnForm:
    """Return the form for rows of a kind; columns with a usual heading are chosen where nothing is said yet."""
    errors = describe_problems_by_field(error) if error else {}
    columns, units = mapping.get("columns", {}), mapping.get("units", {})
    usual = {} if mapping else {field.key: _find_usual(field.key, headings) for field in MAPPED_FIELDS[entries]}
    night_dates = tuple((key, find_message(_NIGHT_DATES[key])) for key in NIGHT_DATES)
    return ColumnForm(
        entries=entries,
        fields=tuple(_build_field(field, entries, usual | columns, units, errors) for field in MAPPED_FIELDS[entries]),
        date_orders=tuple((key, find_message(_ORDERS[key])) for key in DATE_ORDERS),
        date_order=mapping.get("date_order") or "",
        night_dates=night_dates if entries == "nights" else (),
        date_of=mapping.get("date_of") or "",
        name=mapping.get("name") or "",
        errors=errors,
    )


def _find_usual(key: str, headings: Sequence[str]) -> str:
    usual = _USUAL_HEADINGS.get(key, set())
    return next((heading for heading in headings if heading.strip().lower() in usual), "")


def _build_field(
    field: MappedField, entries: str, columns: Mapping[str, str], units: Mapping[str, str], errors: Mapping[str, str]
) -> ColumnField:
    return ColumnField(
        key=field.key,
        label=find_message(_NAMES[entries] if field.key == "name" else _FIELDS[field.key]),
        column=columns.get(field.key, ""),
        units=tuple((unit, gettext(_UNITS[unit])) for unit in field.units),
        unit=units.get(field.key, ""),
        is_required=field.is_required,
        can_be_constant=field.can_be_constant,
        error=errors.get(f"columns.{field.key}", ""),
        unit_error=errors.get(f"units.{field.key}", ""),
    )


def read_mapping_form(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the mapping that a form says, as programs send it."""
    known = MAPPED_FIELDS.get(form.get("entries", ""), ())
    mapping: dict[str, Any] = {
        "entries": form.get("entries", ""),
        "columns": {each.key: column for each in known if (column := form.get(f"column-{each.key}"))},
        "units": {
            each.key: unit
            for each in known
            if form.get(f"column-{each.key}") and (unit := form.get(f"unit-{each.key}"))
        },
    }
    return mapping | {name: value for name in ("date_order", "date_of", "name") if (value := form.get(name))}
