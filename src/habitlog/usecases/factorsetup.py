"""Setting up a second step: beginning, confirming by a first code, new recovery codes, switching it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from habitlog import bookkeeping
from habitlog.db import Database, Reading, Writing
from habitlog.errors import Conflict
from habitlog.people import codes
from habitlog.people.factor import recovery_code, second_factor
from habitlog.people.model import Person
from habitlog.usecases import accounts, noticing
from habitlog.usecases.factor import count_code, proven, require_spent, wrong_code

PENDING = timedelta(minutes=30)
"""How long a second step that was begun waits for its first code."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A second step that waits for its first code: what an app takes by picture or link, and by hand."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A second step that is on: ten recovery codes, to be shown once, and the secret of a fresh session."""

    codes: list[str]
    secret: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """Since when a second step is on, and how many recovery codes are left."""

    since: datetime
    left: int


def set_up(unit: Reading, someone: Person) -> SetUp | None:
    """Return a person's second step, or nothing where it is off."""
    query = select(second_factor.c.confirmed_at).where(second_factor.c.person_id == someone.id)
    since = unit.value(query)
    if since is None:
        return None
    left = select(func.count()).select_from(recovery_code).where(recovery_code.c.person_id == someone.id)
    return SetUp(since, int(unit.value(left)))


def begin(database: Database, someone: Person, password: str, now: datetime) -> None:
    """Begin a second step, in place of one that was begun earlier; nothing is asked at sign-in until it is confirmed.

    Raises `Invalid` at "password", `TooManyTries`, or `Conflict` where one is on.
    """
    accounts.confirm_password(database, someone, password, now)
    row = {"person_id": someone.id, "salt": codes.new_salt(), "begun_at": now, "last_step": 0}
    c = second_factor.c
    with database.write() as unit:
        unit.hold(someone.id)
        unit.run(delete(second_factor).where(c.person_id == someone.id, c.confirmed_at.is_(None)))
        if accounts.has_factor(unit, someone.id):
            raise Conflict("The second step is on already.")
        unit.run(insert(second_factor), row)


def waiting(unit: Reading, key: bytes, someone: Person, now: datetime) -> Waiting | None:
    """Return what an app takes, while a second step that was begun waits for its first code."""
    salt = _begun(unit, someone, now)
    if salt is None:
        return None
    secret = codes.app_secret(key, salt)
    return Waiting(codes.app_address(secret, someone.email), codes.in_fours(codes.app_text(secret)))


def _begun(unit: Reading, someone: Person, now: datetime) -> str | None:
    c = second_factor.c
    mine = c.person_id == someone.id, c.confirmed_at.is_(None), c.begun_at > now - PENDING
    salt: str | None = unit.value(select(c.salt).where(*mine))
    return salt


def confirm(database: Database, key: bytes, someone: Person, typed: str, now: datetime) -> Confirmed:
    """Switch a second step on by its first code; every session ends, a fresh one takes the place of this one.

    Raises `Invalid` at "code", `TooManyTries`, or `Conflict` where none waits for its first code.
    """
    counted = count_code(database, someone.id, now)
    with database.read() as look:
        salt = _begun(look, someone, now)
    if salt is None:
        raise Conflict("No second step waits for its first code any more.")
    step = codes.fitting_step(codes.app_secret(key, salt), codes.plain(typed), now)
    if step is None:
        raise wrong_code()
    fresh, kept = _fresh_codes(salt)
    c = second_factor.c
    begun = c.person_id == someone.id, c.salt == salt, c.confirmed_at.is_(None)
    with database.write() as unit:
        unit.hold(someone.id)
        if not unit.run(update(second_factor).where(*begun).values(confirmed_at=now, last_step=step)).rowcount:
            raise Conflict("No second step waits for its first code any more.")
        _keep_codes(unit, someone, kept)
        bookkeeping.forget_tries(unit, *counted)
        noticing.note(unit, someone.id, "factor-on", None, now)
        accounts.end_sessions(unit, someone)
        return Confirmed(fresh, accounts.open_session(unit, someone.id, now, now))


def renew_codes(database: Database, key: bytes, someone: Person, password: str, typed: str, now: datetime) -> list[str]:
    """Make ten new recovery codes in place of the old ones, for password and code; return them to be shown once.

    Raises `Invalid` at "password" or "code", or `TooManyTries`.
    """
    proof = proven(database, key, someone, password, typed, now)
    fresh, kept = _fresh_codes(proof.salt)
    with database.write() as unit:
        require_spent(unit, someone, proof)
        _keep_codes(unit, someone, kept)
    return fresh


def switch_off(database: Database, key: bytes, someone: Person, password: str, typed: str, now: datetime) -> str:
    """Switch a second step off, for password and code; every session ends. Return the secret of a fresh one.

    Raises `Invalid` at "password" or "code", or `TooManyTries`.
    """
    proof = proven(database, key, someone, password, typed, now)
    with database.write() as unit:
        require_spent(unit, someone, proof)
        remove(unit, someone, now)
        return accounts.open_session(unit, someone.id, now)


def remove(unit: Writing, someone: Person, now: datetime) -> bool:
    """Take a second step away with its recovery codes, and end every session; return whether there was one.

    The person is told that it is off, where it was on.
    """
    unit.hold(someone.id)
    unit.run(delete(recovery_code).where(recovery_code.c.person_id == someone.id))
    if accounts.has_factor(unit, someone.id):
        noticing.note(unit, someone.id, "factor-off", None, now)
    there = unit.run(delete(second_factor).where(second_factor.c.person_id == someone.id)).rowcount
    accounts.end_sessions(unit, someone)
    return bool(there)


def _fresh_codes(salt: str) -> tuple[list[str], list[str]]:
    fresh = codes.new_recovery_codes()
    return [codes.in_fours(code) for code in fresh], [codes.recovery_hash(code, salt) for code in fresh]


def _keep_codes(unit: Writing, someone: Person, kept: list[str]) -> None:
    unit.run(delete(recovery_code).where(recovery_code.c.person_id == someone.id))
    unit.run(insert(recovery_code), [{"person_id": someone.id, "code_hash": one} for one in kept])
