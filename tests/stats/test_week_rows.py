"""Weeks of many people at once are those of one series at a time."""

from __future__ import annotations

from datetime import date
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.support.cases import for_each_case

from habitlog.stats import SummaryKind
from habitlog.stats.series import Series, Values
from habitlog.stats.summary import summarize_period, summarize_trend
from habitlog.stats.week_rows import WeeklySummary, summarize_weeks_of_rows
from habitlog.stats.weekly import WEEK_DECIMALS, count_known_days, keep_full_weeks

MONDAY = 738_886
"""Monday 2024-01-01."""
SUMMARIES: tuple[SummaryKind, ...] = get_args(SummaryKind)
NEEDED, WEEKS, LENGTH = 4, 24, 12
LAST = MONDAY + 7 * WEEKS - 1


def random_rows(rng: np.random.Generator, summary: SummaryKind) -> Values:
    """Return diaries of every kind: scales and exact numbers, with and without a change, dense and thin."""
    days, rows = 7 * WEEKS, 200
    values = rng.standard_normal((rows, days)) + rng.choice([0, 0, 0.02, -0.02, 0.1], (rows, 1)) * np.arange(days)
    steps = rng.choice([0, 1, 60], (rows, 1))
    values = np.where(steps > 0, np.round(values * np.maximum(steps, 1)), values)
    values = np.where(rng.random((rows, days)) < rng.choice([0, 0.6, 0.95], (rows, 1)), 0.0, values)
    values[rng.random((rows, days)) < rng.choice([0, 0.2, 0.6, 0.95], (rows, 1))] = np.nan
    values[rng.random((rows, days)) < np.where(np.arange(days) < rng.integers(0, days, (rows, 1)), 0.9, 0)] = np.nan
    return np.mod(100 * values, 1440) if summary == "clock" else values


def summarize_row(row: Values, summary: SummaryKind) -> WeeklySummary:
    known = ~np.isnan(row)
    series = Series((MONDAY + np.arange(len(row)))[known], row[known])
    kept = keep_full_weeks(series, NEEDED)
    found = summarize_trend(kept, LAST - 7 * LENGTH + 1, LAST, LAST + 1, summary)
    all_weeks = summarize_trend(kept, MONDAY, LAST, LAST + 1, summary).weeks
    before = summarize_period(kept, LAST - 34, LAST - 7, summary)
    return WeeklySummary(
        tuple(week.value for week in all_weeks),
        count_known_days(series, MONDAY, LAST),
        None if before.value is None else round(before.value, WEEK_DECIMALS),
        found.trend.verdict,
    )


@for_each_case("summary", SUMMARIES)
def test_week_rows_equal_single_series(summary: SummaryKind) -> None:
    days = random_rows(np.random.default_rng(3), summary)
    found = summarize_weeks_of_rows(days, summary, NEEDED, LENGTH)
    expected = [summarize_row(row, summary) for row in days]
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    assert [one.verdict for one in found] == [one.verdict for one in expected]
    assert len({one.verdict for one in found}) >= 3
    for one, other in zip(found, expected, strict=True):
        assert one.previous_value == (other.previous_value and pytest.approx(other.previous_value, abs=1e-8))


@given(
    days=arrays(np.float64, (3, 7 * WEEKS), elements=st.one_of(st.just(np.nan), st.integers(0, 10).map(float))),
    summary=st.sampled_from(["mean", "median", "total"]),
)
def test_week_row_verdicts_equal_single_series_for_any_values(days: Values, summary: SummaryKind) -> None:
    found = summarize_weeks_of_rows(days, summary, NEEDED, LENGTH)
    assert [one.verdict for one in found] == [summarize_row(row, summary).verdict for row in days]


def test_week_rows_of_nobody_are_empty() -> None:
    assert summarize_weeks_of_rows(np.empty((0, 7 * WEEKS)), "mean", NEEDED, LENGTH) == []


def test_week_rows_exclude_days_of_thin_weeks() -> None:
    days = np.full((2, 7 * WEEKS), np.nan)
    days[:, -28:] = 5.0
    days[0, -7:-4] = 900.0
    days[0, -4:] = np.nan
    thin, other = summarize_weeks_of_rows(days, "mean", NEEDED, LENGTH)
    assert (thin.week_values[-1], thin.known_days[-1]) == (None, 3)
    assert (other.week_values[-1], other.known_days[-1]) == (5.0, 7)
    assert date.fromordinal(MONDAY).weekday() == 0
