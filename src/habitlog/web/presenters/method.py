"""The fold on how a trend was computed: when it keeps silent, and how well it knows weekdays and weekends."""

from __future__ import annotations

from datetime import date, timedelta

from habitlog.tracking import WeeklyMetric
from habitlog.usecases.trends.patterns import COVERAGE_GAP_POINTS
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web.presenters.insufficient_data import describe_insufficient_data
from habitlog.web.presenters.period_links import format_period

SATURDAY = 5
CUSTOM_PERIOD_CAUTION = "A stretch picked by hand tends to show more change than there is."


def list_data_requirements(trend: MetricTrend) -> tuple[str, ...]:
    """Return every reason for which nothing is said of a trend; the one that holds now leads, by its own numbers."""
    from habitlog.stats import data_requirements  # noqa: PLC0415 - numpy is loaded by the first trend

    found, total = trend.analysis.trend, trend.metric.summary == "total"
    each = "week" if isinstance(trend.metric, WeeklyMetric) or (found.basis == "week" and not total) else "day"
    rules = {
        "short_window": f"A window of fewer than {data_requirements.MIN_WINDOW_DAYS} days.",
        "few_values": f"Fewer than {data_requirements.MIN_VALUES} {each}s with a value.",
        "few_weeks": f"Values in fewer than {data_requirements.MIN_WEEKS} weeks.",
        "narrow_span": f"The first and the last value fewer than {data_requirements.MIN_SPAN_DAYS} days apart.",
        "mostly_identical": f"More than {data_requirements.MAX_IDENTICAL_PERCENT} % of the values the same.",
    }
    if total:
        rules["few_whole_weeks"] = (
            f"Fewer than {data_requirements.MIN_WEEKS_OF_TOTALS} whole weeks, where more than {data_requirements.WEEKLY_ABOVE_IDENTICAL_PERCENT} % of the days are "
            "the same, as days of rest are, and weeks are judged instead."
        )
    if trend.metric.unit == "clock":
        rules["no_mean_direction"] = "Times that lie all around the clock."
    now = found.insufficient_data
    if now is None:
        return tuple(rules.values())
    return (
        f"Now: {describe_insufficient_data(now, trend.pillar.day_noun)}",
        *(rule for code, rule in rules.items() if code != now.code),
    )


def format_method_version() -> str:
    """Return the name and version of the method."""
    from habitlog.stats.method import TREND_METHOD_NAME, TREND_METHOD_VERSION  # noqa: PLC0415 - as above

    return f"Method {TREND_METHOD_NAME} {TREND_METHOD_VERSION}"


def describe_known_days(trend: MetricTrend) -> str:
    """Return how many weekdays and how many weekend days have a value; nothing for a weekly measure."""
    if isinstance(trend.metric, WeeklyMetric):
        return ""
    days = [trend.first + timedelta(days=more) for more in range(trend.coverage.days)]
    known = {point.day for point in trend.analysis.points}
    nights = "Nights to " if trend.pillar.day_noun == "night" else ""
    parts = (
        (f"{nights}Monday–Friday", [day for day in days if day.weekday() < SATURDAY]),
        (f"{nights}Saturday and Sunday", [day for day in days if day.weekday() >= SATURDAY]),
    )
    told = [(name, len(known.intersection(part)), len(part)) for name, part in parts if part]
    missing = _describe_missing_days([100 * logged / of for _, logged, of in told])
    return " ".join([*(f"{name}: {logged} of {of} known." for name, logged, of in told), *missing])


def _describe_missing_days(shares: list[float]) -> list[str]:
    """Return which days are mostly missing beside the others, of the shares of weekdays and of weekend days in %."""
    if len(shares) < 2 or abs(shares[0] - shares[1]) <= COVERAGE_GAP_POINTS:
        return []
    return [f"{'Weekend days' if shares[0] > shares[1] else 'Weekdays'} are mostly missing."]


def describe_verdict_limits(trend: MetricTrend, *, is_custom_period: bool) -> str:
    """Return what is said beside a verdict: on days it leaves out, and on a stretch that was picked by hand."""
    looked_at, said = trend.analysis.judged, []
    whole = looked_at == (trend.first.toordinal(), trend.last.toordinal())
    if looked_at.days and not whole and not trend.analysis.trend.insufficient_data:
        first, last = (date.fromordinal(max(day, 1)) for day in looked_at)
        said.append(f"The running week is not over, so the verdict looks at {format_period(first, last)}.")
    return " ".join(
        [*said, *([CUSTOM_PERIOD_CAUTION] if is_custom_period and not trend.analysis.trend.insufficient_data else [])]
    )
