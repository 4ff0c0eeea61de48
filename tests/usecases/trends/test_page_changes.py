"""What changed on a page: the changes that are clear among all numbers that were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from habitlog.pillars import METRICS
from habitlog.stats.series import Series
from habitlog.stats.summary import summarize_trend
from habitlog.tracking import DailyMetric
from habitlog.usecases.trends.page_changes import MAX_CHANGES_LISTED, find_page_changes
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.trends import Coverage, MetricOverview

FIRST = date(2025, 9, 22)
LAST = FIRST + timedelta(days=167)
SPAN = Span(FIRST + timedelta(days=84), LAST, LAST + timedelta(days=1))


def overview_of(values: Sequence[float]) -> MetricOverview:
    """Return a metric with a value on each of these days, compared with the twelve weeks before."""
    metric = METRICS["sleep.duration"]
    assert isinstance(metric, DailyMetric)
    series = Series.from_pairs((FIRST + timedelta(days=place), value) for place, value in enumerate(values))
    summary = summarize_trend(series, SPAN.first, SPAN.last, SPAN.today, metric.summary)
    return MetricOverview(metric, SPAN, summary, Coverage(84, 84, 0, 12), ())


def simulate(rng: np.random.Generator, step: float = 0.0) -> MetricOverview:
    """Return a metric of independent days that changes between its two periods."""
    return overview_of((rng.standard_normal(168) + step * (np.arange(168) >= 84)).tolist())


def test_page_changes_without_judged_numbers() -> None:
    found = find_page_changes([overview_of([420.0] * 20)])
    assert (found.judged, found.named, found.clear, found.listed) == (0, 0, (), ())


def test_page_changes_lists_clearest_first() -> None:
    rng = np.random.default_rng(3)
    quiet = [simulate(rng) for _ in range(12)]
    small, large = simulate(rng, 1.0), simulate(rng, 4.0)
    found = find_page_changes([*quiet, small, large])
    assert found.judged == 14
    assert found.clear[:2] == (large, small)


def test_page_changes_lists_five_at_most() -> None:
    rng = np.random.default_rng(4)
    found = find_page_changes([simulate(rng, 3.0) for _ in range(8)])
    assert (len(found.clear), len(found.listed), found.named) == (8, MAX_CHANGES_LISTED, 8)
    assert found.listed == found.clear[:5]


def test_page_changes_leaves_out_what_is_named_only_by_itself() -> None:
    """The same number alone on a page is listed, among many quiet ones it is not."""
    rng = np.random.default_rng(5)
    numbers = (simulate(rng, 0.5) for _ in range(200))
    doubtful = next(one for one in numbers if 0.02 < (one.summary.trend.p_value or 0) < 0.05)
    assert find_page_changes([doubtful]).clear == (doubtful,)
    quiet = [one for one in (simulate(rng) for _ in range(60)) if (one.summary.trend.p_value or 0) > 0.3][:19]
    among_many = find_page_changes([doubtful, *quiet])
    assert (among_many.judged, among_many.named, among_many.clear) == (20, 1, ())


@pytest.mark.parametrize("numbers", [5, 20])
def test_pages_without_change_seldom_list_one(numbers: int) -> None:
    """On at most one of twenty pages, and what chance adds to so few of them."""
    rng = np.random.default_rng(6)
    pages = [find_page_changes([simulate(rng) for _ in range(numbers)]) for _ in range(60)]
    assert sum(bool(page.clear) for page in pages) <= 60 * 0.05 + 4
