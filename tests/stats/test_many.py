"""Verdicts side by side are those of one series at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from habitlog.stats import trend_batch
from habitlog.stats.series import Series, SummaryKind, Values
from habitlog.stats.trend import TrendResult, compute_total_trend, compute_trend

MONDAY = 738_886
"""Monday 2024-01-01."""
SUMMARIES: tuple[SummaryKind, ...] = ("mean", "median", "total")


def judge_single_series(row: Values, summary: SummaryKind) -> TrendResult:
    known = ~np.isnan(row)
    series = Series((MONDAY + np.arange(len(row)))[known], row[known])
    last = MONDAY + len(row) - 1
    if summary == "total":
        return compute_total_trend(series, MONDAY, last, last + 1)
    return compute_trend(series, MONDAY, last, last + 1, "median" if summary == "median" else "mean")


def assert_same_verdicts(days: Values, summary: SummaryKind) -> set[str]:
    one_by_one = [judge_single_series(row, summary).verdict for row in days]
    assert trend_batch.compute_verdicts(days, summary) == one_by_one
    return set(one_by_one)


def random_series(rng: np.random.Generator, weeks: int) -> Values:
    """Return diaries of every kind: scales and exact numbers, with and without a change, dense and thin."""
    days, rows = 7 * weeks, 400 if weeks < 20 else 60
    slope = rng.choice([0, 0, 0.02, -0.02, 0.1], (rows, 1))
    values = rng.standard_normal((rows, days)).cumsum(axis=1) * rng.choice([0, 0.3], (rows, 1))
    values += (
        rng.standard_normal((rows, days))
        + slope * np.arange(days)
        + rng.choice([0, 2], (rows, 1)) * (np.arange(days) % 7 > 4)
    )
    steps = rng.choice([0, 1, 60], (rows, 1))
    values = np.where(steps > 0, np.round(values * np.maximum(steps, 1)), values)
    values = np.where(rng.random((rows, days)) < rng.choice([0, 0.6], (rows, 1)), 0.0, values)
    values[rng.random((rows, days)) < rng.choice([0, 0.2, 0.6, 0.95], (rows, 1))] = np.nan
    return values


@pytest.mark.parametrize("summary", SUMMARIES)
@pytest.mark.parametrize("weeks", [1, 3, 4, 8, 12, 52])
def test_trend_batch_equals_single_series(summary: SummaryKind, weeks: int) -> None:
    named = assert_same_verdicts(random_series(np.random.default_rng(weeks), weeks), summary)

    assert "not_enough_data" in named
    if weeks >= 8:
        assert named == {"rising", "falling", "no_clear_change", "not_enough_data"}


numbers = st.one_of(st.just(float("nan")), st.integers(-3, 3).map(float), st.floats(-1e6, 1e6))


@given(arrays(np.float64, (3, 56), elements=numbers), st.sampled_from(SUMMARIES))
@example(np.full((1, 56), 7.0), "total")
@example(np.full((2, 56), np.nan), "mean")
@example(np.arange(56.0).reshape(1, 56), "total")
@example(-np.arange(56.0).reshape(1, 56), "median")
def test_trend_batch_equals_single_series_for_any_values(days: Values, summary: SummaryKind) -> None:
    assert_same_verdicts(days, summary)


def test_trend_batch_of_no_series_is_empty() -> None:
    assert trend_batch.compute_verdicts(np.empty((0, 56)), "mean") == []
    assert trend_batch.compute_verdicts(np.empty((2, 0)), "mean") == ["not_enough_data"] * 2


@pytest.mark.parametrize(("columns", "summary"), [(56, "clock"), (371, "mean")])
def test_trend_batch_refuses_unsupported_shape(columns: int, summary: SummaryKind) -> None:
    with pytest.raises(ValueError, match="side by side"):
        trend_batch.compute_verdicts(np.zeros((1, columns)), summary)
