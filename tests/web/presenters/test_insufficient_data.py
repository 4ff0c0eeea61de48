"""Which requirement of a test is not met, in sentences."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.pillars.correlation_pairs import CorrelationPair
from habitlog.stats.correlation import CorrelationResult, Untested
from habitlog.stats.data_requirements import InsufficientData
from habitlog.tracking import MissingValueReason, WindowMetric
from habitlog.web.presenters.insufficient_data import describe_insufficient_data, describe_untested_pair

SENTENCES: list[tuple[InsufficientData, str]] = [
    (InsufficientData("few_weeks", 1, 12, 1), "Not enough weeks yet: 1 with a value, 12 needed."),
    (InsufficientData("few_weeks", 8, 12, 8), "Not enough weeks yet: 8 with a value, 12 needed."),
    (
        InsufficientData("few_weeks_of_period", 3, 4, 15),
        "Not enough weeks to compare: 3 with a value in one of the two periods, 4 needed.",
    ),
    (
        InsufficientData("mostly_identical", 20, 16, 24),
        "Mostly the same: 20 of 24 weeks. A verdict takes at most 16.",
    ),
    (
        InsufficientData("no_mean_direction", 2, 12, 2),
        "Not enough agreement: the times are spread all around the clock.",
    ),
]


@for_each_case(("reason", "sentence"), SENTENCES)
def test_insufficient_data_sentence(reason: InsufficientData, sentence: str) -> None:
    assert describe_insufficient_data(reason) == sentence


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
    (
        Untested("later_fixed_weekdays", 2, 10),
        200,
        (
            "Session load: almost always on the same weekdays, but for 2 of 200 paired days, 10 needed. "
            "So what comes with it cannot be told apart from the day of the week."
        ),
    ),
    (None, 40, ""),
]


@for_each_case(("untested", "n", "sentence"), UNTESTED)
def test_untested_pair_sentence(untested: Untested | None, n: int, sentence: str) -> None:
    pair = CorrelationPair("sleep.duration", "training.session_load", 0, "")
    assert describe_untested_pair(pair, CorrelationResult(n, None, untested)) == sentence


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
