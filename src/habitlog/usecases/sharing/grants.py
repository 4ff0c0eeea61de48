"""Grants: reading them, and confirming, declining and ending them; `grant_changes` changes their scope."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, exists, select, update

from habitlog.accounts.person import Person, is_active_account, person_table
from habitlog.accounts.schema import AccountInput
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound, PreconditionFailed
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantScope, GrantState
from habitlog.sharing.consent_texts import CURRENT_TEXT_VERSION
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table
from habitlog.usecases import notifications
from habitlog.validation import Day, Text

log = logging.getLogger(__name__)

g = consent_grant_table.c
_IS_LIVE = g.state.in_(consent.LIVE_STATES)


def list_client_grants(transaction: ReadTransaction, client: Person, now: datetime) -> tuple[GrantView, ...]:
    """Return all grants of a client, in every state, oldest first."""
    return list_grants(transaction, [g.person_id == client.id], now)


def list_pending_grants(transaction: ReadTransaction, coach: Person, now: datetime) -> tuple[GrantView, ...]:
    """Return the grants that wait for their client to confirm, but of clients who are disabled or wait for deletion."""
    client = person_table.alias()
    enabled = exists().where(client.c.id == g.person_id, is_active_account(client))
    return list_grants(
        transaction, [g.coach_id == coach.id, g.state == GrantState.pending, g.expires_at > now, enabled], now
    )


def find_grant(transaction: ReadTransaction, client: Person, grant_id: str, now: datetime) -> GrantView:
    """Return one grant of a client; raises `NotFound`."""
    matching = list_grants(transaction, [g.person_id == client.id, g.id == grant_id], now)
    if not matching:
        raise build_not_found("no grant of this person")
    return matching[0]


def confirm_grant(
    transaction: WriteTransaction, client: Person, grant_id: str, version: int, text_version: str, now: datetime
) -> None:
    """Make a pending grant active: from now on the coach sees its scope.

    Raises `NotFound` where there is no pending grant of this client whose coach can still sign in,
    `PreconditionFailed` for a version that is no longer the current one, `Conflict` for a consent text that is not.
    """
    transaction.lock_person(client.id)
    row = find_live_grant(transaction, client, grant_id, version, now, GrantState.pending)
    if text_version != CURRENT_TEXT_VERSION:
        raise Conflict("consent_text_changed")
    can_sign_in = exists().where(person_table.c.id == row["coach_id"], is_active_account())
    confirmed = {"state": GrantState.active, "confirmed_at": now, "consent_text_version": CURRENT_TEXT_VERSION}
    if not transaction.execute(
        build_grant_update(row).where(g.state == GrantState.pending, can_sign_in).values(confirmed)
    ).rowcount:
        raise build_not_found("the coach cannot sign in")
    notifications.add_notification_for_both(transaction, "confirmed", row, now)


def decline_grant(transaction: WriteTransaction, client: Person, grant_id: str, now: datetime) -> None:
    """Decline a pending grant; raises `NotFound` where there is none of this client."""
    mine = (g.person_id == client.id, g.id == grant_id)
    end_grant(transaction, [*mine, g.state == GrantState.pending], GrantState.declined, "client", now)


def revoke_grant(transaction: WriteTransaction, client: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the client's side, at once and for good; raises `NotFound` where there is none to end."""
    end_grant(transaction, [g.person_id == client.id, g.id == grant_id, _IS_LIVE], GrantState.revoked, "client", now)


