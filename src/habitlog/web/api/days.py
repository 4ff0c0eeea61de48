"""Days whole, and their marks."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.usecases.entries import days
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.trends.periods import require_valid_range
from habitlog.validation import Day
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token
from habitlog.web.requests import RequestBody, read_json

router = APIRouter(tags=["days"])

FirstDay = Annotated[Day, Query(alias="from")]
LastDay = Annotated[Day, Query()]


class MarkSent(AccountInput):
    """The body of a mark."""

    mark: Literal["none", "skipped"]


MARK_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": MarkSent.model_json_schema()}}}
}


@router.get("/days")
def index(request: Request, from_: FirstDay, to: LastDay) -> Response:
    """List whole days from `from` to `to`, at most 366."""
    person = authenticate_token(request, "read")
    require_valid_range(from_, to)
    with get_context(request).database.begin_read() as transaction:
        return render_json_response(ApiResponse({"items": days.list_days(transaction, person, from_, to)}))


@router.get("/days/{day}")
def show(request: Request, day: Day) -> Response:
    """Show one day whole."""
    person = authenticate_token(request, "read")
    with get_context(request).database.begin_read() as transaction:
        return render_json_response(ApiResponse(days.list_days(transaction, person, day, day)[0]))


@router.put("/days/{day}/marks/{pillar}", openapi_extra=MARK_REQUEST_BODY)
def mark(request: Request, day: Day, pillar: str, body: RequestBody) -> Response:
    """Mark a day of a pillar as "none" or "skipped"."""
    person, now = authenticate_token(request, "write"), get_context(request).now()
    sent = parse_input(MarkSent, read_json(request, body))
    with get_context(request).database.begin_write() as transaction:
        days.mark_day(transaction, person, find_pillar(pillar), day, sent.mark, now)
    return render_json_response(ApiResponse({"day": day, "pillar": pillar, "mark": sent.mark}))


@router.delete("/days/{day}/marks/{pillar}", status_code=204)
def unmark(request: Request, day: Day, pillar: str) -> Response:
    """Take a mark back."""
    person = authenticate_token(request, "write")
    with get_context(request).database.begin_write() as transaction:
        days.unmark_day(transaction, person, find_pillar(pillar), day)
    return Response(status_code=204)
