"""Accounts: creation, signing in and out, change of password and profile, and the person of a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from habitlog.accounts import credentials
from habitlog.accounts import person as model
from habitlog.accounts.person import DELETION_GRACE_PERIOD, Person, is_login_allowed, login_session_table, person_table
from habitlog.accounts.schema import ProfileInput, SignUpInput, parse_input
from habitlog.accounts.two_factor import pending_login_table, two_factor_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound, NotSignedIn
from habitlog.pillars import PILLARS
from habitlog.sharing.consent import EXPIRY_REMINDER_PERIOD, LIVE_STATES
from habitlog.sharing.tables import consent_grant_table, notification_table
from habitlog.storage import rate_limits
from habitlog.storage.daily_metrics import note_metrics_version
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.identity import rate_limit
from habitlog.usecases.margins import check_margins
from habitlog.usecases.notifications import add_notification
from habitlog.usecases.shown_pillars import check_shown_parts

SESSION_IDLE_LIMIT, SESSION_MAX_AGE = timedelta(days=30), timedelta(days=90)
LAST_SEEN_INTERVAL = timedelta(hours=6)
ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_ACCOUNT, ATTEMPTS_OVER_ALL_ACCOUNTS = 10, 25, 50
"""Sign-ins in a quarter of an hour: to one account from one address, to one account, and wrong ones from one address.
"""
PENDING_LOGIN_LIFETIME = timedelta(minutes=10)
"""How long a sign-in waits between the password and the second step."""


class ActiveSession(Struct, frozen=True):
    """The person of a session, and the CSRF token of its forms.

    `two_factor_at` is when this session passed a second step, `is_coach` whether anyone shares with the person or has
    yet to confirm, `deletion_requested_at` when they asked to delete the account. `has_ending_grants` is whether a
    grant of theirs, on either side, is over or ends within a week, `has_new_notifications` whether some are not seen.
    """

    person: Person
    csrf_token: str
    signed_in_at: datetime
    two_factor_at: datetime | None
    has_two_factor: bool
    is_coach: bool
    has_ending_grants: bool
    has_new_notifications: bool
    deletion_requested_at: datetime | None


class SignInResult(Struct, frozen=True):
    """A session secret, or where `is_complete` is false the secret of a pending login."""

    secret: str
    is_complete: bool


def parse_new_account(raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Check what was sent for a new account and return its row, the password hashed."""
    return build_account_row(parse_registration(raw), now)


def parse_registration(raw: dict[str, Any]) -> SignUpInput:
    """Check what was sent for a new account; raises `Invalid` at every field that does not hold, or `ClinicianTopic`.

    Nothing is read from the database, so the answer reveals nothing about existing accounts.
    """
    account_input = parse_input(SignUpInput, raw)
    screen_name("name", account_input.name)
    _require_strong_password(
        "password", account_input.password, account_input.email, account_input.email.split("@")[0], account_input.name
    )
    return account_input


def build_account_row(sent: SignUpInput, now: datetime) -> dict[str, Any]:
    """Return the row of a new account. Its password is hashed, which takes time: this comes before a transaction."""
    password_hash = credentials.hash_password(sent.password)
    return {**sent.to_columns(exclude={"password"}), "password_hash": password_hash, "created_at": now}


def create_account(transaction: WriteTransaction, account: dict[str, Any]) -> int:
    """Save a new account; return its person's id. Raises `Conflict` where the address has one."""
    if transaction.fetch_value(select(person_table.c.id).where(person_table.c.email == account["email"])) is not None:
        raise Conflict("email_taken")
    try:
        key = transaction.execute(insert(person_table).values(**account)).inserted_primary_key
    except IntegrityError:
        raise Conflict("email_taken") from None
    assert key is not None  # noqa: S101 - an insert of one row has a key
    person_id = int(key[0])
    note_metrics_version(transaction, person_id, PILLARS.values())
    return person_id


