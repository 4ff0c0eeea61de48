"""What a form template is given: fields with what was typed and what does not fit, never losing either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from habitlog.guard import ClinicianCard
from habitlog.pillar import EntryKind, FormField, Option, Pillar
from habitlog.usecases.copying import LatestEntry
from habitlog.web.setnames import NO_SUGGESTIONS, ExerciseSuggestions
from habitlog.web.setrows import ExerciseBlock, group_by_exercise


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with its value as typed (text, list of keys, or list of set rows) and the sentence under it."""

    field: FormField
    value: Any = ""
    error: str = ""
    row_errors: tuple[tuple[int, str, str], ...] = ()
    """For tables of sets: (row, column, sentence)."""
    weight_unit: str = ""
    """For tables of sets: the unit of their weights."""
    usual_time: str = ""
    """For times: the usual one like "22:45", offered while nothing is typed; `usual_said` is the same in words."""
    usual_time_text: str = ""
    repeated_time_options: tuple[Option, ...] = ()
    """For a clock time that came twice: the two to choose from."""
    chosen_repeat: str = ""
    exercise_suggestions: ExerciseSuggestions = NO_SUGGESTIONS
    """For tables of sets: the exercises that are suggested."""

    @property
    def is_time_input_value(self) -> bool:
        """Whether a browser's field for times can show the value."""
        return re.fullmatch(r"(\d\d:\d\d(:\d\d)?)?", str(self.value)) is not None

    @property
    def exercise_blocks(self) -> list[ExerciseBlock]:
        """For tables of sets: the rows by exercise."""
        return group_by_exercise(self.value)

    def format_row_label(self, row_index: int) -> str:
        """For tables of sets: what a row is called, like "Bench press, set 2"."""
        block = next(block for block in self.exercise_blocks if block.has_row(row_index))
        return f"{block.label}, {block.lines[row_index - block.first_row_index].label}"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One thing in which the saved entry and what was typed differ, each in words."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form ready to be drawn. `entry_id` is made by the server, so that a double submit saves one entry."""

    pillar: Pillar
    kind: EntryKind
    day: date
    today: date
    action: str
    entry_id: str
    fields: tuple[BoundField, ...]
    note: BoundField
    version: int | None = None
    """The version that is being edited; None for a new entry."""
    zone: str = ""
    """The time zone the clock times of the form are in; the person's own where it is empty."""
    message: str = ""
    existing_entry_url: str = ""
    """Address of the entry that stands where this one would, for a kind that comes once a day."""
    card: ClinicianCard | None = None
    suggested_note: str | None = None
    is_prefilled: bool = False
    """Whether the address brought answers of its own."""
    differences: tuple[FieldDifference, ...] = ()
    """What differs between this form and the entry as it was saved elsewhere in the meantime."""
    list_complete: bool | None = None
    """What the pressed button said of a list, for the button that sends it again."""
    usual_times_url: str = ""
    """The address of the same form with the usual times filled in; "" where there are none to offer."""
    last_entry: LatestEntry | None = None
    """The latest entry of this kind, which the form offers to begin like."""
    copied_from_day: date | None = None
    """The day of the entry that the form began like."""

    @property
    def has_usual_times(self) -> bool:
        """Whether any usual time is offered."""
        return any(bound.usual_time and not bound.value for bound in self.fields)
