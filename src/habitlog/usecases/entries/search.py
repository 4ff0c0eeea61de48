"""Search of a person's own texts: notes, activities, names of practices and exercises, week notes, tags of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import Select, Text, bindparam, or_, select, type_coerce

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.storage.daily_metrics import build_records
from habitlog.text_folding import fold_text, map_folded_offsets
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.day_tags import DayTag, list_tags
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, only_shown_kinds
from habitlog.usecases.entries.week_notes import list_week_notes
from habitlog.usecases.shown_pillars import list_shown_pillars

MAX_QUERY_LENGTH = 100
MAX_FOUND = 100
CONTEXT = 60
"""Characters of a text that are shown on both sides of what was found."""


class Excerpt(Struct, frozen=True):
    """A part of a text: what stands before the first word that was found, that word as typed, and what follows."""

    before: str
    found: str
    after: str


class FoundEntry(Struct, frozen=True):
    """An entry in whose texts every word of a query occurs, with a part of each text that has one."""

    pillar: Pillar
    kind: EntryKind
    id: str
    day: date
    record: EntryRecord
    excerpts: tuple[Excerpt, ...]


class FoundWeekNote(Struct, frozen=True):
    """The note of a week, by its Monday, in which every word of a query occurs."""

    week: date
    excerpt: Excerpt


class FoundTag(Struct, frozen=True):
    """A tag in whose name every word of a query occurs."""

    tag: DayTag
    excerpt: Excerpt


class SearchResult(Struct, frozen=True):
    """What was found: tags, then week notes and entries, latest first; at most 100 of `total` entries."""

    entries: tuple[FoundEntry, ...] = ()
    total: int = 0
    week_notes: tuple[FoundWeekNote, ...] = ()
    tags: tuple[FoundTag, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.entries or self.week_notes or self.tags)


def search_log(transaction: ReadTransaction, person: Person, query: str) -> SearchResult:
    """Return what of a person's has a text in which every word of a query occurs, also inside of longer words.

    Letter case and accents do not matter. Pillars that are switched off are left out. A query without a word finds
    nothing.
    """
    words = tuple(dict.fromkeys(fold_text(query[:MAX_QUERY_LENGTH]).split()))
    if not words:
        return SearchResult()
    matches = [
        (row["day"], row["id"], pillar, row)
        for pillar in list_shown_pillars(person)
        for row in _find_matches(transaction, person, pillar, words)
    ]
    latest = sorted(matches, key=lambda match: match[:2], reverse=True)[:MAX_FOUND]
    wholes = _load_rows(transaction, person, [(pillar, entry_id) for _, entry_id, pillar, _ in latest])
    shown = (_build_found(pillar, wholes[entry_id], row, words) for _, entry_id, pillar, row in latest)
    notes, tags = _find_week_notes(transaction, person, words), _find_tags(transaction, person, words)
    return SearchResult(tuple(shown), len(matches), notes, tags)


def _find_week_notes(transaction: ReadTransaction, person: Person, words: tuple[str, ...]) -> tuple[FoundWeekNote, ...]:
    notes = list_week_notes(transaction, person, FIRST_DAY, LAST_DAY)
    cut = ((week, _cut_excerpt(note, words)) for week, note in notes.items() if _has_words(note, words))
    return tuple(FoundWeekNote(week, excerpt) for week, excerpt in cut if excerpt is not None)[::-1]


def _find_tags(transaction: ReadTransaction, person: Person, words: tuple[str, ...]) -> tuple[FoundTag, ...]:
    tags = list_tags(transaction, person)
    cut = ((tag, _cut_excerpt(tag.name, words)) for tag in tags if _has_words(tag.name, words))
    return tuple(FoundTag(tag, excerpt) for tag, excerpt in cut if excerpt is not None)


def _find_matches(
    transaction: ReadTransaction, person: Person, pillar: Pillar, words: tuple[str, ...]
) -> Iterator[Mapping[str, Any]]:
    """Yield the texts of entries that have every word; names are decoded where the stored JSON has the words alone."""
    source = pillar.suggestion_source
    is_plain = not any(character in word for word in words for character in '"\\')
    for stored in transaction.fetch_rows(_texts_query(pillar), person=person.id):
        row = dict(stored)
        texts = [text for text in row.values() if isinstance(text, str)]
        if is_plain and not _has_words("\n".join(texts), words):
            continue
        if source is not None and row[source.column]:
            row[source.column] = orjson.loads(row[source.column])
        if _has_words("\n".join(_iter_texts(pillar, row)), words):
            yield row


def _has_words(text: str, words: tuple[str, ...]) -> bool:
    folded = fold_text(text)
    return all(word in folded for word in words)


def _load_rows(
    transaction: ReadTransaction, person: Person, wanted: Sequence[tuple[Pillar, str]]
) -> dict[str, Mapping[str, Any]]:
    """Return the whole rows of entries by id."""
    rows: dict[str, Mapping[str, Any]] = {}
    for pillar in {pillar for pillar, _ in wanted}:
        ids = [entry_id for of, entry_id in wanted if of is pillar]
        rows |= {row["id"]: row for row in transaction.fetch_rows(_rows_query(pillar), person=person.id, ids=ids)}
    return rows


def _build_found(
    pillar: Pillar, whole: Mapping[str, Any], row: Mapping[str, Any], words: tuple[str, ...]
) -> FoundEntry:
    [record] = build_records(pillar, [whole])
    kind = pillar.find_kind(record.kind)
    assert kind is not None  # noqa: S101 - the table holds known kinds
    texts = dict.fromkeys(_iter_texts(pillar, row))
    excerpts = tuple(excerpt for text in texts if (excerpt := _cut_excerpt(text, words)) is not None)
    return FoundEntry(pillar, kind, whole["id"], whole["day"], record, excerpts)


def _iter_texts(pillar: Pillar, row: Mapping[str, Any]) -> Iterator[str]:
    for name in _list_text_columns(pillar):
        if row[name]:
            yield row[name]
    source = pillar.suggestion_source
    if source is not None and row[source.column]:
        yield from source.extract_names(row[source.column])


def _cut_excerpt(text: str, words: Iterable[str]) -> Excerpt | None:
    """Return the text around the first word that occurs in it, None where none does."""
    folded, offsets = fold_text(text), map_folded_offsets(text)
    places = [(place, -len(word)) for word in words if (place := folded.find(word)) >= 0]
    if not places:
        return None
    place, length = min(places)
    start, end = offsets[place], offsets[place - length]
    first, last = max(start - CONTEXT, 0), min(end + CONTEXT, len(text))
    before = ("… " if first else "") + text[first:start].lstrip()
    after = text[end:last].rstrip() + (" …" if last < len(text) else "")
    return Excerpt(before, text[start:end], after)


@cache
def _list_text_columns(pillar: Pillar) -> tuple[str, ...]:
    names = chain.from_iterable(kind.record.free_text_fields for kind in pillar.kinds)
    return ("note", *(name for name in dict.fromkeys(names) if name in pillar.table.c))


@cache
def _texts_query(pillar: Pillar) -> Select[Any]:
    """Return the query of the texts of a `person`'s entries, of those alone that have one; built once.

    A column of names comes as it is stored, as JSON.
    """
    c, source = pillar.table.c, pillar.suggestion_source
    columns = [c[name] for name in _list_text_columns(pillar)]
    names = [type_coerce(c[source.column], Text).label(source.column)] if source else []
    has_text = or_(*(column.is_not(None) for column in (*columns, *names)))
    return select(c.id, c.day, *columns, *names).where(
        c.person_id == bindparam("person"), has_text, *only_shown_kinds(pillar)
    )


@cache
def _rows_query(pillar: Pillar) -> Select[Any]:
    c = pillar.table.c
    return select(pillar.table).where(c.person_id == bindparam("person"), c.id.in_(bindparam("ids", expanding=True)))
