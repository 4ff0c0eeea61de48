"""Trends: small multiples, and one measure closely."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.db import Reading
from habitlog.errors import Invalid
from habitlog.pillar import Style, Windowed
from habitlog.usecases import overview, windowed, windows
from habitlog.usecases.overview import Overview
from habitlog.usecases.spans import Span, Trend
from habitlog.web import (
    asked,
    charts,
    closer,
    methodwords,
    stretches,
    trendcharts,
    trendtables,
    trendwords,
    windowwords,
)
from habitlog.web.asked import Asked
from habitlog.web.deps import Visitor, visitor
from habitlog.web.house import house_of
from habitlog.web.rendering import page
from habitlog.web.windowwords import WindowRow

router = APIRouter(prefix="/trends")
WEEK = timedelta(days=7)


@router.get("")
def index(request: Request, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every measure in a row."""
    who, house, range_ = visitor(request), house_of(request), asked.range_called(range)
    style, today = who.person.style, who.person.today(house.now())
    with house.database.read() as unit:
        span = windows.window(unit, who.person, range_, today)
        begun = windows.has_begun(unit, who.person, today)
        found = list(overview.of(unit, who.person, span)) if begun else []
    sides = _sides(span)
    groups = [(one.pillar, *_rows(one, style, sides)) for one in found]
    context = {
        "range": range_,
        "span": span,
        "groups": groups,
        "shorter": overview.periods(span).now.days < span.days,
        "running": windows.last_whole_week(today) + WEEK,
    }
    return page(request, "trends/index.html", context)


def _rows(one: Overview, style: Style, sides: trendwords.Sides) -> tuple[list[trendwords.Row], list[WindowRow]]:
    """Return the rows of a pillar, none where its measures have not a single value."""
    if not any(glance.outline.logged for glance in one.glances):
        return [], []
    windows = [windowwords.row_beside(*pair, style, sides) for pair in zip(one.windows, one.before, strict=True)]
    return [trendwords.row(glance, style, sides) for glance in one.glances], windows


def _sides(span: Span) -> trendwords.Sides:
    """Return what the periods that stand beside each other are called: of a longer span they are its last year."""
    now = overview.periods(span).now
    weeks = now.days // 7
    return trendwords.Sides(f"{'these' if now == span else 'the last'} {weeks} weeks", f"the {weeks} before")


@router.get("/{metric}")
def show(request: Request, metric: str, rows: str = "") -> Response:
    """Show one measure with its chart, table and method; dates that do not fit are told at the form."""
    who, house = visitor(request), house_of(request)
    measure = asked.measure(metric)
    context: dict[str, object] = {"pillar": measure[0], "metric": measure[1], "all_rows": rows == "all"}
    with house.database.read() as unit:
        try:
            found = asked.stretch(unit, who.person, measure, request.query_params, who.person.today(house.now()))
        except Invalid as error:
            return page(request, "trends/show.html", {"trend": context | _refused(request, error), "told": None}, 422)
        if isinstance(measure[1], Windowed):
            window = _window(unit, who, metric, found.span)
            return page(
                request,
                "trends/window.html",
                {
                    "window": window
                    | {"range": found.range, "days": stretches.between(found.span.first, found.span.last)}
                },
            )
        names, trend = asked.trend(unit, who.person, metric, found.span, request.query_params)
    context |= {"names": names, "range": found.range, "query": found.query, "errors": {}}
    begun = not found.range or (trend is not None and trend.analysis.points)
    context |= {"running": None if begun else windows.last_whole_week(found.span.today) + WEEK}
    context |= {"typed": {"from": str(found.span.first), "to": str(found.span.last)}}
    told = _told(trend, who.person.style, found, whole=rows == "all") if trend else None
    return page(request, "trends/show.html", {"trend": context, "told": told})


def _refused(request: Request, error: Invalid) -> dict[str, object]:
    """Return the form with what was typed and the sentences on it."""
    typed = {key: request.query_params.get(key, "")[:40] for key in ("from", "to")}
    errors = {problem.field: problem.message for problem in error.problems}
    return {"names": [], "range": "", "query": {"range": "12w"}, "errors": errors, "typed": typed, "running": None}


def _window(unit: Reading, who: Visitor, metric: str, span: Span) -> dict[str, object]:
    window = windowed.of(unit, who.person, metric, span)
    return {
        "pillar": window.pillar,
        "row": windowwords.row(window, who.person.style),
        "method": windowwords.method_lines(window.measure),
    }


def _told(trend: Trend, style: Style, found: Asked, *, whole: bool) -> dict[str, object]:
    drawing = trendcharts.drawing(trend, style)
    return {
        "called": trend.called,
        "headline": trendwords.headline(trend, style),
        "coverage": trendwords.coverage(trend.metric, trend.coverage),
        "interval": trendwords.interval(trend, style),
        "notes": methodwords.notes(trend, picked=not found.range),
        "days": stretches.between(trend.first, trend.last),
        "ways": stretches.ways(found.span),
        "chart": charts.figure(drawing) if drawing else "",
        "each": drawing.each if drawing else "",
        "readout": trendcharts.readout(trend, style),
        "closer": closer.of(trend, style),
        "table": trendtables.table(trend, style, whole=whole),
        "method": trendwords.method_lines(trend.metric, trend.analysis.trend.basis),
        "silent": trend.analysis.trend.silence is not None,
        "silences": methodwords.silences(trend),
        "known_days": methodwords.known_days(trend),
    }
