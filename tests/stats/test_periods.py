"""Whole periods: which days a verdict looks at, and one number for a period."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats import SummaryKind
from habitlog.stats.series import Series
from habitlog.stats.summary import (
    compute_judged_range,
    summarize_period,
    summarize_trend,
    summarize_weekly_trend,
)

DAYS = st.dates(date(1950, 1, 1), date(2080, 12, 31))
MONDAY = date(2026, 3, 2)


def day(place: int) -> date:
    return MONDAY + timedelta(days=place)


def series_of(values: list[float]) -> Series:
    return Series.from_pairs((day(place), value) for place, value in enumerate(values))


@given(first=DAYS, length=st.integers(1, 4000), until=DAYS)
def test_period_excludes_current_week(first: date, length: int, until: date) -> None:
    last = first + timedelta(days=length - 1)
    found = compute_judged_range(first, last, until)
    sunday = until - timedelta(days=until.isoweekday())
    assert found.last <= sunday.toordinal()
    if last <= sunday:
        assert found == (first.toordinal(), last.toordinal())
    elif first <= until:
        assert found.last == sunday.toordinal()
        assert found.days == (min(last, until) - first).days + 1
    else:
        assert found.days == 0


@for_each_case("weekday", range(7))
def test_verdict_ignores_current_week(weekday: int) -> None:
    values = [400.0 + 2 * place + (place * 7) % 13 for place in range(84)]
    running = [*values, *(10_000.0 for _ in range(weekday + 1))]
    today = day(84 + weekday)
    told = [summarize_trend(series_of(one), day(0), today, today, "mean") for one in (values, running)]
    assert told[0].trend.change == told[1].trend.change
    assert told[0].trend.verdict == told[1].trend.verdict == "more"
    assert told[1].logged == told[0].logged + weekday + 1


def test_period_into_current_week_keeps_length() -> None:
    series = series_of([float(place) for place in range(60)])
    today = day(45)
    found = summarize_trend(series, day(18), today, today, "mean")
    assert found.judged == (day(14).toordinal(), day(41).toordinal())
    assert found.trend.after is not None
    assert (found.trend.after.first, found.trend.after.last) == (day(28), day(41))


def test_weekly_metric_uses_same_period() -> None:
    loads = series_of([100.0 + place + place % 3 for place in range(7 * 16)])
    today = day(7 * 15 + 2)
    told = [
        summarize_weekly_trend(loads, day(first), day(last), today, lambda seven: sum(one or 0 for one in seven))
        for first, last in ((0, 7 * 15 - 1), (3, 7 * 15 + 2))
    ]
    assert [found.logged for found in told] == [15, 14]
    assert told[1].judged == told[0].judged
    assert told[1].trend == told[0].trend
    assert told[0].trend.verdict == "more"


def test_weekly_metric_of_future_period_is_empty() -> None:
    found = summarize_weekly_trend(series_of([1.0] * 40), day(60), day(90), day(40), lambda _: 1.0)
    assert (found.judged.days, found.trend.n) == (0, 0)
    assert found.trend.insufficient_data is not None
    assert found.trend.insufficient_data.have == 0


@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=28, max_size=28),
    summary=st.sampled_from(["mean", "median"]),
)
def test_period_value_is_centre_or_none(values: list[int | None], summary: SummaryKind) -> None:
    series = Series.from_pairs((day(place), float(value)) for place, value in enumerate(values) if value is not None)
    known = [value for value in values if value is not None]
    found = summarize_period(series, day(0), day(27), summary)
    assert (found.n, found.expected) == (len(known), 28)
    if len(known) < 16:
        assert found.value is None
    elif summary == "median":
        assert found.value == pytest.approx(np.median(known))
    else:
        weeks = [[value for value in values[at : at + 7] if value is not None] for at in range(0, 28, 7)]
        assert found.value == pytest.approx(np.mean([np.mean(week) for week in weeks if len(week) >= 4]))


def test_period_value_of_total_is_weekly() -> None:
    values = [float(place % 7 == 0) * 70 for place in range(28)]
    assert summarize_period(series_of(values), day(0), day(27), "total") == (70, 28, 28)
    known = Series.from_pairs((day(place), 10.0) for place in range(28) if place % 7 < 5)
    assert summarize_period(known, day(0), day(27), "total") == (50, 20, 28)


def test_period_value_of_clock_times_is_circular() -> None:
    times = [1435.0, 5.0, 1425, 15] * 7
    found = summarize_period(series_of(times), day(0), day(27), "clock")
    expected = oracles.circmean(times, high=1440)
    assert found.value is not None
    assert min(abs(found.value - expected), 1440 - abs(found.value - expected)) < 1e-6


@pytest.mark.parametrize("summary", ["mean", "median", "total", "clock"])
def test_period_value_of_empty_period_is_none(summary: SummaryKind) -> None:
    assert summarize_period(series_of([]), day(0), day(27), summary).value is None
