"""Trends: small multiples, and one measure closely."""

from __future__ import annotations

import re
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from habitlog.db import ReadTransaction
from habitlog.errors import Invalid, NotFound
from habitlog.tracking import Style, WindowMetric
from habitlog.usecases.trends import overview, periods, trends
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.periods import MetricTrend, Span
from habitlog.web import charts
from habitlog.web.charts import ChartFileText, render_chart_file
from habitlog.web.context import get_context
from habitlog.web.dependencies import Visitor, require_visitor
from habitlog.web.pages.trend_query import TrendQuery, load_trend_and_names, parse_period, parse_range, require_metric
from habitlog.web.presenters.distribution import present_metric_detail
from habitlog.web.presenters.method import (
    describe_known_days,
    describe_verdict_limits,
    format_method_version,
    list_data_requirements,
)
from habitlog.web.presenters.period_links import format_period, list_neighbours
from habitlog.web.presenters.trend import (
    MetricRow,
    PeriodNames,
    WindowRow,
    describe_coverage,
    describe_slope_interval,
    describe_trend_method,
    describe_trend_verdict,
    describe_window_method,
    present_compared_window_row,
    present_metric_row,
    present_window_row,
)
from habitlog.web.presenters.trend_data import (
    build_chart_readout,
    build_metric_chart,
    build_value_table,
    format_trend_csv,
)
from habitlog.web.responses import render_page

router = APIRouter(prefix="/trends")
WEEK = timedelta(days=7)


