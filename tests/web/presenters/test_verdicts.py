"""Verdicts in one sentence: the words of rows among others, in the units and the way of writing of a person."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.tracking import Style
from habitlog.web.presenters.verdicts import (
    Interval,
    describe_change_in_row,
    describe_interval,
    describe_slope,
    describe_verdict,
    describe_verdict_briefly,
    format_verdict_word,
)

OTHER = Style("lb", "12", "comma")
BOTH = "This, that before"
UNSEEN = "could not be seen."
SAID = [
    ("sleep.duration", "less", (-16, -28, -4), f"{BOTH}: 16 minutes shorter, between 4 and 28."),
    ("sleep.duration", "more", (119.2, 87, 121), f"{BOTH}: 1 h 59 min longer, between 1 h 27 min and 2 h 1 min."),
    ("sleep.duration", "more", (83, 69, 98), f"{BOTH}: 1 h 23 min longer, between 1 h 9 min and 1 h 38 min."),
    ("sleep.duration", "more", (1, 0.3, 1.4), f"{BOTH}: 1 minute longer, between 0.3 and 1."),
    ("sleep.duration", "more", (0.2, 0.002, 0.4), f"{BOTH}: 0.2 minutes longer, between under 0.01 and 0.4."),
    ("sleep.duration", "more", (60, 60, 60), f"{BOTH}: 60 minutes longer, at both ends of the interval."),
    (
        "sleep.duration",
        "no_clear_change",
        (3, -22, 28),
        f"{BOTH}: no clear change. A change under about 25 minutes {UNSEEN}",
    ),
    (
        "sleep.quality",
        "no_clear_change",
        (0, -0.001, 0.001),
        f"{BOTH}: no clear change. A change under about 0.01 {UNSEEN}",
    ),
    (
        "sleep.duration",
        "not_enough_data",
        (-16, -40, 8),
        f"{BOTH}. The difference is between 40 minutes shorter and 8 minutes longer.",
    ),
    ("sleep.duration", "not_enough_data", (16, 4, 28), f"{BOTH}. The difference is between 4 and 28 minutes longer."),
    ("sleep.duration", "not_enough_data", (0, 0, 0), f"{BOTH}. There is no difference."),
    (
        "sleep.duration",
        "not_enough_data",
        (105, 105, 105),
        f"{BOTH}. The difference is 1 h 45 min longer, at both ends of the interval.",
    ),
    ("sleep.efficiency", "more", (0.04, 0.02, 1), f"{BOTH}: 0.04 percentage points higher, between 0.02 and 1."),
    ("sleep.midpoint", "less", (-40, -60, -20), f"{BOTH}: 40 minutes earlier, between 20 and 60."),
    ("sleep.quality", "less", (-0.2, -0.31, -0.1), f"{BOTH}: 0.2 lower, between 0.1 and 0.3."),
    ("training.minutes", "more", (21, 7, 35), f"{BOTH}: 21 minutes more, between 7 and 35."),
    ("training.resistance_sets", "less", (-1, -3, -0.7), f"{BOTH}: 1 set less, between 0.7 and 3."),
    (
        "training.volume_load",
        "no_clear_change",
        (20, -1400, 1440),
        f"{BOTH}: no clear change. A change under about 1\u202f420 kg {UNSEEN}",
    ),
    ("training.week_load", "more", (40, 10.4, 150), f"{BOTH}: 40 AU higher, between 10.4 and 150."),
]


@for_each_case(("measure", "verdict", "change", "said"), SAID)
def test_verdict_sentence(measure: str, verdict: str, change: tuple[float, float, float], said: str) -> None:
    found = describe_verdict_briefly(METRICS[measure], verdict, Interval(*change), BOTH, Style())  # type: ignore[arg-type]
    assert found == said


WHY = "This says what happened, not why."
ENDS = [
    ("stress.level", (-0.1, -0.2222, 0), "Between 0.2 lower and 0 (95 % interval)."),
    ("sleep.duration", (5, 3, 7), "Between 3 and 7 minutes longer (95 % interval)."),
    ("sleep.midpoint", (-1, -4, 1), "Between 4 minutes earlier and 1 minute later (95 % interval)."),
    ("stress.level", (10.5, 10.46, 10.54), "10.5 higher at both ends of the 95 % interval."),
    ("sleep.duration", (120, 80, 160), "Between 1 h 20 min and 2 h 40 min longer (95 % interval)."),
]


@for_each_case(("measure", "change", "said"), ENDS)
def test_interval_sentence(measure: str, change: tuple[float, float, float], said: str) -> None:
    assert describe_interval(METRICS[measure], "more", Interval(*change), Style()) == f"{said} {WHY}"


def test_interval_of_no_clear_change_says_what_could_not_be_seen() -> None:
    found = describe_interval(METRICS["sleep.duration"], "no_clear_change", Interval(3, -22, 28), Style())
    assert found == (
        "Between 22 minutes shorter and 28 minutes longer (95 % interval). "
        f"A change under about 25 minutes {UNSEEN} {WHY}"
    )


SLOPES = [
    ("sleep.duration", (3, 1, 5), "Within these weeks: about 3 minutes longer a week, between 1 and 5."),
    (
        "sleep.duration",
        (1, -3, 5),
        "Within these weeks the slope is between 3 minutes shorter and 5 minutes longer a week.",
    ),
    ("sleep.quality", (0.3, 0.3, 0.3), "Within these weeks: about 0.3 higher a week."),
    ("sleep.quality", (0, 0, 0), "Within these weeks the slope is 0."),
]


@for_each_case(("measure", "slope", "said"), SLOPES)
def test_slope_sentence(measure: str, slope: tuple[float, float, float], said: str) -> None:
    assert describe_slope(METRICS[measure], Interval(*slope), Style()) == said


OPENS = [
    ("training.minutes", 12, "Training minutes rose by 12 minutes."),
    ("training.volume_load", -104.6, "Volume load fell by 105 kg."),
    ("sleep.onset_latency", -3, "Time to fall asleep became shorter, by 3 minutes."),
    ("sleep.midpoint", 125, "Sleep midpoint moved later, by 2 h 5 min."),
    ("sleep.efficiency", 0.04, "Sleep efficiency rose by 0.04 percentage points."),
    ("stress.level", -0.001, "Stress level fell by under 0.01."),
]


@for_each_case(("measure", "change", "said"), OPENS)
def test_verdict_headline(measure: str, change: float, said: str) -> None:
    metric, verdict = METRICS[measure], "more" if change > 0 else "less"
    assert describe_verdict(metric, verdict, change, Style()) == said  # type: ignore[arg-type]


def test_verdict_sentence_in_pounds_with_decimal_comma() -> None:
    said = describe_verdict_briefly(METRICS["training.e1rm"], "more", Interval(0.5, 0.25, 0.75), BOTH, OTHER)
    assert said == f"{BOTH}: 1,1 lb higher, between 0,6 and 1,7."


def test_verdict_words() -> None:
    metric = METRICS["sleep.duration"]
    assert [
        format_verdict_word(metric, verdict) for verdict in ("more", "less", "no_clear_change", "not_enough_data")
    ] == [
        "longer",
        "shorter",
        "no clear change",
        "not enough to tell",
    ]


IN_ROWS = [
    ("sleep.duration", "less", (-16, -28, -4), "16 minutes shorter", "between 4 and 28"),
    ("sleep.duration", "more", (83, 69, 98), "1 h 23 min longer", "between 1 h 9 min and 1 h 38 min"),
    ("sleep.midpoint", "no_clear_change", (-1, -4, 2), "no clear change", "4 min earlier to 2 later"),
    ("stress.level", "no_clear_change", (0, 0, 0), "no clear change", "0"),
    ("sleep.waso", "no_clear_change", (0.2, 0, 3), "no clear change", "0 to 3 min longer"),
    ("sleep.waso", "no_clear_change", (-2, -3, 0), "no clear change", "3 min shorter to 0"),
    ("training.minutes", "no_clear_change", (-40, -141, 36), "no clear change", "2 h 21 min less to 36 min more"),
    (
        "sleep.duration",
        "not_enough_data",
        (-16, -40, 8),
        "difference 16 minutes",
        "40 min shorter to 8 longer",
    ),
    ("sleep.duration", "not_enough_data", (16, 4, 28), "difference 16 minutes", "between 4 and 28 minutes longer"),
    ("sleep.waso", "no_clear_change", (0.3, -1, 2), "no clear change", "1 min shorter to 2 longer"),
    ("training.resistance_sets", "no_clear_change", (0.5, -1, 2), "no clear change", "1 set less to 2 more"),
    ("sleep.efficiency", "no_clear_change", (0, -2, 1.5), "no clear change", "2 percentage points lower to 1.5 higher"),
    ("stress.level", "no_clear_change", (0, -0.3, 0.5), "no clear change", "0.3 lower to 0.5 higher"),
    ("training.e1rm", "no_clear_change", (1, -1.2, 3), "no clear change", "1.2 kg lower to 3 higher"),
]


@for_each_case(("measure", "verdict", "change", "text", "interval"), IN_ROWS)
def test_change_in_a_row(
    measure: str, verdict: str, change: tuple[float, float, float], text: str, interval: str
) -> None:
    found = describe_change_in_row(METRICS[measure], verdict, Interval(*change), Style())  # type: ignore[arg-type]
    assert found == (text, interval)
