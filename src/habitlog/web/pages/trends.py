"""The pages of trends: every metric in a row, one metric with its chart, and the files it can be downloaded as."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import Invalid, NotFound
from habitlog.pillars import pillar_of
from habitlog.tracking import KeyedMetric, Metric, Style, WindowMetric
from habitlog.translation import gettext
from habitlog.usecases.entries.day_tags import list_tagged_days, list_tags
from habitlog.usecases.margins import set_margin
from habitlog.usecases.trends import overview, periods, trends
from habitlog.usecases.trends.clock_days import (
    MAX_CLOCK_DAYS,
    MAX_CLOCK_DAYS_BESIDE_VALUES,
    ClockDays,
    load_clock_days,
)
from habitlog.usecases.trends.page_changes import WEEKS_BACK, find_page_changes
from habitlog.usecases.trends.since import compute_trend_since
from habitlog.usecases.trends.trends import MetricTrend, NamedTrend, TrendMetric, WindowSummary
from habitlog.web.charts.export import ChartFileText, render_chart_file
from habitlog.web.charts.level_strokes import draw_level_strokes
from habitlog.web.charts.trend_chart import render_trend_chart
from habitlog.web.context import get_context
from habitlog.web.dates import date_range
from habitlog.web.dependencies import CurrentVisitor, FormBody, ShownMetric, require_form_sender
from habitlog.web.forms.margin import FIELD, MarginField, parse_margin, present_margin
from habitlog.web.handler_queues import PageRouter
from habitlog.web.metric_text import format_metric_name
from habitlog.web.pages.trend_query import TrendQuery, parse_period, parse_range, requested_key
from habitlog.web.presenters.clock_days import present_clock_days
from habitlog.web.presenters.day_tags import list_tag_dates, present_tag_rows
from habitlog.web.presenters.distribution import present_metric_detail
from habitlog.web.presenters.error_text import describe_field_problem, describe_problems_by_field
from habitlog.web.presenters.method import (
    describe_known_days,
    describe_trend_method,
    describe_verdict_limits,
    describe_window_method,
    format_method_version,
    list_data_requirements,
)
from habitlog.web.presenters.page_changes import present_page_changes
from habitlog.web.presenters.period_links import list_neighbours
from habitlog.web.presenters.trend import (
    compare_range,
    describe_change_evidence,
    describe_compared_levels,
    describe_coverage,
    describe_trend_verdict,
    present_window_row,
)
from habitlog.web.presenters.trend_data import (
    build_chart_readout,
    build_metric_chart,
    build_value_table,
    format_trend_csv,
)
from habitlog.web.presenters.trend_rows import present_pillar_trends
from habitlog.web.responses import cached_page, redirect, render_page
from habitlog.weeks import sunday_of

router = PageRouter(prefix="/trends")


@router.get("")
def show_trends_overview(request: Request, visitor: CurrentVisitor, range: str = "12w") -> Response:  # noqa: A002 - the name in the address
    """Show every metric in a row."""
    return cached_page(request, visitor, partial(_render_overview, request, visitor.person, range))


def _render_overview(request: Request, person: Person, range_name: str) -> Response:
    app_context, range_key = get_context(request), parse_range(range_name)
    today = person.local_today(app_context.now())
    with app_context.database.begin_read() as transaction:
        span = periods.resolve_range(transaction, person, range_key, today)
        has_week = periods.has_finished_week(transaction, person, today)
        overviews = tuple(
            overview.list_pillar_overviews(transaction, person, span, with_period_values=False, weeks_back=WEEKS_BACK)
            if has_week
            else ()
        )
    compare, has_shorter_period = compare_range(span), overview.pair_periods(span).current.days < span.days
    changes = find_page_changes(one for pillar_overview in overviews for one in pillar_overview.metrics)
    values = {
        "range": range_key,
        "period": span,
        "changes": present_page_changes(changes, person.style),
        "pillar_groups": [
            present_pillar_trends(one, person.style, compare, has_shorter_period=has_shorter_period)
            for one in overviews
        ],
        "current_week_end": sunday_of(today),
    }
    return render_page(request, "trends/index.html", values)


@router.get("/{metric}")
def show_metric(request: Request, visitor: CurrentVisitor, metric: ShownMetric, rows: str = "") -> Response:
    """Show one metric with its chart, table and method; problems with the dates stand at the form."""
    return cached_page(request, visitor, partial(_render_metric, request, visitor.person, metric, rows))


@router.post("/{metric}/margin")
def set_metric_margin(request: Request, form: FormBody, metric: ShownMetric) -> Response:
    """Set the change up to which a metric is called steady, and return to its page; a problem stands at the field."""
    person, text = require_form_sender(request, form).person, dict(form).get(FIELD, "")
    if isinstance(metric, WindowMetric):
        raise NotFound
    try:
        with get_context(request).database.begin_write() as transaction:
            set_margin(transaction, person, metric, parse_margin(text, metric, person.style))
    except Invalid as error:
        field = present_margin(person, metric, text, describe_field_problem(error.problems[0]))
        return _render_metric(request, person, metric, "", field)
    asked = {"range", "from", "to", "since", metric.key_name if isinstance(metric, KeyedMetric) else ""}
    query = urlencode([(key, value) for key, value in request.query_params.multi_items() if key in asked])
    return redirect(f"/trends/{metric.id}?{query}#steady")


def _render_metric(
    request: Request, person: Person, metric: Metric, rows: str, margin: MarginField | None = None
) -> Response:
    app_context, query = get_context(request), request.query_params
    with app_context.database.begin_read() as transaction:
        try:
            period = parse_period(transaction, person, metric, query, person.local_today(app_context.now()))
        except Invalid as error:
            return _render_invalid_period(request, metric, error)
        if isinstance(metric, WindowMetric):
            window = trends.compute_window(transaction, person, metric, period.span)
            days = _load_clock_days(transaction, person, metric, period)
            return _render_window(request, window, days, period, person.style)
        trend, names = _compute_trend(transaction, person, metric, period, requested_key(metric, query))
        tags = list_tags(transaction, person)
        tagged = list_tagged_days(transaction, person, trend.first, trend.last) if trend and tags else {}
        days = _load_clock_days(transaction, person, metric, period)
    page = _page_values(metric, period, names) | {"all_rows": rows == "all"}
    page["margin"] = margin or present_margin(person, metric)
    is_empty = bool(period.range_key) and not (trend and trend.analysis.points)
    page["current_week_end"] = sunday_of(period.span.today) if is_empty else None
    page["tag_dates"] = list_tag_dates(tags, period.span.today)
    trend_view = _trend_view(trend, person.style, period, all_rows=rows == "all") if trend else None
    if trend and trend_view:
        trend_view["tag_rows"] = present_tag_rows(tags, tagged, trend.first, trend.last)
    if trend_view and days:
        trend_view["clock_days"] = present_clock_days(days, person.style, metric.id)
    return render_page(request, "trends/show.html", {"page": page, "trend_view": trend_view}, 422 if margin else 200)


def _compute_trend(
    transaction: ReadTransaction, person: Person, metric: TrendMetric, period: TrendQuery, key: str
) -> NamedTrend:
    """Return the trend of a period, or before and after a date."""
    found = trends.compute_trend_with_names(transaction, person, metric, period.span, key)
    if period.since is None or found.trend is None:
        return found
    trend = compute_trend_since(transaction, person, metric, period.since, found.trend.metric_key)
    return NamedTrend(trend, found.names)


def _load_clock_days(
    transaction: ReadTransaction, person: Person, metric: Metric, period: TrendQuery
) -> ClockDays | None:
    """Return the days on the clock that the page of a metric shows; None for most metrics."""
    chart = pillar_of(metric).clock_chart
    if chart is None or metric.id not in chart.metric_ids:
        return None
    has_values = not isinstance(metric, WindowMetric)
    most_days = MAX_CLOCK_DAYS_BESIDE_VALUES if has_values else MAX_CLOCK_DAYS
    return load_clock_days(transaction, person, pillar_of(metric), period.span, most_days)


def _page_values(metric: Metric, period: TrendQuery, name_choices: Sequence[str]) -> dict[str, Any]:
    return {
        "pillar": pillar_of(metric),
        "metric": metric,
        "explanation": gettext(metric.explained),
        "name_choices": name_choices,
        "range": period.range_key,
        "query": period.parameters,
        "errors": {},
        "submitted_dates": {
            "from": str(period.span.first),
            "to": str(period.span.last),
            "since": str(period.since.day) if period.since else "",
        },
    }


def _render_invalid_period(request: Request, metric: Metric, error: Invalid) -> Response:
    page = {
        "pillar": pillar_of(metric),
        "metric": metric,
        "name_choices": (),
        "range": "",
        "query": {"range": "12w"},
        "errors": describe_problems_by_field(error),
        "submitted_dates": {key: request.query_params.get(key, "")[:40] for key in ("from", "to", "since")},
        "current_week_end": None,
        "tag_dates": (),
    }
    return render_page(request, "trends/show.html", {"page": page, "trend_view": None}, 422)


def _render_window(
    request: Request, window: WindowSummary, days: ClockDays | None, period: TrendQuery, style: Style
) -> Response:
    values = {
        "clock_days": present_clock_days(days, style, window.metric.id) if days else None,
        "pillar": window.pillar,
        "row": present_window_row(window, style),
        "method": describe_window_method(window.metric),
        "range": period.range_key,
        "period_text": date_range(window.span.first, window.span.last, both_months=True),
    }
    return render_page(request, "trends/window_metric.html", {"window": values})


def _trend_view(trend: MetricTrend, style: Style, period: TrendQuery, *, all_rows: bool) -> dict[str, Any]:
    chart = build_metric_chart(trend, style)
    return {
        "name": trend.metric_key,
        "headline": describe_trend_verdict(trend, style),
        "coverage": describe_coverage(trend.pillar, trend.coverage),
        "levels": describe_compared_levels(trend, style),
        "level_strokes": draw_level_strokes(trend.pillar, trend.analysis.trend),
        "interval": describe_change_evidence(trend, style),
        "notes": describe_verdict_limits(trend, is_custom_period=not period.range_key),
        "period_text": date_range(trend.first, trend.last, both_months=True),
        "period_links": list_neighbours(period.span),
        "chart": render_trend_chart(chart, build_chart_readout(trend, chart, style)) if chart else "",
        "clock_days": None,
        "rest_period": trend.rest_period,
        "detail": present_metric_detail(trend, style),
        "table": build_value_table(trend, style, all_rows=all_rows),
        "method": describe_trend_method(trend.metric),
        "lacks_data": trend.analysis.trend.insufficient_data is not None,
        "data_requirements": list_data_requirements(trend),
        "known_days": describe_known_days(trend),
    }


@router.get("/{metric}/values.csv")
def download_values_csv(request: Request, visitor: CurrentVisitor, metric: ShownMetric) -> Response:
    """Send every day or week of what the page shows."""
    trend, _ = _load_trend(request, visitor.person, metric)
    return _file_response(trend, "csv", format_trend_csv(trend), "text/csv; charset=utf-8; header=present")


@router.get("/{metric}/chart.svg")
def download_chart_svg(request: Request, visitor: CurrentVisitor, metric: ShownMetric) -> Response:
    """Send the chart with its verdict and method, as a drawing that stands by itself."""
    trend, period = _load_trend(request, visitor.person, metric)
    chart = build_metric_chart(trend, visitor.person.style)
    texts = _chart_texts(
        trend, visitor.person.style, chart.explanation if chart else "", is_custom_period=not period.range_key
    )
    return _file_response(trend, "svg", render_chart_file(chart, texts, trend.pillar.theme), "image/svg+xml")


def _load_trend(request: Request, person: Person, metric: Metric) -> tuple[MetricTrend, TrendQuery]:
    """Return the trend that the page would show, and its period; raises `NotFound` where there is none."""
    if isinstance(metric, WindowMetric):
        raise NotFound("metric_without_chart", metric=metric.id)
    app_context, query = get_context(request), request.query_params
    with app_context.database.begin_read() as transaction:
        period = parse_period(transaction, person, metric, query, person.local_today(app_context.now()))
        trend, _ = _compute_trend(transaction, person, metric, period, requested_key(metric, query))
    if trend is None:
        raise NotFound("nothing_to_compute")
    return trend, period


def _chart_texts(trend: MetricTrend, style: Style, explanation: str, *, is_custom_period: bool) -> ChartFileText:
    evidence = [
        describe_coverage(trend.pillar, trend.coverage),
        describe_compared_levels(trend, style),
        describe_change_evidence(trend, style),
        describe_verdict_limits(trend, is_custom_period=is_custom_period),
    ]
    method = describe_trend_method(trend.metric)
    period = date_range(trend.first, trend.last, both_months=True)
    return ChartFileText(
        eyebrow=gettext("%(pillar)s, %(period)s", pillar=gettext(trend.pillar.name), period=period),
        title=format_metric_name(trend.metric, trend.metric_key),
        verdict=describe_trend_verdict(trend, style),
        evidence=" ".join(filter(None, evidence)),
        footnotes=[
            *filter(None, [explanation]),
            gettext("%(term)s: %(text)s", term=method.change[0], text=method.change[1]),
            gettext("%(term)s: %(text)s", term=method.interval[0], text=method.interval[1]),
            gettext("%(method)s, habitlog.", method=format_method_version()),
        ],
    )


def _file_response(trend: MetricTrend, extension: str, content: str, media_type: str) -> Response:
    key = re.sub(r"[^a-z0-9]+", "-", (trend.metric_key or "").lower()).strip("-")
    name = "-".join(filter(None, [trend.metric.id, key, str(trend.first), "to", str(trend.last)]))
    headers = {"Content-Disposition": f'attachment; filename="habitlog-{name}.{extension}"'}
    return Response(content, media_type=media_type, headers=headers)
