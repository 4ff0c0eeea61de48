"""Briefs of many series at once are what one series at a time gives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.stats.test_many import MONDAY, SUMMARIES, drawn

from habitlog.stats import outline, periods
from habitlog.stats.briefs import Brief, briefs
from habitlog.stats.series import Series, Summary, Values
from habitlog.stats.weekly import DECIMALS, days_known, in_full_weeks

WEEKS, NEEDED = 8, 4
LAST = MONDAY + 7 * WEEKS - 1


def alone(row: Values, summary: Summary) -> Brief:
    known = ~np.isnan(row)
    series = Series((MONDAY + np.arange(len(row)))[known], row[known])
    kept = in_full_weeks(series, NEEDED)
    found = outline.outline(outline.straight(kept, MONDAY, LAST, summary), MONDAY, LAST, LAST + 1, summary)
    if summary == "total":
        before = periods.of_weeks(found.weeks[-5:-1])
    else:
        before = periods.of_days(kept, LAST - 34, LAST - 7, summary)
    weekly = tuple(week.value for week in found.weeks)
    rounded = None if before.value is None else float(np.round(before.value, DECIMALS))
    return Brief(weekly, days_known(series, MONDAY, LAST), rounded, found.trend.verdict)


@pytest.mark.parametrize("summary", SUMMARIES)
def test_briefs_are_those_of_each_series_alone(summary: Summary) -> None:
    days = drawn(np.random.default_rng(8), WEEKS)

    found = briefs(days, summary, NEEDED)

    assert found == [alone(row, summary) for row in days]
    assert {brief.before is None for brief in found} == {True, False}
    assert {None in brief.weekly for brief in found} == {True, False}


def test_days_of_thin_weeks_are_counted_and_in_no_number() -> None:
    days = np.tile(np.arange(7.0), (2, WEEKS))
    days[:, 10:14] = np.nan
    days[1, 7:10] = 1000.0

    thin, other = briefs(days, "mean", NEEDED)

    assert thin == other
    assert thin.days == (7, 3, 7, 7, 7, 7, 7, 7)
    assert thin.weekly == (3.0, None, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0)


def test_full_weeks_are_those_with_enough_days() -> None:
    monday = date(2026, 3, 2).toordinal()
    series = Series.of([(monday + at, float(at)) for at in (0, 1, 2, 7, 8, 9, 13)])

    assert in_full_weeks(series, 4).points() == Series.of([(monday + at, float(at)) for at in (7, 8, 9, 13)]).points()
    assert len(in_full_weeks(series, 5)) == 0
    assert len(in_full_weeks(Series.of(()), 1)) == 0
