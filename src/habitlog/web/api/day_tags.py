"""A person's own tags of days."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.schema import parse_input
from habitlog.usecases.entries import day_tags
from habitlog.usecases.entries.day_tags import DayTag, DayTagInput
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenWriter
from habitlog.web.requests import RequestBody, read_json

router = ApiRouter("day tags")
TAG_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": DayTagInput.model_json_schema()}}}
}


@router.get("/day-tags")
def list_day_tags(request: Request, person: ConditionalReader) -> Response:
    """List the tags, oldest first, each with its first day and how many it has."""
    with get_context(request).database.begin_read() as transaction:
        tags = day_tags.list_tags(transaction, person)
    return render_json_response(
        ApiResponse({"items": [_serialize_tag(tag) for tag in tags]}, headers=list_etag_headers(request))
    )


@router.put("/day-tags/{tag_id}", openapi_extra=TAG_REQUEST_BODY)
def save_day_tag(request: Request, person: TokenWriter, tag_id: UUID, body: RequestBody) -> Response:
    """Name a tag, a new one where this id is not there yet; a seventh is refused."""
    name = parse_input(DayTagInput, read_json(request, body)).name
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        tag, _ = day_tags.save_tag(transaction, person, str(tag_id), {"name": name}, app_context.now())
    return render_json_response(ApiResponse(_serialize_tag(tag)))


@router.delete("/day-tags/{tag_id}", status_code=204)
def delete_day_tag(request: Request, person: TokenWriter, tag_id: UUID) -> Response:
    """Remove a tag from all days and for good."""
    with get_context(request).database.begin_write() as transaction:
        day_tags.remove_tag(transaction, person, str(tag_id))
    return Response(status_code=204)


@router.put("/days/{day}/tags/{tag_id}", status_code=204)
def tag_day(request: Request, person: TokenWriter, day: Day, tag_id: UUID) -> Response:
    """Give a day a tag."""
    return _save_day(request, person, day, tag_id, is_tagged=True)


@router.delete("/days/{day}/tags/{tag_id}", status_code=204)
def untag_day(request: Request, person: TokenWriter, day: Day, tag_id: UUID) -> Response:
    """Take a tag from a day."""
    return _save_day(request, person, day, tag_id, is_tagged=False)


def _save_day(request: Request, person: TokenWriter, day: Day, tag_id: UUID, *, is_tagged: bool) -> Response:
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        day_tags.tag_day(transaction, person, str(tag_id), day, app_context.now(), is_tagged=is_tagged)
    return Response(status_code=204)


def _serialize_tag(tag: DayTag) -> dict[str, Any]:
    return {
        "id": tag.id,
        "name": tag.name,
        "created_at": tag.created_at,
        "first_day": tag.first_day,
        "days": tag.count,
    }
