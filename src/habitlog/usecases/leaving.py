"""Leaving: an account is marked by its owner, waits seven days for them to come back, and is deleted for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from habitlog.db import Database, Writing
from habitlog.errors import Conflict, NotFound
from habitlog.people.model import BACK_WITHIN, Person, person, token
from habitlog.sharing.model import coach_invite
from habitlog.usecases import accounts, erasure, factor
from habitlog.usecases.factor import Proof

p = person.c
Key = Callable[[], bytes]
"""Returns the key of the server; called for somebody with a second step alone."""


def begin(database: Database, key: Key, someone: Person, password: str, code: str, now: datetime) -> datetime:
    """Mark an account to be deleted; return when that is.

    At once every grant given or held ends, open invitations are taken back, tokens and sessions end, this one too.
    Raises `Invalid` at "password" or "code", `TooManyTries`, or `Conflict` for an account that is marked already.
    """
    proof = _proof(database, key, someone, password, code, now)
    with database.write() as unit:
        _require_spent(unit, someone, proof)
        if not unit.run(
            update(person).where(p.id == someone.id, p.leaving_at.is_(None)).values(leaving_at=now)
        ).rowcount:
            raise Conflict("This account is marked to be deleted already.")
        close(unit, someone, now)
        accounts.end_sessions(unit, someone)
    return now + BACK_WITHIN


def keep(unit: Writing, someone: Person, now: datetime) -> None:
    """Take the mark away: the account is as before, without its grants, invitations and tokens.

    Raises `NotFound` for an account that is not marked, or whose seven days are over.
    """
    unit.hold(someone.id)
    waits = (p.id == someone.id, p.leaving_at > now - BACK_WITHIN)
    if not unit.run(update(person).where(*waits).values(leaving_at=None)).rowcount:
        raise NotFound
    # Once more: a request that was under way when the account was marked may have been written after it.
    close(unit, someone, now)


def finish(database: Database, key: Key, someone: Person, password: str, code: str, now: datetime) -> None:
    """Delete a marked account at once; raises as `begin` does, and `NotFound` for one that is not marked."""
    proof = _proof(database, key, someone, password, code, now)
    with database.write() as unit:
        _require_spent(unit, someone, proof)
        if not unit.value(select(p.id).where(p.id == someone.id, p.leaving_at.is_not(None))):
            raise NotFound
        erasure.delete_account(unit, someone, now)


def close(unit: Writing, someone: Person, now: datetime) -> None:
    """End what lets others in: grants given and held, open invitations, tokens of programs."""
    i, t = coach_invite.c, token.c
    erasure.end_grants(unit, "account", now, of=someone)
    taken_back = update(coach_invite).where(
        i.person_id == someone.id, i.redeemed_at.is_(None), i.withdrawn_at.is_(None)
    )
    unit.run(taken_back.values(withdrawn_at=now))
    unit.run(update(token).where(t.person_id == someone.id, t.revoked_at.is_(None)).values(revoked_at=now))


def _proof(database: Database, key: Key, someone: Person, password: str, code: str, now: datetime) -> Proof | None:
    """Make sure that it is the person who asks: by password, and by their second step where they have one."""
    with database.read() as look:
        has_factor = accounts.has_factor(look, someone.id)
    if has_factor:
        return factor.proven(database, key(), someone, password, code, now)
    accounts.confirm_password(database, someone, password, now)
    return None


def _require_spent(unit: Writing, someone: Person, proof: Proof | None) -> None:
    unit.hold(someone.id)
    if proof is not None:
        factor.require_spent(unit, someone, proof)
