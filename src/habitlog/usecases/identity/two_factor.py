"""The second step of a sign-in: passing it, and which sessions passed it lately enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from habitlog.accounts import credentials, two_factor
from habitlog.accounts.person import DELETION_GRACE_PERIOD, Person, is_login_allowed, login_session_table, person_table
from habitlog.accounts.two_factor import pending_login_table, recovery_code_table, two_factor_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotSignedIn, TwoFactorRequired
from habitlog.storage import rate_limits
from habitlog.usecases import notifications
from habitlog.usecases.identity import accounts, rate_limit

RECENT_TWO_FACTOR = timedelta(hours=12)
ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_ACCOUNT = 5, 10


class CodeProof(Struct, frozen=True):
    """A typed code: the time step of an app's code, the hash of a recovery code, or neither."""

    salt: str
    time_step: int | None = None
    recovery_hash: str | None = None


def parse_code(server_key: bytes, salt: str, code: str, now: datetime) -> CodeProof:
    """Read a typed code; a recovery code is hashed here, so this comes before a transaction."""
    code = two_factor.normalize_code(code)
    if len(code) == two_factor.RECOVERY_DIGITS:
        return CodeProof(salt, recovery_hash=two_factor.hash_recovery_code(code, salt))
    return CodeProof(
        salt, time_step=two_factor.match_time_step(two_factor.derive_totp_secret(server_key, salt), code, now)
    )


def use_code(transaction: WriteTransaction, person_id: int, proof: CodeProof) -> bool:
    """Consume a code; false where it does not match or was used before. Of concurrent calls one returns true."""
    transaction.lock_person(person_id)
    if proof.recovery_hash is not None:
        mine = recovery_code_table.c.person_id == person_id, recovery_code_table.c.code_hash == proof.recovery_hash
        return transaction.execute(delete(recovery_code_table).where(*mine)).rowcount == 1
    if proof.time_step is None:
        return False
    c = two_factor_table.c
    fresh = (
        c.person_id == person_id,
        c.salt == proof.salt,
        c.confirmed_at.is_not(None),
        c.last_time_step < proof.time_step,
    )
    return (
        transaction.execute(update(two_factor_table).where(*fresh).values(last_time_step=proof.time_step)).rowcount == 1
    )


_PENDING_LOGIN_QUERY = (
    select(pending_login_table.c.person_id, two_factor_table.c.salt)
    .join(two_factor_table, two_factor_table.c.person_id == pending_login_table.c.person_id)
    .join(person_table, person_table.c.id == pending_login_table.c.person_id)
    .where(
        pending_login_table.c.secret_hash == bindparam("hashed"),
        pending_login_table.c.created_at > bindparam("made_after"),
        two_factor_table.c.confirmed_at.is_not(None),
        is_login_allowed(bindparam("left_after")),
    )
)


def find_pending_login(transaction: ReadTransaction, pending_secret: str, now: datetime) -> Mapping[str, Any] | None:
    """Return whose sign-in waits for its second step, with their salt; nothing where none does (any more)."""
    return transaction.fetch_first(
        _PENDING_LOGIN_QUERY,
        hashed=credentials.hash_secret(pending_secret),
        made_after=now - accounts.PENDING_LOGIN_LIFETIME,
        left_after=now - DELETION_GRACE_PERIOD,
    )


def verify_pending_login(
    database: Database, server_key: bytes, pending_secret: str, code: str, client_address: str, now: datetime
) -> str:
    """Pass the second step; return the secret of a fresh session. The half one ends with it.

    Every attempt is counted before the code is checked. Raises `NotSignedIn`, the same for a wrong code, a used one and
    a step that expired, or `RateLimited`.
    """
    with database.begin_read() as read_transaction:
        row = find_pending_login(read_transaction, pending_secret, now)
    if row is None:
        raise NotSignedIn("two_factor_code_refused")
    counted = count_code_attempt(database, row["person_id"], now, client_address)
    proof = parse_code(server_key, row["salt"], code, now)
    with database.begin_write() as transaction:
        password_matches = use_code(transaction, row["person_id"], proof)
        ended = delete(pending_login_table).where(
            pending_login_table.c.secret_hash == credentials.hash_secret(pending_secret)
        )
        if not password_matches or not transaction.execute(ended).rowcount:
            raise NotSignedIn("two_factor_code_refused")
        rate_limits.reset_counters(transaction, *counted)
        return accounts.create_session(transaction, row["person_id"], now, now)


