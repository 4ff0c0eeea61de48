"""A grant as its two people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from habitlog.db import Reading
from habitlog.people.model import Person, person
from habitlog.pillar.wire import stamp
from habitlog.sharing import consent
from habitlog.sharing.consent import Grant, Scope, State
from habitlog.sharing.model import consent_grant, consent_scope


@dataclass(frozen=True, slots=True)
class Shared:
    """A grant, its state as of now; `coach_email` is there while it lives, so that a client can tell two Bens apart."""

    id: str
    client_id: int
    state: State
    coach_label: str
    coach_email: str | None
    client_label: str
    scope: Scope
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    text_version: str | None
    version: int

    @property
    def pillars(self) -> tuple[str, ...]:
        """Return the keys of the granted pillars, sorted."""
        return tuple(sorted(self.scope.pillars))

    def as_json(self, client: Person) -> dict[str, Any]:
        """Return the grant as its client's programs get it."""
        return {
            "id": self.id,
            "state": self.state.value,
            "coach": self.coach_label,
            "label": self.client_label,
            "pillars": list(self.pillars),
            "history_from": self.scope.history_from.isoformat(),
            "until": last_day(self.scope.expires_at, client).isoformat(),
            "expires_at": stamp(self.scope.expires_at),
            "created_at": stamp(self.created_at),
            "confirmed_at": _stamped(self.confirmed_at),
            "ended_at": _stamped(self.ended_at),
            "ended_by": self.ended_by,
            "version": self.version,
        }


def _stamped(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def expiry_of(until: date, client: Person) -> datetime:
    """Return the instant at which the day `until` is over in the client's zone."""
    return datetime.combine(until + timedelta(days=1), time(), ZoneInfo(client.zone)).astimezone(UTC)


def last_day(expires_at: datetime, client: Person) -> date:
    """Return the last day, on the client's calendar, on which a grant holds."""
    return (expires_at - timedelta(seconds=1)).astimezone(ZoneInfo(client.zone)).date()


def scope_of(row: Mapping[str, Any], pillars: frozenset[str]) -> Scope:
    """Return the scope of a row of grants."""
    return Scope(pillars, row["history_from"], row["expires_at"])


def pillars_of(unit: Reading, client_id: int, grant_id: str) -> frozenset[str]:
    """Return the pillars of one grant."""
    s = consent_scope.c
    rows = unit.tuples(select(s.pillar).where(s.person_id == client_id, s.grant_id == grant_id))
    return frozenset(pillar for (pillar,) in rows)


def shared(unit: Reading, which: Sequence[ColumnElement[bool]], now: datetime) -> tuple[Shared, ...]:
    """Return the grants that every one of the conditions lets through, oldest first, in two queries."""
    g, s = consent_grant.c, consent_scope.c
    named = select(consent_grant, person.c.email).outerjoin(person, person.c.id == g.coach_id)
    rows = unit.rows(named.where(*which).order_by(g.created_at, g.id))
    of = (s.person_id == g.person_id) & (s.grant_id == g.id)
    pillars: dict[tuple[int, str], set[str]] = {}
    for client, grant, pillar in unit.tuples(
        select(s.person_id, s.grant_id, s.pillar).join(consent_grant, of).where(*which)
    ):
        pillars.setdefault((client, grant), set()).add(pillar)
    return tuple(_read(row, frozenset(pillars.get((row["person_id"], row["id"]), ())), now) for row in rows)


def _read(row: Mapping[str, Any], pillars: frozenset[str], now: datetime) -> Shared:
    scope = scope_of(row, pillars)
    state = consent.state_at(Grant(State(row["state"]), scope), now)
    return Shared(
        id=row["id"],
        client_id=row["person_id"],
        state=state,
        coach_label=row["coach_label"],
        coach_email=row["email"] if state in consent.LIVE else None,
        client_label=row["client_label"],
        scope=scope,
        created_at=row["created_at"],
        confirmed_at=row["confirmed_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        text_version=row["consent_text_version"],
        version=row["version"],
    )
