"""The interval of numbers of windows, against leaving out each seven nights by hand, and on simulated nights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats.block_jackknife import WindowInterval, compute_jackknife_interval, count_degrees
from habitlog.stats.series import Values
from habitlog.stats.sleep_regularity import compute_circular_spread, compute_sleep_regularity_index
from habitlog.stats.social_jetlag import compute_jetlag_interval, compute_social_jetlag


def leave_out_sevens(
    values: Sequence[float], compute: Callable[[Sequence[float]], float], degrees: int
) -> tuple[float, float]:
    """Compute each replicate from the values that are left, one after the other."""
    n = len(values)
    replicates = [compute([*values[:at], *values[at + 7 :]]) for at in range(n - 6)]
    mean = sum(replicates) / len(replicates)
    spread = sum((one - mean) ** 2 for one in replicates) / len(replicates)
    half = float(oracles.t.ppf(0.975, degrees)) * math.sqrt((n - 7) / 7 * (1 + 7 / n) * spread)
    centre = compute(values) - (n - 7) / 7 * (mean - compute(values))
    return centre - half, centre + half


@for_each_case(("n", "degrees"), [(21, 2), (24, 2), (25, 3), (28, 3), (84, 11), (364, 51)])
def test_interval_of_a_spread_equals_leaving_out_by_hand(n: int, degrees: int) -> None:
    minutes = (1430 + 40 * np.random.default_rng(n).standard_normal(n)) % 1440

    def log_spread(times: Sequence[float]) -> float:
        return math.log(float(oracles.circstd(np.array(times), high=1440)))

    found = compute_circular_spread(minutes)
    assert count_degrees(n) == degrees
    assert found.interval == pytest.approx(
        [math.exp(e) for e in leave_out_sevens(minutes.tolist(), log_spread, degrees)]
    )
    assert found.sd is not None
    assert found.interval is not None
    assert found.interval.low < found.sd < found.interval.high


def test_interval_of_a_mean_is_students_where_days_are_independent() -> None:
    """For a mean the variance is that of overlapping weeks, near the plain one."""
    values = np.random.default_rng(1).standard_normal(2100)
    parts = np.column_stack([values, np.ones(len(values))])
    found = compute_jackknife_interval(parts, lambda sums: sums[:, 0] / sums[:, 1])
    half = 1.96 * values.std() / math.sqrt(len(values))
    assert found == pytest.approx((values.mean() - half, values.mean() + half), abs=0.25 * half)


def test_interval_of_regularity_is_computed_for_the_share_that_differs() -> None:
    rng = np.random.default_rng(2)
    asleep = np.zeros((40, 1440), np.bool_)
    for row in asleep:
        begin = 600 + int(rng.integers(0, 120))
        row[begin : begin + 480] = True
    known, comparable = np.ones_like(asleep), np.ones(39, np.bool_)
    found = compute_sleep_regularity_index(asleep, known, comparable)
    different = (asleep[:-1] != asleep[1:]).sum(axis=1).tolist()
    low, high = leave_out_sevens(different, lambda some: math.log(sum(some) / (1440 * len(some))), 5)
    assert found.interval == pytest.approx((100 - 200 * math.exp(high), 100 - 200 * math.exp(low)))


def test_interval_of_social_jetlag_goes_on_past_midnight() -> None:
    rng, is_free = np.random.default_rng(3), np.arange(28) % 7 >= 5
    midpoints = (1400 + 90 * is_free + 20 * rng.standard_normal(28)) % 1440
    relative = compute_social_jetlag(midpoints[~is_free], midpoints[is_free]).relative
    assert relative is not None
    found = compute_jetlag_interval(midpoints, is_free, relative)
    assert found is not None
    assert found.low < 90 < found.high
    assert found.high - found.low < 80
    moved = compute_jetlag_interval((midpoints + 300) % 1440, is_free, relative)
    assert moved == pytest.approx(found)


@for_each_case(
    "minutes",
    [np.arange(20.0), np.full(30, 700.0), np.array([700.0] * 40 + [710.0])],
    ids=["too few", "all equal", "equal but for one"],
)
def test_no_interval_where_a_replicate_has_no_number(minutes: Values) -> None:
    assert compute_circular_spread(minutes).interval is None


def test_no_interval_of_social_jetlag_with_a_side_that_seven_nights_hold() -> None:
    is_free = np.arange(28) < 5
    assert compute_jetlag_interval(np.linspace(100, 200, 28), is_free, 30.0) is None


def test_interval_holds_the_spread_of_simulated_nights() -> None:
    """Of 400 diaries of 28 independent nights, 98 % in the long run."""
    rng = np.random.default_rng(4)
    found = [compute_circular_spread(700 + 45 * rng.standard_normal(28)).interval for _ in range(400)]
    held = [isinstance(one, WindowInterval) and one.low <= 45 <= one.high for one in found]
    assert sum(held) >= 380
