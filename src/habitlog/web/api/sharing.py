"""Sharing from the client's side: invitations and grants, and the list of every look."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases.sharing import access_log as timeline
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due
from habitlog.web.api.entries import EntryId, PageLimit
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token
from habitlog.web.requests import RequestBody, read_json

router = APIRouter(tags=["sharing"])


@router.get("/grants")
def index(request: Request, limit: PageLimit = 100, cursor: str | None = None) -> Response:
    """List open invitations and grants of every state, oldest first."""
    person, house, now = authenticate_token(request, "read"), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, person, now)
    with house.database.begin_read() as transaction:
        return render_json_response(
            ApiResponse(invitations.list_invitations_and_grants(transaction, person, now, limit, cursor))
        )


@router.post("/grants", status_code=201)
def create(request: Request, body: RequestBody) -> Response:
    """Make an invitation; its code is in this answer alone, which is why no Idempotency-Key keeps a copy of it."""
    person, house, now = authenticate_token(request, "write"), get_context(request), get_context(request).now()
    raw = read_json(request, body)
    with house.database.begin_write() as transaction:
        made = invitations.create_invitation(transaction, person, raw, now)
    told: dict[str, Any] = {**made.invitation.as_json(person), "code": made.code}
    return render_json_response(ApiResponse(told, 201, {"Location": f"/api/v1/grants/{made.invitation.id}"}))


@router.get("/grants/{grant_id}")
def show(request: Request, grant_id: EntryId) -> Response:
    """Show one grant or open invitation."""
    person, house, now = authenticate_token(request, "read"), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, person, now)
    with house.database.begin_read() as transaction:
        return render_json_response(
            ApiResponse(invitations.find_invitation_or_grant(transaction, person, grant_id.lower(), now))
        )


@router.delete("/grants/{grant_id}", status_code=204)
def delete(request: Request, grant_id: EntryId) -> Response:
    """End a grant, or take an invitation back, at once."""
    person, house, now = authenticate_token(request, "write"), get_context(request), get_context(request).now()
    expire_grants_if_due(house.database, person, now)
    with house.database.begin_write() as transaction:
        invitations.end_invitation_or_grant(transaction, person, grant_id.lower(), now)
    return Response(status_code=204)


@router.get("/access-log")
def access_log(request: Request, limit: PageLimit = 100, cursor: str | None = None) -> Response:
    """List every look at what this person shares, served or denied, oldest first."""
    person = authenticate_token(request, "read")
    with get_context(request).database.begin_read() as transaction:
        return render_json_response(ApiResponse(timeline.list_access_log(transaction, person, limit, cursor)))
