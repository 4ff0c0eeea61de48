"""Accounts: sign up, sign in, sign out, change of password and profile; who is behind a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from habitlog import bookkeeping
from habitlog.db import Database, Reading, Writing
from habitlog.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound, NotSignedIn, TooManyTries
from habitlog.people import model, secrets
from habitlog.people.model import Person, person, sign_in
from habitlog.people.schema import Profile, SignUp, read_sent
from habitlog.settings import SignUp as SignUpPolicy
from habitlog.usecases.screening import screen_name

IDLE, LONGEST = timedelta(days=30), timedelta(days=90)
SEEN_EVERY = timedelta(hours=6)
TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_PLACE, TRIES_PER_ACCOUNT = 10, 25


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person behind a session, and the key their forms carry."""

    person: Person
    form_key: str
    since: datetime


def can_sign_up(unit: Reading, policy: SignUpPolicy) -> bool:
    """Whether this server takes a new account now: always, never, or for the first person only."""
    if policy == "invite":
        return not unit.value(select(exists().where(person.c.id.is_not(None))))
    return policy == "open"


def sign_up(database: Database, raw: dict[str, Any], policy: SignUpPolicy, now: datetime) -> str:
    """Make an account and sign it in; return the session's secret. Hashing happens outside any transaction.

    Raises `Invalid` with every field that does not hold, `Forbidden` where the server takes no new accounts.
    """
    with database.read() as look:
        require_open(look, policy)
    account = new_account(raw, now)
    with database.write() as unit:
        unit.hold(0)
        require_open(unit, policy)
        return _open(unit, add(unit, account), now)


def require_open(unit: Reading, policy: SignUpPolicy) -> None:
    """Refuse where this server takes no new account now."""
    if not can_sign_up(unit, policy):
        raise Forbidden("This server takes no new accounts by itself. Whoever runs it can add one.")


