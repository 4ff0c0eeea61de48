"""The coach's pages: the list of clients, one client's summary, redeeming a code, and ending a grant."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Conflict, HabitlogError, NotFound, RateLimited
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.sharing import client_list, client_summary, grants, invitations
from habitlog.usecases.sharing.client_list import ClientFilter, ClientOrder, filter_clients
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.context import get_context
from habitlog.web.dates import medium_day
from habitlog.web.dependencies import CoachFormSender, CurrentCoach, FormBody, GrantId, SummaryWeeks
from habitlog.web.handler_queues import WRITES, PageRouter, runs_in
from habitlog.web.presenters.coach import (
    VERDICT_CHOICES,
    describe_coach_method,
    describe_judged_cells,
    describe_rest_days_of_rows,
    format_last_week,
    list_column_headings,
    present_client_page,
    present_client_row,
)
from habitlog.web.presenters.error_text import describe_error
from habitlog.web.presenters.sharing import format_pillar_names
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/coach")
MAX_NAME_LENGTH, MAX_CODE_LENGTH = 80, 200
ORDERS: Mapping[str, ClientOrder] = {
    "name": ClientOrder("name"),
    "back": ClientOrder("name_reversed"),
    "ending": ClientOrder("ending"),
    **{f"most-{pillar}": ClientOrder("most_weeks", pillar) for pillar in PILLARS},
    **{f"fewest-{pillar}": ClientOrder("fewest_weeks", pillar) for pillar in PILLARS},
}
"""The orders of the list by their names in an address; any other name is the order by changes."""


@router.get("")
@runs_in(WRITES)
def list_clients(
    request: Request, coach: CurrentCoach, name: str = "", pillar: str = "", verdict: str = "", order: str = ""
) -> Response:
    """Show every client, or those who match the filter, in the order of the filter."""
    app_context, now = get_context(request), get_context(request).now()
    clients = client_list.read_client_list(app_context.database, coach.person, now)
    client_filter = _parse_client_filter(name, pillar, verdict, order)
    today = coach.person.local_today(now)
    rows = [present_client_row(client, coach.person, today) for client in filter_clients(clients.items, client_filter)]
    values = {
        "client_rows": rows,
        "rest_days": describe_rest_days_of_rows(rows),
        "column_headings": list_column_headings(),
        "client_count": len(clients.items),
        "last_week": format_last_week(clients.items),
        "judged": describe_judged_cells(clients.items),
        "pending_grants": clients.pending_grants,
        "client_filter": client_filter,
        "order": order if order in ORDERS else "",
        "verdict_choices": VERDICT_CHOICES,
        "max_name_length": MAX_NAME_LENGTH,
    }
    return render_page(request, "coach/index.html", values)


def _parse_client_filter(name: str, pillar: str, verdict: str, order: str) -> ClientFilter:
    """Return the filter that an address names; an unknown value filters nothing."""
    return ClientFilter(
        name=name.strip()[:MAX_NAME_LENGTH],
        pillar=pillar if pillar in PILLARS else "",
        verdict=next((choice for choice in VERDICT_CHOICES if choice == verdict), None),
        order=ORDERS.get(order, ClientOrder()),
    )


@router.post("/code")
def preview_invitation(request: Request, coach: CoachFormSender, form: FormBody) -> Response:
    """Show what a code would share, before it is redeemed."""
    app_context, code = get_context(request), dict(form).get("code", "")
    now = app_context.now()
    try:
        invitation = invitations.preview_invitation(app_context.database, coach.person, code, now)
    except (NotFound, RateLimited) as error:
        return _render_refused_code(request, code, error)
    first_week = consent.first_shared_week(invitation.history_from)
    values = {
        "invitation": invitation,
        "pillar_names": format_pillar_names(invitation.pillars),
        "first_week_text": medium_day(first_week, coach.person.local_today(now)),
        "code": code,
        "error": "",
    }
    return render_page(request, "coach/code.html", values)


@router.post("/accept")
def accept_invitation(request: Request, coach: CoachFormSender, form: FormBody) -> Response:
    """Redeem a code; its grant then waits for the client to confirm."""
    app_context, code = get_context(request), dict(form).get("code", "")
    try:
        invitations.redeem_invitation(app_context.database, coach.person, code, app_context.now())
    except (NotFound, Conflict, RateLimited) as error:
        return _render_refused_code(request, code, error)
    return redirect("/coach")


def _render_refused_code(request: Request, code: str, error: HabitlogError) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
    values = {"invitation": None, "code": code[:MAX_CODE_LENGTH], "error": describe_error(error)}
    return render_page(request, "coach/code.html", values, error.status, headers)


@router.get("/{grant_id}")
@runs_in(WRITES)
def show_client_summary(request: Request, coach: CurrentCoach, grant_id: GrantId, weeks: SummaryWeeks) -> Response:
    """Show what one client shares, over four or twelve finished weeks."""
    app_context, now = get_context(request), get_context(request).now()
    summary = client_summary.read_client_summary(app_context.database, coach.person, grant_id, weeks, now)
    client = present_client_page(summary, coach.person, coach.person.local_today(now))
    values = {"client": client, "weeks": weeks, "method": describe_coach_method()}
    return render_page(request, "coach/show.html", values)


@router.post("/{grant_id}/leave")
def leave_client_grant(request: Request, coach: CoachFormSender, grant_id: GrantId) -> Response:
    """End a grant from the coach's side, at once."""
    app_context, now = get_context(request), get_context(request).now()
    # A form can be sent after the grant expired: it has then ended by itself, not by the coach.
    expire_grants_if_due(app_context.database, coach.person, now)
    with app_context.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, coach.person, grant_id, now)
    return redirect("/coach")
