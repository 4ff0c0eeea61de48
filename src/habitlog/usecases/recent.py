"""What a person answered lately, so that a form can offer it first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Kind, Pillar

LOOKED_AT, OFFERED = 60, 4
"""How many of the latest entries are read, and how many different answers are given back at most."""


def answers(unit: Reading, person: Person, pillar: Pillar, kind: Kind) -> dict[str, list[Any]]:
    """Return a person's latest different answers, newest first, to the questions of a kind that lead with them."""
    names = [one.name for one in kind.fields if one.recent_first]
    if not names:
        return {}
    c = pillar.table.c
    query = select(*(c[name] for name in names)).where(c.person_id == person.id, c.kind == kind.key)
    rows = unit.rows(query.order_by(c.day.desc(), c.created_at.desc(), c.id).limit(LOOKED_AT))
    return {name: list(dict.fromkeys(row[name] for row in rows))[:OFFERED] for name in names}
