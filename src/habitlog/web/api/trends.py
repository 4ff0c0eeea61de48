"""The trend of a metric."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from habitlog.pillars import METRICS
from habitlog.tracking import KeyedMetric, Metric
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import Span, find_metric
from habitlog.validation import Day
from habitlog.web.api import trend_json
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import authenticate_token

router = APIRouter(tags=["trends"])
NAME_PARAMETERS = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "description": f"Which {name} a metric by {name} is told of.",
        }
        for name in sorted({measure.key_name for _, measure in METRICS.values() if isinstance(measure, KeyedMetric)})
    ]
}


def requested_name(request: Request, metric: Metric) -> str | None:
    """Return the name a request carries for a measure that is told by name."""
    return request.query_params.get(metric.key_name) if isinstance(metric, KeyedMetric) else None


@router.get("/trends/{metric}", openapi_extra=NAME_PARAMETERS)
def show(
    request: Request,
    metric: str,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Day | None = None,
) -> Response:
    """Show points, rolling values, slope, verdict, coverage and method; the last 28 days without a range.

    A windowed metric has one value instead of points. A metric by name, such as an exercise, needs that name.
    """
    house, person = get_context(request), authenticate_token(request, "read")
    called = requested_name(request, find_metric(metric)[1])
    today = person.local_today(house.now())
    last = to or today
    first = from_ or last - trends.DEFAULT_WINDOW
    with house.database.begin_read() as transaction:
        told = trend_json.compute_metric_json(transaction, person, metric, Span(first, last, today), called)
    return render_json_response(ApiResponse(told))
