"""How values lie: weekdays, fifths and quartiles, against numpy, and around midnight."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.stats import SummaryKind
from habitlog.stats.distribution import (
    classify_by_quintile,
    compute_quartiles,
    compute_weekday_distributions,
    unwrap_series,
)
from habitlog.stats.series import Series

MONDAY = date(2026, 3, 2)
SOMETIMES = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=1, max_size=60)


def day(place: int) -> date:
    return MONDAY + timedelta(days=place)


def series_of(values: list[int | None] | list[float]) -> Series:
    return Series.from_pairs((day(place), float(value)) for place, value in enumerate(values) if value is not None)


@given(values=SOMETIMES, skip=st.integers(0, 10))
def test_weekday_distribution_holds_its_days(values: list[int | None], skip: int) -> None:
    first, last = day(min(skip, len(values) - 1)), day(len(values) - 1)
    series = series_of(values)
    found = compute_weekday_distributions(unwrap_series(series, first, last, "mean"), first, last)
    assert [one.weekday for one in found] == list(range(7))
    for one in found:
        places = [place for place in range(len(values)) if day(place) >= first and place % 7 == one.weekday]
        known = [value for place in places if (value := values[place]) is not None]
        assert (one.total_days, one.quartiles.n) == (len(places), len(known))
        if len(known) < 3:
            assert one.quartiles[:3] == (None, None, None)
        else:
            assert one.quartiles[:3] == pytest.approx(np.quantile(known, [0.25, 0.5, 0.75]))


def test_distribution_of_times_around_midnight() -> None:
    times = [1430.0, 10, 1435, 5, 0]
    found = compute_quartiles(unwrap_series(series_of(times), day(0), day(4), "clock"), day(0), day(4))
    assert found.middle is not None
    assert found.middle % 1440 == pytest.approx(0)
    assert found.high is not None
    assert found.low is not None
    assert found.high - found.low == pytest.approx(10)


def test_distribution_of_scattered_times_is_none() -> None:
    times = [0.0, 360, 720, 1080] * 7
    first, last = day(0), day(27)
    line = unwrap_series(series_of(times), first, last, "clock")
    assert compute_quartiles(line, first, last)[:3] == (None, None, None)
    assert all(
        one.quartiles.middle is None and one.total_days == 4 for one in compute_weekday_distributions(line, first, last)
    )


@pytest.mark.parametrize("summary", ["mean", "median", "total", "clock"])
def test_distribution_of_none_or_one_value_is_none(summary: SummaryKind) -> None:
    for values in ([], [5.0]):
        line = unwrap_series(series_of(values), day(0), day(6), summary)
        assert compute_quartiles(line, day(0), day(6)) == (None, None, None, len(values))
        assert [one.total_days for one in compute_weekday_distributions(line, day(0), day(6))] == 7 * [1]


@given(values=st.lists(st.integers(0, 40), min_size=1, max_size=80))
def test_distribution_classes_are_ordered(values: list[int]) -> None:
    classes = classify_by_quintile(np.array(values, dtype=np.float64))
    assert set(classes) == set(range(max(classes) + 1))
    assert max(classes) <= 4
    by_value = dict(zip(values, classes, strict=True))
    assert [by_value[value] for value in values] == classes
    ordered = [by_value[value] for value in sorted(by_value)]
    assert ordered == sorted(ordered)


def test_distribution_of_five_step_scale() -> None:
    assert classify_by_quintile(np.array([1.0, 5, 3, 2, 4, 3])) == [0, 4, 2, 1, 3, 2]
    assert classify_by_quintile(np.array([7.0, 7, 7])) == [0, 0, 0]


def test_distribution_of_many_values_has_quintiles() -> None:
    classes = classify_by_quintile(np.arange(100.0))
    assert [classes.count(one) for one in range(5)] == [20] * 5
