"""What the trend pages say of a trend: each number in words, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from habitlog.pillar import Measure, Named, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import Coverage, Glance, Trend
from habitlog.web import verdicts, words


@dataclass(frozen=True, slots=True)
class Row:
    """One metric among the small multiples; `quiet` where there is no line to show."""

    metric: Measure
    latest: str
    weekly: tuple[float | None, ...]
    sentence: str
    coverage: str
    quiet: bool
    have: str
    """What is said of the weeks that the small line shows."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What the address of the metric's own page carries beside the range."""


def row(glance: Glance, style: Style) -> Row:
    """Return one measure as a row."""
    measure = glance.measure
    return Row(
        metric=measure,
        latest=latest(glance, style),
        weekly=glance.line,
        have="have one" if isinstance(measure, Named) else "have enough days",
        sentence=_short(glance, style),
        coverage=coverage(measure, glance.coverage),
        quiet=_is_quiet(glance),
        query={measure.asks: glance.called} if isinstance(measure, Named) and glance.called else {},
    )


def _is_quiet(glance: Glance) -> bool:
    """Whether there is no line to show: without a verdict, but for weekly measures with two weeks or more."""
    silent = glance.outline.trend.verdict == "not_enough_data"
    return silent and not (isinstance(glance.measure, Weekly) and glance.outline.logged > 1)


def latest(glance: Glance, style: Style) -> str:
    """Return the value of the last week that has one."""
    value = next((value for value in reversed(glance.line) if value is not None), None)
    return _summary(glance.measure, value, style)


def _summary(metric: Measure, value: float | None, style: Style) -> str:
    if value is None:
        return "too few"
    told = figure(metric, value, style)
    return {"median": f"median {told}", "total": f"{told} a week"}.get(metric.summary, told)


def _short(glance: Glance, style: Style) -> str:
    found = glance.outline.trend
    if found.silence:
        return found.silence.message
    slope = found.per_week.value if found.per_week else None
    change = verdicts.change_words(glance.measure, found.verdict, slope, style)
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


def coverage(measure: Measure, found: Coverage) -> str:
    """Return "71 of 84 nights, 3 skipped.", or "10 of 12 weeks known whole." for a weekly measure."""
    if found.weeks is not None:
        finished, known = found.weeks
        return f"{known} of {finished} weeks known whole."
    return days_covered(measure, found)


def days_covered(metric: Measure, found: Coverage) -> str:
    """Return how many days of a window have a value, skipped ones named."""
    skipped = f", {found.skipped} skipped" if found.skipped else ""
    return f"{found.logged} of {found.days} {words.days_word(metric)}{skipped}."


def method_lines(metric: Measure) -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, line by line."""
    from habitlog.stats.method import NAME, VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    each = "week" if isinstance(metric, Weekly) else "day"
    made = ("Method", f"{NAME} {VERSION}. The export carries every day and mark, enough to compute this again.")
    return (
        ("What is counted", metric.explained),
        (
            "Slope",
            (
                f"Theil–Sen: the median of the slopes between every two values, over {each} numbers. "
                f"It says how a {each}'s value changed from one week to the next."
            ),
        ),
        (
            "Interval",
            (
                f"95 %, from the Mann–Kendall variance, widened for {each}s that resemble the {each} before. "
                "A change is named when the whole interval lies on one side of zero."
            ),
        ),
        _gaps(metric),
        made,
    )


def _gaps(metric: Measure) -> tuple[str, str]:
    if isinstance(metric, Weekly):
        formula = str(metric.method()["formula"])
        weeks = "ISO weeks from Monday to Sunday that have ended, with every day of the seven known."
        return "Weeks", f"{formula[0].upper()}{formula[1:]}. {weeks}"
    if isinstance(metric, Named):
        return "Days", "The highest estimate of each day. Days without one are gaps; nothing is filled in."
    return "Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."