def end_grant_as_coach(transaction: WriteTransaction, coach: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the coach's side, at once and for good; raises `NotFound` where there is none to end."""
    end_grant(transaction, [g.coach_id == coach.id, g.id == grant_id, _IS_LIVE], GrantState.revoked, "coach", now)


def remove_pillar(transaction: WriteTransaction, client: Person, grant_id: str, pillar: str, now: datetime) -> None:
    """Remove one pillar from a grant at once; with its last pillar the grant ends. Raises `NotFound`."""
    transaction.lock_person(client.id)
    row = find_live_grant(transaction, client, grant_id, None, now)
    s = grant_pillar_table.c
    in_grant = (s.person_id == client.id, s.grant_id == grant_id)
    if not transaction.execute(delete(grant_pillar_table).where(*in_grant, s.pillar == pillar)).rowcount:
        raise build_not_found("no such pillar in the grant")
    if transaction.fetch_value(select(exists().where(*in_grant))):
        transaction.execute(build_grant_update(row))
    else:
        revoke_grant(transaction, client, grant_id, now)


def find_live_grant(
    transaction: ReadTransaction, client: Person, grant_id: str, version: int | None, now: datetime, *states: GrantState
) -> Mapping[str, Any]:
    """Return the row of a client's grant that is live at `now`, in one of `states` where some are named.

    Raises `NotFound`, or `PreconditionFailed` when `version` names another than the current one.
    """
    mine = (g.person_id == client.id, g.id == grant_id, g.state.in_(states or consent.LIVE_STATES), g.expires_at > now)
    row = transaction.fetch_first(select(consent_grant_table).where(*mine))
    if row is None:
        raise build_not_found("no live grant of this person")
    if version is not None and version != row["version"]:
        raise PreconditionFailed("version_changed", version=row["version"])
    return row


def build_not_found(reason: str, code: str = "nothing_here") -> NotFound:
    """Return the error for what does not exist or is not theirs: the same for both; the log has the reason."""
    log.info("sharing: refused, %s", reason)
    return NotFound(code)


def build_grant_update(row: Mapping[str, Any]) -> Any:
    """Return an update of a grant in the version that was read; it increments the version."""
    at = (g.person_id == row["person_id"], g.id == row["id"], g.version == row["version"])
    return update(consent_grant_table).where(*at, g.coach_id == row["coach_id"]).values(version=g.version + 1)


def end_grant(
    transaction: WriteTransaction, conditions: Sequence[Any], state: GrantState, side: str, now: datetime
) -> None:
    """End the one grant that matches, and notify both sides, or of a declined one the coach; raises `NotFound`."""
    ended = {"state": state, "ended_at": now, "ended_by": side, "version": g.version + 1}
    row = (
        transaction.execute_uncounted(
            update(consent_grant_table).where(*conditions).values(ended).returning(consent_grant_table)
        )
        .mappings()
        .first()
    )
    if row is None:
        raise build_not_found("no live grant of this person")
    transaction.count_change(row["person_id"], row["coach_id"])
    if state is GrantState.declined:
        notifications.add_notification(transaction, row["coach_id"], "declined", dict(row), now)
    else:
        notifications.add_notification_for_both(transaction, "ended", dict(row), now)


class GrantView(Struct, frozen=True):
    """A grant with its state as of now; `coach_email` is None once it has ended."""

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
    """Return the grants that match all conditions, oldest first, in two queries."""
    g, s = consent_grant_table.c, grant_pillar_table.c
    with_email = select(consent_grant_table, person_table.c.email).outerjoin(
        person_table, person_table.c.id == g.coach_id
    )
    rows = transaction.fetch_rows(with_email.where(*conditions).order_by(g.created_at, g.id))
    in_grant = (s.person_id == g.person_id) & (s.grant_id == g.id)
    pillars: dict[tuple[int, str], set[str]] = {}
    for client, grant, pillar in transaction.fetch_tuples(
        select(s.person_id, s.grant_id, s.pillar).join(consent_grant_table, in_grant).where(*conditions)
    ):
        pillars.setdefault((client, grant), set()).add(pillar)
    return tuple(_build_grant_view(row, frozenset(pillars.get((row["person_id"], row["id"]), ())), now) for row in rows)


def _build_grant_view(row: Mapping[str, Any], pillars: frozenset[str], now: datetime) -> GrantView:
    scope = build_scope(row, pillars)
    state = consent.effective_state(GrantState(row["state"]), scope.expires_at, now)
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


class InvitationRequest(AccountInput):
    """The input of a new invitation."""

    pillars: list[str]
    label: Text | None = None
    history_from: Day | None = None
    until: Day | None = None


class ScopeRequest(AccountInput):
    """The input of a change of scope; None leaves a field as it is."""

    pillars: list[str] | None = None
    history_from: Day | None = None
    until: Day | None = None


def require_valid_scope(pillars: Iterable[str], history_from: date, until: date, today: date) -> None:
    """Raise `Invalid`, with a problem for each field, unless a grant can have this scope."""
    named = list(pillars)
    found = [FieldProblem(*terms) for terms in consent.check_grant_terms(named, history_from, until, today)]
    if not set(named) <= set(PILLARS):
        found.append(FieldProblem("pillars", "grant_pillar_unknown", {"choices": list(PILLARS)}))
    if found:
        raise Invalid(found)
