"""Days whole, and their marks."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.people.schema import Sent, read_sent
from habitlog.pillar.values import Day
from habitlog.usecases import days
from habitlog.usecases.entries import pillar_called
from habitlog.usecases.spans import check_range
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.bodies import Body, read_json
from habitlog.web.deps import program
from habitlog.web.house import house_of

router = APIRouter(tags=["days"])

From = Annotated[Day, Query(alias="from")]
To = Annotated[Day, Query()]


class MarkSent(Sent):
    """The body of a mark."""

    mark: Literal["none", "skipped"]


MARK_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": MarkSent.model_json_schema()}}}
}


@router.get("/days")
def index(request: Request, from_: From, to: To) -> Response:
    """List whole days from `from` to `to`, at most 366."""
    person = program(request, "read")
    check_range(from_, to)
    with house_of(request).database.read() as unit:
        return as_response(Answer({"items": days.whole(unit, person, from_, to)}))


@router.get("/days/{day}")
def show(request: Request, day: Day) -> Response:
    """Show one day whole."""
    person = program(request, "read")
    with house_of(request).database.read() as unit:
        return as_response(Answer(days.whole(unit, person, day, day)[0]))


@router.put("/days/{day}/marks/{pillar}", openapi_extra=MARK_BODY)
def mark(request: Request, day: Day, pillar: str, body: Body) -> Response:
    """Mark a day of a pillar as "none" or "skipped"."""
    person, now = program(request, "write"), house_of(request).now()
    sent = read_sent(MarkSent, read_json(request, body))
    with house_of(request).database.write() as unit:
        days.mark(unit, person, pillar_called(pillar), day, sent.mark, now)
    return as_response(Answer({"day": day, "pillar": pillar, "mark": sent.mark}))


@router.delete("/days/{day}/marks/{pillar}", status_code=204)
def unmark(request: Request, day: Day, pillar: str) -> Response:
    """Take a mark back."""
    person = program(request, "write")
    with house_of(request).database.write() as unit:
        days.unmark(unit, person, pillar_called(pillar), day)
    return Response(status_code=204)
