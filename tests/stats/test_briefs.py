"""Briefs of many series at once are what one series at a time gives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.stats.test_many import MONDAY, SUMMARIES, random_series

from habitlog.stats.series import Series, SummaryKind, Values
from habitlog.stats.summary import summarize_days, summarize_trend, summarize_weeks, unwrap_series
from habitlog.stats.trend_batch import WeeklySummary, summarize_weeks_of_rows
from habitlog.stats.weekly import WEEK_DECIMALS, count_known_days, keep_full_weeks

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
