"""Verdicts in one sentence: the words of rows among others, in the units and the way of writing of a person."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.tracking import Style
from habitlog.web.presenters.verdicts import (
    WeeklyChange,
    describe_equal_values,
    describe_interval,
    describe_verdict,
    describe_verdict_briefly,
)

OTHER = Style("lb", "12", "comma")
NONE = "No clear change over 12 weeks,"
SAID = [
    ("sleep.duration", "no_clear_change", (3, -4, 9), f"{NONE} between −4 and +9 minutes a week."),
    ("sleep.duration", "rising", (4.2, 2, 6), "Longer by about 4 minutes a week, between 2 and 6."),
    ("sleep.duration", "falling", (-4.2, -6, -2), "Shorter by about 4 minutes a week, between 2 and 6."),
    ("sleep.duration", "rising", (1, 0.3, 1.4), "Longer by about 1 minute a week, between 0.3 and 1."),
    ("sleep.duration", "rising", (0.2, 0.002, 0.4), "Longer by about 0.2 minutes a week, between under 0.01 and 0.4."),
    ("sleep.duration", "no_clear_change", (0, 0, 0), f"{NONE[:-1]}. {describe_equal_values()}"),
    ("sleep.duration", "no_clear_change", (1, 0, 3), f"{NONE} between 0 and +3 minutes a week."),
    ("sleep.duration", "rising", (10.5, 10.2, 10.8), "Longer by about 10 minutes a week, between 10 and 11."),
    ("sleep.quality", "rising", (10.5, 10.46, 10.54), "Higher by about 10.5 a week, at both ends of the interval."),
    (
        "sleep.efficiency",
        "rising",
        (0.04, 0.02, 1),
        "Higher by about 0.04 percentage points a week, between 0.02 and 1.",
    ),
    ("sleep.midpoint", "no_clear_change", (1, 0, 3), f"{NONE} between 0 and 3 minutes later a week."),
    ("sleep.midpoint", "rising", (5, 2, 9), "Later by about 5 minutes a week, between 2 and 9."),
    ("sleep.midpoint", "falling", (-5, -9, -2), "Earlier by about 5 minutes a week, between 2 and 9."),
    ("sleep.midpoint", "no_clear_change", (1, -4, 9), f"{NONE} between 4 minutes earlier and 9 minutes later a week."),
    ("sleep.quality", "falling", (-0.2, -0.31, -0.1), "Lower by about 0.2 a week, between 0.1 and 0.3."),
    ("sleep.efficiency", "no_clear_change", (0, -0.5, 1.4), f"{NONE} between −0.5 and +1.4 percentage points a week."),
    ("training.minutes", "rising", (3, 1, 5), "More by about 21 minutes a week, between 7 and 35."),
    ("training.resistance_sets", "falling", (-1 / 7, -3 / 7, -0.1), "Less by about 1 set a week, between 0.7 and 3."),
    ("training.volume_load", "no_clear_change", (2, -200, 30), f"{NONE} between −1\u202f400 and +210 kg a week."),
    ("training.week_load", "rising", (40, 10.4, 150), "Higher by about 40 AU a week, between 10.4 and 150."),
    ("training.e1rm", "rising", (0.5, 0.26, 0.74), "Higher by about 0.5 kg a week, between 0.3 and 0.7."),
]


@for_each_case(("measure", "verdict", "change", "said"), SAID)
def test_verdict_sentence(measure: str, verdict: str, change: tuple[float, float, float], said: str) -> None:
    assert describe_verdict_briefly(METRICS[measure], verdict, WeeklyChange(*change), Style(), 12) == said  # type: ignore[arg-type]


WHY = "This says what happened, not why."
ENDS = [
    ("stress.level", (-0.2222, 0), "Between 0.2 a week lower and 0 (95 % interval)."),
    ("sleep.duration", (0, 3), "Between 0 and 3 minutes a week longer (95 % interval)."),
    ("stress.level", (-0.2, 0.001), "Between 0.2 a week lower and 0 (95 % interval)."),
    ("stress.level", (0.001, 0.2), "Between under 0.01 and 0.2 a week higher (95 % interval)."),
    ("sleep.efficiency", (0.02, 0.04), "Between 0.02 and 0.04 percentage points a week higher (95 % interval)."),
    ("sleep.midpoint", (-4, 1), "Between 4 minutes a week earlier and 1 minute a week later (95 % interval)."),
    ("stress.level", (-0.01, 0.03), "Both ends of the 95 % interval lie within 0.1 a week of no change."),
    ("stress.level", (10.46, 10.54), "About 10.5 a week higher at both ends of the 95 % interval."),
    ("training.week_load", (-104.6, -10), "Between 10 and 105 AU a week lower (95 % interval)."),
]


@for_each_case(("measure", "ends", "said"), ENDS)
def test_interval_sentence(measure: str, ends: tuple[float, float], said: str) -> None:
    assert describe_interval(METRICS[measure], *ends, Style()) == f"{said} {WHY}"


OPENS = [
    ("training.minutes", 12 / 7, "Minutes rose by about 12 minutes a week."),
    ("training.volume_load", -104.6 / 7, "Volume load fell by about 105 kg a week."),
    ("sleep.onset_latency", -3, "Time to fall asleep became shorter, by about 3 minutes a week."),
    ("sleep.midpoint", 5, "Sleep midpoint moved later, by about 5 minutes a week."),
    ("sleep.efficiency", 0.04, "Sleep efficiency rose by about 0.04 percentage points a week."),
    ("stress.level", -0.001, "Stress level fell by under 0.01 a week."),
]


@for_each_case(("measure", "change", "said"), OPENS)
def test_verdict_headline(measure: str, change: float, said: str) -> None:
    metric, verdict = METRICS[measure], "rising" if change > 0 else "falling"
    assert describe_verdict(metric, verdict, change, Style()) == said  # type: ignore[arg-type]


def test_verdict_sentence_in_pounds_with_decimal_comma() -> None:
    said = describe_verdict_briefly(METRICS["training.e1rm"], "rising", WeeklyChange(0.5, 0.25, 0.75), OTHER, 12)
    assert said == "Higher by about 1,1 lb a week, between 0,6 and 1,7."
