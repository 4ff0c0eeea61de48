"""What a form is prefilled with from a person's own entries: usual times, the latest entry, answers and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.stats.usual_time import DAY_MINUTES, find_usual_time
from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryKind, EntryRecord, Pillar, clock_minutes
from habitlog.usecases.entries import entries, name_suggestions
from habitlog.usecases.entries.name_suggestions import Suggestion

MAX_NAMES = 200


class FormDefaults(Struct, frozen=True):
    """What a form is prefilled with.

    `usual_times` are in minutes after midnight, and they and `recent_answers` are by field name. `suggested_names` are
    for the field `name_field`, "" where the form has none.
    """

    usual_times: Mapping[str, int]
    latest_entry: LatestEntry | None
    recent_answers: Mapping[str, Sequence[Any]]
    name_field: str
    suggested_names: Sequence[Suggestion]


def load_form_defaults(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> FormDefaults:
    """Return the defaults for a form of a kind and day; each query is bounded, and run only if the kind needs it."""
    source = (
        pillar.suggestion_source if pillar.suggestion_source and pillar.suggestion_source.kind == kind.key else None
    )
    return FormDefaults(
        usual_times=find_usual_times(transaction, person, pillar, kind, day),
        latest_entry=find_latest_entry(transaction, person, pillar, kind, day),
        recent_answers=list_recent_answers(transaction, person, pillar, kind),
        name_field=source.column if source else "",
        suggested_names=name_suggestions.suggest_names(transaction, person, pillar, "", MAX_NAMES) if source else (),
    )


class LatestEntry(Struct, frozen=True):
    """The latest entry of a kind: its id, day and record."""

    id: str
    day: date
    record: EntryRecord


def find_latest_entry(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> LatestEntry | None:
    """Return the latest entry of a kind on or before a day; None where there is none, or the kind copies nothing."""
    if not kind.copied_fields:
        return None
    row = transaction.fetch_first(_latest_entry_query(pillar), person=person.id, kind=kind.key, day=day)
    return None if row is None else build_latest_entry(pillar, row)


def build_latest_entry(pillar: Pillar, row: Mapping[str, Any]) -> LatestEntry:
    """Return the entry of a row."""
    [record] = build_records(pillar, [row])
    return LatestEntry(row["id"], row["day"], record)


def find_entry_to_copy(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, entry_id: str
) -> Mapping[str, Any]:
    """Return the row of an entry whose fields a new one of this kind copies.

    Raises `NotFound` for an id that is none of the person's entries of this kind, and for a kind that copies nothing.
    """
    row = entries.require_entry_row(transaction, person, pillar, entry_id)
    if not kind.copied_fields or row["kind"] != kind.key:
        raise NotFound
    return row


@cache
def _latest_entry_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    day = select(c.day).where(*mine, c.day <= bindparam("day")).order_by(c.day.desc()).limit(1).scalar_subquery()
    return select(pillar.table).where(*mine, c.day == day).order_by(c.created_at.desc(), c.id).limit(1)


ENTRIES_READ, ANSWERS_OFFERED = 60, 4
"""How many of the latest entries are read, and how many different answers are given back at most."""


def list_recent_answers(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind
) -> dict[str, list[Any]]:
    """Return up to 4 different latest answers, newest first, by name of the fields that list them first."""
    names = [field.name for field in kind.fields if field.recent_first]
    if not names:
        return {}
    rows = transaction.fetch_rows(_latest_answers_query(pillar, tuple(names)), person=person.id, kind=kind.key)
    return {name: list(dict.fromkeys(row[name] for row in rows))[:ANSWERS_OFFERED] for name in names}


@cache
def _latest_answers_query(pillar: Pillar, names: tuple[str, ...]) -> Select[Any]:
    """Return the query of the latest answers, built once: the index finds the entries, and they alone are sorted."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    columns = (c[name] for name in names)
    query = select(c.day, c.created_at, *columns).where(*mine).order_by(c.day.desc(), c.id.desc()).limit(ENTRIES_READ)
    latest = query.subquery().c
    return select(*(latest[name] for name in names)).order_by(latest.day.desc(), latest.created_at.desc())


LOOKBACK = timedelta(days=28)
MAX_ENTRIES = 14
MAX_STEP_MINUTES = 18 * 60
"""Two usual times further apart than this many minutes are in the wrong order: the earlier one is not offered."""


def find_usual_times(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> dict[str, int]:
    """Return usual clock times by field, in minutes after midnight.

    They come from the last 14 entries of a kind in the 28 days before a day, each read on the clocks of its own zone.
    A field with fewer than 3 times has none.
    """
    names = [field.name for field in kind.fields if field.offers_usual_time]
    if not names:
        return {}
    rows = transaction.fetch_rows(
        _recent_entries_query(pillar),
        person=person.id,
        kind=kind.key,
        first=day - LOOKBACK,
        last=day - timedelta(days=1),
    )
    if further := kind.additional_entry:
        rows = [row for row in rows if not row[further.column]]
    usual_times: dict[str, int] = {}
    following: int | None = None
    for name in reversed(names):
        minutes = find_usual_time(_list_clock_minutes(rows, name))
        if minutes is None or (following is not None and (following - minutes) % DAY_MINUTES > MAX_STEP_MINUTES):
            continue
        usual_times[name] = following = minutes
    return usual_times


def _list_clock_minutes(rows: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [clock_minutes(row[name], row["zone"]) for row in rows if row[name] is not None]


@cache
def _recent_entries_query(pillar: Pillar) -> Select[Any]:
    """Return the query of the last entries of a `kind` from `first` to `last`, built once; the index of days serves."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    kind = c.kind == bindparam("kind")
    return select(pillar.table).where(*mine, kind).order_by(c.day.desc(), c.id.desc()).limit(MAX_ENTRIES)
