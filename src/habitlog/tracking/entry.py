"""The record of an entry, checked in the same way wherever it comes from: form, API, import or restore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from habitlog.errors import FieldProblem, Invalid
from habitlog.validation import Day, Moment, Note, Text, Zone, build_field_problem

__all__ = [
    "EntryPart",
    "EntryRecord",
    "Moment",
    "Text",
    "TimeSpan",
    "clock_minutes",
    "find_start_problem",
    "parse_record",
]


TimeSpan = tuple[datetime, datetime]
"""Two instants, the first before the second."""

RecordT = TypeVar("RecordT", bound="EntryRecord")


class EntryPart(BaseModel):
    """A value inside an entry, such as one set of a session."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> Self:
        """Rebuild a value without checks, as it was checked when it was saved; missing fields get their default."""
        part = cls.__new__(cls)
        # As `model_construct`, without its search for aliases and private fields: a year has 3,000 sets.
        object.__setattr__(part, "__dict__", {**_field_defaults(cls), **values})
        object.__setattr__(part, "__pydantic_fields_set__", set(values))
        object.__setattr__(part, "__pydantic_extra__", None)
        object.__setattr__(part, "__pydantic_private__", None)
        return part


class EntryRecord(EntryPart):
    """The fields of every entry. A pillar's records add their own, with ranges, and checks across fields."""

    free_text_fields: ClassVar[tuple[str, ...]] = ()
    """Names of short texts (not the note) that the guard checks."""
    codes_accepted_in_exports: ClassVar[frozenset[str]] = frozenset()
    """Problems that earlier versions saved: an export of one is imported as it is, and nothing else may have them."""

    kind: str
    zone: Zone
    day: Day | None = None
    note: Note | None = None

    @property
    def entry_date(self) -> date:
        """The person's own calendar date this entry belongs to."""
        if self.day is None:
            raise Invalid([FieldProblem("day", "day_needed")])
        return self.day

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield problems between fields that are valid by themselves."""
        if self.day is None:
            yield FieldProblem("day", "day_needed")

    def iter_free_texts(self) -> Iterator[tuple[str, str]]:
        """Yield (field path, text) for every short free text of this record."""
        for name in self.free_text_fields:
            if text := getattr(self, name):
                yield name, text

    def to_row(self) -> dict[str, Any]:
        """Return the values of the table's columns: this record's fields, with the day it belongs to."""
        return {**self.model_dump(), "day": self.entry_date, "note": self.note or None}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Rebuild a record from a row of the table, without checks."""
        return cls.from_stored({name: row[name] for name in list_field_names(cls)})


@cache
def list_field_names(part: type[EntryPart]) -> tuple[str, ...]:
    """Return the names of a record's fields, which the class itself is slow to give."""
    return tuple(part.model_fields)


@cache
def _field_defaults(part: type[EntryPart]) -> Mapping[str, Any]:
    return {name: field.get_default() for name, field in part.model_fields.items() if not field.is_required()}


def parse_record(record: type[RecordT], raw: Mapping[str, Any], *, is_exported: bool = False) -> RecordT:
    """Return a JSON-like object as one kind of record; `is_exported` says that an entry of habitlog comes back.

    Raises `Invalid` with a problem for each field that is not valid; a problem never holds the value.
    """
    try:
        parsed = record.model_validate(raw)
    except ValidationError as error:
        raise Invalid(
            [build_field_problem(item) for item in error.errors(include_url=False, include_input=False)]
        ) from None
    accepted_codes = record.codes_accepted_in_exports if is_exported else frozenset()
    if problems := [problem for problem in parsed.find_problems() if problem.code not in accepted_codes]:
        raise Invalid(problems)
    return parsed


def find_start_problem(record: EntryRecord, started_at: datetime | None) -> Iterator[FieldProblem]:
    """Yield a start on another date than the record's day, or the one after it: a day ends when its person says."""
    if record.day is not None and started_at is not None:
        days_later = (started_at.astimezone(ZoneInfo(record.zone)).date() - record.day).days
        if days_later not in {0, 1}:
            yield FieldProblem("started_at", "start_on_another_day", {"day": record.day})


def clock_minutes(moment: datetime, zone: str) -> float:
    """Return minutes after local midnight, 0 to under 1440, of an instant on the clocks of `zone`."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60
