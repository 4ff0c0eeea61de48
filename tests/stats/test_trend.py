"""The verdict: what it compares, its properties, and every reason for saying nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats import SummaryKind
from habitlog.stats.series import MAX_ABSOLUTE_VALUE, Series
from habitlog.stats.summary import JudgedRange, summarize_best_trend, summarize_trend
from habitlog.stats.trend import TrendResult

MONDAY = date(2026, 3, 2)
TURNED = {"more": "less", "less": "more"}
WAVE = [0.0, 3, -2, 1, -3, 2, -1, 4, -4, 2]

logs = st.dictionaries(st.integers(0, 167), st.integers(-50, 50).map(float), max_size=168)


def day(place: int) -> date:
    return MONDAY + timedelta(days=place)


def series_of(logged: dict[int, float], offset: int = 0) -> Series:
    return Series.from_pairs((day(place + offset), value) for place, value in logged.items())


def judge(
    logged: dict[int, float], first: int, weeks: int, summary: SummaryKind = "mean", offset: int = 0
) -> TrendResult:
    """Return the trend of so many weeks from a Monday on."""
    begin, end = day(first + offset), day(first + offset + 7 * weeks - 1)
    return summarize_trend(series_of(logged, offset), begin, end, end + timedelta(days=1), summary).trend


def wavy(levels: list[float]) -> dict[int, float]:
    """Return a day for each of so many weeks' days, about the level of its week."""
    return {place: levels[place // 7] + WAVE[place % 10] for place in range(7 * len(levels))}


def test_change_compares_with_as_many_weeks_before() -> None:
    found = judge(wavy([360.0] * 12 + [380.0] * 12), 84, 12)
    assert found.verdict == "more"
    assert found.change is not None
    assert found.change.value == pytest.approx(20, abs=0.5)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.first, found.before.last) == (day(0), day(83))
    assert (found.after.first, found.after.last) == (day(84), day(167))
    assert (found.before.weeks, found.before.known, found.after.known, found.n) == (12, 12, 12, 24)
    assert found.change.value == pytest.approx((found.after.value or 0) - (found.before.value or 0))


def test_change_of_a_young_record_compares_its_halves() -> None:
    found = judge(wavy([360.0] * 6 + [480.0] * 6), 0, 12)
    assert found.verdict == "more"
    assert found.change is not None
    assert found.change.low > 115
    assert found.before is not None
    assert found.after is not None
    assert (found.before.first, found.before.weeks, found.after.first) == (day(0), 6, day(42))


def test_change_of_a_long_range_compares_its_last_year() -> None:
    found = judge(wavy([300.0] * 40 + [360.0] * 52 + [380.0] * 52), 0, 144)
    assert found.after is not None
    assert (found.after.weeks, found.after.first) == (52, day(7 * 92))
    assert found.slope_per_week is not None
    assert found.slope_per_week.value == pytest.approx(0.6, abs=0.1)


def test_change_compares_with_a_period_of_another_year() -> None:
    logged = wavy([360.0] * 6 + [900.0] * 46 + [390.0] * 6)
    earlier = JudgedRange(day(0).toordinal(), day(41).toordinal())
    found = summarize_trend(series_of(logged), day(364), day(405), day(406), "mean", earlier).trend
    assert found.before is not None
    assert (found.before.first, found.before.last) == (day(0), day(41))
    assert found.change is not None
    assert found.change.value == pytest.approx(30, abs=1)


@for_each_case(
    ("logged", "weeks", "code", "numbers"),
    [
        ({}, 12, "few_weeks", (0, 12)),
        ({3: 1.0}, 12, "few_weeks", (0, 12)),
        (wavy([360.0] * 11), 11, "few_weeks", (11, 12)),
        ({place: value for place, value in wavy([360.0] * 24).items() if place % 7 < 3}, 12, "few_weeks", (0, 12)),
        (dict.fromkeys(range(168), 5.0), 12, "mostly_identical", (24, 16)),
        (wavy([360.0] * 12), 12, None, (12, 12)),
    ],
)
def test_insufficient_data_has_code_and_numbers(
    logged: dict[int, float], weeks: int, code: str | None, numbers: tuple[int, int]
) -> None:
    found = judge(logged, 84 if len(logged) > 84 else 0, weeks)
    reason = found.insufficient_data
    assert (reason.code if reason else None) == code
    assert (found.verdict == "not_enough_data") == (code is not None)
    if reason:
        assert (reason.have, reason.needed) == numbers


def test_insufficient_data_of_one_period() -> None:
    logged = {place: value for place, value in wavy([360.0] * 24).items() if place < 84 or place >= 147}
    found = judge(logged, 84, 12)
    assert found.insufficient_data is not None
    assert found.insufficient_data[:3] == ("few_weeks_of_period", 3, 4)
    assert found.change is None
    assert found.after is not None
    assert found.after.value is not None


def test_four_weeks_have_a_difference_and_no_verdict() -> None:
    found = judge(wavy([360.0] * 4 + [480.0] * 4), 28, 4)
    assert found.verdict == "not_enough_data"
    assert found.insufficient_data is not None
    assert found.insufficient_data[:3] == ("few_weeks", 8, 12)
    assert found.change is not None
    assert 100 < found.change.low < found.change.value < found.change.high < 140
    assert found.slope_per_week is None


def test_week_that_is_running_is_not_compared() -> None:
    logged = wavy([360.0] * 24) | dict.fromkeys(range(168, 172), 9999.0)
    last = day(171)
    found = summarize_trend(series_of(logged), day(88), last, last, "mean").trend
    assert found == judge(wavy([360.0] * 24), 84, 12)


@given(logs, st.integers(-5, 5).map(lambda weeks: weeks * 7))
def test_verdict_is_shift_invariant(logged: dict[int, float], offset: int) -> None:
    plain, moved = judge(logged, 84, 12), judge(logged, 84, 12, offset=offset)
    assert (plain.verdict, plain.change, plain.slope_per_week) == (moved.verdict, moved.change, moved.slope_per_week)


@given(logs, st.sampled_from(["mean", "median", "total"]))
def test_verdict_turns_with_sign(logged: dict[int, float], summary: SummaryKind) -> None:
    turned_days = {place: -value for place, value in logged.items()}
    plain, turned = judge(logged, 84, 12, summary), judge(turned_days, 84, 12, summary)
    assert turned.verdict == TURNED.get(plain.verdict, plain.verdict)
    assert (turned.change is None) == (plain.change is None)
    if plain.change and turned.change:
        assert turned.change == pytest.approx((-plain.change.value, -plain.change.high, -plain.change.low))


@given(logs)
def test_verdict_has_numbers_or_insufficient_data(logged: dict[int, float]) -> None:
    found = judge(logged, 84, 12)
    assert (found.insufficient_data is None) == (found.verdict != "not_enough_data")
    if found.insufficient_data is None:
        assert found.change is not None
        assert found.change.low <= found.change.value <= found.change.high
        assert (found.verdict == "no_clear_change") == (found.change.low <= 0 <= found.change.high)


@given(logs, st.sampled_from([0.25, 2.0, 1024.0]))
def test_verdict_is_scale_invariant(logged: dict[int, float], factor: float) -> None:
    plain, scaled = judge(logged, 84, 12), judge({i: value * factor for i, value in logged.items()}, 84, 12)
    assert scaled.verdict == plain.verdict
    if plain.change and scaled.change:
        assert scaled.change == pytest.approx([factor * end for end in plain.change], abs=1e-6)


@given(st.lists(st.sampled_from([-MAX_ABSOLUTE_VALUE, -1e-300, 0.0, 1e-300, 1.0, MAX_ABSOLUTE_VALUE]), max_size=168))
def test_verdict_of_extreme_values_is_finite(values: list[float]) -> None:
    found = judge(dict(enumerate(values)), 84, 12)
    for numbers in (found.change, found.slope_per_week):
        if numbers:
            assert np.all(np.isfinite(numbers))


def sessions(minutes: list[float], *, marked: bool) -> dict[int, float]:
    """Weeks of Monday, Wednesday and Saturday training; days of rest are 0 where they are marked."""
    trained = {7 * week + at: value for week, value in enumerate(minutes) for at in (0, 2, 5)}
    return dict.fromkeys(range(7 * len(minutes)), 0.0) | trained if marked else trained


def test_total_is_the_same_with_and_without_marked_rest_days() -> None:
    minutes = [60.0 + week % 3 for week in range(12)] + [80.0 + week % 3 for week in range(12)]
    marked, plain = (judge(sessions(minutes, marked=one), 84, 12, "total") for one in (True, False))
    assert (plain.verdict, plain.change, plain.slope_per_week) == (marked.verdict, marked.change, marked.slope_per_week)
    assert plain.verdict == "more"
    assert plain.after is not None
    assert plain.after.value == pytest.approx(3 * 81)
    assert plain.after.days == 36
    assert plain.change is not None
    assert plain.change.value == pytest.approx(60)


def test_total_of_a_week_without_an_entry_is_unknown() -> None:
    logged = {place: value for place, value in sessions([60.0] * 24, marked=False).items() if not 90 < place < 98}
    found = judge(logged, 84, 12, "total")
    assert found.after is not None
    assert (found.after.known, found.after.weeks) == (11, 12)


def test_total_that_is_mostly_zero_is_insufficient() -> None:
    found = judge({place: 40.0 if place == 120 else 0.0 for place in range(168)}, 84, 12, "total")
    assert found.insufficient_data is not None
    assert found.insufficient_data[:3] == ("mostly_identical", 23, 16)


def test_exercise_of_once_a_week_has_a_verdict_at_twelve_weeks() -> None:
    lifts = series_of({7 * week + 2: 60.0 + (week % 2) + 10 * (week >= 6) for week in range(12)})
    found = summarize_best_trend(lifts, day(0), day(83), day(84)).trend
    assert (found.verdict, found.n) == ("more", 12)
    assert found.change is not None
    assert found.change.value == pytest.approx(10)


def test_exercise_counts_the_best_of_each_week() -> None:
    lifts = {7 * week + at: 60.0 + week % 2 - 20 * (at == 4) for week in range(12) for at in (1, 4)}
    found = summarize_best_trend(series_of(lifts), day(0), day(83), day(84))
    assert found.weeks[0].value == 60
    assert found.trend.after is not None
    assert found.trend.after.value == 60.5


def test_clock_times_across_midnight_are_compared_around_the_clock() -> None:
    logged = {place: value % 1440 for place, value in wavy([1435.0] * 12 + [1445.0 + 20] * 12).items()}
    found = judge(logged, 84, 12, "clock")
    assert found.verdict == "more"
    assert found.change is not None
    assert found.change.value == pytest.approx(30, abs=0.5)
    assert found.before is not None
    assert found.after is not None
    assert found.before.value == pytest.approx(1435, abs=1)
    assert found.after.value == pytest.approx(25, abs=1)


def test_clock_times_that_move_around_the_clock_have_a_slope() -> None:
    later = {place: (1380.0 + 9 * place) % 1440 for place in range(168)}
    found = judge(later, 84, 12, "clock")
    assert found.slope_per_week is not None
    assert found.slope_per_week.value == pytest.approx(63)
    assert found.change is not None
    assert found.change.value == pytest.approx(63 * 12)


def test_clock_times_all_around_the_clock_have_no_mean() -> None:
    found = judge({place: place % 7 * 1440 / 7 for place in range(168)}, 84, 12, "clock")
    assert found.insufficient_data is not None
    assert found.insufficient_data[:3] == ("no_mean_direction", 0, 12)


@given(st.lists(st.integers(0, 300).map(float), min_size=168, max_size=168), st.integers(0, 1439))
def test_clock_verdict_is_rotation_invariant(times: list[float], turn: int) -> None:
    turned = {place: (time + turn) % 1440 for place, time in enumerate(times)}
    plain, moved = judge(dict(enumerate(times)), 84, 12, "clock"), judge(turned, 84, 12, "clock")
    assert plain.verdict == moved.verdict
    if plain.change and moved.change:
        assert moved.change == pytest.approx(plain.change, abs=1e-6)


@given(logs)
def test_p_value_is_below_one_in_twenty_where_a_change_is_named(logged: dict[int, float]) -> None:
    found = judge(logged, 84, 12)
    if found.verdict == "not_enough_data":
        assert found.p_value is None
    else:
        assert found.p_value is not None
        assert 0 <= found.p_value <= 1
        assert (found.p_value < 0.05 + 1e-9) is (found.verdict != "no_clear_change") or found.p_value == pytest.approx(
            0.05
        )


def test_p_value_of_level_weeks() -> None:
    """Without any difference between neighbours a change has no noise to be compared with."""
    assert judge(dict.fromkeys(range(84), 1.0) | dict.fromkeys(range(84, 168), 2.0), 84, 12).p_value == 0
