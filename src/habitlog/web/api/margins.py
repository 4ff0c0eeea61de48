"""The margin of a metric: the change up to which the person calls it steady."""

from __future__ import annotations

from fastapi import Request
from pydantic import ConfigDict, Field
from starlette.responses import Response

from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.usecases.margins import set_margin
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.dependencies import PathMetric, TokenWriter
from habitlog.web.requests import RequestBody, read_json

router = ApiRouter("trends")


class MarginBody(AccountInput):
    """The body of a margin: a number in the unit of the metric, or null for none."""

    model_config = ConfigDict(title="MarginSent")

    margin: float | None = Field(strict=True, allow_inf_nan=False)


MARGIN_REQUEST_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": MarginBody.model_json_schema()}}}
}


@router.put("/trends/{metric}/margin", openapi_extra=MARGIN_REQUEST_BODY)
def set_metric_margin(request: Request, person: TokenWriter, metric: PathMetric, body: RequestBody) -> Response:
    """Set the change up to which the metric is called steady, in its unit; null for none.

    A change that is not clear is then `steady` where the whole 90 % interval lies within the margin.
    """
    margin = parse_input(MarginBody, read_json(request, body)).margin
    with get_context(request).database.begin_write() as transaction:
        set_margin(transaction, person, metric, margin)
    return render_json_response(ApiResponse({"metric": metric.id, "unit": metric.unit, "margin": margin}))
