"""What the trend pages say of a trend: each number in words, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from habitlog.pillar import Measure, Named, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import Coverage, Glance, Trend
from habitlog.web import verdicts, words


class Sides(NamedTuple):
    """How the last full period and the one before it are called: "these 12 weeks", "the 12 before"."""

    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Row:
    """One measure among the small multiples; `quiet` where there is no line to show."""

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
    beside: str = ""
    """The last full period beside the one before, in a sentence; nothing where neither has a value."""


def row(glance: Glance, style: Style, sides: Sides) -> Row:
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
        beside=_beside(glance, style, sides),
    )


def _is_quiet(glance: Glance) -> bool:
    """Whether there is no line to show: no week to draw, or no verdict but for weekly measures of two weeks or more."""
    if all(value is None for value in glance.line):
        return True
    silent = glance.outline.trend.verdict == "not_enough_data"
    return silent and not (isinstance(glance.measure, Weekly) and glance.outline.logged > 1)


def latest(glance: Glance, style: Style) -> str:
    """Return the value of the last week that has one."""
    value = next((value for value in reversed(glance.line) if value is not None), None)
    return summed_up(glance.measure, value, style)


def summed_up(metric: Measure, value: float | None, style: Style) -> str:
    """Write the value of a week or a longer period: "7 h 12 min", "median 4 of 10", "142 min a week", "too few"."""
    if value is None:
        return "too few"
    told = figure(metric, value, style)
    return {"median": f"median {told}", "total": f"{told} a week"}.get(metric.summary, told)


def _beside(glance: Glance, style: Style, sides: Sides) -> str:
    now, before = (one.value if one else None for one in (glance.period, glance.before))
    if glance.before is None or (now is None and before is None):
        return ""
    return pair(summed_up(glance.measure, now, style), summed_up(glance.measure, before, style), sides)


def pair(now: str, before: str, sides: Sides) -> str:
    """Write one period beside the one before: "7 h 12 min these 12 weeks, 7 h 5 min the 12 before."."""
    said = f"{now} {sides.now}, {before} {sides.before}."
    return f"{said[0].upper()}{said[1:]}"


def _short(glance: Glance, style: Style) -> str:
    found = glance.outline.trend
    if found.silence or not found.per_week:
        return found.silence.message if found.silence else ""
    change = verdicts.Change(found.per_week.value, found.per_week.low, found.per_week.high)
    return verdicts.short_sentence(glance.measure, found.verdict, change, style, _reach(glance))


def _reach(glance: Glance) -> int:
    """Return the weeks from the first to the last that have days: a verdict does not speak of empty ones around."""
    known = [place for place, week in enumerate(glance.outline.weeks) if week.n]
    return known[-1] - known[0] + 1


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
                f"It says how a {each}'s value changed from one week to the next.{_rest(metric)}"
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


def _rest(metric: Measure) -> str:
    if metric.summary != "total":
        return ""
    return " Among many days of rest it is taken over the means of whole weeks: equal days have no order."


def _gaps(metric: Measure) -> tuple[str, str]:
    if isinstance(metric, Weekly):
        formula = str(metric.method()["formula"])
        weeks = "ISO weeks from Monday to Sunday that have ended, with every day of the seven known."
        return "Weeks", f"{formula[0].upper()}{formula[1:]}. {weeks}"
    if isinstance(metric, Named):
        return "Days", "The highest estimate of each day. Days without one are gaps; nothing is filled in."
    return "Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."
