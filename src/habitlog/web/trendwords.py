"""What the trend pages say of a trend: each number in words, with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from habitlog.pillar import Measure, Named, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import Coverage, Glance, Trend
from habitlog.usecases.windows import LENGTHS
from habitlog.web import verdicts, words

if TYPE_CHECKING:
    from habitlog.stats.outline import Outline
    from habitlog.stats.periods import Period

FRESH = 4
"""Finished weeks within which a last value stands without its week."""
LONGER = "A longer range can say more."


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
    """Return the value of the last week that has one, with its week where four have ended since."""
    known = [(back, value) for back, value in enumerate(reversed(glance.line)) if value is not None]
    if not known:
        return summed_up(glance.measure, None, style, middle=_has_middle(glance.outline))
    back, value = known[0]
    told, week = summed_up(glance.measure, value, style), _monday(glance, back)
    return told if back < FRESH else f"{told}, week of {words.day_month(week, glance.span.today)}"


def _monday(glance: Glance, back: int) -> date:
    """Return the Monday of the finished week so many weeks before the last one."""
    return [week.monday for week in glance.outline.weeks if week.finished][-1 - back]


def _has_middle(found: Outline) -> bool:
    """Whether a value can be missing for want of days alone; times all around the clock have none with any days."""
    return found.direction is None or found.direction.mean is not None or all(week.n < 4 for week in found.weeks)


def summed_up(metric: Measure, value: float | None, style: Style, *, middle: bool = True) -> str:
    """Write the value of a week or a longer period: "7 h 12 min", "median 4 of 10", "142 min a week", "too few".

    Without a `middle` a missing one is "no middle": the days are there, and lie all around the clock.
    """
    if value is None:
        return "too few" if middle else "no middle"
    told = figure(metric, value, style)
    return {"median": f"median {told}", "total": f"{told} a week"}.get(metric.summary, told)


def _beside(glance: Glance, style: Style, sides: Sides) -> str:
    now, before = glance.period, glance.before
    if before is None or ((now is None or now.value is None) and before.value is None):
        return ""
    return pair(of_period(glance.measure, now, style), of_period(glance.measure, before, style), sides)


def of_period(metric: Measure, period: Period | None, style: Style) -> str:
    """Write the value of a period; clock times of enough days without one have no middle."""
    enough = period is not None and period.n > 0 and 7 * period.n >= 4 * period.of
    return summed_up(metric, period.value if period else None, style, middle=not (metric.unit == "clock" and enough))


def pair(now: str, before: str, sides: Sides) -> str:
    """Write one period beside the one before: "7 h 12 min these 12 weeks, 7 h 5 min the 12 before."."""
    said = f"{now} {sides.now}, {before} {sides.before}."
    return f"{said[0].upper()}{said[1:]}"


def _short(glance: Glance, style: Style) -> str:
    found = glance.outline.trend
    if found.silence or not found.per_week:
        return silence(glance.measure, glance.outline, glance.span.days)
    change = verdicts.Change(found.per_week.value, found.per_week.low, found.per_week.high)
    return verdicts.short_sentence(glance.measure, found.verdict, change, style, _reach(glance))


def silence(measure: Measure, found: Outline, days: int) -> str:
    """Return why nothing is said over a range of so many days, and whether the range itself can never say more."""
    why = found.trend.silence
    if why is None:
        return ""
    message = words.lack(measure, why)
    by_weeks = why.code in {"few_weeks", "few_whole_weeks"} or (
        why.code == "few_values" and found.trend.basis == "week"
    )
    never = by_weeks and days in LENGTHS.values() and why.needed > days // 7
    return f"{message} {LONGER}" if never else message


def _reach(glance: Glance) -> int:
    """Return the weeks from the first to the last that have days: a verdict does not speak of empty ones around."""
    known = [place for place, week in enumerate(glance.outline.weeks) if week.n]
    return known[-1] - known[0] + 1


def headline(trend: Trend, style: Style) -> str:
    """Return the verdict as a sentence of its own."""
    found = trend.analysis.trend
    if found.silence:
        return silence(trend.metric, trend.analysis, (trend.last - trend.first).days + 1)
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
        return f"{known} of {words.counted(finished, 'weeks')} known whole." if finished else "No whole week yet."
    return days_covered(measure, found)


def days_covered(metric: Measure, found: Coverage) -> str:
    """Return how many days of a window have a value, skipped ones named."""
    skipped = f", {found.skipped} skipped" if found.skipped else ""
    return f"{found.logged} of {words.counted(found.days, words.days_word(metric))}{skipped}."


def method_lines(metric: Measure, basis: Literal["day", "week"] = "day") -> tuple[tuple[str, str], ...]:
    """Return how the numbers were made, line by line; `basis` is what the verdict was made from."""
    from habitlog.stats.method import NAME, VERSION  # noqa: PLC0415 - numpy is loaded by the first trend

    each = "week" if isinstance(metric, Weekly) or basis == "week" else "day"
    made = ("Method", f"{NAME} {VERSION}. The export carries every day and mark, enough to compute this again.")
    return (
        ("What is counted", metric.explained),
        (
            "Slope",
            (
                f"Theil–Sen: the median of the slopes between every two values, over {each} numbers. "
                f"It says how a {each}'s value changed from one week to the next.{_rest(metric, each)}"
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


def _rest(metric: Measure, each: str) -> str:
    if isinstance(metric, Weekly):
        return ""
    if metric.summary == "total":
        taken = "Here it is taken" if each == "week" else "Among many days of rest, or beyond 366 days, it is taken"
        return f" {taken} over the means of whole weeks: equal days have no order."
    return " Beyond 366 days weeks stand in for their days." if each == "week" else ""


def _gaps(metric: Measure) -> tuple[str, str]:
    if isinstance(metric, Weekly):
        formula = str(metric.method()["formula"])
        weeks = "ISO weeks from Monday to Sunday that have ended, with every day of the seven known."
        return "Weeks", f"{formula[0].upper()}{formula[1:]}. {weeks}"
    if isinstance(metric, Named):
        return "Days", "The highest estimate of each day. Days without one are gaps; nothing is filled in."
    return "Means", "A 7-day value needs 4 of 7 days, a 28-day value 16 of 28, two in each week. Nothing is filled in."
