"""Days that are logged less and less, in the sentence beside a verdict."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace
from tests.support.cases import for_each_case

from habitlog.pillars import METRICS, pillar_of
from habitlog.stats.period_change import Change
from habitlog.stats.trend import PeriodLevel, TrendResult, Verdict
from habitlog.tracking import Style
from habitlog.web.presenters.coverage_drift import describe_coverage_drift

LESS = "95 % of nights were logged before, 60 % in these weeks."
IF = "If the nights not logged were"
NONE = "on average, there was no change."


def trend_with_days(before: int, after: int, change: float) -> TrendResult:
    """Return a change between two periods of twelve weeks with so many known days."""
    first, last = date(2026, 1, 5), date(2026, 3, 29)
    earlier, later = (PeriodLevel(first, last, 12, 12, days, 400.0) for days in (before, after))
    verdict: Verdict = "more" if change > 1 else "less" if change < -1 else "no_clear_change"
    return TrendResult(verdict, 24, earlier, later, Change(change, change - 1, change + 1))


@for_each_case(
    ("metric", "before", "after", "change", "sentence"),
    [
        (
            "sleep.duration",
            80,
            50,
            20.0,
            f"{LESS} {IF} 49 minutes shorter {NONE}",
        ),
        (
            "sleep.duration",
            80,
            50,
            -20.0,
            f"{LESS} {IF} 49 minutes longer {NONE}",
        ),
        (
            "sleep.duration",
            42,
            84,
            20.0,
            (
                "50 % of nights were logged before, 100 % in these weeks. "
                "If the nights not logged were 40 minutes longer on average, there was no change."
            ),
        ),
        ("sleep.duration", 80, 70, 20.0, ""),
        ("sleep.duration", 80, 50, 0.5, LESS),
        ("training.minutes", 84, 42, 60.0, "100 % of days were logged before, 50 % in these weeks."),
        ("training.e1rm", 24, 2, 5.0, ""),
        ("training.week_load", 84, 42, 5.0, ""),
    ],
)
def test_coverage_drift_sentence(metric: str, before: int, after: int, change: float, sentence: str) -> None:
    trend = trend_with_days(before, after, change)
    day_noun = pillar_of(METRICS[metric]).day_noun
    assert describe_coverage_drift(METRICS[metric], day_noun, trend, Style()) == sentence


def test_coverage_drift_without_verdict_says_nothing() -> None:
    trend = replace(trend_with_days(80, 50, 20.0), verdict="not_enough_data")
    for one in (trend, TrendResult("not_enough_data", 0)):
        assert describe_coverage_drift(METRICS["sleep.duration"], "night", one, Style()) == ""
