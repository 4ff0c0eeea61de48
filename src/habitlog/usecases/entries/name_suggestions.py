"""Suggestions for a name that is being typed: one's own latest ones first, then common ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, bindparam, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.guard.normalization import fold_text
from habitlog.tracking import CommonName, Pillar, SuggestionSource
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name

RECORDS_READ = 200
"""Records that are read for own names, however long the history is."""
MAX_QUERY_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name, whether it is the person's own, what is known of it, and what was done under it last."""

    name: str
    own: bool
    detail: str
    last: dict[str, Any] | None


def suggest_names(
    transaction: ReadTransaction, person: Person, pillar: Pillar, query: str, limit: int = 12
) -> list[Suggestion]:
    """Return up to `limit` names that fit what was typed.

    Own names come first, most recent first; then common ones, those whose name fits before those whose detail does.
    Raises `NotFound` for a pillar that suggests nothing, and `ClinicianTopic` as for any name.
    """
    if pillar.suggestion_source is None:
        raise NotFound("This pillar has no names to suggest.")
    screen_name("q", query)
    asked, shelf = split_words(query), _index_catalogue(pillar)
    own = _load_own_names(transaction, person, pillar, pillar.suggestion_source)
    mine = [*islice(_match_own_names(pillar.suggestion_source, own, shelf, asked), limit)]
    written = {join_words(name) for name, _, _ in own.values()}
    common = [one for key, one in shelf.items() if key not in written and matches_query(asked, one.all_words)]
    ranked = sorted(common, key=lambda one: one.rank(asked))[: limit - len(mine)]
    return [*mine, *(Suggestion(one.common.name, own=False, detail=one.common.detail, last=None) for one in ranked)]


def serialize_suggestions(suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """Return suggestions as both doors answer them."""
    return {"items": [asdict(one) for one in suggestions]}


@dataclass(frozen=True, slots=True)
class _CatalogueEntry:
    common: CommonName
    name_words: tuple[str, ...]
    all_words: tuple[str, ...]

    def rank(self, query_words: Sequence[str]) -> tuple[bool, bool]:
        return not matches_query(query_words, self.name_words), not matches_query(query_words[:1], self.name_words[:1])


@cache
def _index_catalogue(pillar: Pillar) -> Mapping[str, _CatalogueEntry]:
    """Return the catalogue of a pillar with its words read once, by joined name."""
    shelved = (
        _CatalogueEntry(one, list_word_variants(one.name), list_word_variants(f"{one.name} {one.detail}"))
        for one in _list_catalogue(pillar)
    )
    return MappingProxyType({join_words(one.common.name): one for one in shelved})


def _list_catalogue(pillar: Pillar) -> tuple[CommonName, ...]:
    return pillar.suggestion_source.catalogue if pillar.suggestion_source else ()


@cache
def _latest_records_query(pillar: Pillar, column: str) -> Select[Any]:
    """Return the query of the latest records, newest first: the index finds them, and they alone are sorted."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    query = select(c.day, c.created_at, c[column]).where(*mine).order_by(c.day.desc(), c.id.desc()).limit(RECORDS_READ)
    found = query.subquery().c
    return select(found.day, found[column]).order_by(found.day.desc(), found.created_at.desc())


OwnNames = dict[str, tuple[str, date, Any]]
"""By what its spellings share: a name as written last, then day and value of its latest record; most recent first."""


def _load_own_names(transaction: ReadTransaction, person: Person, pillar: Pillar, source: SuggestionSource) -> OwnNames:
    found: OwnNames = {}
    for day, value in transaction.fetch_tuples(
        _latest_records_query(pillar, source.column), person=person.id, kind=source.kind
    ):
        for name in source.extract_names(value):
            found.setdefault(normalize_name(name), (name, day, value))
    return found


def _match_own_names(
    source: SuggestionSource, own: OwnNames, catalogue: Mapping[str, _CatalogueEntry], query_words: Sequence[str]
) -> Iterator[Suggestion]:
    for name, day, value in own.values():
        known = catalogue.get(join_words(name))
        detail = known.common.detail if known else ""
        if matches_query(query_words, list_word_variants(f"{name} {detail}")):
            yield Suggestion(
                name, own=True, detail=detail, last={"day": day.isoformat(), **source.extract_last_use(value, name)}
            )


_BETWEEN = re.compile(r"[\W_]+")


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; a hyphen parts two words."""
    return tuple(filter(None, _BETWEEN.split(fold_text(text).replace("'", ""))))


def list_word_variants(text: str) -> tuple[str, ...]:
    """Return the words of a text, then those that it has without its hyphens: "Pull-up" is pull, up and pullup."""
    folded = fold_text(text)
    return split_words(folded) + (split_words(folded.replace("-", "")) if "-" in folded else ())


def join_words(name: str) -> str:
    """Return a name as one word, so that "Pull-up", "pull up" and "Pullup" are one."""
    return "".join(split_words(name))


def matches_query(query: Sequence[str], words: Sequence[str]) -> bool:
    """Whether every word of a query begins one of the words found; a query without words fits everything."""
    return all(any(word.startswith(asked) for word in words) for asked in query)
