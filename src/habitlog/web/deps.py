"""Who is asking: the person behind a browser's session or a program's token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from habitlog.errors import AccountLeaving, Forbidden, NotFound, NotSignedIn
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


Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person in a browser.

    `since` is when they signed in; `has_factor` whether they have a second step, `factor_at` when it was passed here;
    `is_coach` whether somebody shares with them or has yet to confirm. `leaving_at` is set for somebody who asked for
    the end of their account and can still come back.
    """

    person: Person
    form_key: str
    secret: str
    since: datetime
    factor_at: datetime | None
    has_factor: bool
    is_coach: bool
    leaving_at: datetime | None


def _behind(request: Request) -> Visitor | None:
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
    behind = signed_in.person, signed_in.form_key, secret, signed_in.since, signed_in.factor_at
    return Visitor(*behind, signed_in.has_factor, signed_in.is_coach, signed_in.leaving_at)


def visitor_or_nobody(request: Request) -> Visitor | None:
    """Return who is signed in, if anybody; somebody who is leaving is nobody."""
    found = _behind(request)
    request.state.visitor = found if found is None or found.leaving_at is None else None
    return request.state.visitor  # type: ignore[no-any-return]  # a state attribute has no type


def visitor(request: Request) -> Visitor:
    """Return who is signed in; raises `NotSignedIn`, which becomes the way to the sign-in page.

    Raises `AccountLeaving` for somebody who is leaving, which becomes the way to the one page they have.
    """
    found = anybody(request)
    if found.leaving_at is not None:
        raise AccountLeaving("Nothing of this request was done. Keeping the account opens everything else again.")
    request.state.visitor = found
    return found


def anybody(request: Request) -> Visitor:
    """Return who is signed in, leaving or not; raises `NotSignedIn`."""
    found = _behind(request)
    if found is None:
        raise NotSignedIn("This page belongs to someone who is signed in.")
    return found


def leaver(request: Request, form: Pairs | None = None) -> tuple[Visitor, datetime]:
    """Return who is leaving, and since when; with a `form`, who sent it.

    Raises `NotSignedIn`, `Forbidden` for a key that is not the session's own, or `NotFound` for who is not leaving.
    """
    found = anybody(request)
    if form is not None:
        require_key(found, form)
    if found.leaving_at is None:
        request.state.visitor = found
        raise NotFound
    return found, found.leaving_at


def require_coach_session(found: Visitor, now: datetime) -> None:
    """Refuse who has no second step, or passed it in this session more than 12 hours ago: `SecondStepNeeded`.

    The handler of errors shows the way on: to Settings, or to `/sign-in/again` and back.
    """
    factor.require_recent(found.factor_at, now, has_factor=found.has_factor)


async def _form(request: Request) -> Pairs:
    return read_form(request, await read_bytes(request))


Form = Annotated[Pairs, Depends(_form)]


def sender(request: Request, form: Pairs) -> Visitor:
    """Return who sent a form; raises `NotSignedIn`, or `Forbidden` when the form's key is not the session's own."""
    found = visitor(request)
    require_key(found, form)
    return found


def require_key(found: Visitor, form: Pairs) -> None:
    """Refuse a form whose key is not the session's own: raises `Forbidden`."""
    if not form_key_fits(found.secret, dict(form).get("csrf", "")):
        raise Forbidden("This form belongs to another sign-in. Opening the page again gives a fresh one.")
