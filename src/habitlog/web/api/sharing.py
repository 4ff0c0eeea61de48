"""Sharing from the client's side: invitations and grants, and the list of every look."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.usecases import inviting, sharelist, timeline
from habitlog.usecases.settling import settle_if_due
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.api.entries import EntryId, Limit
from habitlog.web.bodies import Body, read_json
from habitlog.web.deps import program
from habitlog.web.house import house_of

router = APIRouter(tags=["sharing"])


@router.get("/grants")
def index(request: Request, limit: Limit = 100, cursor: str | None = None) -> Response:
    """List open invitations and grants of every state, oldest first."""
    person, house, now = program(request, "read"), house_of(request), house_of(request).now()
    settle_if_due(house.database, person, now)
    with house.database.read() as unit:
        return as_response(Answer(sharelist.page(unit, person, now, limit, cursor)))


@router.post("/grants", status_code=201)
def create(request: Request, body: Body) -> Response:
    """Make an invitation; its code is in this answer alone, which is why no Idempotency-Key keeps a copy of it."""
    person, house, now = program(request, "write"), house_of(request), house_of(request).now()
    raw = read_json(request, body)
    with house.database.write() as unit:
        made = inviting.invite(unit, person, raw, now)
    told: dict[str, Any] = {**made.invite.as_json(person), "code": made.code}
    return as_response(Answer(told, 201, {"Location": f"/api/v1/grants/{made.invite.id}"}))


@router.get("/grants/{grant_id}")
def show(request: Request, grant_id: EntryId) -> Response:
    """Show one grant or open invitation."""
    person, house, now = program(request, "read"), house_of(request), house_of(request).now()
    settle_if_due(house.database, person, now)
    with house.database.read() as unit:
        return as_response(Answer(sharelist.one(unit, person, grant_id.lower(), now)))


@router.delete("/grants/{grant_id}", status_code=204)
def delete(request: Request, grant_id: EntryId) -> Response:
    """End a grant, or take an invitation back, at once."""
    person, house, now = program(request, "write"), house_of(request), house_of(request).now()
    settle_if_due(house.database, person, now)
    with house.database.write() as unit:
        sharelist.end(unit, person, grant_id.lower(), now)
    return Response(status_code=204)


@router.get("/access-log")
def access_log(request: Request, limit: Limit = 100, cursor: str | None = None) -> Response:
    """List every look at what this person shares, served or denied, oldest first."""
    person = program(request, "read")
    with house_of(request).database.read() as unit:
        return as_response(Answer(timeline.timeline(unit, person, limit, cursor)))
