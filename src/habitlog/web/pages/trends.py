"""Trends: small multiples, and one measure closely."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.db import ReadTransaction
from habitlog.errors import Invalid
from habitlog.pillar import Style, WindowMetric
from habitlog.usecases import overview, windowed, windows
from habitlog.usecases.overview import PillarOverview
from habitlog.usecases.spans import MetricTrend, Span
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
from habitlog.web.asked import TrendQuery
from habitlog.web.deps import Visitor, require_visitor
from habitlog.web.house import get_context
from habitlog.web.rendering import render_page
from habitlog.web.windowwords import WindowRow

router = APIRouter(prefix="/trends")
WEEK = timedelta(days=7)


@router.get("")
def show_trends_overview(request: Request, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every measure in a row."""
    who, house, range_ = require_visitor(request), get_context(request), asked.parse_range(range)
    style, today = who.person.style, who.person.local_today(house.now())
    with house.database.begin_read() as transaction:
        span = windows.resolve_range(transaction, who.person, range_, today)
        begun = windows.has_finished_week(transaction, who.person, today)
        found = list(overview.list_pillar_overviews(transaction, who.person, span)) if begun else []
    sides = _period_names(span)
    groups = [(one.pillar, *_overview_rows(one, style, sides)) for one in found]
    context = {
        "range": range_,
        "span": span,
        "groups": groups,
        "shorter": overview.pair_periods(span).current.days < span.days,
        "running": windows.find_last_finished_sunday(today) + WEEK,
    }
    return render_page(request, "trends/index.html", context)


def _overview_rows(
    pillar_overview: PillarOverview, style: Style, period_names: trendwords.PeriodNames
) -> tuple[list[trendwords.MetricRow], list[WindowRow]]:
    """Return the rows of a pillar, none where its measures have not a single value."""
    if not any(glance.summary.logged for glance in pillar_overview.metrics):
        return [], []
    windows = [
        windowwords.present_compared_window_row(*pair, style, period_names)
        for pair in zip(pillar_overview.windows, pillar_overview.windows_before, strict=True)
    ]
    return [trendwords.present_metric_row(glance, style, period_names) for glance in pillar_overview.metrics], windows


def _period_names(span: Span) -> trendwords.PeriodNames:
    """Return what the periods that stand beside each other are called: of a longer span they are its last year."""
    now = overview.pair_periods(span).current
    weeks = now.days // 7
    return trendwords.PeriodNames(f"{'these' if now == span else 'the last'} {weeks} weeks", f"the {weeks} before")


@router.get("/{metric}")
def show_metric(request: Request, metric: str, rows: str = "") -> Response:
    """Show one measure with its chart, table and method; dates that do not fit are told at the form."""
    who, house = require_visitor(request), get_context(request)
    measure = asked.require_metric(metric)
    context: dict[str, object] = {"pillar": measure[0], "metric": measure[1], "all_rows": rows == "all"}
    with house.database.begin_read() as transaction:
        try:
            found = asked.parse_period(
                transaction, who.person, measure, request.query_params, who.person.local_today(house.now())
            )
        except Invalid as error:
            return render_page(
                request,
                "trends/show.html",
                {"trend": context | _invalid_period_context(request, error), "told": None},
                422,
            )
        if isinstance(measure[1], WindowMetric):
            window = _window_metric_context(transaction, who, metric, found.span)
            return render_page(
                request,
                "trends/window.html",
                {
                    "window": window
                    | {"range": found.range_key, "days": stretches.format_period(found.span.first, found.span.last)}
                },
            )
        names, trend = asked.load_trend_and_names(transaction, who.person, metric, found.span, request.query_params)
    context |= {"names": names, "range": found.range_key, "query": found.query, "errors": {}}
    begun = not found.range_key or (trend is not None and trend.analysis.points)
    context |= {"running": None if begun else windows.find_last_finished_sunday(found.span.today) + WEEK}
    context |= {"typed": {"from": str(found.span.first), "to": str(found.span.last)}}
    told = _trend_context(trend, who.person.style, found, all_rows=rows == "all") if trend else None
    return render_page(request, "trends/show.html", {"trend": context, "told": told})


def _invalid_period_context(request: Request, error: Invalid) -> dict[str, object]:
    """Return the form with what was typed and the sentences on it."""
    typed = {key: request.query_params.get(key, "")[:40] for key in ("from", "to")}
    errors = {problem.field: problem.message for problem in error.problems}
    return {"names": [], "range": "", "query": {"range": "12w"}, "errors": errors, "typed": typed, "running": None}


def _window_metric_context(
    transaction: ReadTransaction, visitor: Visitor, metric: str, span: Span
) -> dict[str, object]:
    window = windowed.compute_window(transaction, visitor.person, metric, span)
    return {
        "pillar": window.pillar,
        "row": windowwords.present_window_row(window, visitor.person.style),
        "method": windowwords.describe_window_method(window.metric),
    }


def _trend_context(trend: MetricTrend, style: Style, trend_query: TrendQuery, *, all_rows: bool) -> dict[str, object]:
    drawing = trendcharts.build_metric_chart(trend, style)
    return {
        "called": trend.metric_key,
        "headline": trendwords.describe_trend_verdict(trend, style),
        "coverage": trendwords.describe_coverage(trend.metric, trend.coverage),
        "interval": trendwords.describe_slope_interval(trend, style),
        "notes": methodwords.describe_verdict_limits(trend, is_custom_period=not trend_query.range_key),
        "days": stretches.format_period(trend.first, trend.last),
        "ways": stretches.list_neighbours(trend_query.span),
        "chart": charts.render_trend_chart(drawing) if drawing else "",
        "each": drawing.value_noun if drawing else "",
        "readout": trendcharts.build_chart_readout(trend, style),
        "closer": closer.present_metric_detail(trend, style),
        "table": trendtables.build_value_table(trend, style, all_rows=all_rows),
        "method": trendwords.describe_trend_method(trend.metric, trend.analysis.trend.basis),
        "silent": trend.analysis.trend.insufficient_data is not None,
        "silences": methodwords.list_data_requirements(trend),
        "known_days": methodwords.describe_known_days(trend),
    }
