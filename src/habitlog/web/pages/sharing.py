"""Sharing at a glance: who may see what until when, what happened, and every look in a timeline."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.sharing.consent import LIVE_STATES, GrantState
from habitlog.usecases import notifications
from habitlog.usecases.sharing import access_log, invitations
from habitlog.usecases.sharing import grants as granting
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.usecases.sharing.grants import GrantView
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, require_form_sender, require_visitor
from habitlog.web.pages.grants import parse_grant_id
from habitlog.web.presenters.sharing import (
    GrantOverview,
    describe_grant_end,
    describe_notice,
    describe_shared_view,
    format_moment,
    present_grant,
)
from habitlog.web.responses import redirect, render_page, safe_redirect_target

router = APIRouter(prefix="/sharing")
LATEST_VIEWS, VIEWS_PER_PAGE = 5, 50
"""Looks on the page of sharing, and on a page of the timeline."""


@router.get("")
def show_sharing(request: Request, done: str = "") -> Response:
    """Show who may see what until when, what waits for an answer, and the latest looks."""
    who, house, now = require_visitor(request), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, who.person, now)
    with house.database.begin_read() as transaction:
        grants = granting.list_client_grants(transaction, who.person, now)
        context = {
            "pending": _grants_in_state(grants, GrantState.pending, who.person, now),
            "active": _grants_in_state(grants, GrantState.active, who.person, now),
            "ended": [
                (one, describe_grant_end(one, who.person, now)) for one in grants[::-1] if one.state not in LIVE_STATES
            ],
            "invites": [
                (
                    present_grant(one, who.person, now),
                    format_moment(one.expires_at, who.person, who.person.local_today(now)),
                )
                for one in invitations.list_open_invitations(transaction, who.person, now)
            ],
            "looks": _access_log_context(transaction, who.person, now, LATEST_VIEWS),
            "notices": unseen_notifications(transaction, who.person, now),
            "done": done,
        }
    return render_page(request, "sharing/index.html", context)


@router.get("/access-log")
def show_access_log(request: Request, coach: str = "", cursor: str = "") -> Response:
    """Show every look, newest first, of one grant where it is named."""
    who, house, now = require_visitor(request), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, who.person, now)
    with house.database.begin_read() as transaction:
        grants = [
            one
            for one in granting.list_client_grants(transaction, who.person, now)
            if one.state is not GrantState.declined
        ]
        chosen = granting.find_grant(transaction, who.person, parse_grant_id(coach), now) if coach else None
        found = _access_log_context(transaction, who.person, now, VIEWS_PER_PAGE, cursor, chosen.id if chosen else None)
    context = {"grants": grants, "chosen": chosen, "looks": found, "live": LIVE_STATES}
    return render_page(request, "sharing/access_log.html", context)


@router.post("/notifications/seen")
def mark_notifications_seen(request: Request, form: FormBody) -> Response:
    """Note that the notices a page showed were seen; what came since stays new."""
    who, house = require_form_sender(request, form), get_context(request)
    shown = {value for name, value in form if name == "notice"}
    with house.database.begin_write() as transaction:
        notifications.mark_notifications_seen(transaction, who.person, shown, house.now())
    return redirect(safe_redirect_target(dict(form).get("back", "/sharing")))


def unseen_notifications(transaction: ReadTransaction, person: Person, now: datetime) -> list[tuple[str, str, str]]:
    """Return (id, sentence, when) of each notice a person has not seen, newest first."""
    today = person.local_today(now)
    return [
        (one.id, describe_notice(one), format_moment(one.at, person, today))
        for one in notifications.list_notifications(transaction, person, only_new=True)
    ]


def _grants_in_state(
    grants: tuple[GrantView, ...], state: GrantState, person: Person, now: datetime
) -> list[GrantOverview]:
    return [present_grant(one, person, now) for one in grants if one.state is state]


def _access_log_context(
    transaction: ReadTransaction,
    person: Person,
    now: datetime,
    limit: int,
    cursor: str = "",
    grant_id: str | None = None,
) -> dict[str, object]:
    found = access_log.list_access_log(transaction, person, limit, cursor or None, grant_id=grant_id, newest_first=True)
    today = person.local_today(now)
    told = [
        {
            "who": one["coach"],
            "when": format_moment(datetime.fromisoformat(one["at"]), person, today),
            "what": describe_shared_view(one),
        }
        for one in found["items"]
    ]
    return {"told": told, "next": found["next"]}
