"""Who is asking: the person behind a browser's session or a program's token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from habitlog.errors import Forbidden, NotSignedIn
from habitlog.people.model import Person, Scope
from habitlog.people.secrets import form_key_fits
from habitlog.usecases import accounts, factor, tokens
from habitlog.web.bodies import read_bytes, read_form
from habitlog.web.house import House, house_of


def cookie_name(house: House) -> str:
    """Return the name of the session cookie; over https the browser itself ties it to this host."""
    return "__Host-habitlog" if house.settings.is_https else "habitlog"


def half_cookie_name(house: House) -> str:
    """Return the name of the cookie of a sign-in that waits for its second step."""
    return f"{cookie_name(house)}-half"


def program(request: Request, needs: Scope) -> Person:
    """Return the person behind the bearer token; raises `NotSignedIn` or `Forbidden`."""
    house, now = house_of(request), house_of(request).now()
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise NotSignedIn("A token is needed: Authorization: Bearer hbl_...")
    with house.database.read() as unit:
        person, note = tokens.bearer(unit, given.strip(), needs, now)
    if note:
        with house.database.write() as unit:
            tokens.note_used(unit, given.strip(), now)
    return person


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person in a browser.

    `since` is when they signed in; `has_factor` whether they have a second step, `factor_at` when it was passed here;
    `is_coach` whether somebody shares with them or has yet to confirm.
    """

    person: Person
    form_key: str
    secret: str
    since: datetime
    factor_at: datetime | None
    has_factor: bool
    is_coach: bool


def visitor_or_nobody(request: Request) -> Visitor | None:
    """Return who is signed in, if anybody."""
    house, now = house_of(request), house_of(request).now()
    secret = request.cookies.get(cookie_name(house), "")
    if not secret:
        return None
    with house.database.read() as unit:
        found = accounts.who(unit, secret, now)
    if found is None:
        return None
    signed_in, stale = found
    if stale:
        with house.database.write() as unit:
            accounts.note_seen(unit, secret, now)
    behind = signed_in.person, signed_in.form_key, secret, signed_in.since
    request.state.visitor = Visitor(*behind, signed_in.factor_at, signed_in.has_factor, signed_in.is_coach)
    return request.state.visitor  # type: ignore[no-any-return]  # a state attribute has no type


def visitor(request: Request) -> Visitor:
    """Return who is signed in; raises `NotSignedIn`, which becomes the way to the sign-in page."""
    found = visitor_or_nobody(request)
    if found is None:
        raise NotSignedIn("This page belongs to someone who is signed in.")
    return found


def require_coach_session(found: Visitor, now: datetime) -> None:
    """Refuse who has no second step, or passed it in this session more than 12 hours ago: `SecondStepNeeded`.

    The handler of errors shows the way on: to Settings, or to `/sign-in/again` and back.
    """
    factor.require_recent(found.factor_at, now, has_factor=found.has_factor)


Pairs = list[tuple[str, str]]


async def _form(request: Request) -> Pairs:
    return read_form(request, await read_bytes(request))


Form = Annotated[Pairs, Depends(_form)]


def sender(request: Request, form: Pairs) -> Visitor:
    """Return who sent a form; raises `NotSignedIn`, or `Forbidden` when the form's key is not the session's own."""
    found = visitor(request)
    if not form_key_fits(found.secret, dict(form).get("csrf", "")):
        raise Forbidden("This form belongs to another sign-in. Opening the page again gives a fresh one.")
    return found
