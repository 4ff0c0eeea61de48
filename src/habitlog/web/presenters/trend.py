"""What the trend pages say of a trend: each number in words, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from habitlog.tracking import KeyedMetric, Metric, Pillar, Style, WeeklyMetric, WindowMetric
from habitlog.tracking.metric_format import format_in_unit, format_metric_value
from habitlog.usecases.trends.periods import RANGE_DAYS
from habitlog.usecases.trends.trends import Coverage, MetricOverview, MetricTrend, WindowSummary
from habitlog.web import dates
from habitlog.web.metric_text import format_metric_name
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_missing_value
from habitlog.web.presenters.verdicts import WeeklyChange, describe_interval, describe_verdict, describe_verdict_briefly

if TYPE_CHECKING:
    from habitlog.stats.summary import PeriodValue, TrendSummary

RECENT_WEEKS = 4
"""Finished weeks within which a last value stands without its week."""
LONGER_RANGE_HINT = "A longer range can say more."


class PeriodNames(NamedTuple):
    """How the last full period and the one before it are called: "these 12 weeks", "the 12 before"."""

    current: str
    previous: str


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One measure among the small multiples; `quiet` where there is no line to show."""

    metric: Metric
    name: str
    latest_value: str
    weekly_values: tuple[float | None, ...]
    sentence: str
    coverage: str
    has_no_line: bool
    week_condition: str
    """What is said of the weeks that the small line shows."""
    link_query: Mapping[str, str] = field(default_factory=dict)
    """What the address of the metric's own page carries beside the range."""
    comparison: str = ""
    """The last full period beside the one before, in a sentence; nothing where neither has a value."""


def present_metric_row(glance: MetricOverview, style: Style, period_names: PeriodNames) -> MetricRow:
    """Return one measure as a row."""
    measure = glance.metric
    return MetricRow(
        metric=measure,
        name=format_metric_name(measure, glance.metric_key),
        latest_value=format_latest_value(glance, style),
        weekly_values=glance.weekly_values,
        week_condition="have one" if isinstance(measure, KeyedMetric) else "have enough days",
        sentence=_describe_verdict_briefly(glance, style),
        coverage=describe_coverage(glance.pillar, glance.coverage),
        has_no_line=_has_no_line(glance),
        link_query={measure.key_name: glance.metric_key}
        if isinstance(measure, KeyedMetric) and glance.metric_key
        else {},
        comparison=_describe_comparison(glance, style, period_names),
    )


def _has_no_line(glance: MetricOverview) -> bool:
    """Whether there is no line to show: no week to draw, or no verdict but for weekly measures of two weeks or more."""
    if all(value is None for value in glance.weekly_values):
        return True
    silent = glance.summary.trend.verdict == "not_enough_data"
    return silent and not (isinstance(glance.metric, WeeklyMetric) and glance.summary.logged > 1)


def format_latest_value(glance: MetricOverview, style: Style) -> str:
    """Return the value of the last week that has one, with its week where four have ended since."""
    known = [(back, value) for back, value in enumerate(reversed(glance.weekly_values)) if value is not None]
    if not known:
        return format_summary_value(glance.metric, None, style, can_have_average=_can_have_average(glance.summary))
    back, value = known[0]
    told, week = format_summary_value(glance.metric, value, style), _find_week_monday(glance, back)
    return told if back < RECENT_WEEKS else f"{told}, week of {dates.day_month(week, glance.span.today)}"


def _find_week_monday(glance: MetricOverview, back: int) -> date:
    """Return the Monday of the finished week so many weeks before the last one."""
    return [week.monday for week in glance.summary.weeks if week.finished][-1 - back]


def _can_have_average(summary: TrendSummary) -> bool:
    """Whether a value can be missing for want of days alone; times all around the clock have none with any days."""
    return summary.direction is None or summary.direction.mean is not None or all(week.n < 4 for week in summary.weeks)


