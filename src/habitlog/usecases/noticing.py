"""Notices inside the app: written in the transaction of their cause, read by whom they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import and_, exists, func, insert, select, update

from habitlog.db import Reading, Writing
from habitlog.people.model import Person
from habitlog.people.model import person as people
from habitlog.sharing.model import consent_grant, notice

Kind = Literal["accepted", "confirmed", "widened", "looked", "expiring", "ended", "declined"]
MOST = 100
"""Notices that are listed at a time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a grant; `who` is the other side, empty towards a coach who is shown nothing by it."""

    id: str
    kind: Kind
    grant_id: str
    mine: bool
    who: str
    at: datetime
    seen: bool


def note(unit: Writing, person_id: int | None, kind: Kind, grant: Mapping[str, Any], now: datetime) -> None:
    """Write a notice for somebody about a row of the table of grants; nobody (a coach that is gone) gets none."""
    if person_id is None:
        return
    about = {"grant_id": grant["id"], "client_id": grant["person_id"]}
    unit.run(insert(notice), {"person_id": person_id, "id": str(uuid4()), "kind": kind, "at": now, **about})


def note_both(unit: Writing, kind: Kind, grant: Mapping[str, Any], now: datetime) -> None:
    """Write a notice for the client and for the coach."""
    note(unit, grant["person_id"], kind, grant, now)
    note(unit, grant["coach_id"], kind, grant, now)


def listed(unit: Reading, person: Person) -> tuple[Notice, ...]:
    """Return a person's latest notices, newest first, at most 100."""
    n, g = notice.c, consent_grant.c
    about = and_(g.person_id == n.client_id, g.id == n.grant_id)
    enabled = exists().where(people.c.id == n.client_id, people.c.disabled_at.is_(None)).label("client_enabled")
    query = (
        select(notice, g.coach_label, g.client_label, g.state, enabled)
        .outerjoin(consent_grant, about)
        .where(n.person_id == person.id)
        .order_by(n.at.desc(), n.id)
        .limit(MOST)
    )
    return tuple(_read(person, row) for row in unit.rows(query))


def unseen(unit: Reading, person: Person) -> int:
    """Return how many notices a person has not seen yet."""
    mine = (notice.c.person_id == person.id, notice.c.seen_at.is_(None))
    return int(unit.value(select(func.count()).select_from(notice).where(*mine)))


def mark_seen(unit: Writing, person: Person, now: datetime) -> None:
    """Note that a person has seen everything there is."""
    unit.run(update(notice).where(notice.c.person_id == person.id, notice.c.seen_at.is_(None)).values(seen_at=now))


def _read(person: Person, row: Mapping[str, Any]) -> Notice:
    mine = row["client_id"] == person.id
    # A coach keeps nothing of somebody whose grant has ended or whose account is disabled, the name neither.
    named = row["state"] in {"pending", "active"} and row["client_enabled"]
    told = row["coach_label"] if mine else row["client_label"] if named else ""
    return Notice(row["id"], row["kind"], row["grant_id"], mine, told or "", row["at"], row["seen_at"] is not None)
