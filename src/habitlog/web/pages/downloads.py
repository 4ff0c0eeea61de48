"""What a metric's page shows, to take along: its values as a table, its chart as a drawing."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.pillar import Style, WindowMetric
from habitlog.usecases.spans import MetricTrend
from habitlog.web import asked, methodwords, stretches, trendcharts, trendcsv, trendwords
from habitlog.web.charts import ChartFileText, render_chart_file
from habitlog.web.deps import require_visitor
from habitlog.web.house import get_context

router = APIRouter(prefix="/trends")


@router.get("/{metric}/values.csv")
def download_values_csv(request: Request, metric: str) -> Response:
    """Send every day or week of what the page shows."""
    trend, _, _ = _load_trend(request, metric)
    return _file_response(trend, "csv", trendcsv.format_trend_csv(trend), "text/csv; charset=utf-8; header=present")


@router.get("/{metric}/chart.svg")
def download_chart_svg(request: Request, metric: str) -> Response:
    """Send the chart with its verdict and method, as a drawing that stands by itself."""
    trend, style, picked = _load_trend(request, metric)
    drawing = trendcharts.build_metric_chart(trend, style)
    drawn = render_chart_file(
        drawing,
        _chart_texts(trend, style, drawing.explanation if drawing else "", is_custom_period=picked),
        trend.pillar.theme,
    )
    return _file_response(trend, "svg", drawn, "image/svg+xml")


def _load_trend(request: Request, metric: str) -> tuple[MetricTrend, Style, bool]:
    """Return the trend a page would show, the person's style, and whether the stretch was picked by hand."""
    who, house, measure = require_visitor(request), get_context(request), asked.require_metric(metric)
    if isinstance(measure[1], WindowMetric):
        raise NotFound(f"{measure[1].name} has one value for a window and no chart.")
    with house.database.begin_read() as transaction:
        found = asked.parse_period(
            transaction, who.person, measure, request.query_params, who.person.local_today(house.now())
        )
        _, trend = asked.load_trend_and_names(transaction, who.person, metric, found.span, request.query_params)
    if trend is None:
        raise NotFound("There is nothing to reckon from in this range.")
    return trend, who.person.style, not found.range_key


def _chart_texts(trend: MetricTrend, style: Style, notes: str, *, is_custom_period: bool) -> ChartFileText:
    rests = [
        trendwords.describe_coverage(trend.metric, trend.coverage),
        trendwords.describe_slope_interval(trend, style),
    ]
    rests.append(methodwords.describe_verdict_limits(trend, is_custom_period=is_custom_period))
    lines = trendwords.describe_trend_method(trend.metric, trend.analysis.trend.basis)
    method = [f"{name}: {text}" for name, text in lines if name in {"Slope", "Interval"}]
    return ChartFileText(
        eyebrow=f"{trend.pillar.name}, {stretches.format_period(trend.first, trend.last)}",
        title=trend.metric.name,
        verdict=trendwords.describe_trend_verdict(trend, style),
        evidence=" ".join(filter(None, rests)),
        footnotes=[*filter(None, [notes]), *method, f"{methodwords.format_method_version()}, habitlog."],
    )


def _file_response(trend: MetricTrend, extension: str, content: str, media_type: str) -> Response:
    called = re.sub(r"[^a-z0-9]+", "-", (trend.metric_key or "").lower()).strip("-")
    parts = [trend.metric.id, called, str(trend.first), "to", str(trend.last)]
    name = "-".join(filter(None, parts))
    headers = {"Content-Disposition": f'attachment; filename="habitlog-{name}.{extension}"'}
    return Response(content, media_type=media_type, headers=headers)
