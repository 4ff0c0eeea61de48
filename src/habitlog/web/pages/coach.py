"""The coach's pages: what clients show, a code to take, and the way out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import Conflict, HabitlogError, NotFound, RateLimited
from habitlog.sharing import consent
from habitlog.usecases.sharing import client_list, client_summary, grants, invitations
from habitlog.usecases.sharing.client_list import MAX_NAME_LENGTH, ClientFilter, filter_clients
from habitlog.web.context import get_context
from habitlog.web.dates import medium_day
from habitlog.web.dependencies import FormBody, Visitor, require_coach_session, require_form_sender, require_visitor
from habitlog.web.pages.grants import parse_grant_id, require_sender_after_expiry
from habitlog.web.presenters.coach import (
    describe_coach_method,
    format_last_week,
    list_pillar_headings,
    present_client_page,
    present_client_row,
)
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.sharing import format_pillar_names
from habitlog.web.responses import redirect, render_page

router = APIRouter(prefix="/coach")
WEEK_COUNTS = {"4": 4, "12": 12}


def require_coach_visitor(request: Request) -> Visitor:
    """Return the coach who is asking: what every page here begins with.

    Raises `TwoFactorRequired` for a session that passed no second step within the last 12 hours.
    """
    found = require_visitor(request)
    require_coach_session(found, get_context(request).now())
    return found


@router.get("")
def list_clients(request: Request, name: str = "", pillar: str = "", verdict: str = "", order: str = "") -> Response:
    """Show every client, or those that are asked for, in the order asked for."""
    who, house, now = require_coach_visitor(request), get_context(request), get_context(request).now()
    found, wish = (
        client_list.read_client_list(house.database, who.person, now),
        ClientFilter.from_query(name, pillar, verdict, order),
    )
    today = who.person.local_today(now)
    context = {
        "clients": [present_client_row(one, who.person, today) for one in filter_clients(found.items, wish)],
        "heads": list_pillar_headings(),
        "all": len(found.items),
        "last_week": format_last_week(found.items),
        "waiting": found.pending_grants,
        "asked": wish,
        "longest": MAX_NAME_LENGTH,
    }
    return render_page(request, "coach/index.html", context)


@router.post("/code")
def preview_invitation(request: Request, form: FormBody) -> Response:
    """Show what a code opens, before it is taken."""
    require_form_sender(request, form)
    who, house, code = require_coach_visitor(request), get_context(request), dict(form).get("code", "")
    try:
        found = invitations.preview_invitation(house.database, who.person, code, house.now())
    except (NotFound, RateLimited) as error:
        return _render_refused_code(request, code, error)
    first = medium_day(consent.first_shared_week(found.history_from), who.person.local_today(house.now()))
    context = {"offer": found, "names": format_pillar_names(found.pillars), "first": first, "code": code, "error": ""}
    return render_page(request, "coach/code.html", context)


@router.post("/accept")
def accept_invitation(request: Request, form: FormBody) -> Response:
    """Take a code: the grant then waits for the client."""
    require_form_sender(request, form)
    who, house, code = require_coach_visitor(request), get_context(request), dict(form).get("code", "")
    try:
        invitations.redeem_invitation(house.database, who.person, code, house.now())
    except (NotFound, Conflict, RateLimited) as error:
        return _render_refused_code(request, code, error)
    return redirect("/coach")


def _render_refused_code(request: Request, code: str, error: HabitlogError) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    context = {"offer": None, "code": code[:200], "error": describe_error(error)}
    return render_page(request, "coach/code.html", context, error.status, headers)


@router.get("/{grant}")
def show_client_summary(request: Request, grant: str, weeks: str = "12") -> Response:
    """Show what one client shares, over four or twelve finished weeks."""
    who, house, now = require_coach_visitor(request), get_context(request), get_context(request).now()
    asked = parse_week_count(weeks)
    found = client_summary.read_client_summary(house.database, who.person, parse_grant_id(grant), asked, now)
    shown = present_client_page(found, who.person, who.person.local_today(now))
    return render_page(request, "coach/show.html", {"client": shown, "weeks": asked, "method": describe_coach_method()})


def parse_week_count(text: str) -> int:
    """Return the weeks an address asks for: 4, or otherwise 12."""
    return WEEK_COUNTS.get(text, 12)


@router.post("/{grant}/leave")
def leave_client_grant(request: Request, grant: str, form: FormBody) -> Response:
    """End a grant from the coach's side, at once."""
    require_sender_after_expiry(request, form)
    who, house = require_coach_visitor(request), get_context(request)
    with house.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, who.person, parse_grant_id(grant), house.now())
    return redirect("/coach")
