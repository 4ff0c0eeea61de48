"""The spread of clock times speaks from seven nights on, with scipy as a second opinion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import circstd

from habitlog.stats.sleep_regularity import MIN_NIGHTS, CircularSpread, compute_circular_spread

EVENINGS = [1365.0, 1395, 15, 0, 1410, 60, 1380]
MIDPOINTS = [210.0, 225, 255, 180, 330, 315, 210]


@pytest.mark.parametrize(("minutes", "hours"), [(EVENINGS, 0.7294), (MIDPOINTS, 0.8772)])
def test_circular_deviation_matches_reference_weeks(minutes: list[float], hours: float) -> None:
    found = compute_circular_spread(np.array(minutes))
    assert found.sd == pytest.approx(hours * 60, abs=0.003)
    assert (found.n, found.needed) == (7, 7)


@settings(deadline=None)
@given(st.integers(0, 1439), st.lists(st.integers(-240, 240), min_size=MIN_NIGHTS, max_size=40))
def test_circular_deviation_agrees_with_scipy(centre: int, off: list[int]) -> None:
    minutes = np.array([float((centre + minute) % 1440) for minute in off])
    assert compute_circular_spread(minutes).sd == pytest.approx(float(circstd(minutes, high=1440)), abs=1e-4)


@pytest.mark.parametrize("n", range(7))
def test_circular_deviation_needs_seven_nights(n: int) -> None:
    assert compute_circular_spread(np.array(EVENINGS[:n])) == CircularSpread(None, n, 7)


def test_circular_deviation_of_scattered_times_is_none() -> None:
    assert compute_circular_spread(np.array([0.0, 180, 360, 540, 720, 900, 1080, 1260])) == CircularSpread(None, 8, 7)
