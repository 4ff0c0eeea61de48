"""Inviting a coach: four switches that are off, a code that is shown once, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, Invalid
from habitlog.sharing import consent
from habitlog.usecases.sharing import invitations
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody, Visitor, require_form_sender, require_visitor
from habitlog.web.pages.grants import parse_grant_id, selected_pillars
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.presenters.sharing import format_moment, present_grant
from habitlog.web.responses import redirect, render_page

router = APIRouter(prefix="/sharing/invitations")
INVITATION_FIELDS = ("label", "history_from", "until")


@router.get("/new")
def show_invitation_form(request: Request) -> Response:
    """Show the form of an invitation."""
    return _render_invitation_form(request, require_visitor(request))


@router.post("/new")
def create_invitation(request: Request, form: FormBody) -> Response:
    """Make an invitation and show its code, this once."""
    who, house, given = require_form_sender(request, form), get_context(request), dict(form)
    typed: dict[str, Any] = {"pillars": selected_pillars(form)} | {
        name: given.get(name, "") for name in INVITATION_FIELDS
    }
    try:
        with house.database.begin_write() as transaction:
            made = invitations.create_invitation(transaction, who.person, typed, house.now())
    except Invalid as error:
        return _render_invitation_form(
            request, who, typed, describe_problems_by_field(error, top_level=True), status=422
        )
    except ClinicianTopic as error:
        return _render_invitation_form(request, who, typed, {error.field: describe_error(error)}, status=422)
    except Conflict as error:
        return _render_invitation_form(request, who, typed, message=describe_error(error), status=error.status)
    today, until = who.person.local_today(house.now()), made.invitation.expires_at
    link = f"{house.config.base_url or str(request.base_url).rstrip('/')}/coach#{made.code}"
    context = {"shown": present_grant(made.invitation, who.person, house.now()), "code": made.code, "link": link}
    return render_page(
        request, "invitations/created.html", {**context, "taken_by": format_moment(until, who.person, today)}
    )


@router.post("/{invite_id}/withdraw")
def withdraw_invitation(request: Request, invite_id: str, form: FormBody) -> Response:
    """Take an open invitation back at once."""
    who, house = require_form_sender(request, form), get_context(request)
    with house.database.begin_write() as transaction:
        invitations.withdraw_invitation(transaction, who.person, parse_grant_id(invite_id), house.now())
    return redirect("/sharing?done=withdrawn")


def _render_invitation_form(
    request: Request,
    visitor: Visitor,
    submitted: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
) -> Response:
    today = visitor.person.local_today(get_context(request).now())
    offered = {"pillars": [], "label": visitor.person.name, "history_from": today.isoformat()}
    offered["until"] = (today + timedelta(days=consent.DEFAULT_GRANT_DAYS)).isoformat()
    context = {
        "values": submitted or offered,
        "errors": errors or {},
        "told_of": message,
        "days": consent.MAX_GRANT_DAYS,
    }
    return render_page(request, "invitations/new.html", context, status)
