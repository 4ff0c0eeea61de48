"""Leaving: an account is marked by its owner, waits seven days for them to come back, and is deleted for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from habitlog.db import Database, WriteTransaction
from habitlog.errors import Conflict, NotFound
from habitlog.people.model import DELETION_GRACE_PERIOD, Person, api_token_table, person_table
from habitlog.sharing.model import invitation_table
from habitlog.usecases import accounts, erasure, factor
from habitlog.usecases.factor import CodeProof

p = person_table.c
ServerKeyProvider = Callable[[], bytes]
"""Returns the key of the server; called for somebody with a second step alone."""


def request_deletion(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> datetime:
    """Mark an account to be deleted; return when that is.

    At once every grant given or held ends, open invitations are taken back, tokens and sessions end, this one too.
    Raises `Invalid` at "password" or "code", `TooManyTries`, or `Conflict` for an account that is marked already.
    """
    proof = _verify_owner(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        _require_unused_code(transaction, person, proof)
        if not transaction.execute(
            update(person_table).where(p.id == person.id, p.leaving_at.is_(None)).values(leaving_at=now)
        ).rowcount:
            raise Conflict("This account is marked to be deleted already.")
        end_outside_access(transaction, person, now)
        accounts.end_all_sessions(transaction, person)
    return now + DELETION_GRACE_PERIOD


def cancel_deletion(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Take the mark away: the account is as before, without its grants, invitations and tokens.

    Raises `NotFound` for an account that is not marked, or whose seven days are over.
    """
    transaction.lock_person(person.id)
    waits = (p.id == person.id, p.leaving_at > now - DELETION_GRACE_PERIOD)
    if not transaction.execute(update(person_table).where(*waits).values(leaving_at=None)).rowcount:
        raise NotFound
    # Once more: a request that was under way when the account was marked may have been written after it.
    end_outside_access(transaction, person, now)


def delete_account_now(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> None:
    """Delete a marked account at once; raises as `begin` does, and `NotFound` for one that is not marked."""
    proof = _verify_owner(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        _require_unused_code(transaction, person, proof)
        if not transaction.fetch_value(select(p.id).where(p.id == person.id, p.leaving_at.is_not(None))):
            raise NotFound
        erasure.delete_account(transaction, person, now)


def end_outside_access(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """End what lets others in: grants given and held, open invitations, tokens of programs."""
    i, t = invitation_table.c, api_token_table.c
    erasure.end_live_grants(transaction, "account", now, party=person)
    taken_back = update(invitation_table).where(
        i.person_id == person.id, i.redeemed_at.is_(None), i.withdrawn_at.is_(None)
    )
    transaction.execute(taken_back.values(withdrawn_at=now))
    transaction.execute(
        update(api_token_table).where(t.person_id == person.id, t.revoked_at.is_(None)).values(revoked_at=now)
    )


def _verify_owner(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> CodeProof | None:
    """Make sure that it is the person who asks: by password, and by their second step where they have one."""
    with database.begin_read() as look:
        has_factor = accounts.has_two_factor(look, person.id)
    if has_factor:
        return factor.verify_password_and_code(database, server_key(), person, password, code, now)
    accounts.confirm_password(database, person, password, now)
    return None


def _require_unused_code(transaction: WriteTransaction, person: Person, proof: CodeProof | None) -> None:
    transaction.lock_person(person.id)
    if proof is not None:
        factor.require_unused_code(transaction, person, proof)
