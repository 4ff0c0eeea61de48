"""The trend of a metric."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.pillar import Measure, Named
from habitlog.pillar.values import Day
from habitlog.pillars import MEASURES
from habitlog.usecases import trendjson, trends
from habitlog.usecases.spans import Span, measure_called
from habitlog.web.api.answers import Answer, as_response
from habitlog.web.deps import program
from habitlog.web.house import house_of

router = APIRouter(tags=["trends"])
NAMES = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "description": f"Which {name} a metric by {name} is told of.",
        }
        for name in sorted({measure.asks for _, measure in MEASURES.values() if isinstance(measure, Named)})
    ]
}


def asked_name(request: Request, measure: Measure) -> str | None:
    """Return the name a request carries for a measure that is told by name."""
    return request.query_params.get(measure.asks) if isinstance(measure, Named) else None


@router.get("/trends/{metric}", openapi_extra=NAMES)
def show(
    request: Request,
    metric: str,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Day | None = None,
) -> Response:
    """Show points, rolling values, slope, verdict, coverage and method; the last 28 days without a range.

    A windowed metric has one value instead of points. A metric by name, such as an exercise, needs that name.
    """
    house, person = house_of(request), program(request, "read")
    called = asked_name(request, measure_called(metric)[1])
    today = person.today(house.now())
    last = to or today
    first = from_ or last - trends.DEFAULT_WINDOW
    with house.database.read() as unit:
        told = trendjson.of(unit, person, metric, Span(first, last, today), called)
    return as_response(Answer(told))
