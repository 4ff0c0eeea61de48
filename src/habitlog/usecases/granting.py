"""Grants: what a client shares with whom, confirmed, narrowed, widened and ended; a coach can leave and no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, NotFound, PreconditionFailed
from habitlog.people.model import Person, is_active_account, person_table
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.model import consent_grant_table, grant_pillar_table
from habitlog.sharing.texts import CURRENT_TEXT_VERSION
from habitlog.usecases import noticing
from habitlog.usecases.grants import GrantView, list_grants

log = logging.getLogger(__name__)

g = consent_grant_table.c
_IS_LIVE = g.state.in_(consent.LIVE_STATES)


def list_client_grants(transaction: ReadTransaction, client: Person, now: datetime) -> tuple[GrantView, ...]:
    """Return every grant a client ever made, in all states, oldest first."""
    return list_grants(transaction, [g.person_id == client.id], now)


def list_pending_grants(transaction: ReadTransaction, coach: Person, now: datetime) -> tuple[GrantView, ...]:
    """Return the grants a coach took that wait for their client; nothing of one who is disabled or leaving."""
    client = person_table.alias()
    enabled = exists().where(client.c.id == g.person_id, is_active_account(client))
    return list_grants(
        transaction, [g.coach_id == coach.id, g.state == GrantState.pending, g.expires_at > now, enabled], now
    )


def find_grant(transaction: ReadTransaction, client: Person, grant_id: str, now: datetime) -> GrantView:
    """Return one grant of a client; raises `NotFound`."""
    found = list_grants(transaction, [g.person_id == client.id, g.id == grant_id], now)
    if not found:
        raise build_not_found("no grant of this person")
    return found[0]


def confirm_grant(
    transaction: WriteTransaction, client: Person, grant_id: str, version: int, text_version: str, now: datetime
) -> None:
    """Make a pending grant active: from now on the coach sees what it opens.

    Raises `NotFound` where there is no pending grant of this client whose coach can still sign in,
    `PreconditionFailed` for a version that is no longer the current one, `Conflict` for a consent text that is not.
    """
    transaction.lock_person(client.id)
    row = find_live_grant(transaction, client, grant_id, version, now, GrantState.pending)
    if text_version != CURRENT_TEXT_VERSION:
        raise Conflict("The text to agree to has changed. Opening the page again shows the one of today.")
    able = exists().where(person_table.c.id == row["coach_id"], is_active_account())
    agreed = {"state": GrantState.active, "confirmed_at": now, "consent_text_version": CURRENT_TEXT_VERSION}
    if not transaction.execute(
        build_grant_update(row).where(g.state == GrantState.pending, able).values(agreed)
    ).rowcount:
        raise build_not_found("the coach cannot sign in")
    noticing.add_notification_for_both(transaction, "confirmed", row, now)


def decline_grant(transaction: WriteTransaction, client: Person, grant_id: str, now: datetime) -> None:
    """Turn a pending grant down; raises `NotFound` where there is none of this client."""
    mine = (g.person_id == client.id, g.id == grant_id)
    end_grant(transaction, [*mine, g.state == GrantState.pending], GrantState.declined, "client", now)


def revoke_grant(transaction: WriteTransaction, client: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the client's side, at once and for good; raises `NotFound` where there is none to end."""
    end_grant(transaction, [g.person_id == client.id, g.id == grant_id, _IS_LIVE], GrantState.revoked, "client", now)


def end_grant_as_coach(transaction: WriteTransaction, coach: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the coach's side, at once and for good; raises `NotFound` where there is none to end."""
    end_grant(transaction, [g.coach_id == coach.id, g.id == grant_id, _IS_LIVE], GrantState.revoked, "coach", now)


def remove_pillar(transaction: WriteTransaction, client: Person, grant_id: str, pillar: str, now: datetime) -> None:
    """Take one pillar out of a grant at once; with the last one the grant ends. Raises `NotFound`."""
    transaction.lock_person(client.id)
    row = find_live_grant(transaction, client, grant_id, None, now)
    s = grant_pillar_table.c
    of = (s.person_id == client.id, s.grant_id == grant_id)
    if not transaction.execute(delete(grant_pillar_table).where(*of, s.pillar == pillar)).rowcount:
        raise build_not_found("no such pillar in the grant")
    if transaction.fetch_value(select(exists().where(*of))):
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
        raise PreconditionFailed(f"The current version is {row['version']}.", version=row["version"])
    return row


def build_not_found(reason: str, detail: str = "There is nothing at this address.") -> NotFound:
    """Return the one answer to everything that is not there or not theirs; only the class of it is logged."""
    log.info("sharing: refused, %s", reason)
    return NotFound(detail)


def build_grant_update(row: Mapping[str, Any]) -> Any:
    """Return an update of one grant in the version that was read, which it leaves."""
    at = (g.person_id == row["person_id"], g.id == row["id"], g.version == row["version"])
    return update(consent_grant_table).where(*at).values(version=g.version + 1)


def end_grant(
    transaction: WriteTransaction, conditions: Sequence[Any], state: GrantState, side: str, now: datetime
) -> None:
    """End the one grant that `which` names, and tell both sides; raises `NotFound` where there is none."""
    ended = {"state": state, "ended_at": now, "ended_by": side, "version": g.version + 1}
    row = (
        transaction.execute(update(consent_grant_table).where(*conditions).values(ended).returning(consent_grant_table))
        .mappings()
        .first()
    )
    if row is None:
        raise build_not_found("no live grant of this person")
    if state is GrantState.declined:
        noticing.add_notification(transaction, row["coach_id"], "declined", dict(row), now)
    else:
        noticing.add_notification_for_both(transaction, "ended", dict(row), now)
