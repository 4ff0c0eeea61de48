"""The page of sharing, the access log, and notifications that are marked as seen."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.sharing.consent import LIVE_STATES, GrantState
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases import notifications
from habitlog.usecases.sharing import access_log, grants, invitations
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.usecases.sharing.grants import GrantView
from habitlog.usecases.sharing.invitations import Invitation
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender
from habitlog.web.handler_queues import WRITES, PageRouter, runs_in
from habitlog.web.presenters.sharing import (
    GrantOverview,
    describe_grant_end,
    format_moment,
    present_grant,
    present_logged_views,
    present_notifications,
)
from habitlog.web.requests import list_form_values, parse_id
from habitlog.web.responses import redirect, render_page, safe_redirect_target

router = PageRouter(prefix="/sharing")
LATEST_VIEWS, VIEWS_PER_PAGE = 5, 50
"""Rows of the access log on the page of sharing, and on a page of the whole log."""
DONE_MESSAGES = {
    "withdrawn": gettext_noop("The invitation is withdrawn. Its code no longer works."),
    "changed": gettext_noop("Saved. This is what you share now."),
    "confirmed": gettext_noop("Confirmed. From now on the coach sees what is listed here, and you see every view."),
    "declined": gettext_noop("Declined. Nothing was shown."),
    "stopped": gettext_noop("Stopped. The coach sees nothing of your log any more."),
    "narrowed": gettext_noop("Stopped for this pillar. The coach does not see it any more."),
}
"""What was just done, by the value of `done` in the address."""


@router.get("")
@runs_in(WRITES)
def show_sharing(request: Request, visitor: CurrentVisitor, done: str = "") -> Response:
    """Show who may see what until when, what waits for an answer, and the latest views."""
    app_context, now, client = get_context(request), get_context(request).now(), visitor.person
    expire_grants_if_due(app_context.database, client, now)
    with app_context.database.begin_read() as transaction:
        all_grants = grants.list_client_grants(transaction, client, now)
        open_invitations = invitations.list_open_invitations(transaction, client, now)
        latest_views = access_log.list_access_log(transaction, client, LATEST_VIEWS, newest_first=True).views
        unseen = notifications.list_notifications(transaction, client, only_new=True)
    ended_grants = [grant for grant in reversed(all_grants) if grant.state not in LIVE_STATES]
    values = {
        "pending": _present_grants_in_state(all_grants, GrantState.pending, client, now),
        "active": _present_grants_in_state(all_grants, GrantState.active, client, now),
        "ended": [(grant.coach_label, describe_grant_end(grant, client, now)) for grant in ended_grants],
        "invitations": [_present_invitation(invitation, client, now) for invitation in open_invitations],
        "logged_views": present_logged_views(latest_views, client, now),
        "notifications": present_notifications(unseen, client, now),
        "done_message": gettext(DONE_MESSAGES[done]) if done in DONE_MESSAGES else "",
    }
    return render_page(request, "sharing/index.html", values)


@router.get("/access-log")
@runs_in(WRITES)
def show_access_log(request: Request, visitor: CurrentVisitor, coach: str = "", cursor: str = "") -> Response:
    """Show every view, newest first, of one grant where `coach` is its id."""
    app_context, now, client = get_context(request), get_context(request).now(), visitor.person
    expire_grants_if_due(app_context.database, client, now)
    with app_context.database.begin_read() as transaction:
        all_grants = grants.list_client_grants(transaction, client, now)
        selected = grants.find_grant(transaction, client, parse_id(coach), now) if coach else None
        page = access_log.list_access_log(
            transaction,
            client,
            VIEWS_PER_PAGE,
            cursor or None,
            grant_id=selected.id if selected else None,
            newest_first=True,
        )
    values = {
        "grants": [grant for grant in all_grants if grant.state is not GrantState.declined],
        "selected_grant": selected,
        "logged_views": present_logged_views(page.views, client, now),
        "next_cursor": page.next_cursor,
        "live_states": LIVE_STATES,
    }
    return render_page(request, "sharing/access_log.html", values)


@router.post("/notifications/seen")
def mark_notifications_seen(request: Request, sender: FormSender, form: FormBody) -> Response:
    """Mark the notifications that a page showed as seen; later ones stay new."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        notifications.mark_notifications_seen(
            transaction, sender.person, set(list_form_values(form, "notice")), app_context.now()
        )
    return redirect(safe_redirect_target(dict(form).get("back", "/sharing")))


def _present_grants_in_state(
    all_grants: tuple[GrantView, ...], state: GrantState, client: Person, now: datetime
) -> list[GrantOverview]:
    return [present_grant(grant, client, now) for grant in all_grants if grant.state is state]


def _present_invitation(invitation: Invitation, client: Person, now: datetime) -> tuple[GrantOverview, str]:
    """Return an invitation and until when its code works."""
    code_expires_text = format_moment(invitation.expires_at, client, client.local_today(now))
    return present_grant(invitation, client, now), code_expires_text