def sign_in_with_password(
    database: Database, email: str, password: str, client_address: str, now: datetime
) -> SignInResult:
    """Sign in by password; with two-factor authentication the result is a pending login.

    Every attempt is counted before the password is checked; the answer is the same for a wrong password and for an
    account that does not exist. Raises `NotSignedIn` or `RateLimited`. Hashing happens outside any transaction.
    Nothing is counted by `client_address` where it is "".
    """
    address = email.strip().casefold()[:254]
    account = credentials.hash_secret(address)[:32]
    here, anywhere = f"in:{client_address}:{account}", f"in-from:{client_address}"
    limits = [(f"in:{account}", ATTEMPTS_PER_ACCOUNT, rate_limit.QUARTER_HOUR)]
    if client_address:
        limits.insert(0, (here, ATTEMPTS_PER_ADDRESS, rate_limit.QUARTER_HOUR))
        limits.append((anywhere, ATTEMPTS_OVER_ALL_ACCOUNTS, rate_limit.QUARTER_HOUR))
    rate_limit.count_attempt(database, now, limits)
    with database.begin_read() as read_transaction:
        known_names = read_transaction.fetch_first(
            select(person_table).where(person_table.c.email == address, is_login_allowed(now - DELETION_GRACE_PERIOD))
        )
    password_matches = credentials.verify_password(password, known_names["password_hash"] if known_names else None)
    if known_names is None or not password_matches:
        raise NotSignedIn("email_password_mismatch")
    with database.begin_write() as transaction:
        rate_limits.reset_counters(transaction, here)
        rate_limits.uncount_attempt(transaction, anywhere)
        if has_two_factor(transaction, known_names["id"]):
            return SignInResult(_create_pending_login(transaction, known_names["id"], now), is_complete=False)
        return SignInResult(create_session(transaction, known_names["id"], now), is_complete=True)


def has_two_factor(transaction: ReadTransaction, person_id: int) -> bool:
    """Whether a person has a second step that they confirmed."""
    confirmed = two_factor_table.c.person_id == person_id, two_factor_table.c.confirmed_at.is_not(None)
    return bool(transaction.fetch_value(select(exists().where(*confirmed))))


def _create_pending_login(transaction: WriteTransaction, person_id: int, now: datetime) -> str:
    secret, c = credentials.make_session_secret(), pending_login_table.c
    transaction.execute(
        delete(pending_login_table).where(c.person_id == person_id, c.created_at <= now - PENDING_LOGIN_LIFETIME)
    )
    transaction.execute(
        insert(pending_login_table),
        {"secret_hash": credentials.hash_secret(secret), "person_id": person_id, "created_at": now},
    )
    return secret


def sign_in_demo(
    transaction: WriteTransaction, email: str, now: datetime, two_factor_at: datetime | None = None
) -> str:
    """Sign a known address in without a password or a second step: for `habitlog demo` alone."""
    return create_session(transaction, find_person_by_email(transaction, email).id, now, two_factor_at)


def create_session(
    transaction: WriteTransaction, person_id: int, now: datetime, two_factor_at: datetime | None = None
) -> str:
    """Make a session and return its secret; `two_factor_at` is when it passed a second step, if it did."""
    secret = credentials.make_session_secret()
    transaction.execute(
        delete(login_session_table).where(
            login_session_table.c.person_id == person_id, login_session_table.c.seen_at < now - SESSION_IDLE_LIMIT
        )
    )
    row = {"secret_hash": credentials.hash_secret(secret), "person_id": person_id, "created_at": now, "seen_at": now}
    transaction.execute(insert(login_session_table), {**row, "two_factor_at": two_factor_at})
    return secret


