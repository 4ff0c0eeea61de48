"""What a form template is given: fields with what was typed and what does not fit, never losing either."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from habitlog.guard import Card
from habitlog.pillar import Field, Kind, Option, Pillar
from habitlog.usecases.copying import Last
from habitlog.web.setnames import NO_NAMES, Names
from habitlog.web.setrows import Block, blocks


@dataclass(frozen=True, slots=True)
class Bound:
    """A field with its value as typed (text, list of keys, or list of set rows) and the sentence under it."""

    field: Field
    value: Any = ""
    error: str = ""
    row_errors: tuple[tuple[int, str, str], ...] = ()
    """For tables of sets: (row, column, sentence)."""
    unit: str = ""
    """For tables of sets: the unit of their weights."""
    usual: str = ""
    """For times: the usual one like "22:45", offered while nothing is typed; `usual_said` is the same in words."""
    usual_said: str = ""
    passes: tuple[Option, ...] = ()
    """For a clock time that came twice: the two to choose from."""
    chosen_pass: str = ""
    names: Names = NO_NAMES
    """For tables of sets: the exercises that are suggested."""

    @property
    def is_clock(self) -> bool:
        """Whether a browser's field for times can show the value."""
        return re.fullmatch(r"(\d\d:\d\d(:\d\d)?)?", str(self.value)) is not None

    @property
    def blocks(self) -> list[Block]:
        """For tables of sets: the rows by exercise."""
        return blocks(self.value)

    def row_called(self, at: int) -> str:
        """For tables of sets: what a row is called, like "Bench press, set 2"."""
        block = next(block for block in self.blocks if block.holds(at))
        return f"{block.called}, {block.lines[at - block.head].called}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the saved entry and what was typed differ, each in words."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A form ready to be drawn. `entry_id` is made by the server, so that a double submit saves one entry."""

    pillar: Pillar
    kind: Kind
    day: date
    today: date
    action: str
    entry_id: str
    fields: tuple[Bound, ...]
    note: Bound
    version: int | None = None
    """The version that is being edited; None for a new entry."""
    zone: str = ""
    """The time zone the clock times of the form are in; the person's own where it is empty."""
    message: str = ""
    there: str = ""
    """Address of the entry that stands where this one would, for a kind that comes once a day."""
    card: Card | None = None
    suggestion: str | None = None
    begun: bool = False
    """Whether the address brought answers of its own."""
    differences: tuple[Difference, ...] = ()
    """What differs between this form and the entry as it was saved elsewhere in the meantime."""
    list_complete: bool | None = None
    """What the pressed button said of a list, for the button that sends it again."""
    usual_way: str = ""
    """The address of the same form with the usual times filled in; "" where there are none to offer."""
    last: Last | None = None
    """The latest entry of this kind, which the form offers to begin like."""
    like: date | None = None
    """The day of the entry that the form began like."""

    @property
    def offers(self) -> bool:
        """Whether any usual time is offered."""
        return any(bound.usual and not bound.value for bound in self.fields)
