"""What the trend pages show: each number in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar
from habitlog.pillar.figures import amount, figure
from habitlog.pillars import METRICS
from habitlog.usecases import trends
from habitlog.usecases.trends import Coverage, Trend

Range = Literal["4w", "12w", "1y", "all"]
LENGTHS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 365}
SHOWN_ROWS = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One metric among the small multiples; `quiet` where there is not enough for a verdict."""

    metric: Metric
    latest: str
    weekly: tuple[float | None, ...]
    sentence: str
    coverage: str
    quiet: bool


def window(
    unit: Reading, person: Person, range_: Range, today: date, metric_id: str | None = None
) -> tuple[date, date]:
    """Return the first and last day of a range that ends today; "all" begins with the first value there is."""
    if range_ != "all":
        return today - timedelta(days=LENGTHS[range_] - 1), today
    metrics = [metric_id] if metric_id else list(METRICS)
    begun = [day for metric in metrics if (day := trends.first_value(unit, person, metric))]
    return min(begun, default=today - timedelta(days=27)), today


def overview(unit: Reading, person: Person, range_: Range, today: date) -> tuple[tuple[Pillar, tuple[Row, ...]], ...]:
    """Return every metric in a row, by pillar, over the same window."""
    first, last = window(unit, person, range_, today)
    found = (trends.of(unit, person, metric, first, last, today) for metric in METRICS)
    by_pillar = groupby(found, key=lambda trend: trend.pillar)
    return tuple((pillar, tuple(row(trend) for trend in group)) for pillar, group in by_pillar)


def row(trend: Trend) -> Row:
    """Return one trend as a row."""
    weeks = tuple(week.value for week in trend.analysis.weeks if week.finished)
    return Row(
        metric=trend.metric,
        latest=latest(trend),
        weekly=weeks,
        sentence=short_verdict(trend),
        coverage=coverage_sentence(trend.coverage),
        quiet=trend.analysis.trend.verdict == "not_enough_data",
    )


def latest(trend: Trend) -> str:
    """Return the last 7-day value in words, or what is there instead."""
    value = next((point.value for point in reversed(trend.analysis.rolling7) if point.value is not None), None)
    if value is None:
        return "too few days"
    return f"median {figure(trend.metric, value)}" if trend.metric.summary == "median" else figure(trend.metric, value)


def short_verdict(trend: Trend) -> str:
    """Return the verdict in a few words."""
    verdict, slope = trend.analysis.trend.verdict, trend.analysis.trend.per_week
    if verdict == "not_enough_data" or slope is None:
        silence = trend.analysis.trend.silence
        return silence.message if silence else "Not enough data."
    if verdict == "no_clear_change":
        return "No clear change."
    return f"{_moved(trend.metric, verdict)}, about {amount(trend.metric, slope.value)} a week."


def headline(trend: Trend) -> str:
    """Return the verdict as a sentence of its own."""
    verdict, slope = trend.analysis.trend.verdict, trend.analysis.trend.per_week
    name = trend.metric.name
    if verdict == "not_enough_data" or slope is None:
        return short_verdict(trend)
    if verdict == "no_clear_change":
        return f"No clear change in {name[0].lower()}{name[1:]}."
    return f"{name} moved {_moved(trend.metric, verdict).lower()}, by about {amount(trend.metric, slope.value)} a week."


def _moved(metric: Metric, verdict: str) -> str:
    if metric.unit == "clock":
        return "Later" if verdict == "rising" else "Earlier"
    return "Up" if verdict == "rising" else "Down"


def interval(trend: Trend) -> str:
    """Return the 95 % interval of the slope in words, or nothing where there is none."""
    slope = trend.analysis.trend.per_week
    if slope is None:
        return ""
    low, high = _signed(trend.metric, slope.low), _signed(trend.metric, slope.high)
    return f"Between {low} and {high} a week (95 % interval). This says what happened, not why."


def _signed(metric: Metric, value: float) -> str:
    sign = "−" if value < 0 else "+"
    return f"{sign}{amount(metric, value)}"


def coverage_sentence(coverage: Coverage) -> str:
    """Return "71 of 84 days, 3 skipped."."""
    skipped = f", {coverage.skipped} skipped" if coverage.skipped else ""
    return f"{coverage.logged} of {coverage.days} days{skipped}."


def table(trend: Trend, *, whole: bool) -> tuple[tuple[date, str, str, int], ...]:
    """Return (day, value, 7-day value, days it rests on), newest first; the last fortnight unless `whole`."""
    rolling = {point.day: point for point in trend.analysis.rolling7}
    points = list(reversed(trend.analysis.points))
    shown = points if whole else points[:SHOWN_ROWS]
    return tuple(
        (
            point.day,
            figure(trend.metric, point.value),
            figure(trend.metric, rolling[point.day].value) if rolling[point.day].value is not None else "too few days",
            rolling[point.day].n,
        )
        for point in shown
    )


def method_lines(trend: Trend) -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, line by line."""
    from habitlog.stats.method import NAME, VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    return (
        ("What is counted", trend.metric.explained),
        ("Slope", "Theil–Sen: the median of the slopes between every two values, over day numbers."),
        (
            "Interval",
            (
                "95 %, from the Mann–Kendall variance, widened for days that resemble the day before. "
                "Up or down is said when the whole interval lies on one side of zero."
            ),
        ),
        ("Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."),
        ("Method", f"{NAME} {VERSION}. The export carries every day and mark, enough to compute this again."),
    )
