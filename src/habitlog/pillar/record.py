"""The record of an entry: what is read at every door, checked once, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from habitlog.errors import FieldProblem, Invalid
from habitlog.pillar.messages import problem_of
from habitlog.pillar.values import Day, Moment, Note, Text, Zone

__all__ = ["EntryRecord", "Moment", "Part", "Text", "clock_minutes", "read_record"]


R = TypeVar("R", bound="EntryRecord")


class Part(BaseModel):
    """A value inside an entry, such as one set of a session."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    @classmethod
    def of_stored(cls, told: Mapping[str, Any]) -> Self:
        """Rebuild a value that was checked when it was saved; fields that are not told have their default."""
        made = cls.__new__(cls)
        # What `model_construct` does, without its search for aliases and private fields: a year has 3,000 sets.
        object.__setattr__(made, "__dict__", {**_defaults(cls), **told})
        object.__setattr__(made, "__pydantic_fields_set__", set(told))
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


class EntryRecord(Part):
    """The fields every entry has. Children add a pillar's own, with ranges, and checks across fields."""

    free_text: ClassVar[tuple[str, ...]] = ()
    """Names of short texts (not the note) that the guard reads."""

    kind: str
    zone: Zone
    day: Day | None = None
    note: Note | None = None

    @property
    def on(self) -> date:
        """The person's own calendar date this entry belongs to."""
        if self.day is None:
            raise Invalid([FieldProblem("day", "A day is needed here, like 2026-03-12.")])
        return self.day

    def problems(self) -> Iterator[FieldProblem]:
        """Yield what does not fit between fields that are each fine alone."""
        if self.day is None:
            yield FieldProblem("day", "A day is needed here, like 2026-03-12.")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (field path, text) for every short free text of this record."""
        for name in self.free_text:
            if text := getattr(self, name):
                yield name, text

    def columns(self) -> dict[str, Any]:
        """Return the values of the table's columns: this record's fields, with the day it belongs to."""
        return {**self.model_dump(), "day": self.on, "note": self.note or None}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """Rebuild a record from a row that was checked when it was saved."""
        return cls.of_stored({name: row[name] for name in cls.model_fields})


@cache
def _defaults(part: type[Part]) -> Mapping[str, Any]:
    return {name: field.get_default() for name, field in part.model_fields.items() if not field.is_required()}


def read_record(record: type[R], raw: Mapping[str, Any]) -> R:
    """Read a JSON-like object as one kind of record.

    Raises `Invalid` with one problem for each field that does not hold; messages never repeat the value.
    """
    try:
        read = record.model_validate(raw)
    except ValidationError as error:
        raise Invalid([problem_of(item) for item in error.errors(include_url=False, include_input=False)]) from None
    if problems := list(read.problems()):
        raise Invalid(problems)
    return read


def clock_minutes(moment: datetime, zone: str) -> float:
    """Return minutes after local midnight, 0 to under 1440, of an instant on the clocks of `zone`."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60
