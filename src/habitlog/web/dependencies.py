"""Dependencies of handlers: who sends a request, by session or token, and what its path names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from msgspec import Struct

from habitlog.accounts.credentials import is_csrf_key_valid
from habitlog.accounts.person import Person
from habitlog.errors import AccountPendingDeletion, Forbidden, NotFound, NotSignedIn
from habitlog.pillars import METRICS
from habitlog.tracking import Metric, Pillar
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity import accounts, tokens, two_factor
from habitlog.usecases.identity.tokens import TokenOwner
from habitlog.usecases.shown_pillars import require_shown, require_shown_metric
from habitlog.web.context import AppContext, get_context
from habitlog.web.requests import parse_id, read_body, read_form
from habitlog.web.unsent_forms import FormNotSent, UnsentForm
from habitlog.web.uploads import UploadForm, open_upload


def session_cookie_name(app_context: AppContext) -> str:
    """Return the name of the session cookie; over https its prefix ties it to this host."""
    return "__Host-habitlog" if app_context.config.is_https else "habitlog"


def pending_login_cookie_name(app_context: AppContext) -> str:
    """Return the name of the cookie of a sign-in that has not passed its second step yet."""
    return f"{session_cookie_name(app_context)}-half"


def find_token_owner(request: Request) -> TokenOwner:
    """Return who sends a request with a bearer token; raises `NotSignedIn` and `TooManyRequests`."""
    app_context, now = get_context(request), get_context(request).now()
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    token = credentials.strip()
    if scheme.lower() != "bearer":
        raise NotSignedIn("token_format")
    with app_context.database.begin_read() as transaction:
        owner = tokens.find_token_owner(transaction, token, now)
    request.state.extra_headers = app_context.request_limit.count(owner.person.id, now)
    if owner.is_use_stale:
        with app_context.database.begin_write_if_free() as writing:
            if writing is not None:
                tokens.record_token_use(writing, token, now)
    return owner


FormPairs = list[tuple[str, str]]


class Visitor(Struct, frozen=True):
    """A signed-in person in a browser.

    `two_factor_at` is when the second step was passed in this session, and `is_coach` whether somebody shares with
    them or has yet to confirm. `deletion_requested_at` is set while the account waits to be deleted.
    `has_ending_grants` and `has_new_notifications` are described in `ActiveSession`.
    """

    person: Person
    csrf_token: str
    session_secret: str
    signed_in_at: datetime
    two_factor_at: datetime | None
    has_two_factor: bool
    is_coach: bool
    has_ending_grants: bool
    has_new_notifications: bool
    deletion_requested_at: datetime | None


def _load_visitor(request: Request) -> Visitor | None:
    secret = request.cookies.get(session_cookie_name(get_context(request)), "")
    return load_visitor_of_session(request, secret) if secret else None


def load_visitor_of_session(request: Request, secret: str) -> Visitor | None:
    """Return who is signed in with a session's secret, which the request need not carry yet."""
    app_context, now = get_context(request), get_context(request).now()
    with app_context.database.begin_read() as transaction:
        found = accounts.find_session(transaction, secret, now)
    if found is None:
        return None
    session, is_last_seen_stale = found
    if is_last_seen_stale:
        with app_context.database.begin_write_if_free() as writing:
            if writing is not None:
                accounts.update_last_seen(writing, secret, now)
    return Visitor(
        person=session.person,
        csrf_token=session.csrf_token,
        session_secret=secret,
        signed_in_at=session.signed_in_at,
        two_factor_at=session.two_factor_at,
        has_two_factor=session.has_two_factor,
        is_coach=session.is_coach,
        has_ending_grants=session.has_ending_grants,
        has_new_notifications=session.has_new_notifications,
        deletion_requested_at=session.deletion_requested_at,
    )


def find_visitor(request: Request) -> Visitor | None:
    """Return who is signed in, or None; also None where the account is pending deletion."""
    visitor = _load_visitor(request)
    if visitor is not None and visitor.deletion_requested_at is not None:
        visitor = None
    request.state.visitor = visitor
    return visitor


