"""A grant as its two people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from habitlog.db import ReadTransaction
from habitlog.people.model import Person, person_table
from habitlog.pillar.wire import format_utc
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantScope, GrantState, GrantStatus
from habitlog.sharing.model import consent_grant_table, grant_pillar_table


@dataclass(frozen=True, slots=True)
class GrantView:
    """A grant, its state as of now; `coach_email` is there while it lives, so that a client can tell two Bens apart."""

    id: str
    client_id: int
    state: GrantState
    coach_label: str
    coach_email: str | None
    client_label: str
    scope: GrantScope
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    consent_text_version: str | None
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
            "until": compute_last_day(self.scope.expires_at, client).isoformat(),
            "expires_at": format_utc(self.scope.expires_at),
            "created_at": format_utc(self.created_at),
            "confirmed_at": _format_optional_utc(self.confirmed_at),
            "ended_at": _format_optional_utc(self.ended_at),
            "ended_by": self.ended_by,
            "version": self.version,
        }


def _format_optional_utc(at: datetime | None) -> str | None:
    return None if at is None else format_utc(at)


def compute_expiry(until: date, client: Person) -> datetime:
    """Return the instant at which the day `until` is over in the client's zone."""
    return datetime.combine(until + timedelta(days=1), time(), ZoneInfo(client.zone)).astimezone(UTC)


def compute_last_day(expires_at: datetime, client: Person) -> date:
    """Return the last day, on the client's calendar, on which a grant holds."""
    return (expires_at - timedelta(seconds=1)).astimezone(ZoneInfo(client.zone)).date()


def build_scope(row: Mapping[str, Any], pillars: frozenset[str]) -> GrantScope:
    """Return the scope of a row of grants."""
    return GrantScope(pillars, row["history_from"], row["expires_at"])


def list_grant_pillars(transaction: ReadTransaction, client_id: int, grant_id: str) -> frozenset[str]:
    """Return the pillars of one grant."""
    s = grant_pillar_table.c
    rows = transaction.fetch_tuples(select(s.pillar).where(s.person_id == client_id, s.grant_id == grant_id))
    return frozenset(pillar for (pillar,) in rows)


def list_grants(
    transaction: ReadTransaction, conditions: Sequence[ColumnElement[bool]], now: datetime
) -> tuple[GrantView, ...]:
    """Return the grants that every one of the conditions lets through, oldest first, in two queries."""
    g, s = consent_grant_table.c, grant_pillar_table.c
    named = select(consent_grant_table, person_table.c.email).outerjoin(person_table, person_table.c.id == g.coach_id)
    rows = transaction.fetch_rows(named.where(*conditions).order_by(g.created_at, g.id))
    of = (s.person_id == g.person_id) & (s.grant_id == g.id)
    pillars: dict[tuple[int, str], set[str]] = {}
    for client, grant, pillar in transaction.fetch_tuples(
        select(s.person_id, s.grant_id, s.pillar).join(consent_grant_table, of).where(*conditions)
    ):
        pillars.setdefault((client, grant), set()).add(pillar)
    return tuple(_build_grant_view(row, frozenset(pillars.get((row["person_id"], row["id"]), ())), now) for row in rows)


def _build_grant_view(row: Mapping[str, Any], pillars: frozenset[str], now: datetime) -> GrantView:
    scope = build_scope(row, pillars)
    state = consent.effective_state(GrantStatus(GrantState(row["state"]), scope), now)
    return GrantView(
        id=row["id"],
        client_id=row["person_id"],
        state=state,
        coach_label=row["coach_label"],
        coach_email=row["email"] if state in consent.LIVE_STATES else None,
        client_label=row["client_label"],
        scope=scope,
        created_at=row["created_at"],
        confirmed_at=row["confirmed_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        consent_text_version=row["consent_text_version"],
        version=row["version"],
    )
