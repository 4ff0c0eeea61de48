"""What the trend pages say of a trend: each number in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from habitlog.pillar import Metric, Style
from habitlog.pillar.figures import figure
from habitlog.usecases.trends import Coverage, Trend
from habitlog.web import verdicts, words

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


def row(trend: Trend, style: Style) -> Row:
    """Return one trend as a row."""
    return Row(
        metric=trend.metric,
        latest=latest(trend, style),
        weekly=tuple(week.value for week in trend.analysis.weeks if week.finished),
        sentence=_short(trend, style),
        coverage=coverage(trend.metric, trend.coverage),
        quiet=trend.analysis.trend.verdict == "not_enough_data",
    )


def latest(trend: Trend, style: Style) -> str:
    """Return the last week there is a value of: its total for minutes and sets, otherwise the last 7-day value."""
    if trend.metric.summary == "total":
        values = [week.value for week in trend.analysis.weeks if week.finished]
    else:
        values = [point.value for point in trend.analysis.rolling7]
    return _summary(trend.metric, next((value for value in reversed(values) if value is not None), None), style)


def _summary(metric: Metric, value: float | None, style: Style) -> str:
    if value is None:
        return "too few"
    told = figure(metric, value, style)
    return {"median": f"median {told}", "total": f"{told} a week"}.get(metric.summary, told)


def _short(trend: Trend, style: Style) -> str:
    found = trend.analysis.trend
    if found.silence:
        return found.silence.message
    slope = found.per_week.value if found.per_week else None
    change = verdicts.change_words(trend.metric, found.verdict, slope, style)
    return f"{change[0].upper()}{change[1:]}."


def headline(trend: Trend, style: Style) -> str:
    """Return the verdict as a sentence of its own."""
    found = trend.analysis.trend
    if found.silence:
        return found.silence.message
    change = found.per_week.value if found.per_week else None
    return verdicts.verdict_sentence(trend.metric, found.verdict, change, style, found.n, found.needed)


def interval(trend: Trend, style: Style) -> str:
    """Return the 95 % interval of the slope in words, or nothing where there is none."""
    slope = trend.analysis.trend.per_week
    return verdicts.interval_sentence(trend.metric, slope.low, slope.high, style) if slope else ""


def coverage(metric: Metric, found: Coverage) -> str:
    """Return "71 of 84 nights, 3 skipped."."""
    skipped = f", {found.skipped} skipped" if found.skipped else ""
    return f"{found.logged} of {found.days} {words.days_word(metric)}{skipped}."


def table(trend: Trend, style: Style, *, whole: bool) -> tuple[tuple[date, str, str, int], ...]:
    """Return (day, value, 7-day value, days it rests on), newest first; the last fortnight unless `whole`."""
    rolling = {point.day: point for point in trend.analysis.rolling7}
    points = list(reversed(trend.analysis.points))
    return tuple(
        (
            point.day,
            figure(trend.metric, point.value, style),
            figure(trend.metric, mean.value, style) if (mean := rolling[point.day]).value is not None else "too few",
            rolling[point.day].n,
        )
        for point in (points if whole else points[:SHOWN_ROWS])
    )


def method_lines(metric: Metric) -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, line by line."""
    from habitlog.stats.method import NAME, VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    return (
        ("What is counted", metric.explained),
        (
            "Slope",
            (
                "Theil–Sen: the median of the slopes between every two values, over day numbers. "
                "It says how a day's value changed from one week to the next."
            ),
        ),
        (
            "Interval",
            (
                "95 %, from the Mann–Kendall variance, widened for days that resemble the day before. "
                "A change is named when the whole interval lies on one side of zero."
            ),
        ),
        ("Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."),
        ("Method", f"{NAME} {VERSION}. The export carries every day and mark, enough to compute this again."),
    )
