"""Setting up a second step: beginning, confirming by a first code, new recovery codes, switching it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from habitlog import bookkeeping
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict
from habitlog.people import codes
from habitlog.people.factor import recovery_code_table, two_factor_table
from habitlog.people.model import Person
from habitlog.usecases import accounts, noticing
from habitlog.usecases.factor import (
    build_wrong_code_error,
    count_code_attempt,
    require_unused_code,
    verify_password_and_code,
)

ENROLMENT_LIFETIME = timedelta(minutes=30)
"""How long a second step that was begun waits for its first code."""


@dataclass(frozen=True, slots=True)
class PendingEnrolment:
    """A second step that waits for its first code: what an app takes by picture or link, and by hand."""

    uri: str
    secret_text: str


@dataclass(frozen=True, slots=True)
class ConfirmedEnrolment:
    """A second step that is on: ten recovery codes, to be shown once, and the secret of a fresh session."""

    recovery_codes: list[str]
    session_secret: str


@dataclass(frozen=True, slots=True)
class TwoFactorStatus:
    """Since when a second step is on, and how many recovery codes are left."""

    enabled_at: datetime
    recovery_codes_left: int


def find_two_factor_status(transaction: ReadTransaction, person: Person) -> TwoFactorStatus | None:
    """Return a person's second step, or nothing where it is off."""
    query = select(two_factor_table.c.confirmed_at).where(two_factor_table.c.person_id == person.id)
    since = transaction.fetch_value(query)
    if since is None:
        return None
    left = select(func.count()).select_from(recovery_code_table).where(recovery_code_table.c.person_id == person.id)
    return TwoFactorStatus(since, int(transaction.fetch_value(left)))


def begin_enrolment(database: Database, person: Person, password: str, now: datetime) -> None:
    """Begin a second step, in place of one that was begun earlier; nothing is asked at sign-in until it is confirmed.

    Raises `Invalid` at "password", `TooManyTries`, or `Conflict` where one is on.
    """
    accounts.confirm_password(database, person, password, now)
    row = {"person_id": person.id, "salt": codes.make_two_factor_salt(), "begun_at": now, "last_step": 0}
    c = two_factor_table.c
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        transaction.execute(delete(two_factor_table).where(c.person_id == person.id, c.confirmed_at.is_(None)))
        if accounts.has_two_factor(transaction, person.id):
            raise Conflict("The second step is on already.")
        transaction.execute(insert(two_factor_table), row)


def find_pending_enrolment(
    transaction: ReadTransaction, server_key: bytes, person: Person, now: datetime
) -> PendingEnrolment | None:
    """Return what an app takes, while a second step that was begun waits for its first code."""
    salt = _find_pending_salt(transaction, person, now)
    if salt is None:
        return None
    secret = codes.derive_totp_secret(server_key, salt)
    return PendingEnrolment(
        codes.make_otpauth_url(secret, person.email), codes.group_in_fours(codes.encode_totp_secret(secret))
    )


def _find_pending_salt(transaction: ReadTransaction, person: Person, now: datetime) -> str | None:
    c = two_factor_table.c
    mine = c.person_id == person.id, c.confirmed_at.is_(None), c.begun_at > now - ENROLMENT_LIFETIME
    salt: str | None = transaction.fetch_value(select(c.salt).where(*mine))
    return salt


def confirm_enrolment(
    database: Database, server_key: bytes, person: Person, code: str, now: datetime
) -> ConfirmedEnrolment:
    """Switch a second step on by its first code; every session ends, a fresh one takes the place of this one.

    Raises `Invalid` at "code", `TooManyTries`, or `Conflict` where none waits for its first code.
    """
    counted = count_code_attempt(database, person.id, now)
    with database.begin_read() as look:
        salt = _find_pending_salt(look, person, now)
    if salt is None:
        raise Conflict("No second step waits for its first code any more.")
    step = codes.match_time_step(codes.derive_totp_secret(server_key, salt), codes.normalize_code(code), now)
    if step is None:
        raise build_wrong_code_error()
    fresh, kept = _generate_recovery_codes(salt)
    c = two_factor_table.c
    begun = c.person_id == person.id, c.salt == salt, c.confirmed_at.is_(None)
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        if not transaction.execute(
            update(two_factor_table).where(*begun).values(confirmed_at=now, last_step=step)
        ).rowcount:
            raise Conflict("No second step waits for its first code any more.")
        _save_recovery_codes(transaction, person, kept)
        bookkeeping.reset_counters(transaction, *counted)
        noticing.add_notification(transaction, person.id, "factor-on", None, now)
        accounts.end_all_sessions(transaction, person)
        return ConfirmedEnrolment(fresh, accounts.create_session(transaction, person.id, now, now))


def renew_recovery_codes(
    database: Database, server_key: bytes, person: Person, password: str, code: str, now: datetime
) -> list[str]:
    """Make ten new recovery codes in place of the old ones, for password and code; return them to be shown once.

    Raises `Invalid` at "password" or "code", or `TooManyTries`.
    """
    proof = verify_password_and_code(database, server_key, person, password, code, now)
    fresh, kept = _generate_recovery_codes(proof.salt)
    with database.begin_write() as transaction:
        require_unused_code(transaction, person, proof)
        _save_recovery_codes(transaction, person, kept)
    return fresh


def disable_two_factor(
    database: Database, server_key: bytes, person: Person, password: str, code: str, now: datetime
) -> str:
    """Switch a second step off, for password and code; every session ends. Return the secret of a fresh one.

    Raises `Invalid` at "password" or "code", or `TooManyTries`.
    """
    proof = verify_password_and_code(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        require_unused_code(transaction, person, proof)
        remove_two_factor(transaction, person, now)
        return accounts.create_session(transaction, person.id, now)


def remove_two_factor(transaction: WriteTransaction, person: Person, now: datetime) -> bool:
    """Take a second step away with its recovery codes, and end every session; return whether there was one.

    The person is told that it is off, where it was on.
    """
    transaction.lock_person(person.id)
    transaction.execute(delete(recovery_code_table).where(recovery_code_table.c.person_id == person.id))
    if accounts.has_two_factor(transaction, person.id):
        noticing.add_notification(transaction, person.id, "factor-off", None, now)
    there = transaction.execute(delete(two_factor_table).where(two_factor_table.c.person_id == person.id)).rowcount
    accounts.end_all_sessions(transaction, person)
    return bool(there)


def _generate_recovery_codes(salt: str) -> tuple[list[str], list[str]]:
    fresh = codes.make_recovery_codes()
    return [codes.group_in_fours(code) for code in fresh], [codes.hash_recovery_code(code, salt) for code in fresh]


def _save_recovery_codes(transaction: WriteTransaction, person: Person, code_hashes: list[str]) -> None:
    transaction.execute(delete(recovery_code_table).where(recovery_code_table.c.person_id == person.id))
    transaction.execute(
        insert(recovery_code_table), [{"person_id": person.id, "code_hash": one} for one in code_hashes]
    )
