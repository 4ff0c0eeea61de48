"""The lines of weeks in exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, HabitlogError, Invalid
from habitlog.importers.base import ImportRefusal
from habitlog.storage.week_notes import set_week_note
from habitlog.usecases.dose_screening import screen_note
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY
from habitlog.usecases.entries.week_notes import list_week_notes
from habitlog.validation import Day, Line
from habitlog.weeks import monday_of


class ExportedWeekNote(AccountInput):
    """The line of one week of an export; `week` is its Monday."""

    week: Day
    note: Line


def list_exported_week_notes(transaction: ReadTransaction, person: Person) -> list[dict[str, Any]]:
    """Return a person's lines as an export has them, oldest first."""
    notes = list_week_notes(transaction, person, FIRST_DAY, LAST_DAY)
    return [{"week": week.isoformat(), "note": note} for week, note in notes.items()]


def parse_week_notes(items: Sequence[dict[str, Any]], refused: list[ImportRefusal]) -> Iterator[ExportedWeekNote]:
    """Yield the valid lines of an export."""
    for number, item in enumerate(items, start=1):
        try:
            exported = parse_input(ExportedWeekNote, item)
            if exported.week != monday_of(exported.week) or not exported.note:
                raise Invalid([FieldProblem("week" if exported.note else "note", "value_invalid")])
            screen_note("note", exported.note, asks=False)  # its person was asked when it was saved
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"week {number}", error))
        else:
            yield exported


def write_week_notes(transaction: WriteTransaction, person: Person, notes: Sequence[ExportedWeekNote]) -> None:
    """Write the lines of weeks that have none."""
    present = set(list_week_notes(transaction, person, FIRST_DAY, LAST_DAY))
    for exported in notes:
        if exported.week not in present:
            present.add(exported.week)
            set_week_note(transaction, person.id, exported.week, exported.note)