g, n = consent_grant_table.c, notification_table.c
_is_ending = and_(g.state.in_(LIVE_STATES), g.expires_at <= bindparam("ending_by"))
_SESSION_QUERY = (
    select(
        person_table,
        login_session_table.c.created_at.label("since"),
        login_session_table.c.seen_at,
        login_session_table.c.two_factor_at,
        two_factor_table.c.confirmed_at.is_not(None).label("has_factor"),
        exists()
        .where(g.coach_id == person_table.c.id, g.state.in_(LIVE_STATES), g.expires_at > bindparam("now"))
        .label("is_coach"),
        or_(
            exists().where(g.coach_id == person_table.c.id, _is_ending),
            exists().where(g.person_id == person_table.c.id, _is_ending),
        ).label("has_ending_grants"),
        exists().where(n.person_id == person_table.c.id, n.seen_at.is_(None)).label("has_new_notifications"),
    )
    .join(login_session_table, login_session_table.c.person_id == person_table.c.id)
    .outerjoin(two_factor_table, two_factor_table.c.person_id == person_table.c.id)
    .where(
        login_session_table.c.secret_hash == bindparam("hashed"),
        login_session_table.c.seen_at > bindparam("seen_after"),
        login_session_table.c.created_at > bindparam("made_after"),
        is_login_allowed(bindparam("left_after")),
    )
)


def find_session(transaction: ReadTransaction, secret: str, now: datetime) -> tuple[ActiveSession, bool] | None:
    """Return the active session and whether its last-seen time is due for an update; None where it has ended."""
    since = {
        "seen_after": now - SESSION_IDLE_LIMIT,
        "made_after": now - SESSION_MAX_AGE,
        "left_after": now - DELETION_GRACE_PERIOD,
        "ending_by": now + EXPIRY_REMINDER_PERIOD,
    }
    row = transaction.fetch_first(_SESSION_QUERY, hashed=credentials.hash_secret(secret), now=now, **since)
    if row is None:
        return None
    session = ActiveSession(
        person=Person.from_row(row),
        csrf_token=credentials.make_csrf_key(secret),
        signed_in_at=row["since"],
        two_factor_at=row["two_factor_at"],
        has_two_factor=bool(row["has_factor"]),
        is_coach=bool(row["is_coach"]),
        has_ending_grants=bool(row["has_ending_grants"]),
        has_new_notifications=bool(row["has_new_notifications"]),
        deletion_requested_at=row["deletion_requested_at"],
    )
    return session, now - row["seen_at"] > LAST_SEEN_INTERVAL


def update_last_seen(transaction: WriteTransaction, secret: str, now: datetime) -> None:
    """Keep a session that is used from ending by idleness."""
    transaction.execute_uncounted(
        update(login_session_table)
        .where(login_session_table.c.secret_hash == credentials.hash_secret(secret))
        .values(seen_at=now)
    )


def sign_out(transaction: WriteTransaction, secret: str) -> None:
    """Sign out: the session is gone, here and on the server."""
    ended = delete(login_session_table).where(login_session_table.c.secret_hash == credentials.hash_secret(secret))
    ended_people = transaction.execute_uncounted(ended.returning(login_session_table.c.person_id)).scalars()
    transaction.count_change(*ended_people)


def end_other_sessions(transaction: WriteTransaction, person: Person, secret: str) -> int:
    """Sign a person out everywhere else; return how many sessions ended."""
    others = delete(login_session_table).where(
        login_session_table.c.person_id == person.id,
        login_session_table.c.secret_hash != credentials.hash_secret(secret),
    )
    transaction.execute(delete(pending_login_table).where(pending_login_table.c.person_id == person.id))
    return transaction.execute(others).rowcount


def end_all_sessions(transaction: WriteTransaction, person: Person) -> None:
    """End all sessions and pending logins of a person."""
    for table in (login_session_table, pending_login_table):
        transaction.execute(delete(table).where(table.c.person_id == person.id))


