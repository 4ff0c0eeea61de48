"""The Theil-Sen slope against hand-checked values and scipy, ranks against scipy."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats import theil_sen
from habitlog.stats.series import MAX_ABSOLUTE_VALUE, DayNumbers, Values

HAND_CHECKED = [
    ([1, 2, 3, 4, 5], 1),
    ([3, 1, 2, 5, 4, 6, 8, 7, 9, 10], 1),
    ([6, 6, 7, 7, 7, 8, 8, 9, 9, 10], 0.428571),
    ([11, 10, 10, 9, 12, 11, 13, 12, 14, 13, 13, 15, 14, 16], 0.4),
    ([3, 3], 0),
]

SMALL = st.floats(-1000, 1000).map(lambda v: round(v, 2))
STEPS = st.integers(1, 5).map(float)
TINY = st.integers(-9, 9).map(lambda v: v * 1e-300)
HUGE = st.sampled_from([-MAX_ABSOLUTE_VALUE, -1e9, -1.0, 0.0, 1.0, MAX_ABSOLUTE_VALUE / 3, MAX_ABSOLUTE_VALUE])
days_of = st.lists(st.integers(0, 4000), min_size=2, max_size=50, unique=True).map(sorted)


@st.composite
def logs(draw: st.DrawFn) -> tuple[DayNumbers, Values]:
    """Days with gaps and values of one sort: many equal, tiny, huge, or plain."""
    days = draw(days_of)
    values = draw(st.lists(draw(st.sampled_from([SMALL, STEPS, TINY, HUGE])), min_size=len(days), max_size=len(days)))
    return np.array(days, dtype=np.int64), np.array(values)


@for_each_case(("y", "slope"), HAND_CHECKED)
def test_theil_sen_matches_hand_checked_series(y: list[float], slope: float) -> None:
    slopes = theil_sen.compute_pairwise_slopes(np.arange(len(y)), np.array(y, dtype=np.float64))
    assert len(slopes) == len(y) * (len(y) - 1) // 2
    assert theil_sen.median_slope(slopes) == pytest.approx(slope, abs=5e-6)


@given(logs())
def test_theil_sen_agrees_with_scipy(log: tuple[DayNumbers, Values]) -> None:
    days, values = log
    slopes = theil_sen.compute_pairwise_slopes(days, values)
    assert theil_sen.median_slope(slopes) == oracles.theilslopes(values, days).slope


@given(logs())
def test_theil_sen_uses_every_pair_once(log: tuple[DayNumbers, Values]) -> None:
    days, values = log
    pairs = combinations(zip(days.tolist(), values.tolist(), strict=True), 2)
    expected = sorted((later - value) / (after - day) for (day, value), (after, later) in pairs)
    assert sorted(theil_sen.compute_pairwise_slopes(days, values).tolist()) == expected


@given(logs())
def test_ranks_agree_with_scipy(log: tuple[DayNumbers, Values]) -> None:
    assert theil_sen.compute_midranks(log[1]).tolist() == oracles.rankdata(log[1]).tolist()


def test_weekday_means_are_removed() -> None:
    days, level = np.arange(70), np.repeat(np.arange(10.0), 7)
    rhythm = np.where(days % 7 == 6, 5.0, 0.0)
    assert theil_sen.remove_weekday_means(days, level + rhythm) == pytest.approx(level - level.mean())