def require_visitor(request: Request) -> Visitor:
    """Return who is signed in, and set `request.state.visitor` for the page.

    Raises `NotSignedIn`, and `AccountPendingDeletion` for a person whose account waits to be deleted.
    """
    visitor = require_signed_in(request)
    if visitor.deletion_requested_at is not None:
        raise AccountPendingDeletion("account_pending_deletion")
    request.state.visitor = visitor
    return visitor


def require_signed_in(request: Request) -> Visitor:
    """Return who is signed in, also while their account waits to be deleted; raises `NotSignedIn`."""
    visitor = _load_visitor(request)
    if visitor is None:
        raise NotSignedIn("session_needed")
    return visitor


def require_pending_deletion(request: Request, form: FormPairs | None = None) -> tuple[Visitor, datetime]:
    """Return a signed-in person whose account waits to be deleted, and since when; a `form` must carry their key.

    Raises `NotSignedIn`, `Forbidden` for a form with another key, and `NotFound` where no deletion was requested.
    """
    visitor = require_signed_in(request)
    if form is not None:
        require_csrf_token(visitor, form)
    if visitor.deletion_requested_at is None:
        request.state.visitor = visitor
        raise NotFound
    return visitor, visitor.deletion_requested_at


def require_coach_session(visitor: Visitor, now: datetime) -> None:
    """Raise `TwoFactorRequired` unless the second step was passed in this session within the last 12 hours."""
    two_factor.require_recent_two_factor(visitor.two_factor_at, now, has_two_factor=visitor.has_two_factor)


async def _read_form_pairs(request: Request) -> FormPairs:
    return read_form(request, await read_body(request))


FormBody = Annotated[FormPairs, Depends(_read_form_pairs)]


def require_form_sender(request: Request, form: FormPairs) -> Visitor:
    """Return who sent a form; raises as `require_visitor`, and `Forbidden` for a form without the session's key."""
    visitor = require_visitor(request)
    require_csrf_token(visitor, form)
    return visitor


def require_csrf_token(visitor: Visitor, form: FormPairs) -> None:
    """Raise `Forbidden` for a form that does not carry the key of the visitor's session."""
    if not is_csrf_key_valid(visitor.session_secret, dict(form).get("csrf", "")):
        raise Forbidden("form_key_wrong")


def _require_form_sender(request: Request, form: FormBody) -> Visitor:
    return require_form_sender(request, form)


def _require_entry_form_sender(request: Request, form: FormBody) -> Visitor:
    try:
        return require_form_sender(request, form)
    except (NotSignedIn, Forbidden):
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        named = request.path_params
        unsent = UnsentForm.from_posted(named["pillar"], named.get("entry_id", ""), form)
        if unsent is None or (visitor is not None and visitor.person.browser_id != unsent.owner):
            raise
        raise FormNotSent(unsent) from None


CurrentVisitor = Annotated[Visitor, Depends(require_visitor)]
"""Who is signed in. Dependencies run in the order of the parameters: this one stands before what the path names."""

FormSender = Annotated[Visitor, Depends(_require_form_sender)]
"""Who is signed in and sent the form of the request; raises as `require_form_sender` does."""


async def _read_upload_of_sender(request: Request, visitor: CurrentVisitor) -> AsyncIterator[UploadForm]:
    async with open_upload(request, visitor.person.id) as upload:
        require_csrf_token(visitor, list(upload.fields.items()))
        yield upload


UploadBody = Annotated[UploadForm, Depends(_read_upload_of_sender)]
"""A form with files, read once its sender is known to be signed in; raises as `require_form_sender` does."""


async def _read_shared_upload(request: Request, visitor: CurrentVisitor) -> AsyncIterator[UploadForm]:
    # A share sheet knows no form key. Browsers say that the request comes from no page, or from one of ours: that is
    # required here, where other forms take its absence. The cookie of the session goes along with no request of
    # another site, and all that a request can do is to let a file wait to be looked at. So no service worker need
    # hold the files until a form sends them.
    if request.headers.get("sec-fetch-site") not in {"none", "same-origin"}:
        raise Forbidden("form_key_wrong")
    async with open_upload(request, visitor.person.id) as upload:
        yield upload


SharedUploadBody = Annotated[UploadForm, Depends(_read_shared_upload)]
"""Files that the share sheet of a device sends to the installed app; raises `Forbidden` where a page could have."""

