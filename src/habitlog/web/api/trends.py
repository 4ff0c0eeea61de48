"""The trend of a metric."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.pillar.values import Day
from habitlog.usecases import trends
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.deps import program
from habitlog.web.house import house_of

router = APIRouter(tags=["trends"])


@router.get("/trends/{metric}")
def show(
    request: Request, metric: str, from_: Annotated[Day | None, Query(alias="from")] = None, to: Day | None = None
) -> Response:
    """Show points, rolling values, slope, verdict, coverage and method; the last 28 days without a range."""
    house, person = house_of(request), program(request, "read")
    today = person.today(house.now())
    last = to or today
    first = from_ or last - trends.DEFAULT_WINDOW
    with house.database.read() as unit:
        trend = trends.of(unit, person, metric, first, last, today)
    return as_response(Answer(trends.as_json(trend)))
