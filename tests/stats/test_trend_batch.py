"""Verdicts side by side are those of one series at a time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.support.cases import for_each_case

from habitlog.stats import SummaryKind, trend_batch
from habitlog.stats.series import Series, Values
from habitlog.stats.summary import summarize_days, summarize_trend, summarize_weeks, unwrap_series
from habitlog.stats.trend import TrendResult, compute_total_trend, compute_trend
from habitlog.stats.trend_batch import WeeklySummary, summarize_weeks_of_rows
from habitlog.stats.weekly import WEEK_DECIMALS, count_known_days, keep_full_weeks

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


@for_each_case("summary", SUMMARIES)
@for_each_case("weeks", [1, 3, 4, 8, 12, 52])
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
    with pytest.raises(ValueError, match="tested together"):
        trend_batch.compute_verdicts(np.zeros((1, columns)), summary)


WEEKS, NEEDED = 8, 4
LAST = MONDAY + 7 * WEEKS - 1


def summarize_single_series(row: Values, summary: SummaryKind) -> WeeklySummary:
    known = ~np.isnan(row)
    series = Series((MONDAY + np.arange(len(row)))[known], row[known])
    kept = keep_full_weeks(series, NEEDED)
    found = summarize_trend(unwrap_series(kept, MONDAY, LAST, summary), MONDAY, LAST, LAST + 1, summary)
    if summary == "total":
        before = summarize_weeks(found.weeks[-5:-1])
    else:
        before = summarize_days(kept, LAST - 34, LAST - 7, summary)
    weekly = tuple(week.value for week in found.weeks)
    rounded = None if before.value is None else float(np.round(before.value, WEEK_DECIMALS))
    return WeeklySummary(weekly, count_known_days(series, MONDAY, LAST), rounded, found.trend.verdict)


@pytest.mark.parametrize("summary", SUMMARIES)
def test_weekly_summaries_equal_single_series(summary: SummaryKind) -> None:
    days = random_series(np.random.default_rng(8), WEEKS)

    found = summarize_weeks_of_rows(days, summary, NEEDED)

    assert found == [summarize_single_series(row, summary) for row in days]
    assert {brief.previous_value is None for brief in found} == {True, False}
    assert {None in brief.week_values for brief in found} == {True, False}


def test_weekly_summary_excludes_days_of_thin_weeks() -> None:
    days = np.tile(np.arange(7.0), (2, WEEKS))
    days[:, 10:14] = np.nan
    days[1, 7:10] = 1000.0

    thin, other = summarize_weeks_of_rows(days, "mean", NEEDED)

    assert thin == other
    assert thin.known_days == (7, 3, 7, 7, 7, 7, 7, 7)
    assert thin.week_values == (3.0, None, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0)


def test_weekly_summary_counts_full_weeks() -> None:
    monday = date(2026, 3, 2).toordinal()
    series = Series.from_pairs([(monday + at, float(at)) for at in (0, 1, 2, 7, 8, 9, 13)])

    assert (
        keep_full_weeks(series, 4).to_points()
        == Series.from_pairs([(monday + at, float(at)) for at in (7, 8, 9, 13)]).to_points()
    )
    assert len(keep_full_weeks(series, 5)) == 0
    assert len(keep_full_weeks(Series.from_pairs(()), 1)) == 0
