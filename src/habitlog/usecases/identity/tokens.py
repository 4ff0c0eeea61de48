"""API tokens: made once, shown once, kept as hashes, revoked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from habitlog.accounts import credentials
from habitlog.accounts.person import Person, TokenScope, api_token_table, is_active_account, person_table
from habitlog.accounts.schema import NewTokenInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import Forbidden, NotFound, NotSignedIn
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.notifications import add_notification

ALLOWED_SCOPES: dict[str, frozenset[TokenScope]] = {
    "read": frozenset({"read"}),
    "write": frozenset({"read", "write"}),
    "export": frozenset({"export"}),
}


def create_token(
    transaction: WriteTransaction, person: Person, raw: dict[str, Any], now: datetime, *, is_seen: bool = True
) -> str:
    """Make a token and return it: the one time it can be seen.

    The person is notified of it; the notification `is_seen` unless somebody else makes the token.
    """
    account_input = parse_input(NewTokenInput, raw)
    screen_name("name", account_input.name)
    fresh = credentials.make_api_token()
    row = {
        "secret_hash": credentials.hash_secret(fresh),
        "person_id": person.id,
        "id": str(uuid4()),
        "name": account_input.name,
        "scope": account_input.scope,
        "also_export": account_input.also_export,
        "created_at": now,
        "expires_at": now + timedelta(days=account_input.days),
    }
    transaction.execute(insert(api_token_table), row)
    add_notification(transaction, person.id, "token", None, now, is_seen=is_seen)
    return fresh


def revoke_token(transaction: WriteTransaction, person: Person, token_id: str, now: datetime) -> None:
    """End a token; raises `NotFound` where there is no live one of this person."""
    mine = (
        api_token_table.c.person_id == person.id,
        api_token_table.c.id == token_id,
        api_token_table.c.revoked_at.is_(None),
    )
    if not transaction.execute(update(api_token_table).where(*mine).values(revoked_at=now)).rowcount:
        raise NotFound


def list_live_tokens(transaction: ReadTransaction, person: Person, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Return a person's tokens that still work, newest first."""
    query = select(api_token_table).where(
        api_token_table.c.person_id == person.id,
        api_token_table.c.revoked_at.is_(None),
        api_token_table.c.expires_at > now,
    )
    return transaction.fetch_rows(query.order_by(api_token_table.c.created_at.desc(), api_token_table.c.id))


_LIVE_TOKEN_QUERY = (
    select(person_table, api_token_table.c.scope, api_token_table.c.also_export, api_token_table.c.last_used_on)
    .join(api_token_table, api_token_table.c.person_id == person_table.c.id)
    .where(
        api_token_table.c.secret_hash == bindparam("hashed"),
        api_token_table.c.revoked_at.is_(None),
        api_token_table.c.expires_at > bindparam("now"),
        is_active_account(),
    )
)


class TokenOwner(Struct, frozen=True):
    """The person behind a token, what it may do, and whether its day of last use is to be noted."""

    person: Person
    scope: str
    may_also_export: bool
    is_use_stale: bool

    def require_scope(self, needed: TokenScope) -> Person:
        """Return the person; raises `Forbidden` for a token of another scope."""
        if needed not in ALLOWED_SCOPES[self.scope] and not (self.may_also_export and needed == "export"):
            raise Forbidden("token_scope_wrong", scope=self.scope, needed=needed)
        return self.person


def find_token_owner(transaction: ReadTransaction, secret: str, now: datetime) -> TokenOwner:
    """Return who is behind a token; raises `NotSignedIn` for one that does not work (any more)."""
    if not credentials.is_api_token(secret):
        raise NotSignedIn("token_needed")
    row = transaction.fetch_first(_LIVE_TOKEN_QUERY, hashed=credentials.hash_secret(secret), now=now)
    if row is None:
        raise NotSignedIn("token_refused")
    return TokenOwner(Person.from_row(row), row["scope"], row["also_export"], row["last_used_on"] != now.date())


def record_token_use(transaction: WriteTransaction, secret: str, now: datetime) -> None:
    """Keep the day a token was last used."""
    transaction.execute_uncounted(
        update(api_token_table)
        .where(api_token_table.c.secret_hash == credentials.hash_secret(secret))
        .values(last_used_on=now.date())
    )
