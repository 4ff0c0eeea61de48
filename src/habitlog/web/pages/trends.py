"""Trends: small multiples, and one measure closely."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from habitlog.db import Reading
from habitlog.errors import NotFound
from habitlog.pillar import Named, Style, Weekly, Windowed
from habitlog.usecases import named, overview, trends, windowed, windows
from habitlog.usecases.spans import Span, Trend, measure_called
from habitlog.usecases.windows import Range
from habitlog.web import charts, closer, trendtables, trendwords, windowwords
from habitlog.web.deps import Visitor, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page

router = APIRouter(prefix="/trends")
THURSDAY = timedelta(days=3)
WEEK = timedelta(days=7)


def _range(given: str) -> Range:
    if given not in {"4w", "12w", "1y", "all"}:
        raise NotFound
    return cast("Range", given)


@router.get("")
def index(request: Request, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every measure in a row."""
    who, house, asked = visitor(request), house_of(request), _range(range)
    style, today = who.person.style, who.person.today(house.now())
    with house.database.read() as unit:
        span = windows.window(unit, who.person, asked, today)
        begun = windows.has_begun(unit, who.person, today)
        found = list(overview.of(unit, who.person, span)) if begun else []
    sides = _sides(span)
    groups = [
        (
            one.pillar,
            [trendwords.row(glance, style, sides) for glance in one.glances],
            [windowwords.row_beside(*pair, style, sides) for pair in zip(one.windows, one.before, strict=True)],
        )
        for one in found
    ]
    context = {
        "range": asked,
        "span": span,
        "groups": groups,
        "shorter": overview.periods(span).now.days < span.days,
        "running": windows.last_whole_week(today) + WEEK,
    }
    return page(request, "trends/index.html", context)


def _sides(span: Span) -> trendwords.Sides:
    """Return what the periods that stand beside each other are called: of a longer span they are its last year."""
    now = overview.periods(span).now
    weeks = now.days // 7
    return trendwords.Sides(f"{'these' if now == span else 'the last'} {weeks} weeks", f"the {weeks} before")


@router.get("/{metric}")
def show(request: Request, metric: str, range: str = "12w", rows: str = "") -> Response:  # noqa: A002 - as above
    """Show one measure with its chart, table and method."""
    who, house, asked = visitor(request), house_of(request), _range(range)
    measure = measure_called(metric)
    with house.database.read() as unit:
        span = windows.window(unit, who.person, asked, who.person.today(house.now()), measure)
        if isinstance(measure[1], Windowed):
            context = _window(unit, who, metric, span)
            return page(request, "trends/window.html", {"window": context | {"range": asked}})
        names, trend = _trend(unit, who, metric, span, request.query_params)
    context = {"names": names, "range": asked, "all_rows": rows == "all", "metric": measure[1], "pillar": measure[0]}
    told = _told(trend, who.person.style, whole=rows == "all") if trend else None
    return page(request, "trends/show.html", {"trend": context, "told": told})


def _window(unit: Reading, who: Visitor, metric: str, span: Span) -> dict[str, object]:
    window = windowed.of(unit, who.person, metric, span)
    return {
        "pillar": window.pillar,
        "row": windowwords.row(window, who.person.style),
        "method": windowwords.method_lines(window.measure),
    }


def _trend(unit: Reading, who: Visitor, metric: str, span: Span, asked: QueryParams) -> tuple[list[str], Trend | None]:
    """Return the names to choose from, and the trend; none where there is no name to tell it of."""
    pillar, measure = measure_called(metric)
    if not isinstance(measure, Named):
        return [], trends.of(unit, who.person, metric, span)
    shelf = named.read(unit, who.person, pillar, measure, span)
    names = list(shelf.names)
    given = asked.get(measure.asks, "").strip()
    chosen = named.asked(measure, given) if given else next(iter(names), "")
    return names, shelf.trend(chosen) if chosen else None


def _told(trend: Trend, style: Style, *, whole: bool) -> dict[str, object]:
    return {
        "called": trend.called,
        "headline": trendwords.headline(trend, style),
        "coverage": trendwords.coverage(trend.metric, trend.coverage),
        "interval": trendwords.interval(trend, style),
        "chart": _chart(trend, style),
        "closer": closer.of(trend, style),
        "table": trendtables.table(trend, style, whole=whole),
        "method": trendwords.method_lines(trend.metric),
    }


def _chart(trend: Trend, style: Style) -> object:
    found = trend.analysis
    strip: dict[date, str] = dict.fromkeys(trend.skipped, "skipped")
    strip |= {point.day: "logged" for point in found.points}
    rolling = [(point.day, point.value) for point in found.rolling7]
    if isinstance(trend.metric, Weekly):
        rolling = [(week.monday + THURSDAY, week.value) for week in found.weeks if week.finished]
    band = [(one.day, one.low, one.high) for one in found.band if one.low is not None and one.high is not None]
    return charts.trend_chart(
        trend.metric, trend.pillar, trend.first, trend.last, found.points, rolling, band, strip, style=style
    )