def confirm_password(database: Database, person: Person, password: str, now: datetime, field: str = "password") -> None:
    """Confirm a person's identity within a session by their password.

    Every attempt is counted before the password is checked. Raises `Invalid` at `field`, or `RateLimited`. Hashing
    happens outside any transaction, so this comes before the one in which things change.
    """
    counted = f"ask:{person.id}"
    rate_limit.count_attempt(database, now, ((counted, ATTEMPTS_PER_ADDRESS, rate_limit.QUARTER_HOUR),))
    with database.begin_read() as read_transaction:
        password_hash = read_transaction.fetch_value(
            select(person_table.c.password_hash).where(person_table.c.id == person.id)
        )
    if not credentials.verify_password(password, password_hash):
        raise Invalid([FieldProblem(field, "password_wrong")])
    with database.begin_write() as transaction:
        rate_limits.reset_counters(transaction, counted)


def change_password(database: Database, person: Person, current: str, new: str, now: datetime) -> str:
    """Set a new password and end every session and token; return the secret of a fresh session."""
    confirm_password(database, person, current, now, "current")
    password_hash = hash_new_password(person, "new", new)
    with database.begin_write() as transaction:
        set_password_hash(transaction, person, password_hash, now, is_seen=True)
        return create_session(transaction, person.id, now)


def hash_new_password(person: Person, field: str, password: str) -> str:
    """Return the hash of a new password; raises `Invalid` at `field` for a weak one."""
    _require_strong_password(field, password, person.email, person.email.split("@")[0], person.name)
    return credentials.hash_password(password)


def set_password_hash(
    transaction: WriteTransaction, person: Person, hashed: str, now: datetime, *, is_seen: bool = False
) -> None:
    """Set a password's hash; every session ends and every token is revoked, so that a stolen one is worth nothing.

    The person is notified of it; the notification `is_seen` where they have just done it themselves.
    """
    transaction.execute(update(person_table).where(person_table.c.id == person.id).values(password_hash=hashed))
    end_all_sessions(transaction, person)
    tokens = model.api_token_table
    transaction.execute(
        update(tokens).where(tokens.c.person_id == person.id, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    add_notification(transaction, person.id, "password", None, now, is_seen=is_seen)


def change_profile(transaction: WriteTransaction, person: Person, raw: dict[str, Any]) -> None:
    """Change a person's settings; no stored value and no past day moves. Raises `Invalid` or `ClinicianTopic`."""
    account_input = parse_input(ProfileInput, raw)
    chosen = {name: getattr(account_input, name) for name in account_input.model_fields_set}
    check_shown_parts(
        chosen.get("hidden_pillars", person.hidden_pillars), chosen.get("hidden_measures", person.hidden_measures)
    )
    account_input.require_ordered_rest_days()
    check_margins(account_input.margins)
    screen_name("name", account_input.name)
    transaction.execute(
        update(person_table)
        .where(person_table.c.id == person.id)
        .values(**account_input.to_columns(exclude_unset=True))
    )


def find_person_by_email(transaction: ReadTransaction, email: str) -> Person:
    """Return a person by address, for the command line; raises `NotFound`."""
    row = transaction.fetch_first(select(person_table).where(person_table.c.email == email.strip().casefold()))
    if row is None:
        raise NotFound("account_unknown", email=email)
    return Person.from_row(row)


def list_accounts(transaction: ReadTransaction) -> Sequence[Mapping[str, Any]]:
    """Return every account by its address: `email`, `created_at`, `disabled_at` and `deletion_requested_at`."""
    p = person_table.c
    query = select(p.email, p.created_at, p.disabled_at, p.deletion_requested_at).order_by(p.email)
    return transaction.fetch_rows(query)


def count_accounts(transaction: ReadTransaction) -> int:
    """Return how many accounts there are."""
    return int(transaction.fetch_value(select(func.count()).select_from(person_table)))


def _require_strong_password(field: str, password: str, *personal_words: str) -> None:
    if problems := credentials.check_password_strength(field, password, *personal_words):
        raise Invalid(problems)
