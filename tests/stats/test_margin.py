"""Steady within a margin: the equivalence test against scipy, its size by simulation, and rows like single trends."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.diaries import Diary, simulate_diaries
from msgspec.structs import replace
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats.margin import find_within_margins, judge_margin
from habitlog.stats.period_change import Change, choose_periods, compare_periods
from habitlog.stats.trend import TrendResult, Verdict
from habitlog.stats.weekly import compute_week_values

DEGREES = 15


def trend(value: float, half: float, verdict: Verdict) -> TrendResult:
    """Return a trend with a 95 % interval of this half width."""
    return TrendResult(verdict, 24, change=Change(value, value - half, value + half), degrees=DEGREES)


@for_each_case(
    ("value", "half", "verdict", "margin", "wanted", "is_within"),
    [
        (3, 10, "no_clear_change", 15, "steady", True),
        (3, 10, "no_clear_change", 12, "steady", True),
        (3, 10, "no_clear_change", 11, "no_clear_change", False),
        (-3, 10, "no_clear_change", 11, "no_clear_change", False),
        (7, 5, "more", 15, "more", True),
        (-7, 5, "less", 15, "less", True),
        (7, 5, "more", 10, "more", False),
        (0, 0, "no_clear_change", 1, "steady", True),
        (1, 2, "not_enough_data", 99, "not_enough_data", False),
        (3, 10, "no_clear_change", None, "no_clear_change", False),
    ],
)
def test_steady_is_said_where_the_narrow_interval_lies_within(
    value: float, half: float, verdict: Verdict, margin: float | None, wanted: Verdict, is_within: bool
) -> None:
    found = judge_margin(trend(value, half, verdict), margin)
    assert (found.verdict, found.narrow_change is not None, found.margin) == (wanted, is_within, margin)
    if margin is not None and verdict != "not_enough_data" and half:
        error = half / oracles.t.ppf(0.975, DEGREES)
        p = max(oracles.t.sf((margin - side * value) / error, DEGREES) for side in (1, -1))
        assert is_within == (p < 0.05)


def test_trend_without_a_change_is_not_judged() -> None:
    found = judge_margin(TrendResult("not_enough_data", 3), 15)
    assert (found.verdict, found.narrow_change, found.margin) == ("not_enough_data", None, 15)


@pytest.mark.parametrize("diary", [Diary(12, 0.0), Diary(12, 0.3, missing="at random"), Diary(12, 0.6)])
def test_change_as_large_as_the_margin_is_seldom_steady(diary: Diary) -> None:
    """At most 5 %, and two standard errors of 1,000 diaries."""
    step = replace(diary, shape="step", size=0.8)
    weeks = compute_week_values(simulate_diaries(step, 1000, np.random.default_rng(11)), "mean")
    changes = compare_periods(weeks, choose_periods(weeks, 12))
    assert find_within_margins(changes, np.full(1000, 0.8)).mean() <= 0.064
    assert find_within_margins(changes, np.full(1000, 3.0)).mean() > 0.95
    assert not find_within_margins(changes, np.full(1000, np.nan)).any()
    for row in range(40):
        one = trend(float(changes.change[row]), float(changes.half_width[row]), "no_clear_change")
        judged = judge_margin(replace(one, degrees=int(changes.spread.degrees[row])), 0.9)
        assert (judged.verdict == "steady") == find_within_margins(changes, np.full(1000, 0.9))[row]
