"""What a person answered lately, so that a form can offer it first."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from habitlog.db import ReadTransaction
from habitlog.people.model import Person
from habitlog.pillar import EntryKind, Pillar

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
