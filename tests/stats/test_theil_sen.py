"""Theil-Sen and Mann-Kendall against hand-checked values, scipy and pymannkendall."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import oracles

from habitlog.stats import theil_sen
from habitlog.stats.series import MAX_ABSOLUTE_VALUE, DayNumbers, Values

THIRTY = (
    "7 7.5 7.2 8 8.3 8.1 8.6 8.4 8.9 9.2 9.0 8.7 8.5 8.8 9.1 9.5 9.8 9.6 9.9 10.1 "
    "10.4 10.2 9.9 9.7 10 10.3 10.8 11 10.7 10.9"
)
AUTOCORRELATED = np.array(THIRTY.split(), dtype=np.float64)

HAND_CHECKED = [
    ([1, 2, 3, 4, 5], 10, 16.6667, 2.20454, 0.0274863, (1, 1, 1)),
    ([3, 1, 2, 5, 4, 6, 8, 7, 9, 10], 37, 125, 3.21994, 0.00128218, (1, 0.66667, 1.25)),
    ([6, 6, 7, 7, 7, 8, 8, 9, 9, 10], 39, 118.3333, 3.49325, 0.000477174, (0.428571, 0.33333, 0.5)),
    (
        [11, 10, 10, 9, 12, 11, 13, 12, 14, 13, 13, 15, 14, 16],
        64,
        326,
        3.48925,
        0.000484383,
        (0.4, 0.33333, 0.55556),
    ),
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


def kendall(values: Values) -> theil_sen.MannKendall:
    """S and its variance of values a day apart."""
    return theil_sen.compute_mann_kendall(values, theil_sen.compute_pairwise_slopes(np.arange(len(values)), values))


def z_of(found: theil_sen.MannKendall) -> float:
    """The continuity-corrected z of the original test."""
    return float((found.s - np.sign(found.s)) / np.sqrt(found.variance))


@pytest.mark.parametrize(("y", "s", "var", "z", "p", "slope"), HAND_CHECKED)
def test_theil_sen_matches_hand_checked_series(
    y: list[float], s: int, var: float, z: float, p: float, slope: tuple[float, float, float]
) -> None:
    values = np.array(y, dtype=np.float64)
    found = kendall(values)
    assert found == pytest.approx((s, var), abs=5e-5)
    assert z_of(found) == pytest.approx(z, abs=5e-6)
    assert 2 * oracles.norm.sf(abs(z_of(found))) == pytest.approx(p, rel=5e-6)
    slopes = theil_sen.compute_pairwise_slopes(np.arange(len(y)), values)
    assert len(slopes) == len(y) * (len(y) - 1) // 2
    assert theil_sen.compute_theil_sen(slopes, found.variance) == pytest.approx(slope, abs=5e-6)


def test_mann_kendall_of_autocorrelated_series() -> None:
    found = kendall(AUTOCORRELATED)
    assert found == pytest.approx((366, 3140.67), abs=0.005)
    assert z_of(found) == pytest.approx(6.5130, abs=5e-5)
    slope = theil_sen.compute_theil_sen(
        theil_sen.compute_pairwise_slopes(np.arange(30), AUTOCORRELATED), found.variance
    )
    assert slope == pytest.approx((0.12, 0.10, 0.135))
    r = theil_sen.estimate_autocorrelation(np.arange(30), AUTOCORRELATED, slope.value)
    assert r == pytest.approx(0.7396, abs=5e-5)
    assert theil_sen.widen_variance(found.variance, r) == pytest.approx(20977.42, abs=0.005)


def test_mann_kendall_of_weekly_spaced_series() -> None:
    """Ranks of its residuals correlate by 0.4863: the 0.5845 of version 1.0 without its (1 + 4r)/n."""
    r = theil_sen.estimate_autocorrelation(np.arange(30) * 7, AUTOCORRELATED, 0.12 / 7)
    assert r == pytest.approx(theil_sen.raise_autocorrelation((0.5845 - 1 / 30) / (1 + 4 / 30), 30), abs=1e-4)


def test_residual_ties_survive_rounding() -> None:
    dusty = theil_sen.estimate_autocorrelation(np.arange(30), AUTOCORRELATED, 0.11999999999999993)
    assert dusty == theil_sen.estimate_autocorrelation(np.arange(30), AUTOCORRELATED, 0.12)


@given(logs())
def test_theil_sen_agrees_with_scipy(log: tuple[DayNumbers, Values]) -> None:
    days, values = log
    slopes = theil_sen.compute_pairwise_slopes(days, values)
    var = theil_sen.compute_mann_kendall(values, slopes).variance
    theirs = oracles.theilslopes(values, days, alpha=0.95)
    ours = theil_sen.compute_theil_sen(slopes, var)
    assert ours.value == theil_sen.median_slope(slopes) == theirs.slope
    # Their z and their tie correction differ from ours in the last bit, which can move a rank that is halfway.
    nearby = {theil_sen.compute_theil_sen(slopes, var * by)[1:] for by in (1 - 1e-12, 1, 1 + 1e-12)}
    assert (theirs.low_slope, theirs.high_slope) in nearby


@given(logs())
def test_theil_sen_uses_every_pair_once(log: tuple[DayNumbers, Values]) -> None:
    days, values = log
    pairs = combinations(zip(days.tolist(), values.tolist(), strict=True), 2)
    expected = sorted((later - value) / (after - day) for (day, value), (after, later) in pairs)
    assert sorted(theil_sen.compute_pairwise_slopes(days, values).tolist()) == expected


@given(logs())
def test_mann_kendall_agrees_with_pymannkendall(log: tuple[DayNumbers, Values]) -> None:
    days, values = log
    ours = theil_sen.compute_mann_kendall(values, theil_sen.compute_pairwise_slopes(days, values))
    theirs = oracles.original_test(values)
    assert ours == pytest.approx((theirs.s, theirs.var_s))
    if ours.variance:
        assert z_of(ours) == pytest.approx(theirs.z)


@given(logs(), st.floats(-2, 2))
def test_autocorrelation_correction_matches_formula(log: tuple[DayNumbers, Values], slope: float) -> None:
    r = theil_sen.estimate_autocorrelation(*log, slope)
    assert r == pytest.approx(reference_r(*log, slope))
    assert 0 <= r <= 0.9
    assert theil_sen.widen_variance(10.0, r) >= 10.0


def reference_r(days: DayNumbers, values: Values, slope: float) -> float:
    """The formula of docs/trends.md, computed with scipy and statsmodels."""
    residuals = values - slope * (days - days[0])
    weekdays = [days % 7 == weekday for weekday in range(7)]
    rhythm = sum(np.where(on, residuals[on].mean(), 0) for on in weekdays if on.any())
    ranks = oracles.rankdata(np.round(residuals - rhythm, 9))
    n = len(values)
    r = oracles.acf(ranks, nlags=1, fft=False)[1] if np.ptp(ranks) else 0.0
    b = np.clip(r + (2 + 4 * r) / n, -1, 1)
    return float(np.clip(b + 0.5 * np.sqrt((1 - b**2) / n), 0, 0.9))


@given(st.floats(-1, 1), st.integers(2, 400))
def test_autocorrelation_bias_correction_shrinks_with_n(r: float, n: int) -> None:
    assert (
        max(r, 0) <= theil_sen.raise_autocorrelation(r, n) or theil_sen.raise_autocorrelation(r, n) == 0.9 or r < -0.25
    )
    assert theil_sen.raise_autocorrelation(r, 4 * n) <= theil_sen.raise_autocorrelation(r, n) + 1e-12 or r < -0.25


def test_autocorrelation_is_found_despite_weekly_rhythm() -> None:
    days = np.arange(84)
    steps = np.repeat(np.tile([0.0, 1.0], 6), 7) + np.tile([0.0, 0.1, 0.2, 0.1, 0.3, 0.2, 0.1], 12)
    rhythm = np.where(days % 7 == 6, 5.0, 0.0)
    assert (
        theil_sen.estimate_autocorrelation(days, steps + rhythm, 0.0)
        == theil_sen.estimate_autocorrelation(days, steps, 0.0)
        > 0.8
    )


def test_theil_sen_of_one_or_equal_values() -> None:
    assert kendall(np.array([3.0])) == (0, 0)
    assert kendall(np.array([3.0, 3.0])) == (0, 0)
    assert theil_sen.compute_theil_sen(
        theil_sen.compute_pairwise_slopes(np.array([1, 5]), np.array([3.0, 5.0])), 1.0
    ) == (
        0.5,
        0.5,
        0.5,
    )
    assert 0 <= theil_sen.estimate_autocorrelation(np.array([1]), np.array([3.0]), 0.0) <= 0.9
