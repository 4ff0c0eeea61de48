"""Signing up: whom a server takes as a new account, and how the code of an invitation admits one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, select, update

from habitlog.accounts import credentials
from habitlog.accounts.person import is_active_account, person_table
from habitlog.config import SignUpPolicy
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Forbidden, Invalid
from habitlog.sharing.tables import invitation_table
from habitlog.storage import idempotency
from habitlog.usecases.identity import accounts, rate_limit
from habitlog.usecases.sharing.grants import build_not_found
from habitlog.usecases.sharing.invitations import is_open_invitation

RegistrationMode = Literal["open", "code", "shut"]
"""Whom a server takes: anybody, whoever holds the code of an invitation, or nobody."""
ATTEMPTS_PER_ADDRESS, ATTEMPTS_IN_TOTAL = 30, 1000

i = invitation_table.c


def find_registration_mode(transaction: ReadTransaction, policy: SignUpPolicy) -> RegistrationMode:
    """Return whom this server takes now: where it goes by invitation, its first account needs none."""
    if policy == "invite":
        return "code" if transaction.fetch_value(select(exists().where(person_table.c.id.is_not(None)))) else "open"
    return "open" if policy == "open" else "shut"


def require_open_registration(transaction: ReadTransaction, policy: SignUpPolicy) -> RegistrationMode:
    """Return whom this server takes now; raises `Forbidden` where that is nobody."""
    found = find_registration_mode(transaction, policy)
    if found == "shut":
        raise Forbidden("sign_up_closed")
    return found


def register_account(
    database: Database, raw: dict[str, Any], code: str, policy: SignUpPolicy, client_address: str, now: datetime
) -> str:
    """Make an account and sign it in; return the session's secret.

    Where a code is needed it admits one account and stays what it was: whoever made it still waits for a coach to
    take it. It is looked at before the address is, so that without one nobody learns who has an account here.
    Raises `Invalid` with every field that does not hold, `Forbidden` where nobody is taken, one identical `NotFound`
    for every code that admits nobody, `Conflict` for a taken address, `RateLimited`.
    """
    with database.begin_read() as look:
        needs = require_open_registration(look, policy)
    sent = accounts.parse_registration(raw)
    if needs == "code":
        _require_invitation_code(database, code, client_address, now)
    account = accounts.build_account_row(sent, now)
    with database.begin_write() as transaction:
        transaction.lock_person(0)
        if require_open_registration(transaction, policy) == "code":
            _use_invitation_code(transaction, code, now)
        secret = accounts.create_session(transaction, accounts.create_account(transaction, account), now)
        for what in _rate_limit_keys(client_address) if needs == "code" else ():
            idempotency.uncount_attempt(transaction, what)
        return secret


def _require_invitation_code(database: Database, code: str, client_address: str, now: datetime) -> None:
    """Count a try, then look at the code: a look without hashing, so that a stranger costs the server little."""
    if not code.strip():
        raise Invalid([FieldProblem("code", "invitation_code_needed")])
    limits = zip(
        _rate_limit_keys(client_address),
        (ATTEMPTS_PER_ADDRESS, ATTEMPTS_IN_TOTAL),
        (rate_limit.HOUR, rate_limit.HOUR),
        strict=True,
    )
    rate_limit.count_attempt(database, now, limits)
    with database.begin_read() as look:
        if not look.fetch_value(select(exists().where(_accepts_registration(code, now)))):
            raise build_not_found("a code that admits nobody", "invitation_code_unknown")


def _use_invitation_code(transaction: WriteTransaction, code: str, now: datetime) -> None:
    if not transaction.execute(
        update(invitation_table).where(_accepts_registration(code, now)).values(signed_up_at=now)
    ).rowcount:
        raise build_not_found("a code that admits nobody", "invitation_code_unknown")


def _accepts_registration(code: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition of an invitation that can be taken, and that nobody has signed up with."""
    client = exists().where(person_table.c.id == i.person_id, is_active_account())
    return and_(
        i.code_hash == credentials.hash_secret(code.strip()), i.signed_up_at.is_(None), is_open_invitation(now), client
    )


def _rate_limit_keys(client_address: str) -> tuple[str, str]:
    return f"join:{client_address}", "join"