def format_summary_value(metric: Metric, value: float | None, style: Style, *, can_have_average: bool = True) -> str:
    """Write the value of a week or a longer period: "7 h 12 min", "median 4 of 10", "142 min a week", "too few".

    Without a `middle` a missing one is "no middle": the days are there, and lie all around the clock.
    """
    if value is None:
        return "too few" if can_have_average else "no middle"
    told = format_metric_value(metric, value, style)
    return {"median": f"median {told}", "total": f"{told} a week"}.get(metric.summary, told)


def _describe_comparison(glance: MetricOverview, style: Style, period_names: PeriodNames) -> str:
    now, before = glance.period, glance.period_before
    if before is None or ((now is None or now.value is None) and before.value is None):
        return ""
    return format_comparison(
        format_period_value(glance.metric, now, style), format_period_value(glance.metric, before, style), period_names
    )


def format_period_value(metric: Metric, period: PeriodValue | None, style: Style) -> str:
    """Write the value of a period; clock times of enough days without one have no middle."""
    enough = period is not None and period.n > 0 and 7 * period.n >= 4 * period.expected
    return format_summary_value(
        metric, period.value if period else None, style, can_have_average=not (metric.unit == "clock" and enough)
    )


def format_comparison(current: str, previous: str, period_names: PeriodNames) -> str:
    """Write one period beside the one before: "7 h 12 min these 12 weeks, 7 h 5 min the 12 before."."""
    said = f"{current} {period_names.current}, {previous} {period_names.previous}."
    return f"{said[0].upper()}{said[1:]}"


def _describe_verdict_briefly(glance: MetricOverview, style: Style) -> str:
    found = glance.summary.trend
    if found.insufficient_data or not found.slope_per_week:
        return describe_missing_verdict(glance.pillar, glance.summary, glance.span.days)
    change = WeeklyChange(found.slope_per_week.value, found.slope_per_week.low, found.slope_per_week.high)
    return describe_verdict_briefly(glance.metric, found.verdict, change, style, _count_spanned_weeks(glance))


def describe_missing_verdict(pillar: Pillar, summary: TrendSummary, days: int) -> str:
    """Return why nothing is said over a range of so many days, and whether the range itself can never say more."""
    why = summary.trend.insufficient_data
    if why is None:
        return ""
    message = describe_insufficient_data(why, pillar.day_noun)
    by_weeks = why.code in {"few_weeks", "few_whole_weeks"} or (
        why.code == "few_values" and summary.trend.basis == "week"
    )
    never = by_weeks and days in RANGE_DAYS.values() and why.needed > days // 7
    return f"{message} {LONGER_RANGE_HINT}" if never else message


def _count_spanned_weeks(glance: MetricOverview) -> int:
    """Return the weeks from the first to the last that have days: a verdict does not speak of empty ones around."""
    known = [place for place, week in enumerate(glance.summary.weeks) if week.n]
    return known[-1] - known[0] + 1


def describe_trend_verdict(trend: MetricTrend, style: Style) -> str:
    """Return the verdict as a sentence of its own."""
    found = trend.analysis.trend
    if found.insufficient_data:
        return describe_missing_verdict(trend.pillar, trend.analysis, (trend.last - trend.first).days + 1)
    change = found.slope_per_week.value if found.slope_per_week else None
    return describe_verdict(trend.metric, found.verdict, change, style, trend.metric_key)


def describe_slope_interval(trend: MetricTrend, style: Style) -> str:
    """Return the 95 % interval of the slope in words, or nothing where there is none."""
    slope = trend.analysis.trend.slope_per_week
    return describe_interval(trend.metric, slope.low, slope.high, style) if slope else ""


def describe_coverage(pillar: Pillar, coverage: Coverage) -> str:
    """Return "71 of 84 nights, 3 skipped.", or "10 of 12 weeks known whole." for a weekly measure."""
    if coverage.weeks is not None:
        finished, known = coverage.weeks
        return f"{known} of {dates.format_count(finished, 'weeks')} known whole." if finished else "No whole week yet."
    return describe_day_coverage(pillar, coverage)


def describe_day_coverage(pillar: Pillar, coverage: Coverage) -> str:
    """Return how many days of a window have a value, skipped ones named."""
    skipped = f", {coverage.skipped} skipped" if coverage.skipped else ""
    return f"{coverage.logged} of {dates.format_count(coverage.days, f'{pillar.day_noun}s')}{skipped}."


