"""Suggestions for a name that is being typed: one's own latest ones first, then common ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, bindparam, select

from habitlog.db import Reading
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.pillar import Common, Pillar, Suggests
from habitlog.pillar.names import alike
from habitlog.usecases.screening import screen_name
from habitlog.usecases.wordmatch import fits, joined, readings, words

LATEST = 200
"""Records that are read for own names, however long the history is."""
LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name, whether it is the person's own, what is known of it, and what was done under it last."""

    name: str
    own: bool
    detail: str
    last: dict[str, Any] | None


def suggest(unit: Reading, person: Person, pillar: Pillar, query: str, limit: int = 12) -> list[Suggestion]:
    """Return up to `limit` names that fit what was typed.

    Own names come first, most recent first; then common ones, those whose name fits before those whose detail does.
    Raises `NotFound` for a pillar that suggests nothing, and `ClinicianTopic` as for any name.
    """
    if pillar.suggests is None:
        raise NotFound("This pillar has no names to suggest.")
    screen_name("q", query)
    asked, shelf = words(query), _shelf(pillar)
    own = _own(unit, person, pillar, pillar.suggests)
    mine = [*islice(_own_fitting(pillar.suggests, own, shelf, asked), limit)]
    written = {joined(name) for name, _, _ in own.values()}
    common = [one for key, one in shelf.items() if key not in written and fits(asked, one.readings)]
    ranked = sorted(common, key=lambda one: one.rank(asked))[: limit - len(mine)]
    return [*mine, *(Suggestion(one.common.name, own=False, detail=one.common.detail, last=None) for one in ranked)]


def as_json(found: Sequence[Suggestion]) -> dict[str, Any]:
    """Return suggestions as both doors answer them."""
    return {"items": [asdict(one) for one in found]}


@dataclass(frozen=True, slots=True)
class _Shelved:
    common: Common
    name: tuple[str, ...]
    readings: tuple[str, ...]

    def rank(self, asked: Sequence[str]) -> tuple[bool, bool]:
        return not fits(asked, self.name), not fits(asked[:1], self.name[:1])


@cache
def _shelf(pillar: Pillar) -> Mapping[str, _Shelved]:
    """Return the catalogue of a pillar with its words read once, by joined name."""
    shelved = (_Shelved(one, readings(one.name), readings(f"{one.name} {one.detail}")) for one in _catalogue(pillar))
    return MappingProxyType({joined(one.common.name): one for one in shelved})


def _catalogue(pillar: Pillar) -> tuple[Common, ...]:
    return pillar.suggests.catalogue if pillar.suggests else ()


@cache
def _latest(pillar: Pillar, column: str) -> Select[Any]:
    """Return the query of the latest records, newest first: the index finds them, and they alone are sorted."""
    c = pillar.table.c
    mine = (c.person_id == bindparam("person"), c.kind == bindparam("kind"))
    query = select(c.day, c.created_at, c[column]).where(*mine).order_by(c.day.desc(), c.id.desc()).limit(LATEST)
    found = query.subquery().c
    return select(found.day, found[column]).order_by(found.day.desc(), found.created_at.desc())


Own = dict[str, tuple[str, date, Any]]
"""By what its spellings share: a name as written last, then day and value of its latest record; most recent first."""


def _own(unit: Reading, person: Person, pillar: Pillar, source: Suggests) -> Own:
    found: Own = {}
    for day, value in unit.tuples(_latest(pillar, source.column), person=person.id, kind=source.kind):
        for name in source.names(value):
            found.setdefault(alike(name), (name, day, value))
    return found


def _own_fitting(
    source: Suggests, own: Own, shelf: Mapping[str, _Shelved], asked: Sequence[str]
) -> Iterator[Suggestion]:
    for name, day, value in own.values():
        known = shelf.get(joined(name))
        detail = known.common.detail if known else ""
        if fits(asked, readings(f"{name} {detail}")):
            yield Suggestion(name, own=True, detail=detail, last={"day": day.isoformat(), **source.last(value, name)})
