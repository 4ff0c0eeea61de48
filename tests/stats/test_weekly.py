"""Weeks start on Monday, need four of seven days, and are finished when they are over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats.series import Series
from habitlog.stats.weekly import Week, compute_weeks, finished_week_series

MONDAY = date(2026, 3, 9)


def day(i: int) -> date:
    return MONDAY + timedelta(days=i)


def series_of(values: dict[int, float]) -> Series:
    return Series.from_pairs((day(i), value) for i, value in values.items())


@pytest.mark.parametrize(("centre", "value"), [("total", 20.0), ("mean", 5.0), ("median", 3.0)])
def test_weekly_value_and_day_count(centre: Literal["total", "mean", "median"], value: float) -> None:
    series = series_of({0: 1, 2: 2, 4: 4, 6: 13})
    assert compute_weeks(series, day(0), day(6), day(7), centre) == (Week(MONDAY, value, 4, True),)


def test_weekly_value_needs_four_days_and_total_one() -> None:
    series = series_of({0: 1, 1: 1, 6: 1})
    assert compute_weeks(series, day(0), day(6), day(7), "mean") == (Week(MONDAY, None, 3, True),)
    assert compute_weeks(series, day(0), day(6), day(7), "total") == (Week(MONDAY, 3.0, 3, True),)
    assert compute_weeks(series, day(7), day(13), day(14), "total")[0].value is None


def test_week_ends_on_sunday() -> None:
    weeks = compute_weeks(series_of({i: i for i in range(3, 11)}), day(0), day(13), day(14), "total")
    assert [(w.monday, w.value, w.n) for w in weeks] == [(day(0), 18.0, 4), (day(7), 34.0, 4)]


@for_each_case(
    ("first", "last", "until", "finished"),
    [
        (0, 13, 14, [True, True]),
        (0, 13, 13, [True, False]),
        (1, 13, 14, [False, True]),
        (0, 12, 14, [True, False]),
        (0, 13, 7, [True, False]),
        (0, 13, 6, [False, False]),
    ],
)
def test_finished_week_lies_in_range(first: int, last: int, until: int, finished: list[bool]) -> None:
    weeks = compute_weeks(series_of(dict.fromkeys(range(14), 1.0)), day(first), day(last), day(until), "mean")
    assert [week.finished for week in weeks] == finished
    assert finished_week_series(weeks).days.tolist() == [week.monday.toordinal() for week in weeks if week.finished]


def test_weekly_values_exclude_days_outside_range() -> None:
    weeks = compute_weeks(series_of(dict.fromkeys(range(14), 1.0)), day(2), day(8), day(14), "total")
    assert [(w.value, w.n) for w in weeks] == [(5.0, 5), (2.0, 2)]


def test_weekly_values_of_equal_weeks_are_equal() -> None:
    weeks = compute_weeks(
        series_of(dict(enumerate([0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.3, 0.4, 0.4, 0.4, 0.3, 0.3, 0.2, 0.1]))),
        day(0),
        day(13),
        day(14),
        "mean",
    )
    assert weeks[0].value == weeks[1].value == 0.3


def test_weekly_values_of_empty_series() -> None:
    assert compute_weeks(series_of({}), day(1), day(0), day(9), "total") == ()
    assert compute_weeks(series_of({}), day(0), day(0), day(9), "median") == (Week(MONDAY, None, 0, False),)


@given(st.dictionaries(st.integers(0, 60), st.integers(0, 100), max_size=61), st.integers(0, 60))
def test_weekly_totals_sum_to_total(logged: dict[int, int], first: int) -> None:
    padded = {i: float(logged.get(i, 0)) for i in range(first - first % 7, 63)}
    weeks = compute_weeks(series_of(padded), day(first - first % 7), day(62), day(63), "total")
    assert sum(week.value or 0 for week in weeks) == pytest.approx(sum(padded.values()))