def describe_trend_method(metric: Metric, basis: Literal["day", "week"] = "day") -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, line by line; `basis` is what the verdict was made from."""
    from habitlog.stats.method import TREND_METHOD_NAME, TREND_METHOD_VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    each = "week" if isinstance(metric, WeeklyMetric) or basis == "week" else "day"
    made = (
        "Method",
        f"{TREND_METHOD_NAME} {TREND_METHOD_VERSION}. The export carries every day and mark, enough to compute this again.",
    )
    return (
        ("What is counted", metric.explained),
        (
            "Slope",
            (
                f"Theil–Sen: the median of the slopes between every two values, over {each} numbers. "
                f"It says how a {each}'s value changed from one week to the next.{_describe_weekly_basis(metric, each)}"
            ),
        ),
        (
            "Interval",
            (
                f"95 %, from the Mann–Kendall variance, widened for {each}s that resemble the {each} before. "
                "A change is named when the whole interval lies on one side of zero."
            ),
        ),
        _describe_gap_rule(metric),
        made,
    )


def _describe_weekly_basis(metric: Metric, each: str) -> str:
    if isinstance(metric, WeeklyMetric):
        return ""
    if metric.summary == "total":
        taken = "Here it is taken" if each == "week" else "Among many days of rest, or beyond 366 days, it is taken"
        return f" {taken} over the means of whole weeks: equal days have no order."
    return " Beyond 366 days weeks stand in for their days." if each == "week" else ""


def _describe_gap_rule(metric: Metric) -> tuple[str, str]:
    if isinstance(metric, WeeklyMetric):
        formula = str(metric.method()["formula"])
        weeks = "ISO weeks from Monday to Sunday that have ended, with every day of the seven known."
        return "Weeks", f"{formula[0].upper()}{formula[1:]}. {weeks}"
    if isinstance(metric, KeyedMetric):
        return "Days", "The highest estimate of each day. Days without one are gaps; nothing is filled in."
    return "Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A windowed measure in words: its value or the reason there is none, and every detail that says something."""

    metric: WindowMetric
    value: str
    sentence: str
    coverage: str
    details: tuple[tuple[str, str], ...]
    has_no_value: bool
    comparison: str = ""
    """The value beside that of the window before, in a sentence; nothing where there is none of either."""


def present_window_row(window: WindowSummary, style: Style) -> WindowRow:
    """Return one window in words."""
    outcome, measure = window.result, window.metric
    told = [
        (detail, format_in_unit(detail.unit, detail.value, style))
        for detail in outcome.details
        if detail.value is not None
    ]
    brief = [f"{detail.name.lower()} {words}" for detail, words in told if detail.key in measure.headline_details]
    value = "too few" if outcome.value is None else format_metric_value(measure, outcome.value, style)
    sentence = describe_missing_value(window) or ", ".join(brief).capitalize() + ("." if brief else "")
    details = tuple(
        (detail.name, words) for detail, words in told if detail.value or detail.key in measure.headline_details
    )
    return WindowRow(
        measure, value, sentence, describe_day_coverage(window.pillar, window.coverage), details, outcome.value is None
    )


def present_compared_window_row(
    window: WindowSummary, previous: WindowSummary | None, style: Style, period_names: PeriodNames
) -> WindowRow:
    """Return one window in words, with the value of the window before it where that was read."""
    said = present_window_row(window, style)
    then = previous.result.value if previous else None
    if previous is None or (said.has_no_value and then is None):
        return said
    return replace(
        said, comparison=format_comparison(said.value, format_summary_value(window.metric, then, style), period_names)
    )


def describe_window_method(measure: WindowMetric) -> tuple[tuple[str, str], ...]:
    """Return how the number was made, line by line."""
    told = measure.method()
    return (
        ("What is counted", measure.explained),
        ("Formula", f"{told['formula'].replace(' * ', ' × ')}."),
        ("Method", f"{told['name']} {told['version']}. The export carries every entry, enough to compute this again."),
    )
