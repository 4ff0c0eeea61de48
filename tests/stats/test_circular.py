"""Times around midnight: the tables of published values and scipy as a second opinion."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats.circular import compute_direction, unwrap_times, wrap_to_day
from habitlog.stats.series import Values
from habitlog.stats.sleep_regularity import MIN_NIGHTS, CircularSpread, compute_circular_spread


def clock(*times: str) -> Values:
    pairs = (time.split(":") for time in times)
    return np.array([60.0 * int(h) + int(m) for h, m in pairs])


def circular_distance(one: float, other: float) -> float:
    return abs((one - other + 720) % 1440 - 720)


times = st.lists(st.integers(0, 1439).map(float), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("minutes", "mean_hours", "resultant", "sd_hours"),
    [
        (clock("23:30", "00:30"), 0.0, 0.99144, 0.5007),
        (
            clock("22:45", "23:15", "00:15", "00:00", "23:30", "01:00", "23:00"),
            23.67638,
            0.98193,
            0.7294,
        ),
        (
            clock("03:30", "03:45", "04:15", "03:00", "05:30", "05:15", "03:30"),
            4.10324,
            0.97398,
            0.8772,
        ),
    ],
)
def test_circular_mean_matches_reference_times(
    minutes: Values, mean_hours: float, resultant: float, sd_hours: float
) -> None:
    found = compute_direction(minutes)
    assert found.mean is not None
    assert circular_distance(found.mean, mean_hours * 60) < 0.0005
    assert found.resultant == pytest.approx(resultant, abs=5e-6)
    assert found.sd == pytest.approx(sd_hours * 60, abs=0.003)
    assert found.n == len(minutes)


def test_circular_mean_matches_reference_angles() -> None:
    """Degrees 51, 67, 40, 109, 31, 358, from astropy, whose 0.57195022 is the angular SD sqrt(2 (1 - R))."""
    found = compute_direction(np.array([51.0, 67, 40, 109, 31, 358]) * 4)
    assert found.mean == pytest.approx(48.62718087 * 4, abs=1e-7)
    assert found.resultant is not None
    assert found.resultant == pytest.approx(1 - 0.16356353, abs=1e-8)
    assert math.sqrt(2 * (1 - found.resultant)) == pytest.approx(0.57195022, abs=1e-8)
    assert found.sd == pytest.approx(math.sqrt(-2 * math.log(1 - 0.16356353)) * 720 / math.pi, rel=1e-7)


def test_circular_mean_of_evening_and_morning() -> None:
    assert np.mean(clock("23:30", "00:30")) == 720
    mean = compute_direction(clock("23:30", "00:30")).mean
    assert mean is not None
    assert circular_distance(mean, 0) < 1e-6


@given(times)
def test_circular_mean_agrees_with_scipy(minutes: list[float]) -> None:
    found = compute_direction(np.array(minutes))
    assume(found.mean is not None)
    assert found.mean is not None
    assert found.sd is not None
    assert 0 <= found.mean < 1440
    assert circular_distance(found.mean, float(oracles.circmean(minutes, high=1440))) < 1e-6
    assert found.sd == pytest.approx(float(oracles.circstd(minutes, high=1440)), abs=1e-4)


def test_circular_mean_of_scattered_times_is_none() -> None:
    found = compute_direction(clock("00:00", "06:00", "12:00", "18:00"))
    assert (found.mean, found.sd, found.n) == (None, None, 4)
    assert found.resultant == pytest.approx(0, abs=1e-12)


def test_circular_mean_needs_resultant_of_a_tenth() -> None:
    """Two opposite groups of k and m times have R = |k - m| / (k + m)."""
    tenth_and_more = [0.0] * 14 + [720.0] * 11
    below_a_tenth = [0.0] * 13 + [720.0] * 11
    assert compute_direction(np.array(tenth_and_more)).mean == pytest.approx(0, abs=1e-9)
    assert compute_direction(np.array(below_a_tenth)).mean is None


def test_circular_mean_of_none_or_one_value() -> None:
    assert compute_direction(np.array([])) == (None, None, None, 0)
    assert compute_direction(clock("23:45")) == pytest.approx((1425, 1, 0, 1), abs=1e-4)


@given(times, st.floats(0, 1440, exclude_max=True))
def test_unwrap_moves_by_whole_days(minutes: list[float], centre: float) -> None:
    moved = unwrap_times(np.array(minutes), centre)
    assert np.all(np.abs(moved - centre) <= 720 + 1e-6)
    assert np.all((moved - np.array(minutes)) % 1440 == 0)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(-30.0, 1410.0), (1440.0, 0.0), (0.0, 0.0), (-1e-17, 0.0), (3000.0, 120.0)]
)
def test_wrap_gives_time_within_one_day(minutes: float, shown: float) -> None:
    assert wrap_to_day(np.array([minutes])).tolist() == [shown]


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
    assert compute_circular_spread(minutes).sd == pytest.approx(float(oracles.circstd(minutes, high=1440)), abs=1e-4)


@for_each_case("n", range(7))
def test_circular_deviation_needs_seven_nights(n: int) -> None:
    assert compute_circular_spread(np.array(EVENINGS[:n])) == CircularSpread(None, n, 7)


def test_circular_deviation_of_scattered_times_is_none() -> None:
    assert compute_circular_spread(np.array([0.0, 180, 360, 540, 720, 900, 1080, 1260])) == CircularSpread(None, 8, 7)
