"""What a metric's page shows, to take along: its values as a table, its chart as a drawing."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.pillar import Style, Windowed
from habitlog.usecases.spans import Trend
from habitlog.web import asked, methodwords, stretches, trendcharts, trendcsv, trendwords
from habitlog.web.charts import Words, sheet
from habitlog.web.deps import visitor
from habitlog.web.house import house_of

router = APIRouter(prefix="/trends")


@router.get("/{metric}/values.csv")
def values(request: Request, metric: str) -> Response:
    """Send every day or week of what the page shows."""
    trend, _, _ = _trend(request, metric)
    return _file(trend, "csv", trendcsv.csv_of(trend), "text/csv; charset=utf-8; header=present")


@router.get("/{metric}/chart.svg")
def chart(request: Request, metric: str) -> Response:
    """Send the chart with its verdict and method, as a drawing that stands by itself."""
    trend, style, picked = _trend(request, metric)
    drawing = trendcharts.drawing(trend, style)
    drawn = sheet(drawing, _words(trend, style, drawing.notes if drawing else "", picked=picked), trend.pillar.face)
    return _file(trend, "svg", drawn, "image/svg+xml")


def _trend(request: Request, metric: str) -> tuple[Trend, Style, bool]:
    """Return the trend a page would show, the person's style, and whether the stretch was picked by hand."""
    who, house, measure = visitor(request), house_of(request), asked.measure(metric)
    if isinstance(measure[1], Windowed):
        raise NotFound(f"{measure[1].name} has one value for a window and no chart.")
    with house.database.read() as unit:
        found = asked.stretch(unit, who.person, measure, request.query_params, who.person.today(house.now()))
        _, trend = asked.trend(unit, who.person, metric, found.span, request.query_params)
    if trend is None:
        raise NotFound("There is nothing to reckon from in this range.")
    return trend, who.person.style, not found.range


def _words(trend: Trend, style: Style, notes: str, *, picked: bool) -> Words:
    rests = [trendwords.coverage(trend.metric, trend.coverage), trendwords.interval(trend, style)]
    rests.append(methodwords.notes(trend, picked=picked))
    lines = trendwords.method_lines(trend.metric, trend.analysis.trend.basis)
    method = [f"{name}: {text}" for name, text in lines if name in {"Slope", "Interval"}]
    return Words(
        over=f"{trend.pillar.name}, {stretches.between(trend.first, trend.last)}",
        title=trend.metric.name,
        verdict=trendwords.headline(trend, style),
        rests=" ".join(filter(None, rests)),
        small=[*filter(None, [notes]), *method, f"{methodwords.version()}, habitlog."],
    )


def _file(trend: Trend, ending: str, content: str, media_type: str) -> Response:
    called = re.sub(r"[^a-z0-9]+", "-", (trend.called or "").lower()).strip("-")
    parts = [trend.metric.id, called, str(trend.first), "to", str(trend.last)]
    name = "-".join(filter(None, parts))
    headers = {"Content-Disposition": f'attachment; filename="habitlog-{name}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)
