"""What changed on a page: the changes that are clear among all numbers that were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.stats.series import Series
from habitlog.stats.summary import summarize_trend
from habitlog.tracking import DailyMetric
from habitlog.usecases.trends.page_changes import (
    MAX_CHANGES_LISTED,
    MAX_WEEKS_LISTED,
    WEEKS_BACK,
    find_page_changes,
    follow_list,
)
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.trends import Coverage, MetricOverview

FIRST = date(2025, 7, 21)
DAYS = 7 * (24 + WEEKS_BACK)
LAST = FIRST + timedelta(days=DAYS - 1)
SPAN = Span(LAST - timedelta(days=83), LAST, LAST + timedelta(days=1))


def overview_of(values: Sequence[float]) -> MetricOverview:
    """Return a metric with a value on each of these days, compared with the twelve weeks before."""
    metric = METRICS["sleep.duration"]
    assert isinstance(metric, DailyMetric)
    series = Series.from_pairs((FIRST + timedelta(days=place), value) for place, value in enumerate(values))
    summary = summarize_trend(series, SPAN.first, SPAN.last, SPAN.today, metric.summary, weeks_back=WEEKS_BACK)
    return MetricOverview(metric, SPAN, summary, Coverage(84, 84, 0, 12), ())


def simulate(rng: np.random.Generator, step: float = 0.0, weeks: int = 12) -> MetricOverview:
    """Return a metric of independent days that changed so many weeks ago."""
    return overview_of((rng.standard_normal(DAYS) + step * (np.arange(DAYS) >= DAYS - 7 * weeks)).tolist())


def list_p_values(overview: MetricOverview) -> list[float]:
    """Return the p-value of each week, the latest first."""
    trend = overview.summary.trend
    return [p or 0 for p in (trend.p_value, *(one.p_value for one in trend.earlier_changes))]


def test_page_changes_without_judged_numbers() -> None:
    found = find_page_changes([overview_of([420.0] * 20)])
    assert (found.judged, found.named, found.clear, found.listed) == (0, 0, (), ())


def test_page_changes_lists_clearest_first() -> None:
    rng = np.random.default_rng(3)
    quiet = [simulate(rng) for _ in range(12)]
    small, large = simulate(rng, 1.0), simulate(rng, 4.0)
    found = find_page_changes([*quiet, small, large])
    assert found.judged == 14
    assert [one.overview for one in found.clear[:2]] == [large, small]


def test_page_changes_lists_five_at_most() -> None:
    rng = np.random.default_rng(4)
    found = find_page_changes([simulate(rng, 3.0) for _ in range(8)])
    assert (len(found.clear), len(found.listed), found.named) == (8, MAX_CHANGES_LISTED, 8)
    assert found.listed == found.clear[:5]


def test_page_changes_leaves_out_what_is_named_only_by_itself() -> None:
    """The same number alone on a page is listed, among many quiet ones it is not."""
    rng = np.random.default_rng(5)
    numbers = (simulate(rng, 0.5) for _ in range(200))
    doubtful = next(one for one in numbers if all(0.02 < p < 0.05 for p in list_p_values(one)[:2]))
    assert [one.overview for one in find_page_changes([doubtful]).clear] == [doubtful]
    quiet = [one for one in (simulate(rng) for _ in range(99)) if min(list_p_values(one)[:2]) > 0.3][:19]
    among_many = find_page_changes([doubtful, *quiet])
    assert (among_many.judged, among_many.named, among_many.clear) == (20, 1, ())


@pytest.mark.parametrize("numbers", [5, 20])
def test_pages_without_change_seldom_list_one(numbers: int) -> None:
    """On at most one of twenty pages, and what chance adds to so few of them."""
    rng = np.random.default_rng(6)
    pages = [find_page_changes([simulate(rng) for _ in range(numbers)]) for _ in range(60)]
    assert sum(bool(page.clear) for page in pages) <= 60 * 0.05 + 4


@for_each_case(
    ("signs", "listed"),
    [
        ([1, 0, 0], (0, 0)),
        ([1, 1, 0], (1, 1)),
        ([1, 1, 1, 0, 0], (1, 2)),
        ([0, 1, 1, 0], (1, 2)),
        ([0, 0, 1, 1], (0, 0)),
        ([1, 0, 1, 1, 0], (1, 3)),
        ([1, 0, 1, 0, 1], (0, 0)),
        ([-1, 1, 1, 1], (1, 3)),
        ([-1, -1, 1, 1], (-1, 1)),
        ([-1] * 10, (-1, 9)),
    ],
    ids=str,
)
def test_list_takes_over_what_two_weeks_agree_on(signs: list[int], listed: tuple[int, int]) -> None:
    assert follow_list(signs) == listed


def test_earlier_changes_are_those_of_earlier_weeks() -> None:
    """The list is a function of the record: each earlier change is what was shown in that week."""
    values = (np.random.default_rng(8).standard_normal(DAYS) + (np.arange(DAYS) >= DAYS - 50)).tolist()
    series = Series.from_pairs((FIRST + timedelta(days=place), value) for place, value in enumerate(values))
    now = overview_of(values).summary.trend
    assert len(now.earlier_changes) == WEEKS_BACK
    for back, earlier in enumerate(now.earlier_changes, 1):
        week = timedelta(weeks=back)
        then = summarize_trend(series, SPAN.first - week, SPAN.last - week, SPAN.today - week, "mean").trend
        assert then.change is not None
        assert earlier == pytest.approx((then.change.value, then.p_value))


def test_new_change_waits_for_its_second_week() -> None:
    rng = np.random.default_rng(9)
    since = {weeks: find_page_changes([simulate(rng, 8.0, weeks)]) for weeks in (1, 2, 3, 12)}
    assert [len(found.clear) for found in since.values()] == [0, 1, 1, 1]
    assert [len(found.waiting) for found in since.values()] == [1, 0, 0, 0]
    assert [found.clear[0].weeks for found in since.values() if found.clear] == [1, 2, MAX_WEEKS_LISTED]


def test_young_record_names_a_change_in_its_thirteenth_week() -> None:
    """Six weeks and six: judged for the first time, and so not yet listed."""
    rng = np.random.default_rng(10)
    values = rng.standard_normal(DAYS) * 0.1 + (np.arange(DAYS) >= DAYS - 42)
    for weeks, listed in ((12, 0), (13, 1)):
        series = Series.from_pairs(
            (FIRST + timedelta(days=place), values[place]) for place in range(DAYS - 7 * weeks, DAYS)
        )
        metric = METRICS["sleep.duration"]
        assert isinstance(metric, DailyMetric)
        summary = summarize_trend(series, SPAN.first, SPAN.last, SPAN.today, "mean", weeks_back=WEEKS_BACK)
        found = find_page_changes([MetricOverview(metric, SPAN, summary, Coverage(84, 84, 0, 12), ())])
        assert (found.named, len(found.clear), len(found.waiting)) == (1, listed, 1 - listed)
