"""Suggestions for a name that is being typed: the person's own first, most recent first, then common ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Select, bindparam, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.text_folding import fold_text
from habitlog.tracking import CommonName, Pillar, SuggestionSource
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name

RECORDS_READ = 200
"""Number of latest records that are read for the person's own names."""
MAX_QUERY_LENGTH = 80


class Suggestion(Struct, frozen=True):
    """A name, whether the person has used it, its catalogue detail, and the day and content of its last use.

    `counted` is the field that says how much was done of it, "" where the catalogue does not know it. `history` is what
    the person's latest records say of it together.
    """

    name: str
    own: bool
    detail: str
    last_day: date | None = None
    last_use: Mapping[str, Any] = field(default_factory=dict)
    counted: str = ""
    history: Any = None


def suggest_names(
    transaction: ReadTransaction, person: Person, pillar: Pillar, query: str, limit: int = 12
) -> list[Suggestion]:
    """Return up to `limit` names that fit what was typed.

    Own names come first, most recent first; then common ones, those whose name fits before those whose detail does.
    Raises `NotFound` for a pillar that suggests nothing, and `ClinicianTopic` as for any name.
    """
    if pillar.suggestion_source is None:
        raise NotFound("pillar_without_suggestions")
    screen_name("q", query)
    query_words, catalogue = split_words(query), _index_catalogue(pillar)
    own_names = _load_own_names(transaction, person, pillar, pillar.suggestion_source)
    own = [*islice(_match_own_names(pillar.suggestion_source, own_names, catalogue, query_words), limit)]
    used_keys = {join_words(name) for name, _, _ in own_names.by_key.values()}
    common = [
        entry
        for key, entry in catalogue.items()
        if key not in used_keys and matches_query(query_words, entry.all_words)
    ]
    ranked = sorted(common, key=lambda entry: entry.rank(query_words))[: limit - len(own)]
    return [*own, *(_build_common_suggestion(entry.common) for entry in ranked)]


def _build_common_suggestion(common: CommonName) -> Suggestion:
    return Suggestion(common.name, own=False, detail=common.detail, counted=common.counted)


class _CatalogueEntry(Struct, frozen=True):
    common: CommonName
    name_words: tuple[str, ...]
    all_words: tuple[str, ...]

    def rank(self, query_words: Sequence[str]) -> tuple[bool, bool]:
        return not matches_query(query_words, self.name_words), not matches_query(query_words[:1], self.name_words[:1])


@cache
def _index_catalogue(pillar: Pillar) -> Mapping[str, _CatalogueEntry]:
    """Return the catalogue of a pillar by joined name, its words split once."""
    entries = (
        _CatalogueEntry(common, list_word_variants(common.name), list_word_variants(f"{common.name} {common.detail}"))
        for common in _list_catalogue(pillar)
    )
    return MappingProxyType({join_words(entry.common.name): entry for entry in entries})


def _list_catalogue(pillar: Pillar) -> tuple[CommonName, ...]:
    return pillar.suggestion_source.catalogue if pillar.suggestion_source else ()


@cache
def _latest_records_query(pillar: Pillar, column: str) -> Select[Any]:
    """Return the query of the latest records, newest first: the index finds them, and they alone are sorted."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    query = select(c.day, c.created_at, c[column]).where(*mine).order_by(c.day.desc(), c.id.desc()).limit(RECORDS_READ)
    latest = query.subquery().c
    return select(latest.day, latest[column]).order_by(latest.day.desc(), latest.created_at.desc())


class _OwnNames(Struct, frozen=True):
    """By normalized name, most recent first: the latest spelling, and the day and value of its latest record.

    `history` is what the latest records say together, by normalized name.
    """

    by_key: Mapping[str, tuple[str, date, Any]]
    history: Mapping[str, Any]


def _load_own_names(
    transaction: ReadTransaction, person: Person, pillar: Pillar, source: SuggestionSource
) -> _OwnNames:
    by_key: dict[str, tuple[str, date, Any]] = {}
    records = transaction.fetch_tuples(_latest_records_query(pillar, source.column), person=person.id, kind=source.kind)
    for day, value in records:
        for name in source.extract_names(value):
            by_key.setdefault(normalize_name(name), (name, day, value))
    return _OwnNames(by_key, source.extract_history(value for _, value in records))


def _match_own_names(
    source: SuggestionSource, own_names: _OwnNames, catalogue: Mapping[str, _CatalogueEntry], query_words: Sequence[str]
) -> Iterator[Suggestion]:
    for key, (name, day, value) in own_names.by_key.items():
        entry = catalogue.get(join_words(name))
        common = entry.common if entry else CommonName(name, "")
        if matches_query(query_words, list_word_variants(f"{name} {common.detail}")):
            yield Suggestion(
                name,
                own=True,
                detail=common.detail,
                last_day=day,
                last_use=source.extract_last_use(value, name),
                counted=common.counted,
                history=own_names.history.get(key),
            )


_WORD_SEPARATOR = re.compile(r"[\W_]+")


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded for comparison; a hyphen separates two words."""
    return tuple(filter(None, _WORD_SEPARATOR.split(fold_text(text).replace("'", ""))))


def list_word_variants(text: str) -> tuple[str, ...]:
    """Return the words of a text, then its words without hyphens: "Pull-up" gives pull, up and pullup."""
    folded = fold_text(text)
    return split_words(folded) + (split_words(folded.replace("-", "")) if "-" in folded else ())


def join_words(name: str) -> str:
    """Return a name as one word, so that "Pull-up", "pull up" and "Pullup" are one."""
    return "".join(split_words(name))


def matches_query(query: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each word of a query begins one of `words`; a query without words matches everything."""
    return all(any(word.startswith(query_word) for word in words) for query_word in query)
