"""Notices inside the app: written in the transaction of their cause, read by whom they are for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, insert, select, update

from habitlog.db import Reading, Writing
from habitlog.db.types import id_in_order
from habitlog.people.model import Person, person
from habitlog.sharing.model import consent_grant, notice

Kind = Literal["accepted", "confirmed", "widened", "looked", "expiring", "ended", "declined", "factor-on", "factor-off"]
MOST = 100
"""Notices that are listed at a time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a grant, or to the second step of one's own sign-in, which has no `grant_id`.

    `who` is the other side; it is empty towards a coach once the grant has ended, and while its client is disabled.
    """

    id: str
    kind: Kind
    grant_id: str | None
    mine: bool
    who: str
    at: datetime
    seen: bool


def note(unit: Writing, person_id: int | None, kind: Kind, grant: Mapping[str, Any] | None, now: datetime) -> None:
    """Write a notice for somebody, about a row of the table of grants or about their own second step.

    Nobody (a coach that is gone) gets none. A mail about it is due at once, should this server send any.
    """
    note_all(unit, kind, [(person_id, grant)], now)


def note_both(unit: Writing, kind: Kind, grant: Mapping[str, Any], now: datetime) -> None:
    """Write a notice for the client and for the coach."""
    note_all(unit, kind, [(grant["person_id"], grant), (grant["coach_id"], grant)], now)


def note_all(
    unit: Writing, kind: Kind, told: Iterable[tuple[int | None, Mapping[str, Any] | None]], now: datetime
) -> None:
    """Write notices of a kind for (person, grant), all in one statement."""
    when = {"kind": kind, "at": now, "mail_due_at": now}
    rows = [
        {
            "person_id": someone,
            "id": id_in_order(now),
            "grant_id": grant and grant["id"],
            "client_id": grant and grant["person_id"],
            **when,
        }
        for someone, grant in told
        if someone is not None
    ]
    if rows:
        unit.run(insert(notice), rows)


def listed(unit: Reading, someone: Person, *, new: bool = False) -> tuple[Notice, ...]:
    """Return a person's latest notices, newest first, at most 100; those not seen yet alone, where `new` asks so."""
    n, g, client = notice.c, consent_grant.c, person.alias()
    about = and_(g.person_id == n.client_id, g.id == n.grant_id)
    query = (
        select(notice, g.coach_label, g.client_label, g.state, client.c.disabled_at)
        .outerjoin(consent_grant, about)
        .outerjoin(client, client.c.id == n.client_id)
        .where(n.person_id == someone.id)
        .order_by(n.at.desc(), n.id.desc())
        .limit(MOST)
    )
    rows = unit.rows(query.where(n.seen_at.is_(None)) if new else query)
    return tuple(_read(someone, row) for row in rows)


def mark_seen(unit: Writing, someone: Person, ids: Collection[str], now: datetime) -> None:
    """Note that a person has seen those notices that `ids` name; what came in the meantime stays new."""
    seen = [one.id for one in listed(unit, someone, new=True) if one.id in ids]
    unit.run(update(notice).where(notice.c.person_id == someone.id, notice.c.id.in_(seen)).values(seen_at=now))


def _read(someone: Person, row: Mapping[str, Any]) -> Notice:
    mine = row["client_id"] in {someone.id, None}
    # A coach keeps nothing of somebody whose grant has ended, the name neither, and sees nobody who is disabled.
    is_open = row["state"] in {"pending", "active"} and row["disabled_at"] is None
    told = row["coach_label"] if mine else row["client_label"] if is_open else ""
    return Notice(row["id"], row["kind"], row["grant_id"], mine, told or "", row["at"], row["seen_at"] is not None)
