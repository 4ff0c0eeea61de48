"""Theil-Sen and Mann-Kendall against hand-checked values, scipy and pymannkendall."""

from __future__ import annotations

import numpy as np
import pymannkendall
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, rankdata, theilslopes

from habitlog.stats import sen
from habitlog.stats.series import Values

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

logs = st.dictionaries(st.integers(0, 400), st.floats(-1000, 1000).map(lambda v: round(v, 2)), min_size=2, max_size=50)


def z_of(found: sen.MannKendall) -> float:
    """The continuity-corrected z of the original test."""
    return float((found.s - np.sign(found.s)) / np.sqrt(found.var))


@pytest.mark.parametrize(("y", "s", "var", "z", "p", "slope"), HAND_CHECKED)
def test_hand_checked_series(
    y: list[float], s: int, var: float, z: float, p: float, slope: tuple[float, float, float]
) -> None:
    values = np.array(y, dtype=np.float64)
    found = sen.mann_kendall(values)
    assert found == pytest.approx((s, var), abs=5e-5)
    assert z_of(found) == pytest.approx(z, abs=5e-6)
    assert 2 * norm.sf(abs(z_of(found))) == pytest.approx(p, rel=5e-6)
    slopes = sen.pairwise_slopes(np.arange(len(y)), values)
    assert len(slopes) == len(y) * (len(y) - 1) // 2
    assert sen.theil_sen(slopes, found.var) == pytest.approx(slope, abs=5e-6)


def test_the_autocorrelated_series_of_thirty() -> None:
    found = sen.mann_kendall(AUTOCORRELATED)
    assert found == pytest.approx((366, 3140.67), abs=0.005)
    assert z_of(found) == pytest.approx(6.5130, abs=5e-5)
    slope = sen.theil_sen(sen.pairwise_slopes(np.arange(30), AUTOCORRELATED), found.var)
    assert slope == pytest.approx((0.12, 0.10, 0.135))
    r = sen.autocorrelation(np.arange(30), AUTOCORRELATED, slope.value)
    assert r == pytest.approx(0.5845, abs=5e-5)
    assert sen.widened(found.var, r) == pytest.approx(11975.89, abs=0.005)


def test_floating_point_dust_breaks_no_ties_of_residuals() -> None:
    dusty = sen.autocorrelation(np.arange(30), AUTOCORRELATED, 0.11999999999999993)
    assert dusty == sen.autocorrelation(np.arange(30), AUTOCORRELATED, 0.12)


@given(logs)
def test_scipy_agrees_on_slope_and_interval(logged: dict[int, float]) -> None:
    days = np.array(sorted(logged), dtype=np.int64)
    values = np.array([logged[int(day)] for day in days])
    var = sen.mann_kendall(values).var
    theirs = theilslopes(values, days, alpha=0.95)
    ours = sen.theil_sen(sen.pairwise_slopes(days, values), var)
    assert ours == pytest.approx((theirs.slope, theirs.low_slope, theirs.high_slope), rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(-8, 8), min_size=2, max_size=60))
def test_pymannkendall_agrees(y: list[int]) -> None:
    ours = sen.mann_kendall(np.array(y, dtype=np.float64))
    theirs = pymannkendall.original_test(y)
    assert ours == pytest.approx((theirs.s, theirs.var_s))
    if ours.var:
        assert z_of(ours) == pytest.approx(theirs.z)


@given(st.lists(st.integers(-8, 8), min_size=3, max_size=60), st.floats(-2, 2))
def test_the_correction_is_the_published_formula_and_only_widens(y: list[int], slope: float) -> None:
    values = np.array(y, dtype=np.float64)
    days = np.arange(len(y)) * 2
    r = sen.autocorrelation(days, values, slope)
    assert r == pytest.approx(reference_r(days, values, slope))
    assert 0 <= r <= 0.9
    assert sen.widened(10.0, r) >= 10.0


def reference_r(days: np.ndarray[tuple[int, ...], np.dtype[np.int64]], values: Values, slope: float) -> float:
    ranks = rankdata(np.round(values - slope * (days - days[0]), 9))
    centred = ranks - ranks.mean()
    r = (centred[1:] * centred[:-1]).sum() / (centred**2).sum() if np.ptp(ranks) else 0.0
    return float(np.clip(r + (1 + 4 * r) / len(values), 0, 0.9))


def test_one_value_and_equal_values_are_calm() -> None:
    assert sen.mann_kendall(np.array([])) == (0, 0)
    assert sen.mann_kendall(np.array([3.0])) == (0, 0)
    assert sen.mann_kendall(np.array([3.0, 3.0])) == (0, 0)
    assert sen.theil_sen(sen.pairwise_slopes(np.array([1, 5]), np.array([3.0, 5.0])), 1.0) == (0.5, 0.5, 0.5)
