"""The usual time of day: the median on a circle, tried around midnight and against a search of every minute."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats.usual_time import compute_circular_median, find_usual_time

TIMES = st.lists(st.integers(0, 1439), min_size=1, max_size=14)


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def spread(minutes: list[int], around: float) -> float:
    """Return the sum of distances around the clock."""
    return sum(min(abs(one - around), 1440 - abs(one - around)) for one in minutes)


@for_each_case(
    ("times", "middle"),
    [
        ("06:50", "06:50"),
        ("23:50 00:10", "00:00"),
        ("23:30 00:30 23:45", "23:45"),
        ("22:45 23:15 00:15 00:00 23:30 01:00 23:00", "23:30"),
        ("06:40 06:50 07:00 11:30", "06:55"),
        ("23:55 00:05 00:05 00:10", "00:05"),
    ],
)
def test_circular_median_around_midnight(times: str, middle: str) -> None:
    assert compute_circular_median([at(clock) for clock in times.split()]) == at(middle)


@given(TIMES)
def test_circular_median_minimises_distance(minutes: list[int]) -> None:
    least = min(spread(minutes, minute) for minute in range(1440))
    assert spread(minutes, compute_circular_median(minutes)) == pytest.approx(least)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=14), st.integers(0, 1439))
def test_circular_median_equals_median_within_half_a_day(minutes: list[int], turn: int) -> None:
    assert compute_circular_median([(one + turn) % 1440 for one in minutes]) == (median(minutes) + turn) % 1440


@pytest.mark.parametrize(
    ("times", "usual"),
    [
        ("06:48 06:52 06:51", "06:50"),
        ("23:57 23:59 00:01", "00:00"),
        ("23:58 23:59 23:58", "00:00"),
        ("22:46 23:13 01:30 22:40 23:20", "23:15"),
    ],
)
def test_usual_time_is_rounded_to_five_minutes(times: str, usual: str) -> None:
    assert find_usual_time([at(clock) for clock in times.split()]) == at(usual)


@pytest.mark.parametrize("times", ["", "06:50", "06:50 06:50", "01:00 07:00 13:00 19:00", "23:00 07:00 15:00"])
def test_usual_time_of_few_or_scattered_times_is_none(times: str) -> None:
    assert find_usual_time([at(clock) for clock in times.split()]) is None
