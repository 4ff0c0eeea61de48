"""The daily series keeps its promises: ascending days, one value each, nothing that is not a number."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.stats.series import Point, Series, build_named_tuples, monday_ordinal, to_ordinal

MONDAY = date(2026, 3, 9)


def test_series_accepts_any_order_and_ordinals() -> None:
    series = Series.from_pairs([(date(2026, 3, 11), 3), (MONDAY.toordinal(), 1.5)])
    assert series.to_points() == (Point(MONDAY, 1.5), Point(date(2026, 3, 11), 3.0))
    assert series.days.dtype == np.int64
    assert series.values.dtype == np.float64


def test_empty_series() -> None:
    series = Series.from_pairs([])
    assert len(series) == 0
    assert series.to_points() == ()
    assert len(series.between(MONDAY, MONDAY)) == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e16])
def test_series_refuses_unusable_number(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Series.from_pairs([(MONDAY, value)])


def test_series_refuses_duplicate_day() -> None:
    with pytest.raises(ValueError, match="one value a day"):
        Series.from_pairs([(MONDAY, 1), (MONDAY, 2)])


def test_series_refuses_unequal_lengths() -> None:
    with pytest.raises(ValueError, match="one length"):
        Series(np.array([1, 2], dtype=np.int64), np.array([1.0]))


def test_series_arrays_are_read_only() -> None:
    series = Series.from_pairs([(MONDAY, 1)])
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 2


def test_series_slice_includes_both_ends() -> None:
    series = Series.from_pairs((MONDAY.toordinal() + i, i) for i in range(10))
    assert series.between(MONDAY.toordinal() + 2, MONDAY.toordinal() + 4).values.tolist() == [2, 3, 4]
    assert len(series.between(MONDAY.toordinal() + 4, MONDAY.toordinal() + 2)) == 0


@given(st.dates())
def test_series_weeks_are_iso_weeks(day: date) -> None:
    assert monday_ordinal(day) == to_ordinal(day) - day.weekday()
    assert Series.from_pairs([(day, 1)]).week_mondays().tolist() == [monday_ordinal(day)]


def test_column_record_refuses_unequal_lengths() -> None:
    with pytest.raises(ValueError, match="shorter"):
        build_named_tuples(Point, [MONDAY], [])
