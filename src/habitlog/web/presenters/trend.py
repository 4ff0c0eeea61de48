"""Trends as rows and sentences: each value as text, with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from habitlog.tracking import KeyedMetric, Metric, Pillar, Style, WindowDetail, WindowMetric
from habitlog.tracking.metric_format import LONG_MINUTES, format_duration, format_in_unit, format_metric_value
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.overview import pair_periods
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.trends import Coverage, MetricOverview, MetricTrend, WindowSummary
from habitlog.web.dates import day_month, short_day
from habitlog.web.metric_text import format_known_days, format_metric_name
from habitlog.web.presenters.coverage_drift import describe_coverage_drift
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_missing_value
from habitlog.web.presenters.verdicts import (
    describe_interval,
    describe_slope,
    describe_verdict,
    describe_verdict_briefly,
    describe_within_margin,
)
from habitlog.web.presenters.window_intervals import describe_window_interval

if TYPE_CHECKING:
    from habitlog.stats.summary import PeriodValue, TrendSummary
    from habitlog.stats.trend import TrendResult

MIN_DAYS_OF_WEEK = 4
"""Days of seven that a week's value rests on at least."""
RECENT_WEEKS = 4
"""Finished weeks within which the latest value is shown without its week."""

CompareWindows = Callable[[str, str], str]
"""Makes a sentence of the values of a window metric in the last full period and in the one before."""


class MetricRow(Struct, frozen=True):
    """One metric among others."""

    metric: Metric
    name: str
    latest_value: str
    weekly_values: tuple[float | None, ...]
    sentence: str
    coverage: str
    has_no_line: bool
    week_condition: str
    """What weeks need in order to be drawn, as it follows their number: "have enough days"."""
    link_query: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the link to the metric's own page, beside the range."""
    comparison: str = ""
    """An earlier period, where the sentence does not speak of it."""


