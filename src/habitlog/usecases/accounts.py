"""Accounts: made, signed in to and out of, change of password and profile; who is behind a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from habitlog import bookkeeping
from habitlog.db import Database, Reading, Writing
from habitlog.errors import Conflict, FieldProblem, Invalid, NotFound, NotSignedIn
from habitlog.people import model, secrets
from habitlog.people.factor import half_sign_in, second_factor
from habitlog.people.model import BACK_WITHIN, Person, may_sign_in, person, sign_in
from habitlog.people.schema import Profile, SignUp, read_sent
from habitlog.sharing.consent import LIVE
from habitlog.sharing.model import consent_grant
from habitlog.usecases import tries
from habitlog.usecases.screening import screen_name

IDLE, LONGEST = timedelta(days=30), timedelta(days=90)
SEEN_EVERY = timedelta(hours=6)
TRIES_PER_PLACE, TRIES_PER_ACCOUNT = 10, 25
HALF_WAY = timedelta(minutes=10)
"""How long a sign-in waits between the password and the second step."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person behind a session, and the key their forms carry.

    `has_factor` says whether they have a second step, `factor_at` when this session passed it; `is_coach` whether
    somebody shares with them, or has yet to confirm; `leaving_at` when they asked for the end of the account, if so.
    """

    person: Person
    form_key: str
    since: datetime
    factor_at: datetime | None
    has_factor: bool
    is_coach: bool
    leaving_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entered:
    """The secret of a session; of one that waits for the second step where it is not `whole`."""

    secret: str
    whole: bool


def new_account(raw: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Check what was sent for a new account and return its row, the password hashed."""
    return row_of(read_sign_up(raw), now)


def read_sign_up(raw: dict[str, Any]) -> SignUp:
    """Check what was sent for a new account; raises `Invalid` at every field that does not hold, or `ClinicianTopic`.

    Nothing is looked up, so it tells nothing of what is on this server.
    """
    sent = read_sent(SignUp, raw)
    screen_name("name", sent.name)
    _require_strong("password", sent.password, sent.email, sent.email.split("@")[0], sent.name)
    return sent


def row_of(sent: SignUp, now: datetime) -> dict[str, Any]:
    """Return the row of a new account. Its password is hashed, which takes time: this comes before a transaction."""
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


def enter(database: Database, email: str, password: str, place: str, now: datetime) -> Entered:
    """Sign in by password: whole, or halfway where the person has a second step.

    Every try is counted before the password is looked at; the answer is the same for a wrong password and for an
    account that does not exist. Raises `NotSignedIn` or `TooManyTries`. Hashing happens outside any transaction.
    """
    address = email.strip().casefold()[:254]
    here, account = f"in:{place}:{secrets.digest(address)[:32]}", f"in:{secrets.digest(address)[:32]}"
    limits = (here, TRIES_PER_PLACE, tries.QUARTER), (account, TRIES_PER_ACCOUNT, tries.QUARTER)
    tries.count(database, now, limits)
    with database.read() as look:
        known = look.first(select(person).where(person.c.email == address, may_sign_in(now - BACK_WITHIN)))
    fits = secrets.password_fits(password, known["password_hash"] if known else None)
    if known is None or not fits:
        raise NotSignedIn("Email and password do not belong together.")
    with database.write() as unit:
        bookkeeping.forget_tries(unit, here)
        if has_factor(unit, known["id"]):
            return Entered(_open_half(unit, known["id"], now), whole=False)
        return Entered(open_session(unit, known["id"], now), whole=True)


def has_factor(unit: Reading, person_id: int) -> bool:
    """Whether a person has a second step that they confirmed."""
    confirmed = second_factor.c.person_id == person_id, second_factor.c.confirmed_at.is_not(None)
    return bool(unit.value(select(exists().where(*confirmed))))


def _open_half(unit: Writing, person_id: int, now: datetime) -> str:
    secret, c = secrets.new_secret(), half_sign_in.c
    unit.run(delete(half_sign_in).where(c.person_id == person_id, c.created_at <= now - HALF_WAY))
    unit.run(insert(half_sign_in), {"secret_hash": secrets.digest(secret), "person_id": person_id, "created_at": now})
    return secret


def open_for(unit: Writing, email: str, now: datetime, factor_at: datetime | None = None) -> str:
    """Sign a known address in without a password or a second step: for `habitlog demo` alone."""
    return open_session(unit, by_email(unit, email).id, now, factor_at)


