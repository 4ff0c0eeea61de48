"""Grants: what a client shares with whom, confirmed, narrowed, widened and ended; a coach can leave and no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from habitlog.db import Reading, Writing
from habitlog.errors import Conflict, NotFound, PreconditionFailed
from habitlog.people.model import Person, in_use, person
from habitlog.sharing import consent
from habitlog.sharing.consent import State
from habitlog.sharing.model import consent_grant, consent_scope
from habitlog.sharing.texts import CURRENT_TEXT
from habitlog.usecases import noticing
from habitlog.usecases.grants import Shared, shared

log = logging.getLogger(__name__)

g = consent_grant.c
_IS_LIVE = g.state.in_(consent.LIVE)


def given(unit: Reading, client: Person, now: datetime) -> tuple[Shared, ...]:
    """Return every grant a client ever made, in all states, oldest first."""
    return shared(unit, [g.person_id == client.id], now)


def waiting(unit: Reading, coach: Person, now: datetime) -> tuple[Shared, ...]:
    """Return the grants a coach took that wait for their client; nothing of one who is disabled or leaving."""
    client = person.alias()
    enabled = exists().where(client.c.id == g.person_id, in_use(client))
    return shared(unit, [g.coach_id == coach.id, g.state == State.pending, g.expires_at > now, enabled], now)


def find(unit: Reading, client: Person, grant_id: str, now: datetime) -> Shared:
    """Return one grant of a client; raises `NotFound`."""
    found = shared(unit, [g.person_id == client.id, g.id == grant_id], now)
    if not found:
        raise refusal("no grant of this person")
    return found[0]


def confirm(unit: Writing, client: Person, grant_id: str, version: int, text_version: str, now: datetime) -> None:
    """Make a pending grant active: from now on the coach sees what it opens.

    Raises `NotFound` where there is no pending grant of this client whose coach can still sign in,
    `PreconditionFailed` for a version that is no longer the current one, `Conflict` for a consent text that is not.
    """
    unit.hold(client.id)
    row = live(unit, client, grant_id, version, now, State.pending)
    if text_version != CURRENT_TEXT:
        raise Conflict("The text to agree to has changed. Opening the page again shows the one of today.")
    able = exists().where(person.c.id == row["coach_id"], in_use())
    agreed = {"state": State.active, "confirmed_at": now, "consent_text_version": CURRENT_TEXT}
    if not unit.run(step(row).where(g.state == State.pending, able).values(agreed)).rowcount:
        raise refusal("the coach cannot sign in")
    noticing.note_both(unit, "confirmed", row, now)


def decline(unit: Writing, client: Person, grant_id: str, now: datetime) -> None:
    """Turn a pending grant down; raises `NotFound` where there is none of this client."""
    mine = (g.person_id == client.id, g.id == grant_id)
    finish(unit, [*mine, g.state == State.pending], State.declined, "client", now)


def revoke(unit: Writing, client: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the client's side, at once and for good; raises `NotFound` where there is none to end."""
    finish(unit, [g.person_id == client.id, g.id == grant_id, _IS_LIVE], State.revoked, "client", now)


def leave(unit: Writing, coach: Person, grant_id: str, now: datetime) -> None:
    """End a grant from the coach's side, at once and for good; raises `NotFound` where there is none to end."""
    finish(unit, [g.coach_id == coach.id, g.id == grant_id, _IS_LIVE], State.revoked, "coach", now)


def stop_pillar(unit: Writing, client: Person, grant_id: str, pillar: str, now: datetime) -> None:
    """Take one pillar out of a grant at once; with the last one the grant ends. Raises `NotFound`."""
    unit.hold(client.id)
    row = live(unit, client, grant_id, None, now)
    s = consent_scope.c
    of = (s.person_id == client.id, s.grant_id == grant_id)
    if not unit.run(delete(consent_scope).where(*of, s.pillar == pillar)).rowcount:
        raise refusal("no such pillar in the grant")
    if unit.value(select(exists().where(*of))):
        unit.run(step(row))
    else:
        revoke(unit, client, grant_id, now)


def live(
    unit: Reading, client: Person, grant_id: str, version: int | None, now: datetime, *states: State
) -> Mapping[str, Any]:
    """Return the row of a client's grant that is live at `now`, in one of `states` where some are named.

    Raises `NotFound`, or `PreconditionFailed` when `version` names another than the current one.
    """
    mine = (g.person_id == client.id, g.id == grant_id, g.state.in_(states or consent.LIVE), g.expires_at > now)
    row = unit.first(select(consent_grant).where(*mine))
    if row is None:
        raise refusal("no live grant of this person")
    if version is not None and version != row["version"]:
        raise PreconditionFailed(f"The current version is {row['version']}.", version=row["version"])
    return row


def refusal(reason: str, detail: str = "There is nothing at this address.") -> NotFound:
    """Return the one answer to everything that is not there or not theirs; only the class of it is logged."""
    log.info("sharing: refused, %s", reason)
    return NotFound(detail)


def step(row: Mapping[str, Any]) -> Any:
    """Return an update of one grant in the version that was read, which it leaves."""
    at = (g.person_id == row["person_id"], g.id == row["id"], g.version == row["version"])
    return update(consent_grant).where(*at).values(version=g.version + 1)


def finish(unit: Writing, which: Sequence[Any], state: State, side: str, now: datetime) -> None:
    """End the one grant that `which` names, and tell both sides; raises `NotFound` where there is none."""
    ended = {"state": state, "ended_at": now, "ended_by": side, "version": g.version + 1}
    row = unit.run(update(consent_grant).where(*which).values(ended).returning(consent_grant)).mappings().first()
    if row is None:
        raise refusal("no live grant of this person")
    if state is State.declined:
        noticing.note(unit, row["coach_id"], "declined", dict(row), now)
    else:
        noticing.note_both(unit, "ended", dict(row), now)
