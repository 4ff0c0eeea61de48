"""The verdict: its reference series, its properties, and every reason for saying nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats.series import MAX_ABSOLUTE_VALUE, Series
from habitlog.stats.trend import TrendResult, compute_total_trend, compute_trend

MONDAY = date(2026, 3, 2)
THIRTY = (
    "7 7.5 7.2 8 8.3 8.1 8.6 8.4 8.9 9.2 9.0 8.7 8.5 8.8 9.1 9.5 9.8 9.6 9.9 10.1 "
    "10.4 10.2 9.9 9.7 10 10.3 10.8 11 10.7 10.9"
)
FLIPPED = {"rising": "falling", "falling": "rising"}

logs = st.dictionaries(st.integers(0, 59), st.integers(-50, 50).map(float), max_size=60)


def day(place: int) -> date:
    return MONDAY + timedelta(days=place)


def judge_values(logged: dict[int, float], length: int, offset: int = 0) -> TrendResult:
    first = MONDAY + timedelta(days=offset)
    series = Series.from_pairs((first + timedelta(days=i), value) for i, value in logged.items())
    last = first + timedelta(days=length - 1)
    return compute_trend(series, first, last, last + timedelta(days=8))


def spread(count: int, length: int) -> dict[int, float]:
    """Values of their own on `count` days, spread evenly from the first to the last of `length` days."""
    return {round(i * (length - 1) / (count - 1)): float(i) for i in range(count)}


def test_verdict_of_reference_series_is_rising() -> None:
    found = judge_values(dict(enumerate(map(float, THIRTY.split()))), 30)
    assert found.verdict == "rising"
    assert (found.n, found.basis, found.insufficient_data, found.mann_kendall_s) == (30, "day", None, 366)
    assert found.autocorrelation == pytest.approx(0.7396, abs=5e-5)
    assert found.variance == pytest.approx(20977.42, abs=0.005)
    assert found.slope_per_day == pytest.approx((0.12, 0.06, 0.2), abs=5e-6)
    assert found.slope_per_week == pytest.approx((0.84, 0.42, 1.4), abs=5e-5)


def test_verdict_from_fourteen_values_in_28_days() -> None:
    assert judge_values(spread(14, 28), 28).verdict == "rising"


@for_each_case(
    ("logged", "length", "code", "numbers"),
    [
        (spread(27, 27), 27, "short_window", (27, 28)),
        (spread(9, 28), 28, "few_values", (9, 14)),
        (spread(13, 28), 28, "few_values", (13, 14)),
        ({3: 1.0}, 28, "few_values", (1, 14)),
        ({}, 28, "few_values", (0, 14)),
        (spread(14, 21), 28, "few_weeks", (3, 4)),
        (
            {i + 6: v for i, v in spread(21, 21).items()},
            28,
            "narrow_span",
            (20, 21),
        ),
        (
            {i: float(i < 8) for i in range(28)},
            28,
            "mostly_identical",
            (20, 19),
        ),
        (
            dict.fromkeys(range(28), 5.0),
            28,
            "mostly_identical",
            (28, 19),
        ),
    ],
)
def test_insufficient_data_has_code_and_numbers(
    logged: dict[int, float], length: int, code: str, numbers: tuple[int, int]
) -> None:
    found = judge_values(logged, length)
    assert found.verdict == "not_enough_data"
    assert found.insufficient_data is not None
    assert found.insufficient_data[:3] == (code, *numbers)
    assert (found.slope_per_day, found.slope_per_week, found.mann_kendall_s, found.variance, found.autocorrelation) == (
        None,
    ) * 5
    assert (found.n, found.needed) == (len(logged), 14)


def test_verdict_requirements_at_their_limits() -> None:
    assert judge_values({i + 6: v for i, v in spread(22, 22).items()}, 28).insufficient_data is None
    assert judge_values({i: float(max(i - 20, 0)) for i in range(30)}, 30).insufficient_data is None
    assert judge_values({i: float(max(i - 21, 0)) for i in range(30)}, 30).insufficient_data is not None


@given(logs, st.integers(-5, 5).map(lambda weeks: weeks * 7))
def test_verdict_is_shift_invariant(logged: dict[int, float], offset: int) -> None:
    assert judge_values(logged, 60, offset) == judge_values(logged, 60)


@given(logs)
def test_verdict_flips_with_sign(logged: dict[int, float]) -> None:
    plain, turned = judge_values(logged, 60), judge_values({i: -value for i, value in logged.items()}, 60)
    assert turned.verdict == FLIPPED.get(plain.verdict, plain.verdict)
    if plain.slope_per_day and turned.slope_per_day:
        assert turned.slope_per_day.value == pytest.approx(-plain.slope_per_day.value)
        assert turned.autocorrelation == pytest.approx(plain.autocorrelation)


@given(logs)
def test_verdict_has_numbers_or_insufficient_data(logged: dict[int, float]) -> None:
    found = judge_values(logged, 60)
    assert (
        (found.insufficient_data is None) == (found.slope_per_day is not None) == (found.verdict != "not_enough_data")
    )
    if found.slope_per_day and found.slope_per_week:
        assert found.slope_per_day.low <= found.slope_per_day.value <= found.slope_per_day.high
        assert found.slope_per_week == pytest.approx(tuple(7 * end for end in found.slope_per_day))
        assert np.all(np.isfinite(found.slope_per_week))


@given(logs)
def test_verdict_interval_contains_scipy_interval(logged: dict[int, float]) -> None:
    found = judge_values(logged, 60)
    if found.slope_per_day is None:
        return
    days = sorted(logged)
    theirs = oracles.theilslopes([logged[day] for day in days], days, alpha=0.95)
    assert found.slope_per_day.value == pytest.approx(theirs.slope)
    assert found.slope_per_day.low <= theirs.low_slope + 1e-9
    assert found.slope_per_day.high >= theirs.high_slope - 1e-9


@given(logs, st.sampled_from([-(10.0**6), -7.0, 0.5, 10.0**6]))
def test_verdict_ignores_added_constant(logged: dict[int, float], constant: float) -> None:
    assert judge_values({i: value + constant for i, value in logged.items()}, 60) == judge_values(logged, 60)


@given(logs, st.sampled_from([0.25, 2.0, 1024.0]))
def test_verdict_is_scale_invariant(logged: dict[int, float], factor: float) -> None:
    plain, scaled = judge_values(logged, 60), judge_values({i: value * factor for i, value in logged.items()}, 60)
    assert (scaled.verdict, scaled.mann_kendall_s) == (plain.verdict, plain.mann_kendall_s)
    if plain.slope_per_day and scaled.slope_per_day:
        assert scaled.slope_per_day == pytest.approx(plain.slope_per_day.scale(factor))


@given(logs)
def test_verdict_slope_flips_for_reversed_series(logged: dict[int, float]) -> None:
    plain, turned = judge_values(logged, 60), judge_values({59 - i: value for i, value in logged.items()}, 60)
    if (
        plain.slope_per_day
        and turned.slope_per_day
        and plain.mann_kendall_s is not None
        and turned.mann_kendall_s is not None
    ):
        assert turned.mann_kendall_s == -plain.mann_kendall_s
        assert turned.slope_per_day.value == pytest.approx(-plain.slope_per_day.value)


def test_verdict_of_reversed_line_is_falling() -> None:
    assert judge_values({59 - i: value for i, value in spread(60, 60).items()}, 60).verdict == "falling"


@given(st.lists(st.sampled_from([-MAX_ABSOLUTE_VALUE, -1e-300, 0.0, 1e-300, 1.0, MAX_ABSOLUTE_VALUE]), max_size=60))
def test_verdict_of_extreme_values_is_finite(values: list[float]) -> None:
    found = judge_values(dict(enumerate(values)), 60)
    if (
        found.slope_per_day
        and found.slope_per_week
        and found.variance is not None
        and found.autocorrelation is not None
    ):
        assert np.all(np.isfinite([*found.slope_per_day, *found.slope_per_week, found.variance, found.autocorrelation]))


@pytest.mark.parametrize(("likeness", "most"), [(0.0, 12), (0.5, 16)])
def test_verdict_false_positive_rate(likeness: float, most: int) -> None:
    """Of 200; `make verdicts` counts thousands."""
    noise = np.random.default_rng(25).normal(size=(84, 200))
    for day in range(1, 84):
        noise[day] = likeness * noise[day - 1] + np.sqrt(1 - likeness**2) * noise[day]
    called = [judge_values(dict(enumerate(diary)), 84).verdict != "no_clear_change" for diary in noise.T.tolist()]
    assert 1 <= sum(called) <= most


def test_verdict_of_level_series() -> None:
    noise = np.random.default_rng(3).normal(size=60)
    assert judge_values(dict(enumerate(noise.tolist())), 60).verdict == "no_clear_change"


def test_verdict_by_day_up_to_a_leap_year() -> None:
    line = {i: float(i) for i in range(0, 366, 2)}
    assert (judge_values(line, 366).basis, judge_values(line, 366).n) == ("day", 183)


def test_verdict_by_week_for_longer_windows() -> None:
    line = {i: float(i) for i in range(371) if i % 7 != 3}
    found = judge_values(line, 371)
    assert (found.basis, found.n, found.verdict) == ("week", 53, "rising")
    assert found.slope_per_week == pytest.approx((7, 7, 7))
    assert found.slope_per_day == pytest.approx((1, 1, 1))
    del line[0], line[1], line[2]
    assert judge_values(line, 371).n == 52


def test_verdict_by_day_for_few_days_a_week() -> None:
    found = judge_values({i: float(i) for i in range(400) if i % 7 < 3}, 400)
    assert (found.verdict, found.basis, found.n) == ("rising", "day", sum(i % 7 < 3 for i in range(400)))


def test_verdict_limits_pairs_for_long_windows() -> None:
    found = judge_values({i: float(i) for i in range(2800) if i % 7 < 3}, 2800)
    assert found.insufficient_data is not None
    assert found.insufficient_data == ("few_values", 0, 14, "week", 0)


def test_verdict_ignores_empty_years() -> None:
    logged = {i: 300.0 + i + (i * 7) % 5 for i in range(140) if i % 3}
    near, far = judge_values(logged, 140), judge_values(logged, 2000)
    assert near.verdict == "rising"
    assert far == near


def sessions(minutes: dict[int, float], weeks: int) -> Series:
    """Weeks of Monday, Wednesday and Saturday training; days of rest are 0."""
    places = range(7 * weeks)
    return Series.from_pairs((day(at), minutes[at // 7] if at % 7 in {0, 2, 5} else 0.0) for at in places)


def test_verdict_of_total_with_rest_days_is_by_week() -> None:
    rising = {week: 30.0 + 5 * week for week in range(12)}
    series, last = sessions(rising, 12), day(83)
    found = compute_total_trend(series, day(0), last, day(84))
    assert (found.verdict, found.basis, found.n) == ("rising", "week", 84)
    assert found.slope_per_week is not None
    assert found.slope_per_week.value == pytest.approx(3 * 5 / 7)
    assert compute_trend(series, day(0), last, day(84)).verdict == "no_clear_change"


def test_verdict_of_daily_total_is_by_day() -> None:
    series = Series.from_pairs((day(place), 30.0 + place) for place in range(28))
    assert compute_total_trend(series, day(0), day(27), day(28)) == compute_trend(series, day(0), day(27), day(28))


@pytest.mark.parametrize(("weeks", "have"), [(4, 4), (7, 7), (8, None)])
def test_verdict_of_total_needs_eight_weeks(weeks: int, have: int | None) -> None:
    series = sessions({week: 30.0 + 5 * week for week in range(weeks)}, weeks)
    found = compute_total_trend(series, day(0), day(7 * weeks - 1), day(7 * weeks))
    assert (found.insufficient_data and (found.insufficient_data.code, found.insufficient_data.have)) == (
        have and ("few_weeks", have)
    )


def test_verdict_of_mostly_zero_total_is_insufficient() -> None:
    series = Series.from_pairs((day(place), 20.0 if place % 7 == 0 else 0.0) for place in range(84))
    found = compute_total_trend(series, day(0), day(83), day(84))
    assert found.insufficient_data is not None
    assert found.insufficient_data.code == "mostly_identical"
