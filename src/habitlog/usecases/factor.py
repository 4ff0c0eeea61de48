"""The second step of a sign-in: passing it, and which sessions passed it lately enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from habitlog import bookkeeping
from habitlog.db import Database, Reading, Writing
from habitlog.errors import FieldProblem, Invalid, NotSignedIn, SecondStepNeeded
from habitlog.people import codes, secrets
from habitlog.people.factor import half_sign_in, recovery_code, second_factor
from habitlog.people.model import BACK_WITHIN, Person, may_sign_in, person, sign_in
from habitlog.usecases import accounts, tries

COACH_WITHIN = timedelta(hours=12)
TRIES_PER_PLACE, TRIES_PER_ACCOUNT = 5, 10
REFUSED = (
    "This code does not fit, or more than ten minutes went by. Another code may fit; beginning again always works."
)
"""The one answer to a wrong code, a used one and an expired step."""
WRONG = "This code does not fit. One from the app fits once, within its half minute; a recovery code fits once."


@dataclass(frozen=True, slots=True)
class Proof:
    """What a typed code says: the step of an app's code, or the hash of a recovery code, or neither."""

    salt: str
    step: int | None = None
    recovery: str | None = None


def proof_of(key: bytes, salt: str, typed: str, now: datetime) -> Proof:
    """Read a typed code; a recovery code is hashed here, so this comes before a transaction."""
    code = codes.plain(typed)
    if len(code) == codes.RECOVERY_DIGITS:
        return Proof(salt, recovery=codes.recovery_hash(code, salt))
    return Proof(salt, step=codes.fitting_step(codes.app_secret(key, salt), code, now))


def spend(unit: Writing, person_id: int, proof: Proof) -> bool:
    """Use a code up; false where it does not fit or was used before. However many ask at once, one gets true."""
    unit.hold(person_id)
    if proof.recovery is not None:
        mine = recovery_code.c.person_id == person_id, recovery_code.c.code_hash == proof.recovery
        return unit.run(delete(recovery_code).where(*mine)).rowcount == 1
    if proof.step is None:
        return False
    c = second_factor.c
    fresh = c.person_id == person_id, c.salt == proof.salt, c.confirmed_at.is_not(None), c.last_step < proof.step
    return unit.run(update(second_factor).where(*fresh).values(last_step=proof.step)).rowcount == 1


_HALF = (
    select(half_sign_in.c.person_id, second_factor.c.salt)
    .join(second_factor, second_factor.c.person_id == half_sign_in.c.person_id)
    .join(person, person.c.id == half_sign_in.c.person_id)
    .where(
        half_sign_in.c.secret_hash == bindparam("hashed"),
        half_sign_in.c.created_at > bindparam("made_after"),
        second_factor.c.confirmed_at.is_not(None),
        may_sign_in(bindparam("left_after")),
    )
)


def halfway(unit: Reading, half: str, now: datetime) -> Mapping[str, Any] | None:
    """Return whose sign-in waits for its second step, with their salt; nothing where none does (any more)."""
    return unit.first(
        _HALF, hashed=secrets.digest(half), made_after=now - accounts.HALF_WAY, left_after=now - BACK_WITHIN
    )


def finish(database: Database, key: bytes, half: str, typed: str, place: str, now: datetime) -> str:
    """Pass the second step; return the secret of a fresh session. The half one ends with it.

    Every try is counted before the code is looked at. Raises `NotSignedIn`, the same for a wrong code, a used one and
    a step that expired, or `TooManyTries`.
    """
    with database.read() as look:
        row = halfway(look, half, now)
    if row is None:
        raise NotSignedIn(REFUSED)
    counted = count_code(database, row["person_id"], now, place)
    proof = proof_of(key, row["salt"], typed, now)
    with database.write() as unit:
        fits = spend(unit, row["person_id"], proof)
        ended = delete(half_sign_in).where(half_sign_in.c.secret_hash == secrets.digest(half))
        if not fits or not unit.run(ended).rowcount:
            raise NotSignedIn(REFUSED)
        bookkeeping.forget_tries(unit, *counted)
        return accounts.open_session(unit, row["person_id"], now, now)


def count_code(database: Database, person_id: int, now: datetime, place: str = "") -> list[str]:
    """Count a try at a code, by account and where given by place; return what was counted."""
    limits = [(f"code:{person_id}", TRIES_PER_ACCOUNT, tries.HOUR)]
    if place:
        limits.insert(0, (f"code:{place}:{person_id}", TRIES_PER_PLACE, tries.QUARTER))
    tries.count(database, now, limits)
    return [what for what, *_ in limits]


def proven(database: Database, key: bytes, someone: Person, password: str, typed: str, now: datetime) -> Proof:
    """Make sure that it is the person who asks, by password, and read their code, to be spent in a transaction.

    Raises `Invalid` at "password", or at "code" where there is no second step; `TooManyTries`.
    """
    accounts.confirm_password(database, someone, password, now)
    count_code(database, someone.id, now)
    with database.read() as look:
        salt = salt_of(look, someone.id)
    if salt is None:
        raise wrong_code()
    return proof_of(key, salt, typed, now)


def salt_of(unit: Reading, person_id: int) -> str | None:
    """Return the salt of a person's second step, if they have one that they confirmed."""
    c = second_factor.c
    salt: str | None = unit.value(select(c.salt).where(c.person_id == person_id, c.confirmed_at.is_not(None)))
    return salt


def require_spent(unit: Writing, someone: Person, proof: Proof) -> None:
    """Use a code up, or raise `Invalid` at "code"."""
    if not spend(unit, someone.id, proof):
        raise wrong_code()
    bookkeeping.forget_tries(unit, f"code:{someone.id}")


def wrong_code() -> Invalid:
    """Return the refusal of a code within a session."""
    return Invalid([FieldProblem("code", WRONG)])


def pass_again(
    database: Database, key: bytes, someone: Person, session: str, password: str, typed: str, now: datetime
) -> str:
    """Sign in once more within a session: password and code; return the secret of the one that takes its place.

    Raises `Invalid` at "password" or "code", or `TooManyTries`.
    """
    proof = proven(database, key, someone, password, typed, now)
    with database.write() as unit:
        require_spent(unit, someone, proof)
        unit.run(delete(sign_in).where(sign_in.c.secret_hash == secrets.digest(session)))
        return accounts.open_session(unit, someone.id, now, now)


def require_recent(factor_at: datetime | None, now: datetime, *, has_factor: bool) -> None:
    """Refuse a session that did not pass a second step within 12 hours: raises `SecondStepNeeded`."""
    if not has_factor:
        told = (
            "What another person shows you stays behind a second step: besides the password, six digits from an app on "
            "your phone. It is set up once, in a few minutes."
        )
        raise SecondStepNeeded(told, set_up=False)
    if factor_at is None or now - factor_at >= COACH_WITHIN:
        told = "These pages ask for password and code again once the last time is 12 hours ago."
        raise SecondStepNeeded(told, set_up=True)
