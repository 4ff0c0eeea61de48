"""One line of a person's own for a week, screened like the note of an entry, seen by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import ClinicianTopicUnsure, NotFound
from habitlog.guard import CardKind
from habitlog.storage import week_notes as stored
from habitlog.usecases.dose_screening import ScreenedRecord, screen_note
from habitlog.usecases.remembered_words import list_words, remember_words
from habitlog.usecases.urgent_cards import open_urgent_card
from habitlog.validation import Line
from habitlog.weeks import monday_of


class WeekNoteInput(AccountInput):
    """What is sent of a note; an empty text removes it."""

    note: Line


def find_week_note(transaction: ReadTransaction, person: Person, week: date) -> str:
    """Return the note of the week that begins on a Monday; "" for none."""
    return stored.fetch_week_notes(transaction, person.id, week, week).get(week, "")


def list_week_notes(transaction: ReadTransaction, person: Person, first: date, last: date) -> Mapping[date, str]:
    """Return the notes of the weeks that begin from `first` to `last`, by their Mondays, oldest first."""
    return stored.fetch_week_notes(transaction, person.id, first, last)


def save_week_note(
    transaction: WriteTransaction, person: Person, day: date, text: str, now: datetime, *, is_not_a_medicine: bool
) -> CardKind | None:
    """Save the note of the week of a day, and return the card to show beside it.

    Raises `NotFound` for a week to come, `Invalid` for a text that is too long, and `ClinicianTopic` and
    `ClinicianTopicUnsure` as for the note of an entry. The same text again changes nothing.
    """
    week, today = monday_of(day), person.local_today(now)
    if week > today:
        raise NotFound("week_in_future")
    transaction.lock_person(person.id)
    note = parse_input(WeekNoteInput, {"note": text}).note
    if note == find_week_note(transaction, person, week):
        return None
    screened = _screen(transaction, person, note, now, is_not_a_medicine=is_not_a_medicine)
    stored.set_week_note(transaction, person.id, week, note)
    if screened.urgent_kind is not None:
        open_urgent_card(transaction, person, screened.urgent_kind, today, now)
    return screened.card


def _screen(
    transaction: WriteTransaction, person: Person, note: str, now: datetime, *, is_not_a_medicine: bool
) -> ScreenedRecord:
    try:
        return screen_note("note", note)
    except ClinicianTopicUnsure as unsure:
        if not is_not_a_medicine:
            return screen_note("note", note, accepted=frozenset(list_words(transaction, person)))
        remember_words(transaction, person, unsure.words, now)
        return screen_note("note", note, asks=False)
