"""How a trend was computed, line by line: its formulas, when no verdict is given, and which days have values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from habitlog.tracking import KeyedMetric, Metric, WeeklyMetric, WindowMetric
from habitlog.translation import gettext
from habitlog.usecases.trends.patterns import COVERAGE_GAP_POINTS
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web.dates import date_range
from habitlog.web.presenters.insufficient_data import describe_insufficient_data

SATURDAY = 5

MethodLine = tuple[str, str]
"""The term of a line and its text."""


class MethodText(NamedTuple):
    """The lines on how a trend is computed."""

    counted: MethodLine
    change: MethodLine
    interval: MethodLine
    gaps: MethodLine
    version: MethodLine


def describe_trend_method(metric: Metric) -> MethodText:
    """Return how a trend was computed."""
    version = gettext(
        "%(name)s. The export has every day and mark, enough to compute this again.", name=_name_trend_method()
    )
    interval = gettext(
        "95 %, from how much neighbouring weeks differ; the one or two largest jumps between weeks are left out, as a "
        "change is no noise. A change is named when the whole interval lies on one side of zero."
    )
    return MethodText(
        counted=(gettext("What is counted"), gettext(metric.explained)),
        change=(gettext("Change"), f"{_describe_compared_weeks(metric)} {_describe_young_records()}"),
        interval=(gettext("Interval"), interval),
        gaps=_describe_gaps(metric),
        version=(gettext("Method"), version),
    )


def _describe_compared_weeks(metric: Metric) -> str:
    if isinstance(metric, KeyedMetric):
        return gettext("The mean of each week’s highest value, compared with as many weeks before.")
    if metric.summary == "total":
        return gettext(
            "The mean of each week’s sum of what was logged, compared with as many weeks before. A day without an "
            "entry adds nothing, a week without any is left out."
        )
    return gettext("The mean of the weekly means, compared with as many weeks before.")


def _describe_young_records() -> str:
    return gettext(
        "Where those have too few values, the later half of the weeks since the first value is compared with the "
        "earlier half."
    )


def _describe_gaps(metric: Metric) -> MethodLine:
    if isinstance(metric, WeeklyMetric):
        weeks = gettext("ISO weeks from Monday to Sunday that have ended, with every day of the seven known.")
        return gettext("Weeks"), f"{gettext(metric.formula)} {weeks}"
    if isinstance(metric, KeyedMetric):
        text = gettext("The highest estimate of each day. Days without one are gaps; nothing is filled in.")
        return gettext("Days"), text
    text = gettext("A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in.")
    return gettext("Means"), text


def describe_window_method(metric: WindowMetric) -> tuple[MethodLine, ...]:
    """Return how the value of a window is computed."""
    method = metric.method()
    version = gettext(
        "%(name)s %(version)s. The export has every entry, enough to compute this again.",
        name=method["name"],
        version=method["version"],
    )
    return (
        (gettext("What is counted"), gettext(metric.explained)),
        (gettext("Formula"), gettext(metric.formula)),
        (gettext("Method"), version),
    )


def _name_trend_method() -> str:
    from habitlog.stats.method import TREND_METHOD_NAME, TREND_METHOD_VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    return f"{TREND_METHOD_NAME} {TREND_METHOD_VERSION}"


def format_method_version() -> str:
    """Write the name and version of the method: "Method habitlog-trend 2.0"."""
    return gettext("Method %(name)s", name=_name_trend_method())


def list_data_requirements(trend: MetricTrend) -> tuple[str, ...]:
    """Return every reason for which a trend has no verdict; the one that holds now comes first, with its numbers."""
    rules = _map_data_requirements(trend)
    reason = trend.analysis.trend.insufficient_data
    if reason is None:
        return tuple(rules.values())
    now = gettext("This time: %(reason)s", reason=describe_insufficient_data(reason))
    return now, *(rule for code, rule in rules.items() if code != reason.code)


def _map_data_requirements(trend: MetricTrend) -> dict[str, str]:
    """Return the requirements by code, in the order in which they are checked."""
    from habitlog.stats import period_change as limits  # noqa: PLC0415 - numpy is loaded by the first trend

    rules = {
        "few_weeks": gettext(
            "Fewer than %(count)s whole weeks with a value in both periods together. Four weeks against four show a "
            "difference, but no verdict.",
            count=limits.MIN_WEEKS,
        ),
        "few_weeks_of_period": gettext(
            "Fewer than %(count)s weeks with a value in either period.", count=limits.MIN_WEEKS_OF_PERIOD
        ),
        "mostly_identical": gettext(
            "More than %(percent)s %% of the weeks the same.", percent=limits.MAX_IDENTICAL_PERCENT
        ),
    }
    if trend.metric.unit == "clock":
        rules["no_mean_direction"] = gettext("Times that are spread all around the clock.")
    return rules


def describe_known_days(trend: MetricTrend) -> str:
    """Return how many weekdays and how many weekend days have a value; nothing for a weekly metric."""
    if isinstance(trend.metric, WeeklyMetric):
        return ""
    days = [trend.first + timedelta(days=more) for more in range(trend.coverage.days)]
    values = {point.day for point in trend.analysis.points}
    weekdays = [day for day in days if day.weekday() < SATURDAY]
    weekend = [day for day in days if day.weekday() >= SATURDAY]
    sentences, percents = [], []
    for part, is_weekend in ((weekdays, False), (weekend, True)):
        if part:
            known = len(values.intersection(part))
            percents.append(100 * known / len(part))
            sentences.append(
                _describe_known_part(known, len(part), of_nights=trend.pillar.day_noun == "night", weekend=is_weekend)
            )
    return " ".join([*sentences, *_describe_missing_part(percents)])


def _describe_known_part(known: int, days: int, *, of_nights: bool, weekend: bool) -> str:
    numbers = {"known": known, "days": days}
    if of_nights:
        if weekend:
            return gettext("Nights to Saturday and Sunday: %(known)s of %(days)s known.", **numbers)
        return gettext("Nights to Monday–Friday: %(known)s of %(days)s known.", **numbers)
    if weekend:
        return gettext("Saturday and Sunday: %(known)s of %(days)s known.", **numbers)
    return gettext("Monday–Friday: %(known)s of %(days)s known.", **numbers)


def _describe_missing_part(percents: list[float]) -> list[str]:
    """Return which days are mostly missing beside the others, of the shares of weekdays and of weekend days."""
    if len(percents) < 2 or abs(percents[0] - percents[1]) <= COVERAGE_GAP_POINTS:
        return []
    if percents[0] > percents[1]:
        return [gettext("Weekend days are mostly missing.")]
    return [gettext("Weekdays are mostly missing.")]


def describe_verdict_limits(trend: MetricTrend, *, is_custom_period: bool) -> str:
    """Return what stands beside a verdict: on days it leaves out, and on days that were chosen by hand."""
    if trend.analysis.trend.change is None:
        return ""
    judged, sentences = trend.analysis.judged, []
    if trend.since:
        return gettext(
            "It is before and after, not because. A date that was picked for its numbers tends to show more change than"
            " there is."
        )
    if judged.days and judged != (trend.first.toordinal(), trend.last.toordinal()):
        first, last = (date.fromordinal(max(day, 1)) for day in judged)
        period = date_range(first, last, both_months=True)
        sentences.append(gettext("This week is not over, so the verdict is for %(period)s.", period=period))
    if is_custom_period:
        sentences.append(gettext("A period picked by hand tends to show more change than there is."))
    return " ".join(sentences)
