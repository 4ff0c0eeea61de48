"""Signing up: whom a server takes as a new account, and how the code of an invitation admits one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, select, update

from habitlog import bookkeeping
from habitlog.db import Database, Reading, Writing
from habitlog.errors import FieldProblem, Forbidden, Invalid
from habitlog.people import secrets
from habitlog.people.model import in_use, person
from habitlog.settings import SignUp
from habitlog.sharing.model import coach_invite
from habitlog.usecases import accounts, tries
from habitlog.usecases.granting import refusal
from habitlog.usecases.inviting import is_open
from habitlog.usecases.redeeming import UNKNOWN

Door = Literal["open", "code", "shut"]
"""Whom a server takes: anybody, whoever holds the code of an invitation, or nobody."""
TRIES_PER_PLACE, TRIES_OF_ALL = 30, 1000
NEEDED = "A code is needed here. It comes from the person who wants to share with you."

i = coach_invite.c


def door(unit: Reading, policy: SignUp) -> Door:
    """Return whom this server takes now: where it goes by invitation, its first account needs none."""
    if policy == "invite":
        return "code" if unit.value(select(exists().where(person.c.id.is_not(None)))) else "open"
    return "open" if policy == "open" else "shut"


def require_door(unit: Reading, policy: SignUp) -> Door:
    """Return whom this server takes now; raises `Forbidden` where that is nobody."""
    found = door(unit, policy)
    if found == "shut":
        raise Forbidden("This server takes no new accounts by itself. Whoever runs it can add one.")
    return found


def sign_up(database: Database, raw: dict[str, Any], code: str, policy: SignUp, place: str, now: datetime) -> str:
    """Make an account and sign it in; return the session's secret.

    Where a code is needed it admits one account and stays what it was: whoever made it still waits for a coach to
    take it. It is looked at before the address is, so that without one nobody learns who has an account here.
    Raises `Invalid` with every field that does not hold, `Forbidden` where nobody is taken, one identical `NotFound`
    for every code that admits nobody, `Conflict` for a taken address, `TooManyTries`.
    """
    with database.read() as look:
        needs = require_door(look, policy)
    sent = accounts.read_sign_up(raw)
    if needs == "code":
        _require_code(database, code, place, now)
    account = accounts.row_of(sent, now)
    with database.write() as unit:
        unit.hold(0)
        if require_door(unit, policy) == "code":
            _admit(unit, code, now)
        secret = accounts.open_session(unit, accounts.add(unit, account), now)
        for what in _counters(place) if needs == "code" else ():
            bookkeeping.take_back_try(unit, what)
        return secret


def _require_code(database: Database, code: str, place: str, now: datetime) -> None:
    """Count a try, then look at the code: a look without hashing, so that a stranger costs the server little."""
    if not code.strip():
        raise Invalid([FieldProblem("code", NEEDED)])
    limits = zip(_counters(place), (TRIES_PER_PLACE, TRIES_OF_ALL), (tries.HOUR, tries.HOUR), strict=True)
    tries.count(database, now, limits)
    with database.read() as look:
        if not look.value(select(exists().where(_admits(code, now)))):
            raise refusal("a code that admits nobody", UNKNOWN)


def _admit(unit: Writing, code: str, now: datetime) -> None:
    if not unit.run(update(coach_invite).where(_admits(code, now)).values(admitted_at=now)).rowcount:
        raise refusal("a code that admits nobody", UNKNOWN)


def _admits(code: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition of an invitation that can be taken, and that nobody has signed up with."""
    client = exists().where(person.c.id == i.person_id, in_use())
    return and_(i.code_hash == secrets.digest(code.strip()), i.admitted_at.is_(None), is_open(now), client)


def _counters(place: str) -> tuple[str, str]:
    return f"join:{place}", "join"
