"""What the rows of a table of one's own are, and which column holds what: the mapping a person makes, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from habitlog.errors import FieldProblem, Invalid

LENGTH_UNITS = ("min", "h", "h:mm")
MAX_MAPPED_NAME_LENGTH = 80
DATE_ORDERS = ("day_first", "month_first")
NIGHT_DATES = ("up", "bed")
"""Whether the date of a row of nights is that of getting up, or of the evening of going to bed."""


class MappedField(Struct, frozen=True):
    """What a column can hold: a key, the units of which one is needed, and whether every table needs it."""

    key: str
    units: tuple[str, ...] = ()
    is_required: bool = False
    can_be_constant: bool = False
    """Whether one `name` for all rows can stand in for a column."""


_DAY = MappedField("day", is_required=True)
_START, _NOTE = MappedField("started_at"), MappedField("note")
_NAME = MappedField("name", is_required=True, can_be_constant=True)
MAPPED_FIELDS: Mapping[str, tuple[MappedField, ...]] = {
    "nights": (
        _DAY,
        MappedField("bed_at"),
        MappedField("out_at"),
        MappedField("asleep", LENGTH_UNITS),
        MappedField("quality"),
        _NOTE,
    ),
    "sets": (
        _DAY,
        _START,
        MappedField("exercise", is_required=True),
        MappedField("reps"),
        MappedField("load", ("kg", "lb")),
        MappedField("seconds"),
        MappedField("distance", ("km", "mi", "m")),
        MappedField("rpe"),
        _NOTE,
    ),
    "other": (_DAY, _START, _NAME, MappedField("length", LENGTH_UNITS), _NOTE),
    "practices": (_DAY, _START, _NAME, MappedField("length", LENGTH_UNITS, is_required=True), _NOTE),
    "levels": (_DAY, MappedField("level", is_required=True), _NOTE),
}
"""By what a row is: a night, a set, other movement, a practice, a stress level."""


class TableMapping(Struct, frozen=True):
    """What a row is, the heading of the column of each field, and the units of fields that have one.

    `date_order` says how dates such as 03/04/2026 are meant, None where no date needs it; `name` is that of all rows.
    """

    entries: str
    columns: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    date_of: str | None = None
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as it is stored, and as programs send it."""
        encoded = {"entries": self.entries, "columns": dict(self.columns), "units": dict(self.units)}
        more = {"date_order": self.date_order, "date_of": self.date_of, "name": self.name}
        return encoded | {name: value for name, value in more.items() if value}


def parse_mapping(raw: object, headings: Sequence[str]) -> TableMapping:
    """Return the mapping of a JSON value for a table with these headings; raises `Invalid` naming every problem."""
    if not isinstance(raw, Mapping):
        raise Invalid([FieldProblem("mapping", "mapping_not_an_object")])
    if raw.get("entries") not in MAPPED_FIELDS:
        raise Invalid([FieldProblem("entries", "choice_unknown", {"choices": list(MAPPED_FIELDS)})])
    columns, units = (_read_texts(raw.get(name)) for name in ("columns", "units"))
    name = raw.get("name") if isinstance(raw.get("name"), str) else ""
    mapping = TableMapping(raw["entries"], columns, units, raw.get("date_order"), raw.get("date_of"), str(name).strip())
    if problems := list(_find_problems(mapping, headings)):
        raise Invalid(problems)
    return mapping


def _read_texts(raw: object) -> dict[str, str]:
    """Return the members of a JSON object that are texts; empty ones are not said."""
    members = raw.items() if isinstance(raw, Mapping) else ()
    return {str(name): value for name, value in members if isinstance(value, str) and value}


def _find_problems(mapping: TableMapping, headings: Sequence[str]) -> Iterator[FieldProblem]:
    fields = {each.key: each for each in MAPPED_FIELDS[mapping.entries]}
    for name in (*mapping.columns, *mapping.units):
        if name not in fields:
            yield FieldProblem(f"columns.{name}", "choice_unknown", {"choices": list(fields)})
    for key, each in fields.items():
        heading = mapping.columns.get(key)
        if heading is not None and heading not in headings:
            yield FieldProblem(f"columns.{key}", "column_unknown")
        if heading is None and each.is_required and not (each.can_be_constant and mapping.name):
            yield FieldProblem(f"columns.{key}", "column_needed")
        if heading is not None and each.units and mapping.units.get(key) not in each.units:
            yield FieldProblem(f"units.{key}", "unit_needed", {"choices": list(each.units)})
    yield from _find_date_problems(mapping)
    if len(mapping.name) > MAX_MAPPED_NAME_LENGTH:
        yield FieldProblem("name", "text_too_long", {"most": MAX_MAPPED_NAME_LENGTH})


def _find_date_problems(mapping: TableMapping) -> Iterator[FieldProblem]:
    if mapping.date_order is not None and mapping.date_order not in DATE_ORDERS:
        yield FieldProblem("date_order", "choice_unknown", {"choices": list(DATE_ORDERS)})
    if mapping.entries != "nights":
        return
    times = {"bed_at", "out_at"} & mapping.columns.keys()
    if "asleep" not in mapping.columns and len(times) < 2:
        missing = "out_at" if "bed_at" in times else "bed_at"
        yield FieldProblem(f"columns.{missing}", "night_columns_needed")
    if mapping.date_of not in NIGHT_DATES:
        yield FieldProblem("date_of", "night_date_needed", {"choices": list(NIGHT_DATES)})
