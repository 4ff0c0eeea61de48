"""What a person's own record can help a form with: usual times, the last entry, latest answers, names to suggest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.stats.usual_time import DAY_MINUTES, find_usual_time
from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryKind, Pillar, Style, clock_minutes
from habitlog.usecases.entries import entries, name_suggestions
from habitlog.usecases.entries.name_suggestions import Suggestion

MAX_NAMES = 200


@dataclass(frozen=True, slots=True)
class FormDefaults:
    """What a form is offered.

    `usual` are clock times in minutes after midnight and `recent` latest answers, both by field; `last` is the entry to
    begin like; `names` are suggested for the field `named`, "" where there is none.
    """

    usual_times: Mapping[str, int]
    latest_entry: LatestEntry | None
    recent_answers: Mapping[str, Sequence[Any]]
    name_field: str
    suggested_names: Sequence[Suggestion]


def load_form_defaults(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> FormDefaults:
    """Return the help for a form of a kind and day: a few bounded queries, of what the kind asks for alone."""
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


@dataclass(frozen=True, slots=True)
class LatestEntry:
    """The latest entry of a kind: its id, its day and its headline."""

    id: str
    day: date
    headline: str


def find_latest_entry(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> LatestEntry | None:
    """Return the latest entry of a kind up to and with a day; None where there is none, or the kind copies nothing."""
    if not kind.copied_fields:
        return None
    row = transaction.fetch_first(_latest_entry_query(pillar), person=person.id, kind=kind.key, day=day)
    return None if row is None else build_latest_entry(pillar, row, person.style)


def build_latest_entry(pillar: Pillar, row: Mapping[str, Any], style: Style) -> LatestEntry:
    """Return a stored entry as one that can be begun like."""
    [record] = build_records(pillar, [row])
    return LatestEntry(row["id"], row["day"], pillar.summarize(record, style)[0])


def find_entry_to_copy(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, entry_id: str
) -> dict[str, Any]:
    """Return the entry a new one of this kind begins like, as JSON.

    Raises `NotFound` for an id that is none of the person's entries of this kind, and for a kind that copies nothing.
    """
    try:
        entry = entries.find_entry(transaction, person, pillar, str(UUID(entry_id)))
    except ValueError:
        raise NotFound from None
    if not kind.copied_fields or entry["kind"] != kind.key:
        raise NotFound
    return entry


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
    """Return a person's latest different answers, newest first, to the questions of a kind that lead with them."""
    names = [one.name for one in kind.fields if one.recent_first]
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
    found = query.subquery().c
    return select(*(found[name] for name in names)).order_by(found.day.desc(), found.created_at.desc())


LOOKBACK = timedelta(days=28)
MAX_ENTRIES = 14
MAX_STEP_MINUTES = 18 * 60
"""Two usual times further apart than this many minutes are in the wrong order: the earlier one is not offered."""


def find_usual_times(
    transaction: ReadTransaction, person: Person, pillar: Pillar, kind: EntryKind, day: date
) -> dict[str, int]:
    """Return usual clock times by field, in minutes after midnight.

    They come from the last 14 entries of a kind in the 28 days before a day, each read on the clocks of its own zone.
    A field told fewer than 3 times has none.
    """
    names = [one.name for one in kind.fields if one.offers_usual_time]
    if not names:
        return {}
    rows = transaction.fetch_rows(
        _recent_entries_query(pillar),
        person=person.id,
        kind=kind.key,
        first=day - LOOKBACK,
        last=day - timedelta(days=1),
    )
    found: dict[str, int] = {}
    following: int | None = None
    for name in reversed(names):
        minutes = find_usual_time(_list_clock_minutes(rows, name))
        if minutes is None or (following is not None and (following - minutes) % DAY_MINUTES > MAX_STEP_MINUTES):
            continue
        found[name] = following = minutes
    return found


def _list_clock_minutes(rows: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [clock_minutes(row[name], row["zone"]) for row in rows if row[name] is not None]


@cache
def _recent_entries_query(pillar: Pillar) -> Select[Any]:
    """Return the query of the last entries of a `kind` from `first` to `last`, built once; the index of days serves."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.day.between(bindparam("first"), bindparam("last")))
    kind = c.kind == bindparam("kind")
    return select(pillar.table).where(*mine, kind).order_by(c.day.desc(), c.id.desc()).limit(MAX_ENTRIES)
