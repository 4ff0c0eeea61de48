"""One call for a trend page: what each kind of summary does, and that nothing but numbers comes out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import astuple
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats import SummaryKind
from habitlog.stats.method import describe_trend_method
from habitlog.stats.series import Series
from habitlog.stats.summary import analyse_trend

MONDAY = date(2026, 3, 2)
SUMMARIES: tuple[SummaryKind, ...] = get_args(SummaryKind)


def day(i: int) -> date:
    return MONDAY + timedelta(days=i)


def series_of(values: list[float] | dict[int, float]) -> Series:
    told = values if isinstance(values, dict) else dict(enumerate(values))
    return Series.from_pairs((day(i), value) for i, value in told.items())


def numbers(thing: object) -> Iterator[float]:
    """Every number anywhere in a result."""
    if isinstance(thing, float):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from numbers(part)
    elif isinstance(thing, Struct):
        yield from numbers(astuple(thing))


def test_summary_sums_totals_and_averages_others() -> None:
    values = [float(i % 5) for i in range(28)]
    found = analyse_trend(series_of(values), day(0), day(27), day(28), "total")
    assert [week.value for week in found.weeks] == [sum(values[i : i + 7]) for i in (0, 7, 14, 21)]
    assert found.rolling7[6].value == pytest.approx(np.mean(values[:7]))
    assert found.rolling28[27].value == pytest.approx(np.mean(values))


def test_summary_of_ordinal_metric_uses_median() -> None:
    values = [1.0, 1, 1, 1, 5, 5, 5] * 4
    found = analyse_trend(series_of(values), day(0), day(27), day(28), "median")
    assert found.rolling7[6].value == found.rolling28[27].value == found.weeks[0].value == 1.0
    assert (found.band[27].low, found.band[27].high) == (1.0, 5.0)


def test_summary_window_uses_earlier_days_only_for_rolling() -> None:
    series = series_of([float(i) for i in range(60)])
    found = analyse_trend(series, day(28), day(59), day(60), "mean")
    assert len(found.points) == len(found.rolling7) == len(found.band) == 32
    assert found.rolling28[0].value == 14.5


def test_summary_of_times_across_midnight() -> None:
    later = [(1380.0 + 5 * i) % 1440 for i in range(35)]
    found = analyse_trend(series_of(later), day(0), day(34), day(35), "clock")
    assert found.rolling7[13].value == pytest.approx((1380 + 5 * 10) % 1440)
    assert found.rolling7[20].value == pytest.approx((1380 + 5 * 17) % 1440)
    assert found.rolling28[27].value == pytest.approx((1380 + 5 * 13.5) % 1440)
    assert [point.value for point in found.points] == later
    assert found.weeks[1].value == pytest.approx((1380 + 5 * 10) % 1440)
    assert found.band[27].low is not None
    assert found.band[27].high is not None
    assert found.band[27].low == pytest.approx(1380 + 5 * 6.75)
    assert found.band[27].high == pytest.approx((1380 + 5 * 20.25) % 1440)


def test_summary_of_scattered_times_has_reason() -> None:
    around = [i % 7 * 1440 / 7 for i in range(28)]
    found = analyse_trend(series_of(around), day(0), day(27), day(28), "clock")
    assert found.trend.verdict == "not_enough_data"
    assert len(found.points) == 28
    rolled = [point.value for point in (*found.rolling7[6:], *found.rolling28)]
    assert {*rolled, *(week.value for week in found.weeks)} == {None}
    assert {(point.low, point.high) for point in found.band} == {(None, None)}
    assert found.rolling28[27].n == 28


@pytest.mark.parametrize("summary", SUMMARIES)
def test_summary_of_few_times_reports_number(summary: SummaryKind) -> None:
    found = analyse_trend(series_of({0: 0, 1: 720}), day(0), day(27), day(28), summary)
    assert found.trend.insufficient_data is not None
    assert found.trend.insufficient_data == (
        "few_weeks",
        1 if summary == "total" else 0,
        12,
        1 if summary == "total" else 0,
    )


@for_each_case("summary", SUMMARIES)
@for_each_case("values", [[], [3.0], [3.0, 4.0], [3.0] * 40])
def test_summary_of_sparse_or_constant_series(summary: SummaryKind, values: list[float]) -> None:
    found = analyse_trend(series_of(values), day(0), day(39), day(40), summary)
    assert found.trend.verdict == "not_enough_data"
    assert len(found.points) == len(values)
    assert len(found.rolling7) == 40


@pytest.mark.parametrize("summary", SUMMARIES)
def test_summary_of_empty_window(summary: SummaryKind) -> None:
    found = analyse_trend(series_of([1.0, 2.0]), day(1), day(0), day(40), summary)
    assert (found.points, found.rolling7, found.band, found.weeks) == ((), (), (), ())
    assert found.trend.verdict == "not_enough_data"


@pytest.mark.parametrize("summary", SUMMARIES)
@given(
    logged=st.dictionaries(st.integers(0, 420), st.floats(-1e15, 1e15), max_size=150),
    first=st.integers(0, 60),
    last=st.integers(0, 420),
)
def test_summary_values_are_finite(summary: SummaryKind, logged: dict[int, float], first: int, last: int) -> None:
    found = analyse_trend(series_of(logged), day(first), day(last), day(last), summary)
    assert all(map(math.isfinite, numbers(found)))
    if summary == "clock":
        shown = [p.value for p in (*found.rolling7, *found.rolling28)]
        shown += [p.value for p in found.points] + [week.value for week in found.weeks]
        assert all(0 <= value < 1440 for value in shown if value is not None)


def test_rolling_clock_value_does_not_depend_on_range() -> None:
    """Nights at odd times, whose days together lie all around the clock."""
    times = [1382.0, 836, 69, 74, 1434, 46, 2, 500, 900] * 7
    long = analyse_trend(series_of(times), day(0), day(62), day(63), "clock")
    short = analyse_trend(series_of(times), day(40), day(62), day(63), "clock")
    assert long.rolling7[40:] == short.rolling7
    assert long.rolling28[40:] == short.rolling28
    assert long.band[40:] == short.band


def test_week_of_odd_nights_has_their_circular_mean() -> None:
    """13:02, 23:56, 01:09, 01:14, 23:54, 00:46, 00:02: on a line cut at noon or at 22:00 the mean is hours away."""
    times = [782.0, 1436, 69, 74, 1434, 46, 2]
    found = analyse_trend(series_of(times + [720.0] * 21), day(0), day(27), day(28), "clock")
    assert found.weeks[0].value == pytest.approx(oracles.circmean(times, high=1440))


@pytest.mark.parametrize("summary", SUMMARIES)
def test_method_is_json_with_every_threshold(summary: SummaryKind) -> None:
    told: dict[str, Any] = describe_trend_method(summary)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["name"], told["version"], told["seed"]) == ("habitlog-trend", "2.0", None)
    assert told["trend"]["needed"] == {
        "weeks": 12,
        "weeks_of_either_period": 4,
        "weeks_of_slope": 8,
        "identical_percent_at_most": 70,
    }
    assert told["rolling"]["windows"] == [{"days": 7, "needed": 4}, {"days": 28, "needed": 16}]
    assert told["rolling"]["needed_in_each_7_of_28"] == 2
    assert told["week"]["needed"] == (1 if summary == "total" else 4)
    assert told["week"]["value"].startswith(summary if summary != "clock" else "circular mean")
    assert (told["clock"] is not None) == (summary == "clock")
