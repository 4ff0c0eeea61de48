"""What an experiment would find: against the t test's published sizes and against simulation."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from habitlog.stats.experiment_size import (
    compute_found_difference,
    compute_power,
    estimate_neighbour_spread,
    wrap_clock_difference,
)
from habitlog.stats.series import Series
from habitlog.stats.sign_flip import compute_sign_flip_p

FIRST = date(2026, 1, 5)
PUBLISHED = {14: 0.8083, 28: 0.5491, 42: 0.4429, 84: 0.3090}
"""Standardized mean differences that a paired t test finds in 80 %."""


@pytest.mark.parametrize("pairs", PUBLISHED)
def test_found_difference_is_that_of_a_paired_t_test(pairs: int) -> None:
    found = compute_found_difference(1.0, pairs)
    assert found == pytest.approx(PUBLISHED[pairs], rel=0.01)
    assert found is not None
    assert compute_power(found, 1.0, pairs) == pytest.approx(0.8)
    assert compute_power(0.0, 1.0, pairs) == pytest.approx(0.025)


def test_too_few_pairs_find_nothing() -> None:
    assert compute_found_difference(1.0, 5.9) is None
    assert compute_power(100.0, 1.0, 5.9) == 0


def test_simulated_experiments_find_as_often_as_said() -> None:
    rng = np.random.default_rng(5)
    differences = np.round(rng.normal(60, 140, (400, 42))).astype(int)
    named = np.mean([compute_sign_flip_p(row.tolist()) <= 0.05 for row in differences])
    assert named == pytest.approx(compute_power(60, 140, 42), abs=0.06)


def test_spread_counts_neighbouring_days_alone() -> None:
    days = [*range(20), *range(30, 36)]
    series = Series.from_pairs([(FIRST + timedelta(day), 10.0 * (day % 2)) for day in days])
    spread = estimate_neighbour_spread(series, FIRST, FIRST + timedelta(39), clock=False)
    assert spread is not None
    assert (spread.spread, spread.neighbours, spread.known_share) == (10.0, 24, 24 / 39)


def test_spread_of_clock_times_goes_the_short_way_round() -> None:
    series = Series.from_pairs([(FIRST + timedelta(day), (1430.0, 10.0)[day % 2]) for day in range(20)])
    spread = estimate_neighbour_spread(series, FIRST, FIRST + timedelta(19), clock=True)
    assert spread is not None
    assert spread.spread == 20
    assert [wrap_clock_difference(one) for one in (-700, 700, 720, -1420, 1420)] == [-700, 700, -720, 20, -20]


@pytest.mark.parametrize("values", [[1.0, 2.0] * 7, [3.0] * 40])
def test_spread_takes_fifteen_days_that_differ(values: list[float]) -> None:
    series = Series.from_pairs([(FIRST + timedelta(day), value) for day, value in enumerate(values)])
    assert estimate_neighbour_spread(series, FIRST, FIRST + timedelta(60), clock=False) is None
