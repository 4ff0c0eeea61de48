"""Replacing a lost password with a code that was mailed, or that the operator printed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from habitlog.accounts.credentials import hash_secret
from habitlog.accounts.password_reset import (
    MAILED_RESET_LIFETIME,
    PRINTED_RESET_LIFETIME,
    derive_reset_code,
    make_reset_salt,
    password_reset_table,
)
from habitlog.accounts.person import Person, is_active_account, person_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.usecases.identity import accounts, rate_limit

REQUESTS_PER_ACCOUNT, REQUESTS_PER_ADDRESS, CODES_PER_ADDRESS = 3, 10, 20
"""Mails an hour to one account and asked for from one address, and codes an hour that are tried from one address."""
MAX_CODE_LENGTH = 200

r = password_reset_table.c


def request_reset(database: Database, server_key: bytes, email: str, client_address: str, now: datetime) -> None:
    """Let a code be mailed to an address that belongs to an active account; nothing tells whether it does.

    Raises `RateLimited`. Nothing is counted by `client_address` where it is "".
    """
    address = email.strip().casefold()[:254]
    limits = [(f"reset:{hash_secret(address)[:32]}", REQUESTS_PER_ACCOUNT, rate_limit.HOUR)]
    if client_address:
        limits.insert(0, (f"reset-from:{client_address}", REQUESTS_PER_ADDRESS, rate_limit.HOUR))
    rate_limit.count_attempt(database, now, limits)
    with database.begin_write() as transaction:
        row = transaction.fetch_first(select(person_table).where(person_table.c.email == address, is_active_account()))
        if row is not None:
            _store_code(transaction, row["id"], server_key, now, MAILED_RESET_LIFETIME, mail_due_at=now)


def print_reset_code(transaction: WriteTransaction, person: Person, server_key: bytes, now: datetime) -> str:
    """Return a code for the operator to hand to a person, in place of any earlier one."""
    return _store_code(transaction, person.id, server_key, now, PRINTED_RESET_LIFETIME, mail_due_at=None)


def _store_code(
    transaction: WriteTransaction,
    person_id: int,
    server_key: bytes,
    now: datetime,
    lifetime: timedelta,
    mail_due_at: datetime | None,
) -> str:
    salt = make_reset_salt()
    code = derive_reset_code(server_key, salt)
    transaction.execute(delete(password_reset_table).where(r.person_id == person_id))
    row = {"person_id": person_id, "salt": salt, "code_hash": hash_secret(code), "mail_attempts": 0}
    times = {"created_at": now, "expires_at": now + lifetime, "mail_due_at": mail_due_at}
    transaction.execute(insert(password_reset_table), {**row, **times})
    return code


def reset_password(database: Database, code: str, password: str, client_address: str, now: datetime) -> None:
    """Set a new password; the code works once, and every session and token of the account ends.

    A second step stays as it is. Raises `RateLimited`, and `Invalid` at `code` or `password`. Hashing happens outside
    any transaction.
    """
    if client_address:
        limit = (f"reset-code:{client_address}", CODES_PER_ADDRESS, rate_limit.HOUR)
        rate_limit.count_attempt(database, now, (limit,))
    with database.begin_read() as read_transaction:
        person = _find_person_of_code(read_transaction, code, now)
    password_hash = accounts.hash_new_password(person, "password", password)
    with database.begin_write() as transaction:
        person = _find_person_of_code(transaction, code, now)
        transaction.execute(delete(password_reset_table).where(r.person_id == person.id))
        accounts.set_password_hash(transaction, person, password_hash, now)


def _find_person_of_code(transaction: ReadTransaction, code: str, now: datetime) -> Person:
    plain = code.strip()[:MAX_CODE_LENGTH]
    query = select(person_table).join(password_reset_table, r.person_id == person_table.c.id)
    row = transaction.fetch_first(
        query.where(r.code_hash == hash_secret(plain), r.expires_at > now, is_active_account())
    )
    if row is None:
        raise Invalid([FieldProblem("code", "reset_code_wrong")])
    return Person.from_row(row)


def purge_password_resets(transaction: WriteTransaction, now: datetime) -> int:
    """Delete everybody's codes that no longer work; return how many."""
    return transaction.execute(delete(password_reset_table).where(r.expires_at <= now)).rowcount
