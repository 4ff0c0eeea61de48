"""Who is asking: the person behind a browser's session or a program's token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from habitlog.accounts.credentials import is_csrf_key_valid
from habitlog.accounts.person import Person, TokenScope
from habitlog.errors import AccountPendingDeletion, Forbidden, NotFound, NotSignedIn
from habitlog.pillars import METRICS
from habitlog.tracking import Metric, Pillar
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity import accounts, tokens, two_factor
from habitlog.web.context import AppContext, get_context
from habitlog.web.requests import read_body, read_form


def session_cookie_name(app_context: AppContext) -> str:
    """Return the name of the session cookie; over https the browser itself ties it to this host."""
    return "__Host-habitlog" if app_context.config.is_https else "habitlog"


def pending_login_cookie_name(app_context: AppContext) -> str:
    """Return the name of the cookie of a sign-in that waits for its second step."""
    return f"{session_cookie_name(app_context)}-half"


def authenticate_token(request: Request, required_scope: TokenScope) -> Person:
    """Return the person behind the bearer token; raises `NotSignedIn` or `Forbidden`."""
    house, now = get_context(request), get_context(request).now()
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise NotSignedIn("A token is needed: Authorization: Bearer hbl_...")
    with house.database.begin_read() as transaction:
        person, note = tokens.authenticate_token(transaction, given.strip(), required_scope, now)
    if note:
        with house.database.begin_write() as transaction:
            tokens.record_token_use(transaction, given.strip(), now)
    return person


FormPairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person in a browser.

    `since` is when they signed in; `has_factor` whether they have a second step, `two_factor_at` when it was passed here;
    `is_coach` whether somebody shares with them or has yet to confirm. `deletion_requested_at` is set for somebody who asked for
    the end of their account and can still come back.
    """

    person: Person
    csrf_token: str
    session_secret: str
    signed_in_at: datetime
    two_factor_at: datetime | None
    has_two_factor: bool
    is_coach: bool
    deletion_requested_at: datetime | None


def _load_visitor(request: Request) -> Visitor | None:
    house, now = get_context(request), get_context(request).now()
    secret = request.cookies.get(session_cookie_name(house), "")
    if not secret:
        return None
    with house.database.begin_read() as transaction:
        found = accounts.find_session(transaction, secret, now)
    if found is None:
        return None
    signed_in, stale = found
    if stale:
        with house.database.begin_write() as transaction:
            accounts.update_last_seen(transaction, secret, now)
    behind = signed_in.person, signed_in.csrf_token, secret, signed_in.signed_in_at, signed_in.two_factor_at
    return Visitor(*behind, signed_in.has_two_factor, signed_in.is_coach, signed_in.deletion_requested_at)


def find_visitor(request: Request) -> Visitor | None:
    """Return who is signed in, if anybody; somebody who is leaving is nobody."""
    found = _load_visitor(request)
    request.state.visitor = found if found is None or found.deletion_requested_at is None else None
    return request.state.visitor  # type: ignore[no-any-return]  # a state attribute has no type


def require_visitor(request: Request) -> Visitor:
    """Return who is signed in; raises `NotSignedIn`, which becomes the way to the sign-in page.

    Raises `AccountLeaving` for somebody who is leaving, which becomes the way to the one page they have.
    """
    found = require_signed_in(request)
    if found.deletion_requested_at is not None:
        raise AccountPendingDeletion(
            "Nothing of this request was done. Keeping the account opens everything else again."
        )
    request.state.visitor = found
    return found


def require_signed_in(request: Request) -> Visitor:
    """Return who is signed in, leaving or not; raises `NotSignedIn`."""
    found = _load_visitor(request)
    if found is None:
        raise NotSignedIn("This page belongs to someone who is signed in.")
    return found


def require_pending_deletion(request: Request, form: FormPairs | None = None) -> tuple[Visitor, datetime]:
    """Return who is leaving, and since when; with a `form`, who sent it.

    Raises `NotSignedIn`, `Forbidden` for a key that is not the session's own, or `NotFound` for who is not leaving.
    """
    found = require_signed_in(request)
    if form is not None:
        require_csrf_token(found, form)
    if found.deletion_requested_at is None:
        request.state.visitor = found
        raise NotFound
    return found, found.deletion_requested_at


def require_coach_session(visitor: Visitor, now: datetime) -> None:
    """Refuse who has no second step, or passed it in this session more than 12 hours ago: `SecondStepNeeded`.

    The handler of errors shows the way on: to Settings, or to `/sign-in/confirm` and back.
    """
    two_factor.require_recent_two_factor(visitor.two_factor_at, now, has_two_factor=visitor.has_two_factor)


async def _read_form_pairs(request: Request) -> FormPairs:
    return read_form(request, await read_body(request))


FormBody = Annotated[FormPairs, Depends(_read_form_pairs)]


def require_form_sender(request: Request, form: FormPairs) -> Visitor:
    """Return who sent a form; raises `NotSignedIn`, or `Forbidden` when the form's key is not the session's own."""
    found = require_visitor(request)
    require_csrf_token(found, form)
    return found


def require_csrf_token(visitor: Visitor, form: FormPairs) -> None:
    """Refuse a form whose key is not the session's own: raises `Forbidden`."""
    if not is_csrf_key_valid(visitor.session_secret, dict(form).get("csrf", "")):
        raise Forbidden("This form belongs to another sign-in. Opening the page again gives a fresh one.")


async def _find_pillar(pillar: str) -> Pillar:
    return find_pillar(pillar)


async def _find_metric(request: Request, metric: str) -> Metric:
    if metric not in METRICS:
        if request.url.path.startswith("/api/"):
            raise NotFound("There is no metric of this name. GET /api/v1/pillars lists them.")
        raise NotFound("There is no measure of this name. All there are stand among the trends.")
    return METRICS[metric]


def _authenticate_reader(request: Request) -> Person:
    return authenticate_token(request, "read")


PathPillar = Annotated[Pillar, Depends(_find_pillar)]
"""The pillar that the path names; raises `NotFound`."""

PathMetric = Annotated[Metric, Depends(_find_metric)]
"""The metric that the path names; raises `NotFound`."""

TokenReader = Annotated[Person, Depends(_authenticate_reader)]
"""The person behind a token that may read; raises as `authenticate_token` does. It stands before what the path names."""

CurrentVisitor = Annotated[Visitor, Depends(require_visitor)]
"""Who is signed in; raises as `require_visitor` does. It stands before what the path names, so that it is asked first."""
