"""Inviting a coach: the form, the code that is shown once, and withdrawing an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, Invalid
from habitlog.sharing import consent
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.invitations import CreatedInvitation
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, FormBody, FormSender, InvitationId, Visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import format_moment, present_grant
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.requests import list_form_values
from habitlog.web.responses import redirect, render_page, render_page_with_secret

router = PageRouter(prefix="/sharing/invitations")
INVITATION_FIELDS = ("label", "history_from", "until")


@router.get("/new")
def show_invitation_form(request: Request, visitor: CurrentVisitor) -> Response:
    """Show the form of an invitation."""
    return _render_invitation_form(request, visitor)


@router.post("/new")
def create_invitation(request: Request, client: FormSender, form: FormBody) -> Response:
    """Create an invitation and show its code, this once."""
    app_context, form_values = get_context(request), dict(form)
    submitted: dict[str, Any] = {"pillars": list_form_values(form, "pillar")}
    submitted |= {name: form_values.get(name, "") for name in INVITATION_FIELDS}
    try:
        with (
            open_urgent_card_on_refusal(request, client.person),
            app_context.database.begin_write() as transaction,
        ):
            created = invitations.create_invitation(transaction, client.person, submitted, app_context.now())
    except Invalid as error:
        errors = describe_problems_by_field(error, top_level=True)
        return _render_invitation_form(request, client, submitted, errors, status=422)
    except ClinicianTopic as error:
        return _render_invitation_form(request, client, submitted, {error.field: describe_error(error)}, status=422)
    except Conflict as error:
        return _render_invitation_form(request, client, submitted, message=describe_error(error), status=error.status)
    return _render_created_invitation(request, client, created)


@router.post("/{invitation_id}/withdraw")
def withdraw_invitation(request: Request, client: FormSender, invitation_id: InvitationId) -> Response:
    """Withdraw an open invitation at once."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        invitations.withdraw_invitation(transaction, client.person, invitation_id, app_context.now())
    return redirect("/sharing?done=withdrawn")


def _render_created_invitation(request: Request, client: Visitor, created: CreatedInvitation) -> Response:
    app_context = get_context(request)
    now = app_context.now()
    base_url = app_context.config.base_url or str(request.base_url).rstrip("/")
    values = {
        "overview": present_grant(created.invitation, client.person, now),
        "code": created.code,
        # After "#": browsers send this part of an address to no server.
        "link": f"{base_url}/coach#{created.code}",
        "code_expires_text": format_moment(
            created.invitation.expires_at, client.person, client.person.local_today(now)
        ),
    }
    return render_page_with_secret(request, "invitations/created.html", values)


def _render_invitation_form(
    request: Request,
    client: Visitor,
    submitted: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
) -> Response:
    today = client.person.local_today(get_context(request).now())
    defaults = {
        "pillars": [],
        "label": client.person.name,
        "history_from": today.isoformat(),
        "until": (today + timedelta(days=consent.DEFAULT_GRANT_DAYS)).isoformat(),
    }
    values = {
        "values": submitted or defaults,
        "errors": errors or {},
        "message": message,
        "max_days": consent.MAX_GRANT_DAYS,
    }
    return render_page(request, "invitations/new.html", values, status)
