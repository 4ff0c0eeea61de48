"""API tokens: made once, shown once, kept as hashes, revoked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update

from habitlog.db import Reading, Writing
from habitlog.errors import Forbidden, NotFound, NotSignedIn
from habitlog.people import secrets
from habitlog.people.model import Person, Scope, in_use, person, token
from habitlog.people.schema import NewToken, read_sent
from habitlog.usecases.screening import screen_name

ALLOWS: dict[str, frozenset[Scope]] = {
    "read": frozenset({"read"}),
    "write": frozenset({"read", "write"}),
    "export": frozenset({"export"}),
}


def add(unit: Writing, someone: Person, raw: dict[str, Any], now: datetime) -> str:
    """Make a token and return it: the one time it can be seen."""
    sent = read_sent(NewToken, raw)
    screen_name("name", sent.name)
    fresh = secrets.new_token()
    row = {
        "secret_hash": secrets.digest(fresh),
        "person_id": someone.id,
        "id": str(uuid4()),
        "name": sent.name,
        "scope": sent.scope,
        "created_at": now,
        "expires_at": now + timedelta(days=sent.days),
    }
    unit.run(insert(token), row)
    return fresh


def revoke(unit: Writing, someone: Person, token_id: str, now: datetime) -> None:
    """End a token; raises `NotFound` where there is no live one of this person."""
    mine = (token.c.person_id == someone.id, token.c.id == token_id, token.c.revoked_at.is_(None))
    if not unit.run(update(token).where(*mine).values(revoked_at=now)).rowcount:
        raise NotFound


def live(unit: Reading, someone: Person, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Return a person's tokens that still work, newest first."""
    query = select(token).where(token.c.person_id == someone.id, token.c.revoked_at.is_(None), token.c.expires_at > now)
    return unit.rows(query.order_by(token.c.created_at.desc(), token.c.id))


_LIVE = (
    select(person, token.c.scope, token.c.last_used_on)
    .join(token, token.c.person_id == person.c.id)
    .where(
        token.c.secret_hash == bindparam("hashed"),
        token.c.revoked_at.is_(None),
        token.c.expires_at > bindparam("now"),
        in_use(),
    )
)


def bearer(unit: Reading, given: str, needs: Scope, now: datetime) -> tuple[Person, bool]:
    """Return the person behind a token, and whether its day of last use is to be noted.

    Raises `NotSignedIn` for a token that does not work (any more), `Forbidden` for one of another scope.
    """
    if not secrets.looks_like_token(given):
        raise NotSignedIn("A valid token is needed: Authorization: Bearer hbl_...")
    row = unit.first(_LIVE, hashed=secrets.digest(given), now=now)
    if row is None:
        raise NotSignedIn("This token does not work. It may have expired or been revoked.")
    if needs not in ALLOWS[row["scope"]]:
        raise Forbidden(f"This token is for {row['scope']}; this call needs one for {needs}.")
    return Person.of_row(row), row["last_used_on"] != now.date()


def note_used(unit: Writing, given: str, now: datetime) -> None:
    """Keep the day a token was last used."""
    unit.run(update(token).where(token.c.secret_hash == secrets.digest(given)).values(last_used_on=now.date()))
