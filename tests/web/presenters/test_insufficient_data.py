"""Which requirement of a test is not met, in sentences."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.stats.correlation import CorrelationResult, Untested
from habitlog.stats.data_requirements import InsufficientData
from habitlog.tracking import MissingValueReason, WindowMetric
from habitlog.tracking.pillar import DayNoun
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_untested_pair

SENTENCES: list[tuple[InsufficientData, DayNoun, str]] = [
    (InsufficientData("short_window", 1, 28), "day", "Not enough data: a window of 1 day, 28 needed."),
    (InsufficientData("short_window", 27, 28), "night", "Not enough data: a window of 27 days, 28 needed."),
    (InsufficientData("few_values", 1, 14), "day", "Not enough data: 1 day, 14 needed."),
    (InsufficientData("few_values", 0, 14), "night", "Not enough data: 0 nights, 14 needed."),
    (InsufficientData("few_values", 1, 14), "night", "Not enough data: 1 night, 14 needed."),
    (InsufficientData("few_values", 9, 14, "week"), "night", "Not enough data: 9 weeks, 14 needed."),
    (InsufficientData("few_weeks", 3, 4), "day", "Not enough data: days in 3 weeks, 4 needed."),
    (InsufficientData("few_weeks", 1, 4), "night", "Not enough data: nights in 1 week, 4 needed."),
    (InsufficientData("few_weeks", 7, 8, "week"), "day", "Not enough data: 7 whole weeks, 8 needed."),
    (InsufficientData("few_weeks", 1, 8, "week"), "day", "Not enough data: 1 whole week, 8 needed."),
    (
        InsufficientData("narrow_span", 20, 21),
        "night",
        "Not enough data: first and last value 20 days apart, 21 needed.",
    ),
    (
        InsufficientData("mostly_identical", 20, 19, n=28),
        "day",
        "Not enough variety: 20 of 28 values are the same, 19 at most.",
    ),
    (
        InsufficientData("no_mean_direction", 28, 14),
        "night",
        "Not enough agreement: the times are spread all around the clock.",
    ),
]


@for_each_case(("reason", "day_noun", "sentence"), SENTENCES)
def test_insufficient_data_sentence_counts_in_its_own_noun(
    reason: InsufficientData, day_noun: DayNoun, sentence: str
) -> None:
    assert describe_insufficient_data(reason, day_noun) == sentence


UNTESTED = [
    (Untested("few_pairs", 1, 30), 1, "Not enough data: 1 paired day, 30 needed."),
    (Untested("few_pairs", 29, 30), 29, "Not enough data: 29 paired days, 30 needed."),
    (
        Untested("little_variety", 9, 10),
        364,
        "Not enough variety: one of the two was the same on 355 of 364 paired days, 354 at most.",
    ),
    (
        Untested("few_effective", 12, 20),
        40,
        "Not enough data: 40 paired days, effective sample 12, 20 needed.",
    ),
    (Untested("no_mean_direction", 40, 30), 40, "Not enough agreement: the times are spread all around the clock."),
    (None, 40, ""),
]


@for_each_case(("untested", "n", "sentence"), UNTESTED)
def test_untested_pair_sentence(untested: Untested | None, n: int, sentence: str) -> None:
    assert describe_untested_pair(CorrelationResult(n, None, untested)) == sentence


MISSING = [
    ("sleep.regularity", ("few_night_pairs", (1,), (5,)), "Not enough data: 1 pair of nights in a row, 5 needed."),
    ("sleep.regularity", ("few_night_pairs", (0,), (5,)), "Not enough data: 0 pairs of nights in a row, 5 needed."),
    ("sleep.onset_sd", ("few_nights", (6,), (7,)), "Not enough data: 6 nights, 7 needed."),
    (
        "sleep.midpoint_sd",
        ("no_mean_direction", (9,), (7,)),
        "The times are spread all around the clock, so they have no middle.",
    ),
    (
        "sleep.social_jetlag",
        ("few_work_or_free_nights", (1, 2), (3, 2)),
        "Not enough data: 1 work night and 2 free nights in the last 28 days, 3 and 2 needed.",
    ),
    ("stress.pairs", ("no_pairs", (0,), (1,)), "No practice in this window has stress before and after."),
]


@for_each_case(("metric_id", "reason", "sentence"), MISSING)
def test_missing_window_value_sentence(
    metric_id: str, reason: tuple[str, tuple[int, ...], tuple[int, ...]], sentence: str
) -> None:
    metric = METRICS[metric_id]
    assert isinstance(metric, WindowMetric)
    assert metric.describe_missing(MissingValueReason(*reason)) == sentence