def count_code_attempt(database: Database, person_id: int, now: datetime, client_address: str = "") -> list[str]:
    """Count a try at a code, by account and where given by place; return what was counted."""
    limits = [(f"code:{person_id}", ATTEMPTS_PER_ACCOUNT, rate_limit.HOUR)]
    if client_address:
        limits.insert(0, (f"code:{client_address}:{person_id}", ATTEMPTS_PER_ADDRESS, rate_limit.QUARTER_HOUR))
    rate_limit.count_attempt(database, now, limits)
    return [what for what, *_ in limits]


def verify_password_and_code(
    database: Database, server_key: bytes, person: Person, password: str, code: str, now: datetime
) -> CodeProof:
    """Confirm the person's identity by password and parse their code, to be consumed in a transaction.

    Raises `Invalid` at "password", or at "code" where there is no second step; `RateLimited`.
    """
    accounts.confirm_password(database, person, password, now)
    count_code_attempt(database, person.id, now)
    with database.begin_read() as transaction:
        salt = find_salt(transaction, person.id)
    if salt is None:
        raise build_wrong_code_error()
    return parse_code(server_key, salt, code, now)


def find_salt(transaction: ReadTransaction, person_id: int) -> str | None:
    """Return the salt of a person's second step, if they have one that they confirmed."""
    c = two_factor_table.c
    salt: str | None = transaction.fetch_value(
        select(c.salt).where(c.person_id == person_id, c.confirmed_at.is_not(None))
    )
    return salt


def require_unused_code(transaction: WriteTransaction, person: Person, proof: CodeProof) -> None:
    """Use a code up, or raise `Invalid` at "code"."""
    if not use_code(transaction, person.id, proof):
        raise build_wrong_code_error()
    rate_limits.reset_counters(transaction, f"code:{person.id}")


def build_wrong_code_error() -> Invalid:
    """Return the refusal of a code within a session."""
    return Invalid([FieldProblem("code", "two_factor_code_wrong")])


