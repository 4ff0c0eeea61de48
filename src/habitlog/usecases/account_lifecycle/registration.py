"""Registration: who can create an account, and how an invitation code admits one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, select, update

from habitlog.accounts import credentials
from habitlog.accounts.person import is_active_account, person_table
from habitlog.config import SignUpPolicy
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Forbidden, Invalid, RateLimited
from habitlog.sharing.tables import invitation_table
from habitlog.storage import rate_limits
from habitlog.usecases.identity import accounts, rate_limit
from habitlog.usecases.sharing.grants import build_not_found
from habitlog.usecases.sharing.invitations import is_open_invitation

RegistrationMode = Literal["open", "code", "shut"]
"""Who can register: everybody, holders of an invitation code, or nobody."""
ATTEMPTS_PER_ADDRESS, ATTEMPTS_IN_TOTAL = 30, 1000
"""Codes an hour: from one address, and different wrong ones from all."""
WRONG_CODES = "wrong-codes"
"""The counter of different wrong codes."""

i = invitation_table.c


def find_registration_mode(transaction: ReadTransaction, policy: SignUpPolicy) -> RegistrationMode:
    """Return who can register now; under the policy `invite` the first account needs no code."""
    if policy == "invite":
        return "code" if transaction.fetch_value(select(exists().where(person_table.c.id.is_not(None)))) else "open"
    return "open" if policy == "open" else "shut"


def require_open_registration(transaction: ReadTransaction, policy: SignUpPolicy) -> RegistrationMode:
    """Return who can register now; raises `Forbidden` where nobody can."""
    found = find_registration_mode(transaction, policy)
    if found == "shut":
        raise Forbidden("sign_up_closed")
    return found


def register_account(
    database: Database, raw: dict[str, Any], code: str, policy: SignUpPolicy, client_address: str, now: datetime
) -> str:
    """Make an account and sign it in; return the session's secret.

    A required code admits one account and is not redeemed by that. It is checked before the address, so that
    nobody without a code learns which addresses have an account.
    Raises `Invalid` with every invalid field, `Forbidden` where registration is closed, one identical `NotFound` for
    every code that admits nobody, `Conflict` for a taken address, `RateLimited`.
    """
    with database.begin_read() as read_transaction:
        needs = require_open_registration(read_transaction, policy)
    account_input = accounts.parse_registration(raw)
    if needs == "code":
        _require_invitation_code(database, code, client_address, now)
    account = accounts.build_account_row(account_input, now)
    with database.begin_write() as transaction:
        transaction.lock_person(0)
        if require_open_registration(transaction, policy) == "code":
            _use_invitation_code(transaction, code, now)
        secret = accounts.create_session(transaction, accounts.create_account(transaction, account), now)
        if needs == "code":
            rate_limits.uncount_attempt(transaction, _address_counter(client_address))
        return secret


def _require_invitation_code(database: Database, code: str, client_address: str, now: datetime) -> None:
    """Count an attempt, then check the code by a look-up without password hashing, so that attempts are cheap.

    All clients together are limited by how many different wrong codes they send: one who sends the same again and
    again refuses nobody else.
    """
    if not code.strip():
        raise Invalid([FieldProblem("code", "invitation_code_needed")])
    limits = [(_address_counter(client_address), ATTEMPTS_PER_ADDRESS, rate_limit.HOUR)] if client_address else []
    rate_limit.count_attempt(database, now, limits)
    with database.begin_read() as transaction:
        wait = rate_limits.find_wait(transaction, WRONG_CODES, ATTEMPTS_IN_TOTAL, now)
        is_accepted = transaction.fetch_value(select(exists().where(_accepts_registration(code, now))))
    if wait:
        raise RateLimited(wait)
    if not is_accepted:
        with database.begin_write() as transaction:
            counter = f"{WRONG_CODES}:{credentials.hash_secret(code.strip())[:32]}"
            times, _ = rate_limits.count_attempt(transaction, counter, now, rate_limit.HOUR)
            if times == 1:
                rate_limits.count_attempt(transaction, WRONG_CODES, now, rate_limit.HOUR)
        raise build_not_found("a code that admits nobody", "invitation_code_unknown")


def _use_invitation_code(transaction: WriteTransaction, code: str, now: datetime) -> None:
    used = update(invitation_table).where(_accepts_registration(code, now)).values(signed_up_at=now)
    # The client does not learn that an account was made.
    if not transaction.execute_uncounted(used).rowcount:
        raise build_not_found("a code that admits nobody", "invitation_code_unknown")


def _accepts_registration(code: str, now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition of an open invitation that has not admitted an account yet."""
    client = exists().where(person_table.c.id == i.person_id, is_active_account())
    return and_(
        i.code_hash == credentials.hash_secret(code.strip()), i.signed_up_at.is_(None), is_open_invitation(now), client
    )


def _address_counter(client_address: str) -> str:
    return f"join:{client_address}"
