"""The trend of a metric."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from habitlog.pillars import METRICS
from habitlog.tracking import KeyedMetric, WindowMetric
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import make_span
from habitlog.usecases.trends.since import choose_since_periods, compute_trend_since
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.api.trend_json import serialize_trend, serialize_window
from habitlog.web.context import get_context
from habitlog.web.dependencies import PathMetric

router = ApiRouter("trends")
KEY_PARAMETERS = {
    "parameters": [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "description": f"Which {name} a metric by {name} is told of.",
        }
        for name in sorted({metric.key_name for metric in METRICS.values() if isinstance(metric, KeyedMetric)})
    ]
}


@router.get("/trends/{metric}", openapi_extra=KEY_PARAMETERS)
def show_trend(
    request: Request,
    person: ConditionalReader,
    metric: PathMetric,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Day | None = None,
    since: Day | None = None,
) -> Response:
    """Show points, rolling values, slope, verdict, coverage and method; the last 28 days without a range.

    A windowed metric has one value instead of points. A metric by name, such as an exercise, needs that name. With
    `since`, in place of a range, the verdict compares the whole weeks since that date with those before; not for
    windowed metrics.
    """
    app_context = get_context(request)
    today = person.local_today(app_context.now())
    last = to or today
    span = make_span(from_ or last - trends.DEFAULT_WINDOW, last, today)
    key = request.query_params.get(metric.key_name) if isinstance(metric, KeyedMetric) else None
    with app_context.database.begin_read() as transaction:
        if isinstance(metric, WindowMetric):
            answer = serialize_window(trends.compute_window(transaction, person, metric, span))
        elif since:
            periods = choose_since_periods(since, today)
            answer = serialize_trend(compute_trend_since(transaction, person, metric, periods, key))
        else:
            answer = serialize_trend(trends.compute_trend(transaction, person, metric, span, key))
    return render_json_response(ApiResponse(answer, headers=list_etag_headers(request)))