@router.get("")
def show_trends_overview(request: Request, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every measure in a row."""
    who, house, range_ = require_visitor(request), get_context(request), parse_range(range)
    style, today = who.person.style, who.person.local_today(house.now())
    with house.database.begin_read() as transaction:
        span = periods.resolve_range(transaction, who.person, range_, today)
        begun = periods.has_finished_week(transaction, who.person, today)
        found = list(overview.list_pillar_overviews(transaction, who.person, span)) if begun else []
    sides = _period_names(span)
    groups = [(one.pillar, *_overview_rows(one, style, sides)) for one in found]
    context = {
        "range": range_,
        "span": span,
        "groups": groups,
        "shorter": overview.pair_periods(span).current.days < span.days,
        "running": periods.find_last_finished_sunday(today) + WEEK,
    }
    return render_page(request, "trends/index.html", context)


def _overview_rows(
    pillar_overview: PillarOverview, style: Style, period_names: PeriodNames
) -> tuple[list[MetricRow], list[WindowRow]]:
    """Return the rows of a pillar, none where its measures have not a single value."""
    if not any(glance.summary.logged for glance in pillar_overview.metrics):
        return [], []
    windows = [
        present_compared_window_row(*pair, style, period_names)
        for pair in zip(pillar_overview.windows, pillar_overview.windows_before, strict=True)
    ]
    return [present_metric_row(glance, style, period_names) for glance in pillar_overview.metrics], windows


def _period_names(span: Span) -> PeriodNames:
    """Return what the periods that stand beside each other are called: of a longer span they are its last year."""
    now = overview.pair_periods(span).current
    weeks = now.days // 7
    return PeriodNames(f"{'these' if now == span else 'the last'} {weeks} weeks", f"the {weeks} before")


@router.get("/{metric}")
def show_metric(request: Request, metric: str, rows: str = "") -> Response:
    """Show one measure with its chart, table and method; dates that do not fit are told at the form."""
    who, house = require_visitor(request), get_context(request)
    measure = require_metric(metric)
    context: dict[str, object] = {"pillar": measure[0], "metric": measure[1], "all_rows": rows == "all"}
    with house.database.begin_read() as transaction:
        try:
            found = parse_period(
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
                "trends/window_metric.html",
                {
                    "window": window
                    | {"range": found.range_key, "days": format_period(found.span.first, found.span.last)}
                },
            )
        names, trend = load_trend_and_names(transaction, who.person, metric, found.span, request.query_params)
    context |= {"names": names, "range": found.range_key, "query": found.query, "errors": {}}
    begun = not found.range_key or (trend is not None and trend.analysis.points)
    context |= {"running": None if begun else periods.find_last_finished_sunday(found.span.today) + WEEK}
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
    window = trends.compute_window(transaction, visitor.person, metric, span)
    return {
        "pillar": window.pillar,
        "row": present_window_row(window, visitor.person.style),
        "method": describe_window_method(window.metric),
    }


def _trend_context(trend: MetricTrend, style: Style, trend_query: TrendQuery, *, all_rows: bool) -> dict[str, object]:
    drawing = build_metric_chart(trend, style)
    return {
        "called": trend.metric_key,
        "headline": describe_trend_verdict(trend, style),
        "coverage": describe_coverage(trend.pillar, trend.coverage),
        "interval": describe_slope_interval(trend, style),
        "notes": describe_verdict_limits(trend, is_custom_period=not trend_query.range_key),
        "days": format_period(trend.first, trend.last),
        "ways": list_neighbours(trend_query.span),
        "chart": charts.render_trend_chart(drawing) if drawing else "",
        "each": drawing.value_noun if drawing else "",
        "readout": build_chart_readout(trend, style),
        "closer": present_metric_detail(trend, style),
        "table": build_value_table(trend, style, all_rows=all_rows),
        "method": describe_trend_method(trend.metric, trend.analysis.trend.basis),
        "silent": trend.analysis.trend.insufficient_data is not None,
        "silences": list_data_requirements(trend),
        "known_days": describe_known_days(trend),
    }


@router.get("/{metric}/values.csv")
def download_values_csv(request: Request, metric: str) -> Response:
    """Send every day or week of what the page shows."""
    trend, _, _ = _load_trend(request, metric)
    return _file_response(trend, "csv", format_trend_csv(trend), "text/csv; charset=utf-8; header=present")


@router.get("/{metric}/chart.svg")
def download_chart_svg(request: Request, metric: str) -> Response:
    """Send the chart with its verdict and method, as a drawing that stands by itself."""
    trend, style, picked = _load_trend(request, metric)
    drawing = build_metric_chart(trend, style)
    drawn = render_chart_file(
        drawing,
        _chart_texts(trend, style, drawing.explanation if drawing else "", is_custom_period=picked),
        trend.pillar.theme,
    )
    return _file_response(trend, "svg", drawn, "image/svg+xml")


def _load_trend(request: Request, metric: str) -> tuple[MetricTrend, Style, bool]:
    """Return the trend a page would show, the person's style, and whether the stretch was picked by hand."""
    who, house, measure = require_visitor(request), get_context(request), require_metric(metric)
    if isinstance(measure[1], WindowMetric):
        raise NotFound(f"{measure[1].name} has one value for a window and no chart.")
    with house.database.begin_read() as transaction:
        found = parse_period(
            transaction, who.person, measure, request.query_params, who.person.local_today(house.now())
        )
        _, trend = load_trend_and_names(transaction, who.person, metric, found.span, request.query_params)
    if trend is None:
        raise NotFound("There is nothing to reckon from in this range.")
    return trend, who.person.style, not found.range_key


def _chart_texts(trend: MetricTrend, style: Style, notes: str, *, is_custom_period: bool) -> ChartFileText:
    rests = [
        describe_coverage(trend.pillar, trend.coverage),
        describe_slope_interval(trend, style),
    ]
    rests.append(describe_verdict_limits(trend, is_custom_period=is_custom_period))
    lines = describe_trend_method(trend.metric, trend.analysis.trend.basis)
    method = [f"{name}: {text}" for name, text in lines if name in {"Slope", "Interval"}]
    return ChartFileText(
        eyebrow=f"{trend.pillar.name}, {format_period(trend.first, trend.last)}",
        title=trend.metric.name,
        verdict=describe_trend_verdict(trend, style),
        evidence=" ".join(filter(None, rests)),
        footnotes=[*filter(None, [notes]), *method, f"{format_method_version()}, habitlog."],
    )


def _file_response(trend: MetricTrend, extension: str, content: str, media_type: str) -> Response:
    called = re.sub(r"[^a-z0-9]+", "-", (trend.metric_key or "").lower()).strip("-")
    parts = [trend.metric.id, called, str(trend.first), "to", str(trend.last)]
    name = "-".join(filter(None, parts))
    headers = {"Content-Disposition": f'attachment; filename="habitlog-{name}.{extension}"'}
    return Response(content, media_type=media_type, headers=headers)
