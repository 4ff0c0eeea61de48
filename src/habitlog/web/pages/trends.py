"""Trends: small multiples, and one metric closely."""

from __future__ import annotations

from datetime import date
from typing import cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.errors import NotFound
from habitlog.pillar import Style
from habitlog.usecases import trends, windows
from habitlog.usecases.trends import Trend
from habitlog.usecases.windows import Range
from habitlog.web import charts, trendwords
from habitlog.web.deps import visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page

router = APIRouter(prefix="/trends")


def _range(given: str) -> Range:
    if given not in {"4w", "12w", "1y", "all"}:
        raise NotFound
    return cast("Range", given)


@router.get("")
def index(request: Request, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every metric in a row."""
    who, house, asked = visitor(request), house_of(request), _range(range)
    with house.database.read() as unit:
        found = windows.overview(unit, who.person, asked, who.person.today(house.now()))
    groups = tuple(
        (pillar, tuple(trendwords.row(trend, who.person.style) for trend in group)) for pillar, group in found
    )
    return page(request, "trends/index.html", {"range": asked, "groups": groups})


@router.get("/{metric}")
def show(request: Request, metric: str, range: str = "12w", rows: str = "") -> Response:  # noqa: A002 - as above
    """Show one metric with its chart, table and method."""
    who, house, asked = visitor(request), house_of(request), _range(range)
    today = who.person.today(house.now())
    trends.metric_called(metric)
    style = who.person.style
    with house.database.read() as unit:
        first, last = windows.window(unit, who.person, asked, today, metric)
        trend = trends.of(unit, who.person, metric, first, last, today)
    context = {
        "metric": trend.metric,
        "pillar": trend.pillar,
        "range": asked,
        "first": first,
        "last": last,
        "headline": trendwords.headline(trend, style),
        "coverage": trendwords.coverage(trend.metric, trend.coverage),
        "interval": trendwords.interval(trend, style),
        "chart": _chart(trend, style),
        "table": trendwords.table(trend, style, whole=rows == "all"),
        "all_rows": rows == "all",
        "method": trendwords.method_lines(trend.metric),
    }
    return page(request, "trends/show.html", {"trend": context})


def _chart(trend: Trend, style: Style) -> object:
    found = trend.analysis
    strip: dict[date, str] = dict.fromkeys(trend.skipped, "skipped")
    strip |= {point.day: "logged" for point in found.points}
    return charts.trend_chart(
        trend.metric,
        trend.pillar,
        trend.first,
        trend.last,
        found.points,
        [(point.day, point.value) for point in found.rolling7],
        [
            (point.day, point.low, point.high)
            for point in found.band
            if point.low is not None and point.high is not None
        ],
        strip,
        style=style,
    )
