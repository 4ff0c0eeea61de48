"""Whole days, and their marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from pydantic import ConfigDict
from starlette.responses import Response

from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.pillars import PILLARS
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries import days
from habitlog.usecases.entries.day_tags import list_tagged_days
from habitlog.usecases.entries.days import LoggedDay
from habitlog.usecases.trends.periods import require_valid_range
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import PathPillar, TokenWriter
from habitlog.web.requests import RequestBody, read_json

router = ApiRouter("days")

FirstDay = Annotated[Day, Query(alias="from")]
LastDay = Annotated[Day, Query()]


class DayMarkBody(AccountInput):
    """The body of a mark."""

    model_config = ConfigDict(title="MarkSent")

    mark: Literal["none", "skipped"]


MARK_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": DayMarkBody.model_json_schema()}}}
}


@router.get("/days")
def list_days(request: Request, person: ConditionalReader, from_: FirstDay, to: LastDay) -> Response:
    """List whole days from `from` to `to`, at most 366."""
    require_valid_range(from_, to)
    with get_context(request).database.begin_read() as transaction:
        logged_days = days.list_days(transaction, person, from_, to)
        tagged = list_tagged_days(transaction, person, from_, to)
    items = [_serialize_day(day, tagged) for day in logged_days]
    return render_json_response(ApiResponse({"items": items}, headers=list_etag_headers(request)))


@router.get("/days/{day}")
def show_day(request: Request, person: ConditionalReader, day: Day) -> Response:
    """Show one day whole."""
    with get_context(request).database.begin_read() as transaction:
        [logged_day] = days.list_days(transaction, person, day, day)
        tagged = list_tagged_days(transaction, person, day, day)
    return render_json_response(ApiResponse(_serialize_day(logged_day, tagged), headers=list_etag_headers(request)))


def _serialize_day(logged: LoggedDay, tagged: Mapping[str, Sequence[date]]) -> dict[str, Any]:
    pillars = {
        key: {
            "mark": pillar_entries.mark,
            "entries": [serialize_entry(PILLARS[key], row) for row in pillar_entries.rows],
        }
        for key, pillar_entries in logged.pillars.items()
    }
    tags = sorted(tag_id for tag_id, tagged_days in tagged.items() if logged.day in tagged_days)
    return {"day": logged.day.isoformat(), "pillars": pillars, "tags": tags}


@router.put("/days/{day}/marks/{pillar}", openapi_extra=MARK_REQUEST_BODY)
def set_day_mark(request: Request, person: TokenWriter, pillar: PathPillar, day: Day, body: RequestBody) -> Response:
    """Mark a day of a pillar as "none" or "skipped"."""
    mark = parse_input(DayMarkBody, read_json(request, body)).mark
    with get_context(request).database.begin_write() as transaction:
        days.mark_day(transaction, person, pillar, day, mark, get_context(request).now())
    return render_json_response(ApiResponse({"day": day, "pillar": pillar.key, "mark": mark}))


@router.delete("/days/{day}/marks/{pillar}", status_code=204)
def delete_day_mark(request: Request, person: TokenWriter, pillar: PathPillar, day: Day) -> Response:
    """Take a mark back."""
    with get_context(request).database.begin_write() as transaction:
        days.unmark_day(transaction, person, pillar, day)
    return Response(status_code=204)
