"""Sharing from the client's side: invitations, grants and the access log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases.sharing import access_log, invitations
from habitlog.usecases.sharing.access_log import LoggedView
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.usecases.sharing.grants import GrantView, InvitationRequest, compute_last_day
from habitlog.usecases.sharing.invitations import Invitation
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.entries import EntryId, PageLimit
from habitlog.web.api.query_parameters import PageCursor
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenReader, TokenWriter
from habitlog.web.handler_queues import WRITES, runs_in
from habitlog.web.requests import RequestBody, read_json

router = ApiRouter("sharing")


@router.get("/grants")
@runs_in(WRITES)
def list_grants(request: Request, person: TokenReader, limit: PageLimit = 100, cursor: PageCursor = None) -> Response:
    """List open invitations and grants of every state, oldest first."""
    app_context, now = get_context(request), get_context(request).now()
    expire_grants_if_due(app_context.database, person, now)
    with app_context.database.begin_read() as transaction:
        page = invitations.list_invitations_and_grants(transaction, person, now, limit, cursor)
    items = [_serialize_invitation_or_grant(item, person) for item in page.items]
    return render_json_response(ApiResponse({"items": items, "next": page.next_cursor}))


INVITATION_REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": InvitationRequest.model_json_schema()}},
    }
}


@router.post("/grants", status_code=201, openapi_extra=INVITATION_REQUEST_BODY)
def create_invitation(request: Request, person: TokenWriter, body: RequestBody) -> Response:
    """Make an invitation; its code is in this answer alone, which is why no Idempotency-Key keeps a copy of it."""
    app_context, raw = get_context(request), read_json(request, body)
    with app_context.database.begin_write() as transaction:
        created = invitations.create_invitation(transaction, person, raw, app_context.now())
    answer = {**_serialize_invitation(created.invitation, person), "code": created.code}
    return render_json_response(ApiResponse(answer, 201, {"Location": f"/api/v1/grants/{created.invitation.id}"}))


@router.get("/grants/{grant_id}")
@runs_in(WRITES)
def show_grant(request: Request, person: TokenReader, grant_id: EntryId) -> Response:
    """Show one grant or open invitation."""
    app_context, now = get_context(request), get_context(request).now()
    expire_grants_if_due(app_context.database, person, now)
    with app_context.database.begin_read() as transaction:
        item = invitations.find_invitation_or_grant(transaction, person, grant_id, now)
    return render_json_response(ApiResponse(_serialize_invitation_or_grant(item, person)))


@router.delete("/grants/{grant_id}", status_code=204)
def delete_grant(request: Request, person: TokenWriter, grant_id: EntryId) -> Response:
    """End a grant, or take an invitation back, at once."""
    app_context, now = get_context(request), get_context(request).now()
    expire_grants_if_due(app_context.database, person, now)
    with app_context.database.begin_write() as transaction:
        invitations.end_invitation_or_grant(transaction, person, grant_id, now)
    return Response(status_code=204)


@router.get("/access-log")
def list_access_log(
    request: Request, person: TokenReader, limit: PageLimit = 100, cursor: PageCursor = None
) -> Response:
    """List every view of what this person shares, served or denied, oldest first."""
    with get_context(request).database.begin_read() as transaction:
        page = access_log.list_access_log(transaction, person, limit, cursor)
    items = [_serialize_logged_view(view) for view in page.views]
    return render_json_response(ApiResponse({"items": items, "next": page.next_cursor}))


def _serialize_invitation_or_grant(item: Invitation | GrantView, client: Person) -> dict[str, Any]:
    return _serialize_grant(item, client) if isinstance(item, GrantView) else _serialize_invitation(item, client)


def _serialize_grant(grant: GrantView, client: Person) -> dict[str, Any]:
    return {
        "id": grant.id,
        "state": grant.state.value,
        "coach": grant.coach_label,
        "label": grant.client_label,
        "pillars": list(grant.pillars),
        "history_from": grant.scope.history_from.isoformat(),
        "until": compute_last_day(grant.scope.expires_at, client).isoformat(),
        "expires_at": format_utc(grant.scope.expires_at),
        "created_at": format_utc(grant.created_at),
        "confirmed_at": _format_optional_utc(grant.confirmed_at),
        "ended_at": _format_optional_utc(grant.ended_at),
        "ended_by": grant.ended_by,
        "version": grant.version,
    }


def _serialize_invitation(invitation: Invitation, client: Person) -> dict[str, Any]:
    """Return an invitation in the shape of the grant that it can become, and when its code expires."""
    return {
        "id": invitation.id,
        "state": "invited",
        "coach": None,
        "label": invitation.client_label,
        "pillars": list(invitation.pillars),
        "history_from": invitation.history_from.isoformat(),
        "until": compute_last_day(invitation.grant_expires_at, client).isoformat(),
        "expires_at": format_utc(invitation.grant_expires_at),
        "created_at": format_utc(invitation.created_at),
        "confirmed_at": None,
        "ended_at": None,
        "ended_by": None,
        "version": 0,
        "code_expires_at": format_utc(invitation.expires_at),
    }


def _serialize_logged_view(view: LoggedView) -> dict[str, Any]:
    return {
        "id": view.id,
        "at": format_utc(view.accessed_at),
        "coach": view.coach_label,
        "grant": view.grant_id,
        "page": view.page_kind,
        "pillars": list(view.pillars),
        "from": view.date_from.isoformat() if view.date_from else None,
        "to": view.date_to.isoformat() if view.date_to else None,
        "outcome": view.outcome,
    }


def _format_optional_utc(at: datetime | None) -> str | None:
    return None if at is None else format_utc(at)