EntryFormSender = Annotated[Visitor, Depends(_require_entry_form_sender)]
"""Who sent the form of an entry, as `FormSender`.

Raises `FormNotSent` where its session has ended, or is another one of the same person.
"""


async def _require_coach(request: Request, visitor: CurrentVisitor) -> Visitor:
    require_coach_session(visitor, get_context(request).now())
    return visitor


async def _require_coach_form_sender(request: Request, sender: FormSender) -> Visitor:
    require_coach_session(sender, get_context(request).now())
    return sender


CurrentTokenOwner = Annotated[TokenOwner, Depends(find_token_owner)]


# These touch nothing but memory: a coroutine is called without a change of thread.
async def _require_reader(owner: CurrentTokenOwner) -> Person:
    return owner.require_scope("read")


async def _require_writer(owner: CurrentTokenOwner) -> Person:
    return owner.require_scope("write")


async def _require_exporter(owner: CurrentTokenOwner) -> Person:
    return owner.require_scope("export")


async def _find_pillar(pillar: str) -> Pillar:
    return find_pillar(pillar)


async def _parse_grant_id(grant_id: str) -> str:
    return parse_id(grant_id)


async def _parse_summary_weeks(weeks: str = "12") -> int:
    return 4 if weeks == "4" else 12


async def _parse_invitation_id(invitation_id: str) -> str:
    return parse_id(invitation_id)


async def _parse_experiment_id(experiment_id: str) -> str:
    return parse_id(experiment_id)


async def _parse_import_id(import_id: str) -> str:
    return parse_id(import_id)


async def _find_metric(request: Request, metric: str) -> Metric:
    if metric not in METRICS:
        if request.url.path.startswith("/api/"):
            raise NotFound("metric_unknown")
        raise NotFound("metric_of_page_unknown")
    return METRICS[metric]


async def _find_shown_pillar(visitor: CurrentVisitor, pillar: PathPillar) -> Pillar:
    return require_shown(visitor.person, pillar)


async def _find_shown_metric(visitor: CurrentVisitor, metric: PathMetric) -> Metric:
    return require_shown_metric(visitor.person, metric)


CurrentCoach = Annotated[Visitor, Depends(_require_coach)]
"""Who is signed in and passed their second step within the last 12 hours; raises as `require_coach_session` does."""

CoachFormSender = Annotated[Visitor, Depends(_require_coach_form_sender)]
"""Who sent the form of the request, as `FormSender`, and may use the coach's pages, as `CurrentCoach`."""

TokenReader = Annotated[Person, Depends(_require_reader)]
"""The person of a token that may read; raises `NotSignedIn`, or `Forbidden` for a token without the scope."""

TokenWriter = Annotated[Person, Depends(_require_writer)]
"""The person of a token that may write; raises as `TokenReader`."""

TokenExporter = Annotated[Person, Depends(_require_exporter)]
"""The person of a token that may export; raises as `TokenReader`."""

PathPillar = Annotated[Pillar, Depends(_find_pillar)]
"""The pillar that the path names; raises `NotFound`."""

PathMetric = Annotated[Metric, Depends(_find_metric)]
"""The metric that the path names; raises `NotFound`."""

ShownPillar = Annotated[Pillar, Depends(_find_shown_pillar)]
"""The pillar that the path names, as the visitor sees it; raises `NotFound` also where they switched it off."""

ShownMetric = Annotated[Metric, Depends(_find_shown_metric)]
"""The metric that the path names; raises `NotFound` also where the visitor switched it or its pillar off."""

GrantId = Annotated[str, Depends(_parse_grant_id)]
"""The grant's id that the path names; raises `NotFound` for what is no id."""

InvitationId = Annotated[str, Depends(_parse_invitation_id)]
"""The invitation's id that the path names; raises `NotFound` for what is no id."""

ExperimentId = Annotated[str, Depends(_parse_experiment_id)]
"""The experiment's id that the path names; raises `NotFound` for what is no id."""

ImportId = Annotated[str, Depends(_parse_import_id)]
"""The import's id that the path names; raises `NotFound` for what is no id."""

SummaryWeeks = Annotated[int, Depends(_parse_summary_weeks)]
"""The finished weeks that a client's summary covers: 4 where the query asks for them, otherwise 12."""