def open_session(unit: Writing, person_id: int, now: datetime, factor_at: datetime | None = None) -> str:
    """Make a session and return its secret; `factor_at` is when it passed a second step, if it did."""
    secret = secrets.new_secret()
    unit.run(delete(sign_in).where(sign_in.c.person_id == person_id, sign_in.c.seen_at < now - IDLE))
    row = {"secret_hash": secrets.digest(secret), "person_id": person_id, "created_at": now, "seen_at": now}
    unit.run(insert(sign_in), {**row, "factor_at": factor_at})
    bookkeeping.forget_withdrawn(unit, now)
    return secret


g = consent_grant.c
_BEHIND = (
    select(
        person,
        sign_in.c.created_at.label("since"),
        sign_in.c.seen_at,
        sign_in.c.factor_at,
        second_factor.c.confirmed_at.is_not(None).label("has_factor"),
        exists().where(g.coach_id == person.c.id, g.state.in_(LIVE), g.expires_at > bindparam("now")).label("is_coach"),
    )
    .join(sign_in, sign_in.c.person_id == person.c.id)
    .outerjoin(second_factor, second_factor.c.person_id == person.c.id)
    .where(
        sign_in.c.secret_hash == bindparam("hashed"),
        sign_in.c.seen_at > bindparam("seen_after"),
        sign_in.c.created_at > bindparam("made_after"),
        may_sign_in(bindparam("left_after")),
    )
)


def who(unit: Reading, secret: str, now: datetime) -> tuple[SignedIn, bool] | None:
    """Return who is behind a session, and whether it is time to note that it was seen; nothing when it ended."""
    since = {"seen_after": now - IDLE, "made_after": now - LONGEST, "left_after": now - BACK_WITHIN}
    row = unit.first(_BEHIND, hashed=secrets.digest(secret), now=now, **since)
    if row is None:
        return None
    behind = Person.of_row(row), secrets.form_key(secret), row["since"], row["factor_at"]
    signed_in = SignedIn(*behind, bool(row["has_factor"]), bool(row["is_coach"]), row["leaving_at"])
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
    unit.run(delete(half_sign_in).where(half_sign_in.c.person_id == someone.id))
    return unit.run(others).rowcount


def end_sessions(unit: Writing, someone: Person) -> None:
    """Sign a person out everywhere, sign-ins halfway through included."""
    for table in (sign_in, half_sign_in):
        unit.run(delete(table).where(table.c.person_id == someone.id))


def confirm_password(
    database: Database, someone: Person, password: str, now: datetime, field: str = "password"
) -> None:
    """Make sure that it is the person who asks: their password, once more, within a session.

    Every try is counted before the password is looked at. Raises `Invalid` at `field`, or `TooManyTries`. Hashing
    happens outside any transaction, so this comes before the one in which things change.
    """
    counted = f"ask:{someone.id}"
    tries.count(database, now, ((counted, TRIES_PER_PLACE, tries.QUARTER),))
    with database.read() as look:
        hashed = look.value(select(person.c.password_hash).where(person.c.id == someone.id))
    if not secrets.password_fits(password, hashed):
        raise Invalid([FieldProblem(field, "This is not the current password.")])
    with database.write() as unit:
        bookkeeping.forget_tries(unit, counted)


def change_password(database: Database, someone: Person, current: str, new: str, now: datetime) -> str:
    """Set a new password and end every session and token; return the secret of a fresh session."""
    confirm_password(database, someone, current, now, "current")
    hashed = new_hash(someone, "new", new)
    with database.write() as unit:
        set_password(unit, someone, hashed, now)
        return open_session(unit, someone.id, now)


def new_hash(someone: Person, field: str, password: str) -> str:
    """Return the hash of a new password; raises `Invalid` at `field` for a weak one."""
    _require_strong(field, password, someone.email, someone.email.split("@")[0], someone.name)
    return secrets.hash_password(password)


def set_password(unit: Writing, someone: Person, hashed: str, now: datetime) -> None:
    """Set a password's hash; every session ends and every token is revoked, so that a stolen one is worth nothing."""
    unit.run(update(person).where(person.c.id == someone.id).values(password_hash=hashed))
    end_sessions(unit, someone)
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
