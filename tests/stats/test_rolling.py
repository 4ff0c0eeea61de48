"""Rolling values against plain counting day by day, and the rule that says when there is a gap."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.stats.rolling import compute_band, compute_rolling
from habitlog.stats.series import Series

START = date(2026, 1, 5)
Logged = dict[int, float]

logs = st.dictionaries(st.integers(0, 79), st.floats(-1e6, 1e6), max_size=80)


def day(i: int) -> date:
    return START + timedelta(days=i)


def series_of(logged: Logged) -> Series:
    return Series.from_pairs((day(i), value) for i, value in logged.items())


def window(logged: Logged, end: int, width: int) -> list[float]:
    return [logged[i] for i in range(end - width + 1, end + 1) if i in logged]


def has_enough_days(logged: Logged, end: int, width: int) -> bool:
    if width == 7:
        return len(window(logged, end, 7)) >= 4
    blocks = [len(window(logged, end - back, 7)) for back in (0, 7, 14, 21)]
    return sum(blocks) >= 16 and min(blocks) >= 2


@pytest.mark.parametrize("width", [7, 28])
@pytest.mark.parametrize("centre", ["mean", "median"])
@given(logged=logs)
def test_rolling_mean_agrees_with_plain_count(
    width: Literal[7, 28], centre: Literal["mean", "median"], logged: Logged
) -> None:
    points = compute_rolling(series_of(logged), day(40), day(79), width, centre)
    assert [point.day for point in points] == [day(i) for i in range(40, 80)]
    for i, point in enumerate(points, start=40):
        known = window(logged, i, width)
        assert point.n == len(known)
        assert (point.value is not None) == has_enough_days(logged, i, width)
        if point.value is not None:
            expected = sum(known) / len(known) if centre == "mean" else statistics.median(known)
            assert point.value == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(logged=logs)
def test_rolling_band_agrees_with_numpy(logged: Logged) -> None:
    for i, point in enumerate(compute_band(series_of(logged), day(40), day(79)), start=40):
        known = window(logged, i, 28)
        assert (point.day, point.n) == (day(i), len(known))
        assert (point.low is not None) == (point.high is not None) == has_enough_days(logged, i, 28)
        if point.low is not None:
            expected = tuple(np.percentile(known, [25, 75]))
            assert (point.low, point.high) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_rolling_seven_days_need_four() -> None:
    three = compute_rolling(series_of({0: 1, 1: 2, 2: 3}), day(6), day(6), 7)
    assert [(p.value, p.n) for p in three] == [(None, 3)]
    four = compute_rolling(series_of({0: 1, 1: 2, 2: 3, 6: 6}), day(6), day(7), 7)
    assert [(p.value, p.n) for p in four] == [(3.0, 4), (None, 3)]


def test_rolling_28_days_need_sixteen() -> None:
    fifteen = {i: 1.0 for i in range(28) if i % 7 < 4 and i != 0}
    assert compute_rolling(series_of(fifteen), day(27), day(27), 28)[0][1:] == (None, 15)
    assert compute_rolling(series_of(fifteen | {0: 1.0}), day(27), day(27), 28)[0][1:] == (1.0, 16)


@pytest.mark.parametrize("block", range(4))
def test_rolling_28_days_need_two_per_week(block: int) -> None:
    logged = {i: 1.0 for i in range(28) if i // 7 != block} | {block * 7 + 3: 1.0}
    assert compute_rolling(series_of(logged), day(27), day(27), 28)[0][1:] == (None, 22)
    assert compute_band(series_of(logged), day(27), day(27))[0][1:] == (None, None, 22)
    logged[block * 7 + 4] = 1.0
    assert compute_rolling(series_of(logged), day(27), day(27), 28)[0][1:] == (1.0, 23)
    assert compute_band(series_of(logged), day(27), day(27))[0][1:] == (1.0, 1.0, 23)


def test_rolling_mean_uses_only_earlier_days() -> None:
    series = series_of({i: float(i) for i in range(40)})
    assert compute_rolling(series, day(30), day(30), 7)[0].value == 27.0
    assert compute_rolling(series.between(day(30), day(39)), day(30), day(30), 7)[0].value is None


def test_rolling_mean_does_not_count_missing_day_as_zero() -> None:
    with_gaps = series_of({i: 7.0 for i in range(28) if i % 7 not in (2, 5)})
    assert {p.value for p in compute_rolling(with_gaps, day(6), day(27), 7)} == {7.0}


def test_rolling_mean_of_empty_series() -> None:
    nothing = series_of({})
    assert [p[1:] for p in compute_rolling(nothing, day(0), day(1), 7)] == [(None, 0), (None, 0)]
    assert [p[1:] for p in compute_rolling(nothing, day(0), day(0), 28, "median")] == [(None, 0)]
    assert compute_rolling(nothing, day(1), day(0), 7) == ()
    assert compute_rolling(nothing, day(40), day(0), 28) == ()
    assert compute_band(nothing, day(1), day(0)) == ()


def test_rolling_mean_refuses_range_of_centuries() -> None:
    with pytest.raises(ValueError, match="at most 36600 days"):
        compute_rolling(series_of({}), date(1, 1, 1), date(2026, 1, 1), 7)
