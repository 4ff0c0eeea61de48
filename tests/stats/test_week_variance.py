"""The variance of weeks: computed by hand, and untouched by levels, jumps and gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.stats.student_t import compute_t_quantile
from habitlog.stats.week_variance import estimate_week_variance

ALTERNATING = [1.0, 2.0] * 6


def variance_of(*weeks: float) -> float:
    return float(estimate_week_variance(np.array([weeks])).variance[0])


def test_week_variance_computed_by_hand() -> None:
    """Neighbours differ by 1, half its square is 0.5; weeks two apart are equal. One jump of 12 weeks is left out."""
    assert variance_of(*ALTERNATING) == pytest.approx(0.5 * (1.15 + 2.5 / 12))


def test_week_variance_of_weeks_that_resemble_neighbours() -> None:
    """Of 0 0 2 2 0 0 2 2 ... near is 2 on five of ten differences, far 2 on all eight: r is half of 1 - 1/2."""
    found = variance_of(*[0.0, 0, 2, 2] * 3)
    near, far = 4 * 2 / 10, 2.0
    r = 0.5 * (1 - near / far)
    assert found == pytest.approx(far * (1 + r) / (1 - r) * (1.15 + 2.5 / 12))


def test_week_variance_leaves_out_one_jump_of_few_weeks() -> None:
    level = np.array(ALTERNATING)
    stepped = level + np.where(np.arange(12) >= 5, 100.0, 0.0)
    assert variance_of(*stepped) == pytest.approx(variance_of(*level), rel=0.02)
    raised = level + np.where((np.arange(12) >= 3) & (np.arange(12) < 8), 100.0, 0.0)
    assert variance_of(*raised) > 100 * variance_of(*level)


def test_week_variance_leaves_out_two_jumps_of_many_weeks() -> None:
    level, place = np.array([1.0, 2.0] * 12), np.arange(24)
    raised = level + np.where((place >= 14) & (place < 18), 100.0, 0.0)
    assert variance_of(*raised) == pytest.approx(variance_of(*level), rel=0.02)


def test_week_variance_counts_one_exceptional_week() -> None:
    """Up and down again within a week is no change of level: only one of the two jumps is left out."""
    level = np.array([1.0, 2.0] * 12)
    exceptional = level + np.where(np.arange(24) == 15, 100.0, 0.0)
    assert variance_of(*exceptional) > 100 * variance_of(*level)


@given(
    weeks=st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=40),
    level=st.sampled_from([-1e6, 3.0, 1e6]),
    factor=st.sampled_from([-2.0, 0.5, 1024.0]),
)
def test_week_variance_is_shift_invariant_and_scales(weeks: list[float], level: float, factor: float) -> None:
    plain = variance_of(*weeks)
    assert variance_of(*(week + level for week in weeks)) == pytest.approx(plain)
    assert variance_of(*(week * factor for week in weeks)) == pytest.approx(plain * factor**2)


@given(st.lists(st.one_of(st.just(np.nan), st.integers(-50, 50).map(float)), min_size=1, max_size=40))
def test_week_variance_closes_gaps(weeks: list[float]) -> None:
    known = [week for week in weeks if not np.isnan(week)]
    found, without = (estimate_week_variance(np.array([values])) for values in (weeks, known))
    assert found.variance[0] == pytest.approx(without.variance[0], nan_ok=True)
    assert found.reach[0] == without.reach[0] == compute_t_quantile(max(2, int(0.7 * (len(known) - 2))))
    assert np.isnan(found.variance[0]) == (len(known) < 4)