def compare_range(span: Span) -> CompareWindows:
    """Return the comparison for a range; of one beyond 52 weeks the periods are its last year and the year before."""
    current = pair_periods(span).current
    describe = _compare_whole_windows if current == span else _compare_last_windows
    return partial(describe, current.days // 7)


def _compare_whole_windows(weeks: int, value: str, earlier_value: str) -> str:
    return gettext("%(sentence)s.", sentence=_compare_whole_range(weeks, weeks, value, earlier_value))


def _compare_last_windows(weeks: int, value: str, earlier_value: str) -> str:
    return gettext("%(sentence)s.", sentence=_compare_last_weeks(weeks, weeks, value, earlier_value))


def present_metric_row(
    overview: MetricOverview, style: Style, compare: CompareLevels | None = None, comparison: str = ""
) -> MetricRow:
    """Return one metric as a row; `compare` words the periods of its verdict, `comparison` is what else is shown."""
    metric = overview.metric
    is_keyed = isinstance(metric, KeyedMetric)
    return MetricRow(
        metric=metric,
        name=format_metric_name(metric, overview.metric_key),
        latest_value=format_latest_value(overview, style),
        weekly_values=overview.weekly_values,
        week_condition=gettext("have one") if is_keyed else gettext("have enough days"),
        sentence=describe_row_verdict(overview, style, compare),
        coverage=describe_coverage(overview.pillar, overview.coverage),
        has_no_line=_has_no_line(overview),
        link_query=list_link_parameters(metric, overview.metric_key),
        comparison=comparison,
    )


def list_link_parameters(metric: Metric, metric_key: str | None) -> dict[str, str]:
    """Return the parameters of the link to a metric's own page, beside the range."""
    return {metric.key_name: metric_key} if isinstance(metric, KeyedMetric) and metric_key else {}


def _has_no_line(overview: MetricOverview) -> bool:
    """Return whether there is no line to draw: fewer than two weeks with a value."""
    return sum(value is not None for value in overview.weekly_values) < 2


def format_latest_value(overview: MetricOverview, style: Style) -> str:
    """Write the value of the last week that has one, with its week where four have ended since."""
    known = [(back, value) for back, value in enumerate(reversed(overview.weekly_values)) if value is not None]
    if not known:
        return format_summary_value(overview.metric, None, style, can_have_average=_can_have_average(overview))
    back, value = known[0]
    text = format_summary_value(overview.metric, value, style)
    if back < RECENT_WEEKS:
        return text
    day = day_month(_find_week_monday(overview, back), overview.span.today)
    return gettext("%(value)s, week of %(day)s", value=text, day=day)


def _find_week_monday(overview: MetricOverview, back: int) -> date:
    """Return the Monday of the finished week so many weeks before the last one."""
    return [week.monday for week in overview.summary.weeks if week.finished][-1 - back]


def _can_have_average(overview: MetricOverview) -> bool:
    """Return whether more days would give a value; times all around the clock have none with any number of days."""
    return overview.metric.unit != "clock" or all(week.n < MIN_DAYS_OF_WEEK for week in overview.summary.weeks)


def format_summary_value(metric: Metric, value: float | None, style: Style, *, can_have_average: bool = True) -> str:
    """Write the value of a week or a longer period: "7 h 12 min", "median 4 of 10", "142 min a week", "too few".

    A missing value that cannot have an average is "no middle": the days are there, and lie all around the clock.
    """
    if value is None:
        return gettext("too few") if can_have_average else gettext("no middle")
    text = format_metric_value(metric, value, style)
    if metric.summary == "median":
        return gettext("median %(value)s", value=text)
    return gettext("%(value)s a week", value=text) if metric.summary == "total" else text


def _format_opening_value(metric: Metric, value: float | None, style: Style, *, can_have_average: bool = True) -> str:
    """Write a value as `format_summary_value` does, at the start of a sentence."""
    if value is None:
        return gettext("Too few") if can_have_average else gettext("No middle")
    if metric.summary == "median":
        return gettext("Median %(value)s", value=format_metric_value(metric, value, style))
    return format_summary_value(metric, value, style)


def format_period_value(metric: Metric, period: PeriodValue | None, style: Style) -> str:
    """Write the value of a period; clock times of enough days without one have no middle."""
    can_have_average = _can_period_have_average(metric, period)
    return format_summary_value(metric, period.value if period else None, style, can_have_average=can_have_average)


def format_opening_period_value(metric: Metric, period: PeriodValue | None, style: Style) -> str:
    """Write the value of a period at the start of a sentence."""
    can_have_average = _can_period_have_average(metric, period)
    return _format_opening_value(metric, period.value if period else None, style, can_have_average=can_have_average)


def _can_period_have_average(metric: Metric, period: PeriodValue | None) -> bool:
    has_enough_days = period is not None and period.n > 0 and 7 * period.n >= 4 * period.expected
    return not (metric.unit == "clock" and has_enough_days)


CompareLevels = Callable[["TrendResult", str, str], str]
"""Makes the opening of a sentence of the two periods that were compared and their values, the later one first."""


def describe_row_verdict(overview: MetricOverview, style: Style, compare: CompareLevels | None = None) -> str:
    """Return the verdict in a sentence that opens with the values of both periods; why there is none."""
    trend, metric = overview.summary.trend, overview.metric
    if trend.change is None:
        return describe_missing_verdict(overview.summary)
    comparison = describe_levels(metric, trend, overview.span, style, compare)
    sentence = describe_verdict_briefly(metric, trend.verdict, trend.change, comparison, style)
    drift = describe_coverage_drift(metric, overview.pillar.day_noun, trend, style)
    return " ".join(filter(None, [sentence, describe_within_margin(metric, trend, style), drift]))


def describe_levels(
    metric: Metric, trend: TrendResult, span: Span, style: Style, compare: CompareLevels | None = None
) -> str:
    """Return the values of both periods of a verdict, without a full stop; "" where one has none."""
    if trend.before is None or trend.after is None or trend.before.value is None or trend.after.value is None:
        return ""
    longer = max(trend.after.value, trend.before.value)
    value = _format_opening_level(metric, trend.after.value, style, longer)
    earlier_value = _format_level(metric, trend.before.value, style, longer)
    if compare:
        return compare(trend, value, earlier_value)
    is_whole = trend.after.first <= span.first
    describe = _compare_whole_range if is_whole else _compare_last_weeks
    return describe(trend.after.weeks, trend.before.weeks, value, earlier_value)


def _format_level(metric: Metric, value: float, style: Style, longer: float) -> str:
    """Write the mean of the weeks of a period; of ordinal scales it is a mean, too, where other numbers are medians.

    Minutes are written as the `longer` of both periods is.
    """
    is_duration = metric.unit == "min" and longer >= LONG_MINUTES
    text = format_duration(value) if is_duration else format_metric_value(metric, value, style)
    if metric.summary == "median":
        return gettext("mean %(value)s", value=text)
    return gettext("%(value)s a week", value=text) if metric.summary == "total" else text


def _format_opening_level(metric: Metric, value: float, style: Style, longer: float) -> str:
    """Write a level at the start of a sentence."""
    if metric.summary == "median":
        return gettext("Mean %(value)s", value=format_metric_value(metric, value, style))
    return _format_level(metric, value, style, longer)


def _compare_whole_range(weeks: int, earlier_weeks: int, value: str, earlier_value: str) -> str:
    return ngettext(
        "%(value)s this %(num)s week, %(earlier)s the %(earlier_num)s before",
        "%(value)s these %(num)s weeks, %(earlier)s the %(earlier_num)s before",
        weeks,
        value=value,
        earlier=earlier_value,
        earlier_num=earlier_weeks,
    )


def _compare_last_weeks(weeks: int, earlier_weeks: int, value: str, earlier_value: str) -> str:
    return ngettext(
        "%(value)s the last %(num)s week, %(earlier)s the %(earlier_num)s before",
        "%(value)s the last %(num)s weeks, %(earlier)s the %(earlier_num)s before",
        weeks,
        value=value,
        earlier=earlier_value,
        earlier_num=earlier_weeks,
    )


def describe_missing_verdict(summary: TrendSummary) -> str:
    """Return why there is no verdict; "" where there is one."""
    reason = summary.trend.insufficient_data
    return describe_insufficient_data(reason) if reason else ""


def describe_trend_verdict(trend: MetricTrend, style: Style) -> str:
    """Return the verdict of a metric's own page; without one the values of both periods, or why there are none."""
    result, metric = trend.analysis.trend, trend.metric
    if result.change is None:
        return describe_missing_verdict(trend.analysis)
    if result.insufficient_data:
        levels = describe_levels(metric, result, _span_of(trend), style, _choose_comparison(trend))
        return gettext("%(sentence)s.", sentence=levels)
    return describe_verdict(metric, result.verdict, result.change.value, style, trend.metric_key)


def describe_compared_levels(trend: MetricTrend, style: Style) -> str:
    """Return the values of both periods of a verdict; "" where there is none, as they then are its headline."""
    result = trend.analysis.trend
    if result.change is None or result.insufficient_data:
        return ""
    return gettext(
        "%(sentence)s.",
        sentence=describe_levels(trend.metric, result, _span_of(trend), style, _choose_comparison(trend)),
    )


def describe_change_evidence(trend: MetricTrend, style: Style) -> str:
    """Return the interval of the difference of both periods, and the slope; "" where there are none."""
    result, metric = trend.analysis.trend, trend.metric
    if result.change is None:
        return ""
    sentences = [
        describe_within_margin(metric, result, style),
        describe_interval(metric, result.verdict, result.change, style),
    ]
    if result.insufficient_data:
        sentences.append(describe_insufficient_data(result.insufficient_data))
    sentences.append(describe_coverage_drift(metric, trend.pillar.day_noun, result, style))
    if result.slope_per_week:
        sentences.append(describe_slope(metric, result.slope_per_week, style))
    return " ".join(filter(None, sentences))


def _choose_comparison(trend: MetricTrend) -> CompareLevels | None:
    """Return what words the periods around a date that was named; None without one."""
    return None if trend.since is None else partial(_compare_since, short_day(trend.since, year=True))


def _compare_since(day: str, trend: TrendResult, value: str, earlier_value: str) -> str:
    assert trend.before is not None  # noqa: S101 - levels are compared where there are both
    assert trend.after is not None  # noqa: S101 - as above
    return ngettext(
        "%(value)s in the %(num)s week since %(day)s, %(earlier)s in the %(earlier_num)s before",
        "%(value)s in the %(num)s weeks since %(day)s, %(earlier)s in the %(earlier_num)s before",
        trend.after.weeks,
        value=value,
        day=day,
        earlier=earlier_value,
        earlier_num=trend.before.weeks,
    )


def _span_of(trend: MetricTrend) -> Span:
    return Span(trend.first, trend.last, trend.last)


def describe_coverage(pillar: Pillar, coverage: Coverage) -> str:
    """Return "71 of 84 nights, 3 skipped.", or "10 of 12 weeks known whole." for a weekly metric."""
    if coverage.weeks is None:
        return describe_day_coverage(pillar, coverage)
    finished, known = coverage.weeks
    if not finished:
        return gettext("No whole week yet.")
    return ngettext(
        "%(known)s of %(num)s week complete.", "%(known)s of %(num)s weeks complete.", finished, known=known
    )


def describe_day_coverage(pillar: Pillar, coverage: Coverage) -> str:
    """Return "71 of 84 nights, 3 skipped."."""
    return format_list_sentence(list_day_coverage(pillar, coverage))


def list_day_coverage(pillar: Pillar, coverage: Coverage) -> list[str]:
    """Return how many days of a span have a value, and how many were skipped where any were."""
    known = format_known_days(pillar.day_noun, coverage.logged, coverage.days)
    return [known, format_skipped_days(coverage.skipped)] if coverage.skipped else [known]


def format_skipped_days(number: int) -> str:
    """Write "3 skipped"."""
    return ngettext("%(num)s left out", "%(num)s left out", number)


def format_list_sentence(parts: Sequence[str]) -> str:
    """Write an enumeration as a sentence: "71 of 84 nights, 3 skipped."."""
    return gettext("%(list)s.", list=", ".join(parts))


class WindowRow(Struct, frozen=True):
    """A window metric: its value with its interval, or why there is none, and its details that are not 0."""

    metric: WindowMetric
    name: str
    value: str
    sentence: str
    coverage: str
    details: tuple[tuple[str, str], ...]
    has_no_value: bool
    interval: str
    comparison: str = ""
    """The value compared with that of the window before; "" where neither has one."""


def present_window_row(window: WindowSummary, style: Style) -> WindowRow:
    """Return the value of a window as a row."""
    result, metric = window.result, window.metric
    headline_details = [detail for detail in result.details if detail.key in metric.headline_details]
    details = [detail for detail in result.details if detail.value or detail in headline_details]
    return WindowRow(
        metric=metric,
        name=format_metric_name(metric),
        value=format_summary_value(metric, result.value, style),
        sentence=describe_missing_value(window) or _describe_headline_details(headline_details, style),
        coverage=describe_day_coverage(window.pillar, window.coverage),
        details=tuple(
            (gettext(detail.name), format_in_unit(detail.unit, detail.value, style))
            for detail in details
            if detail.value is not None
        ),
        has_no_value=result.value is None,
        interval=describe_window_interval(metric, result.interval, style),
    )


def _describe_headline_details(details: Sequence[WindowDetail], style: Style) -> str:
    """Return the details in a sentence: "Lower after 3, same 5, higher after 2."; "" where there are none."""
    parts: list[str] = []
    for detail in details:
        if detail.value is not None:
            name = gettext(detail.name)
            opening = name if not parts else f"{name[0].lower()}{name[1:]}"
            value = format_in_unit(detail.unit, detail.value, style)
            parts.append(gettext("%(name)s %(value)s", name=opening, value=value))
    return format_list_sentence(parts) if parts else ""


def present_compared_window_row(
    window: WindowSummary, previous: WindowSummary | None, style: Style, compare: CompareWindows
) -> WindowRow:
    """Return the value of a window as a row, compared with the window before where that was computed."""
    row = present_window_row(window, style)
    previous_value = previous.result.value if previous else None
    if previous is None or (row.has_no_value and previous_value is None):
        return row
    opening = _format_opening_value(window.metric, window.result.value, style)
    return replace(row, comparison=compare(opening, format_summary_value(window.metric, previous_value, style)))
