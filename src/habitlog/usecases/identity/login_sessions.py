"""The sessions of a person, listed and ended one by one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select

from habitlog.accounts import credentials
from habitlog.accounts.person import Person, login_session_table
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import NotFound
from habitlog.usecases.identity.accounts import SESSION_IDLE_LIMIT, SESSION_MAX_AGE

s = login_session_table.c


class LoginSession(Struct, frozen=True):
    """A browser that is signed in. `seen_at` is at most six hours behind; the id opens nothing."""

    id: str
    signed_in_at: datetime
    seen_at: datetime
    is_current: bool


def list_sessions(
    transaction: ReadTransaction, person: Person, current_secret: str, now: datetime
) -> list[LoginSession]:
    """Return the sessions that have not ended, the current one first, then by when they were seen last."""
    query = select(s.secret_hash, s.created_at, s.seen_at).where(
        s.person_id == person.id, s.seen_at > now - SESSION_IDLE_LIMIT, s.created_at > now - SESSION_MAX_AGE
    )
    current = credentials.hash_secret(current_secret)
    sessions = [
        LoginSession(_derive_id(row["secret_hash"]), row["created_at"], row["seen_at"], row["secret_hash"] == current)
        for row in transaction.fetch_rows(query)
    ]
    return sorted(sessions, key=lambda session: (not session.is_current, -session.seen_at.timestamp(), session.id))


def end_session(transaction: WriteTransaction, person: Person, session_id: str) -> None:
    """Sign one browser of a person out; raises `NotFound` for a session they do not have."""
    hashes = transaction.fetch_tuples(select(s.secret_hash).where(s.person_id == person.id))
    ended = [secret_hash for (secret_hash,) in hashes if _derive_id(secret_hash) == session_id]
    if not ended:
        raise NotFound("session_unknown")
    transaction.execute(delete(login_session_table).where(s.person_id == person.id, s.secret_hash == ended[0]))


def _derive_id(secret_hash: str) -> str:
    """Return what names a session on a page: the stored hash, from which it cannot be found, stays in the database."""
    return str(UUID(credentials.hash_secret(f"session {secret_hash}")[:32]))
