"""The change of a period: how often it is named without one and with one, and that a larger one is named more often.

The diaries are simulated, few and seeded; `make verdicts` counts thousands.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats.period_change import choose_periods, compare_periods, compute_slope
from habitlog.stats.series import Values
from habitlog.stats.trend import choose_verdicts
from habitlog.stats.week_variance import estimate_week_variance
from habitlog.stats.weekly import compute_week_values

COUNT = 600
WEEKEND = np.array([0.0] * 5 + [1.5] * 2)


def simulate_noise(weeks: int, likeness: float, count: int = COUNT, seed: int = 25) -> Values:
    """Return diaries of days that resemble the day before by `likeness`, of standard deviation 1."""
    rng = np.random.default_rng([seed, weeks, round(10 * likeness)])
    days = rng.standard_normal((30 + 7 * weeks, count)) * np.sqrt(1 - likeness**2)
    for day in range(1, len(days)):
        days[day] += likeness * days[day - 1]
    diaries: Values = days[30:].T.copy()
    return diaries


def simulate_heavy_tails(weeks: int) -> Values:
    values: Values = np.random.default_rng(26).standard_t(3, (COUNT, 7 * weeks)) / np.sqrt(3)
    return values


def miss_at_random(days: Values) -> Values:
    return np.where(np.random.default_rng(27).random(days.shape) < 0.4, np.nan, days)


def miss_bad_days(days: Values) -> Values:
    chance = 1 / (1 + np.exp(0.55 + 1.2 * days))
    return np.where(np.random.default_rng(28).random(days.shape) < chance, np.nan, days)


def count_named_percent(days: Values, length: int) -> float:
    """Return how many diaries of a hundred have a change named, the last `length` weeks against those before."""
    weeks = compute_week_values(days, "mean")
    verdicts = choose_verdicts(compare_periods(weeks, choose_periods(weeks, length)))
    return 100 * sum(verdict in {"more", "less"} for verdict in verdicts) / len(verdicts)


QUIET: dict[str, Callable[[int], Values]] = {
    "independent": lambda weeks: simulate_noise(weeks, 0),
    "AR(1) 0.3": lambda weeks: simulate_noise(weeks, 0.3),
    "AR(1) 0.6": lambda weeks: simulate_noise(weeks, 0.6),
    "t with 3 degrees": simulate_heavy_tails,
    "1 to 5": lambda weeks: np.clip(np.round(3 + simulate_noise(weeks, 0.3)), 1, 5),
    "0 to 10": lambda weeks: np.clip(np.round(5 + 2 * simulate_noise(weeks, 0.3)), 0, 10),
    "weekend": lambda weeks: simulate_noise(weeks, 0.3) + np.tile(WEEKEND, weeks),
    "40 % missing": lambda weeks: miss_at_random(simulate_noise(weeks, 0.3)),
    "bad days missing": lambda weeks: miss_bad_days(simulate_noise(weeks, 0.6)),
}


@for_each_case("kind", QUIET)
@for_each_case("length", [12, 6])
def test_period_change_is_seldom_named_without_one(kind: str, length: int) -> None:
    """At most 6 of a hundred, and what chance adds to so few diaries."""
    assert count_named_percent(QUIET[kind](2 * length), length) <= 6 + 200 * np.sqrt(0.06 * 0.94 / COUNT)


def test_period_change_of_half_a_standard_deviation_is_named_in_four_of_ten() -> None:
    days = simulate_noise(24, 0.3)
    days[:, 84:] += 0.5
    assert count_named_percent(days, 12) >= 40


def test_period_change_on_a_short_scale_is_named() -> None:
    """A line of one standard deviation over twelve weeks of a scale of 1 to 5, after twelve level ones."""
    line = np.clip((np.arange(168) - 84) / 84, 0, 1)
    days = np.clip(np.round(3 + simulate_noise(24, 0.3) + line), 1, 5)
    assert count_named_percent(days, 12) >= 30


SIZES = (0, 0.5, 1, 2, 4, 8, 24)
SMALL_FALL = 3.0
"""Points by which a rate may fall by chance where next to nothing is named."""


def place_step(weeks: int, begin: int) -> Values:
    return np.where(np.arange(7 * weeks) >= begin, 1.0, 0.0)


def place_plateau(weeks: int, begin: int, length: int) -> Values:
    days = np.arange(7 * weeks)
    return np.where((days >= begin) & (days < begin + length), 1.0, 0.0)


def place_ramp(weeks: int, begin: int, length: int) -> Values:
    return np.clip((np.arange(7 * weeks) - begin) / length, 0.0, 1.0)


shapes_of_24_weeks = st.one_of(
    st.builds(place_step, st.just(24), st.integers(7, 161)),
    st.builds(place_plateau, st.just(24), st.integers(91, 133), st.sampled_from([21, 28, 35])),
    st.builds(place_ramp, st.just(24), st.integers(0, 84), st.integers(21, 168)),
)
shapes_of_12_weeks = st.one_of(
    st.builds(place_step, st.just(12), st.integers(7, 77)),
    st.builds(place_ramp, st.just(12), st.integers(0, 42), st.integers(14, 84)),
)
NOISE = {weeks: simulate_noise(weeks, 0.3, 150) for weeks in (12, 24)}


def named_percents(shape: Values, direction: int) -> list[float]:
    weeks = len(shape) // 7
    return [count_named_percent(NOISE[weeks] + direction * size * shape, weeks // 2) for size in SIZES]


@given(st.one_of(shapes_of_24_weeks, shapes_of_12_weeks), st.sampled_from([1, -1]))
@settings(max_examples=60)
def test_larger_changes_are_not_named_less_often(shape: Values, direction: int) -> None:
    rates = named_percents(shape, direction)
    assert all(later >= max(rates[: place + 1]) - SMALL_FALL for place, later in enumerate(rates[1:])), rates


@given(st.integers(1, 23), st.sampled_from([1, -1]))
@settings(max_examples=20)
def test_steps_of_24_standard_deviations_are_named_at_any_place(week: int, direction: int) -> None:
    rate = count_named_percent(NOISE[24] + direction * 24 * place_step(24, 7 * week), 12)
    assert rate == 100


@given(st.integers(1, 23), st.integers(0, 149))
@settings(max_examples=60)
def test_ratio_to_the_interval_grows_with_a_large_step(week: int, diary: int) -> None:
    weeks = compute_week_values(NOISE[24][diary : diary + 1], "mean")
    steps = weeks + np.array([[6.0], [12.0], [24.0]]) * (np.arange(24) >= week)
    changes = compare_periods(steps, choose_periods(steps, 12))
    ratios = changes.change / changes.half_width
    assert ratios[0] < ratios[1] < ratios[2]


def test_periods_of_a_long_record_are_those_asked_for() -> None:
    masks = choose_periods(np.ones((1, 8)), 4)
    assert masks.before.tolist() == [[True] * 4 + [False] * 4]
    assert masks.after.tolist() == [[False] * 4 + [True] * 4]


@pytest.mark.parametrize(
    ("known", "before", "after"), [(12, (12, 18), (18, 24)), (9, (15, 20), (20, 24)), (1, (23, 24), (0, 0))]
)
def test_periods_of_a_young_record_are_halves(known: int, before: tuple[int, int], after: tuple[int, int]) -> None:
    weeks = np.full((1, 24), np.nan)
    weeks[0, 24 - known :] = 1.0
    masks = choose_periods(weeks, 12)
    assert np.flatnonzero(masks.before[0]).tolist() == list(range(*before))
    assert np.flatnonzero(masks.after[0]).tolist() == list(range(*after))


def test_change_computed_by_hand() -> None:
    weeks = np.array([[1.0, 2, 1, 2, 1, 2, 11, 12, 11, 12, 11, 12]])
    found = compare_periods(weeks, choose_periods(weeks, 6))
    assert (found.mean_before[0], found.mean_after[0], found.change[0]) == (1.5, 11.5, 10)
    assert found.half_width[0] == pytest.approx(2.364624 * np.sqrt(0.5 * (1.15 + 2.5 / 12) * 2 / 6), rel=1e-6)
    assert (found.known_before[0], found.known_after[0], found.most_common[0]) == (6, 6, 3)


def test_slope_agrees_with_scipy() -> None:
    weeks = np.array([3.0, np.nan, 4, 6, 5, 7, np.nan, 8, 9, 9.5, 11, 10])
    spread = estimate_week_variance(weeks[np.newaxis])
    places = np.flatnonzero(~np.isnan(weeks))
    found = compute_slope(weeks, spread)
    theirs = oracles.linregress(places, weeks[places])
    assert found is not None
    assert found.value == pytest.approx(theirs.slope)
    half = spread.reach[0] * np.sqrt(spread.variance[0] / ((places - places.mean()) ** 2).sum())
    assert (found.low, found.high) == pytest.approx((theirs.slope - half, theirs.slope + half))
    assert compute_slope(weeks[:9], spread) is None