def new_account(raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Check what was sent for a new account and return its row, the password hashed."""
    sent = read_sent(SignUp, raw)
    screen_name("name", sent.name)
    _require_strong("password", sent.password, sent.email, sent.email.split("@")[0], sent.name)
    hashed = secrets.hash_password(sent.password)
    return {**sent.model_dump(exclude={"password"}), "password_hash": hashed, "created_at": now}


def add(unit: Writing, account: dict[str, Any]) -> int:
    """Save a new account; return its person's id. Raises `Conflict` where the address has one."""
    if unit.value(select(person.c.id).where(person.c.email == account["email"])) is not None:
        raise Conflict("There is already an account with this address.")
    try:
        key = unit.run(insert(person).values(**account)).inserted_primary_key
    except IntegrityError:
        raise Conflict("There is already an account with this address.") from None
    assert key is not None  # noqa: S101 - an insert of one row has a key
    return int(key[0])


def enter(database: Database, email: str, password: str, place: str, now: datetime) -> str:
    """Sign in; return the session's secret.

    Every try is counted before the password is looked at; the answer is the same for a wrong password and for an
    account that does not exist. Raises `NotSignedIn` or `TooManyTries`. Hashing happens outside any transaction.
    """
    address = email.strip().casefold()[:254]
    here, account = f"in:{place}:{secrets.digest(address)[:32]}", f"in:{secrets.digest(address)[:32]}"
    with database.write() as unit:
        for what, most in ((here, TRIES_PER_PLACE), (account, TRIES_PER_ACCOUNT)):
            count, wait = bookkeeping.count_try(unit, what, now, TRIES_WINDOW)
            too_many = wait if count > most else 0
            if too_many:
                break
    if too_many:
        raise TooManyTries(f"Too many tries. The next one is possible in {-(-too_many // 60)} min.", too_many)
    with database.read() as look:
        row = look.first(select(person).where(person.c.email == address))
    known = row if row is not None and row["disabled_at"] is None else None
    fits = secrets.password_fits(password, known["password_hash"] if known else None)
    if known is None or not fits:
        raise NotSignedIn("Email and password do not belong together.")
    with database.write() as unit:
        bookkeeping.forget_tries(unit, here)
        return _open(unit, known["id"], now)


def open_for(unit: Writing, email: str, now: datetime) -> str:
    """Sign a known address in without a password: for `habitlog demo` alone."""
    return _open(unit, by_email(unit, email).id, now)


def _open(unit: Writing, person_id: int, now: datetime) -> str:
    secret = secrets.new_secret()
    unit.run(delete(sign_in).where(sign_in.c.person_id == person_id, sign_in.c.seen_at < now - IDLE))
    row = {"secret_hash": secrets.digest(secret), "person_id": person_id, "created_at": now, "seen_at": now}
    unit.run(insert(sign_in), row)
    bookkeeping.forget_withdrawn(unit, now)
    return secret


_BEHIND = (
    select(person, sign_in.c.created_at.label("since"), sign_in.c.seen_at)
    .join(sign_in, sign_in.c.person_id == person.c.id)
    .where(
        sign_in.c.secret_hash == bindparam("hashed"),
        sign_in.c.seen_at > bindparam("seen_after"),
        sign_in.c.created_at > bindparam("made_after"),
        person.c.disabled_at.is_(None),
    )
)


def who(unit: Reading, secret: str, now: datetime) -> tuple[SignedIn, bool] | None:
    """Return who is behind a session, and whether it is time to note that it was seen; nothing when it ended."""
    row = unit.first(_BEHIND, hashed=secrets.digest(secret), seen_after=now - IDLE, made_after=now - LONGEST)
    if row is None:
        return None
    signed_in = SignedIn(Person.of_row(row), secrets.form_key(secret), row["since"])
    return signed_in, now - row["seen_at"] > SEEN_EVERY


def note_seen(unit: Writing, secret: str, now: datetime) -> None:
    """Keep a session that is used from ending by idleness; deletions older than an hour end for good beside it."""
    unit.run(update(sign_in).where(sign_in.c.secret_hash == secrets.digest(secret)).values(seen_at=now))
    bookkeeping.forget_withdrawn(unit, now)


def leave(unit: Writing, secret: str) -> None:
    """Sign out: the session is gone, here and on the server."""
    unit.run(delete(sign_in).where(sign_in.c.secret_hash == secrets.digest(secret)))


def end_other_sessions(unit: Writing, someone: Person, secret: str) -> int:
    """Sign a person out everywhere else; return how many sessions ended."""
    others = delete(sign_in).where(sign_in.c.person_id == someone.id, sign_in.c.secret_hash != secrets.digest(secret))
    return unit.run(others).rowcount


def change_password(database: Database, someone: Person, current: str, new: str, now: datetime) -> str:
    """Set a new password and end every session and token; return the secret of a fresh session."""
    with database.read() as look:
        hashed = look.value(select(person.c.password_hash).where(person.c.id == someone.id))
    if not secrets.password_fits(current, hashed):
        raise Invalid([FieldProblem("current", "This is not the current password.")])
    hashed = new_hash(someone, "new", new)
    with database.write() as unit:
        set_password(unit, someone, hashed, now)
        return _open(unit, someone.id, now)


def new_hash(someone: Person, field: str, password: str) -> str:
    """Return the hash of a new password; raises `Invalid` at `field` for a weak one."""
    _require_strong(field, password, someone.email, someone.email.split("@")[0], someone.name)
    return secrets.hash_password(password)


def set_password(unit: Writing, someone: Person, hashed: str, now: datetime) -> None:
    """Set a password's hash; every session ends and every token is revoked, so that a stolen one is worth nothing."""
    unit.run(update(person).where(person.c.id == someone.id).values(password_hash=hashed))
    unit.run(delete(sign_in).where(sign_in.c.person_id == someone.id))
    tokens = model.token
    unit.run(
        update(tokens).where(tokens.c.person_id == someone.id, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    )


def change_profile(unit: Writing, someone: Person, raw: dict[str, Any]) -> None:
    """Change name, zone, day start or how numbers are written; no stored value and no past day moves."""
    sent = read_sent(Profile, raw)
    screen_name("name", sent.name)
    unit.run(update(person).where(person.c.id == someone.id).values(**sent.model_dump(exclude_unset=True)))


def by_email(unit: Reading, email: str) -> Person:
    """Return a person by address, for the command line; raises `NotFound`."""
    row = unit.first(select(person).where(person.c.email == email.strip().casefold()))
    if row is None:
        raise NotFound(f"There is no account with the address {email}.")
    return Person.of_row(row)


def count(unit: Reading) -> int:
    """Return how many accounts there are."""
    return int(unit.value(select(func.count()).select_from(person)))


def _require_strong(field: str, password: str, *context: str) -> None:
    if problems := secrets.weak_points(field, password, *context):
        raise Invalid(problems)
