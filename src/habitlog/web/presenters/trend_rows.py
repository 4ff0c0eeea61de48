"""The rows of the page of all trends: one metric each, in short, with what is folded beneath it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from habitlog.tracking import Metric, Pillar, Style
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.trends import MetricOverview, WindowSummary
from habitlog.web.dates import short_day_month
from habitlog.web.presenters.trend import (
    CompareWindows,
    format_summary_value,
    present_compared_window_row,
    present_metric_row,
)
from habitlog.web.presenters.verdicts import ChangeCell, describe_change_in_row

if TYPE_CHECKING:
    from habitlog.stats.data_requirements import InsufficientData
    from habitlog.stats.trend import TrendResult


class TrendRow(Struct, frozen=True):
    """One metric: its value, its weeks as a line, its change, and the sentences of the fold.

    `weekly_values` is None where there is no line to draw.
    """

    metric: Metric
    name: str
    value: str
    value_date: str
    weekly_values: tuple[float | None, ...] | None
    week_condition: str
    change: ChangeCell
    is_named: bool
    details: tuple[str, ...]
    link_query: Mapping[str, str]


class PillarTrends(Struct, frozen=True):
    """The rows of a pillar: those that stand first, and the others. Both are empty where nothing has a value."""

    pillar: Pillar
    headline_rows: tuple[TrendRow, ...]
    other_rows: tuple[TrendRow, ...]


def present_pillar_trends(
    overview: PillarOverview, style: Style, compare: CompareWindows, *, has_shorter_period: bool
) -> PillarTrends:
    """Return the rows of a pillar; `has_shorter_period`: some metrics cover the last 12 weeks alone."""
    if not any(one.summary.logged for one in overview.metrics):
        return PillarTrends(overview.pillar, (), ())
    rows = [_present_metric(one, style, has_shorter_period=has_shorter_period) for one in overview.metrics]
    windows = zip(overview.windows, overview.windows_before, strict=True)
    rows += [_present_window(*pair, style, compare, has_shorter_period=has_shorter_period) for pair in windows]
    headlines = _choose_headlines(overview)
    first, others = (
        tuple(row for row in rows if (not headlines or row.metric.id in headlines) is wanted)
        for wanted in (True, False)
    )
    return PillarTrends(overview.pillar, first, others)


def _choose_headlines(overview: PillarOverview) -> Collection[str]:
    """Return the metrics that stand first: those of the pillar less what nothing is logged of, if any are left."""
    headlines = overview.pillar.headline_metric_ids
    empty = {one.metric.id for one in overview.metrics if not _has_anything(one)}
    return headlines - empty or headlines


def _has_anything(overview: MetricOverview) -> bool:
    """Return whether a metric has a value; a total such as that of sets needs one above 0."""
    if overview.metric.summary == "total":
        return any(week.value for week in overview.summary.weeks)
    return overview.summary.logged > 0


def _present_metric(overview: MetricOverview, style: Style, *, has_shorter_period: bool) -> TrendRow:
    row, trend, metric = present_metric_row(overview, style), overview.summary.trend, overview.metric
    latest = next((week for week in reversed(overview.summary.weeks) if week.finished and week.value is not None), None)
    value, value_date = row.latest_value, ""
    if latest:
        value = _format_value_of_week(metric, latest.value, style)
        value_date = gettext("week of %(day)s", day=short_day_month(latest.monday, overview.span.today))
    last_weeks = gettext("The last 12 weeks.") if has_shorter_period and row.link_query else ""
    return TrendRow(
        metric=metric,
        name=row.name,
        value=value,
        value_date=value_date,
        weekly_values=None if row.has_no_line else overview.weekly_values,
        week_condition=row.week_condition,
        change=_present_change(metric, trend, style),
        is_named=trend.verdict in {"more", "less"},
        details=tuple(filter(None, (row.sentence, " ".join(filter(None, (row.coverage, last_weeks)))))),
        link_query=row.link_query,
    )


def _format_value_of_week(metric: Metric, value: float | None, style: Style) -> str:
    """Write the value of one week: a total without "a week", as the week stands beside it."""
    if metric.summary == "total":
        return format_metric_value(metric, value, style)
    return format_summary_value(metric, value, style)


def _present_change(metric: Metric, trend: TrendResult, style: Style) -> ChangeCell:
    if trend.change:
        return describe_change_in_row(metric, trend.verdict, trend.change, style)
    return ChangeCell(_describe_reason_in_row(trend.insufficient_data) if trend.insufficient_data else "", "")


def _describe_reason_in_row(reason: InsufficientData) -> str:
    match reason.code:
        case "few_weeks":
            return gettext("%(have)s of %(needed)s weeks", have=reason.have, needed=reason.needed)
        case "few_weeks_of_period":
            return gettext("too few weeks to compare")
        case "mostly_identical":
            return gettext("weeks mostly the same")
        case "no_mean_direction":
            return gettext("all around the clock")


def _present_window(
    window: WindowSummary,
    previous: WindowSummary | None,
    style: Style,
    compare: CompareWindows,
    *,
    has_shorter_period: bool,
) -> TrendRow:
    row = present_compared_window_row(window, previous, style, compare)
    last_weeks = gettext("The last 12 weeks.") if has_shorter_period else ""
    return TrendRow(
        metric=row.metric,
        name=row.name,
        value=row.value,
        value_date="",
        weekly_values=None,
        week_condition="",
        change=ChangeCell(
            gettext("for the range") if row.interval else gettext("one value for the range"), row.interval
        ),
        is_named=False,
        details=tuple(filter(None, (row.sentence, " ".join(filter(None, (row.comparison, row.coverage, last_weeks)))))),
        link_query={},
    )