def verify_session_again(
    database: Database, server_key: bytes, person: Person, session: str, password: str, code: str, now: datetime
) -> str:
    """Sign in once more within a session: password and code; return the secret of the one that takes its place.

    Raises `Invalid` at "password" or "code", or `RateLimited`.
    """
    proof = verify_password_and_code(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        require_unused_code(transaction, person, proof)
        s, hashed = login_session_table.c, credentials.hash_secret(session)
        transaction.execute(delete(login_session_table).where(s.person_id == person.id, s.secret_hash == hashed))
        return accounts.create_session(transaction, person.id, now, now)


def require_recent_two_factor(two_factor_at: datetime | None, now: datetime, *, has_two_factor: bool) -> None:
    """Refuse a session that did not pass a second step within 12 hours: raises `TwoFactorRequired`."""
    if not has_two_factor:
        raise TwoFactorRequired("two_factor_not_enrolled", is_enrolled=False)
    if two_factor_at is None or now - two_factor_at >= RECENT_TWO_FACTOR:
        hours = RECENT_TWO_FACTOR // timedelta(hours=1)
        raise TwoFactorRequired("two_factor_too_long_ago", is_enrolled=True, hours=hours)


ENROLMENT_LIFETIME = timedelta(minutes=30)
"""How long an enrolment waits for its first code."""


class PendingEnrolment(Struct, frozen=True):
    """A second step that waits for its first code: what an app takes by picture or link, and by hand."""

    uri: str
    secret_text: str


class ConfirmedEnrolment(Struct, frozen=True):
    """A second step that is on: ten recovery codes, to be shown once, and the secret of a fresh session."""

    recovery_codes: list[str]
    session_secret: str


class TwoFactorStatus(Struct, frozen=True):
    """When two-factor authentication was enabled, and the number of unused recovery codes."""

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
    """Begin an enrolment, replacing an earlier one; sign-in is unchanged until it is confirmed.

    Raises `Invalid` at "password", `RateLimited`, or `Conflict` where one is on.
    """
    accounts.confirm_password(database, person, password, now)
    row = {
        "person_id": person.id,
        "salt": two_factor.make_two_factor_salt(),
        "enrolment_started_at": now,
        "last_time_step": 0,
    }
    c = two_factor_table.c
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        transaction.execute(delete(two_factor_table).where(c.person_id == person.id, c.confirmed_at.is_(None)))
        if accounts.has_two_factor(transaction, person.id):
            raise Conflict("two_factor_already_on")
        transaction.execute(insert(two_factor_table), row)


def find_pending_enrolment(
    transaction: ReadTransaction, server_key: bytes, person: Person, now: datetime
) -> PendingEnrolment | None:
    """Return what an authenticator app needs while an enrolment waits for its first code."""
    salt = _find_pending_salt(transaction, person, now)
    if salt is None:
        return None
    secret = two_factor.derive_totp_secret(server_key, salt)
    return PendingEnrolment(
        two_factor.make_otpauth_url(secret, person.email),
        two_factor.group_in_fours(two_factor.encode_totp_secret(secret)),
    )


def _find_pending_salt(transaction: ReadTransaction, person: Person, now: datetime) -> str | None:
    c = two_factor_table.c
    mine = c.person_id == person.id, c.confirmed_at.is_(None), c.enrolment_started_at > now - ENROLMENT_LIFETIME
    salt: str | None = transaction.fetch_value(select(c.salt).where(*mine))
    return salt


def confirm_enrolment(
    database: Database, server_key: bytes, person: Person, code: str, now: datetime
) -> ConfirmedEnrolment:
    """Switch a second step on by its first code; every session ends, a fresh one takes the place of this one.

    Raises `Invalid` at "code", `RateLimited`, or `Conflict` where none waits for its first code.
    """
    counted = count_code_attempt(database, person.id, now)
    with database.begin_read() as read_transaction:
        salt = _find_pending_salt(read_transaction, person, now)
    if salt is None:
        raise Conflict("two_factor_enrolment_expired")
    step = two_factor.match_time_step(
        two_factor.derive_totp_secret(server_key, salt), two_factor.normalize_code(code), now
    )
    if step is None:
        raise build_wrong_code_error()
    fresh, kept = _generate_recovery_codes(salt)
    c = two_factor_table.c
    begun = c.person_id == person.id, c.salt == salt, c.confirmed_at.is_(None)
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        if not transaction.execute(
            update(two_factor_table).where(*begun).values(confirmed_at=now, last_time_step=step)
        ).rowcount:
            raise Conflict("two_factor_enrolment_expired")
        _save_recovery_codes(transaction, person, kept)
        rate_limits.reset_counters(transaction, *counted)
        notifications.add_notification(transaction, person.id, "factor-on", None, now)
        accounts.end_all_sessions(transaction, person)
        return ConfirmedEnrolment(fresh, accounts.create_session(transaction, person.id, now, now))


def renew_recovery_codes(
    database: Database, server_key: bytes, person: Person, password: str, code: str, now: datetime
) -> list[str]:
    """Make ten new recovery codes in place of the old ones, for password and code; return them to be shown once.

    Raises `Invalid` at "password" or "code", or `RateLimited`.
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

    Raises `Invalid` at "password" or "code", or `RateLimited`.
    """
    proof = verify_password_and_code(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        require_unused_code(transaction, person, proof)
        remove_two_factor(transaction, person, now)
        return accounts.create_session(transaction, person.id, now)


def remove_two_factor(transaction: WriteTransaction, person: Person, now: datetime) -> bool:
    """Take a second step away with its recovery codes, and end every session; return whether there was one.

    The person is notified where it was on.
    """
    transaction.lock_person(person.id)
    transaction.execute(delete(recovery_code_table).where(recovery_code_table.c.person_id == person.id))
    if accounts.has_two_factor(transaction, person.id):
        notifications.add_notification(transaction, person.id, "factor-off", None, now)
    there = transaction.execute(delete(two_factor_table).where(two_factor_table.c.person_id == person.id)).rowcount
    accounts.end_all_sessions(transaction, person)
    return bool(there)


def _generate_recovery_codes(salt: str) -> tuple[list[str], list[str]]:
    fresh = two_factor.make_recovery_codes()
    return [two_factor.group_in_fours(code) for code in fresh], [
        two_factor.hash_recovery_code(code, salt) for code in fresh
    ]


def _save_recovery_codes(transaction: WriteTransaction, person: Person, code_hashes: list[str]) -> None:
    transaction.execute(delete(recovery_code_table).where(recovery_code_table.c.person_id == person.id))
    transaction.execute(
        insert(recovery_code_table), [{"person_id": person.id, "code_hash": one} for one in code_hashes]
    )
