"""Every measure of a person over one window, from one reading of the daily numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import fetch_marks_between
from habitlog.tracking import DailyMetric, KeyedMetric, Pillar, WeeklyMetric
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import (
    RANGE_DAYS,
    TREND_LEAD,
    Coverage,
    MetricOverview,
    Span,
    count_known_weeks,
    span_of_whole_weeks,
)
from habitlog.usecases.trends.trends import WindowSummary

if TYPE_CHECKING:
    from habitlog.stats.series import Series
    from habitlog.stats.weekly import Week

KEYS_SHOWN = 3
"""Names of a named measure that stand among the others."""
MAX_RECORD_DAYS = RANGE_DAYS["1y"]
"""Days: what is reckoned from records is not reckoned over longer windows among the others."""


@dataclass(frozen=True, slots=True)
class PillarOverview:
    """Every measure of one pillar over the same window; of named ones, those that were reckoned most often.

    `windows` are of the last full period, `before` are the same measures of the period before it, None where that one
    is not read.
    """

    pillar: Pillar
    metrics: tuple[MetricOverview, ...]
    windows: tuple[WindowSummary, ...]
    windows_before: tuple[WindowSummary | None, ...]


class PeriodPair(NamedTuple):
    """The last full period and the one it stands beside."""

    current: Span
    previous: Span


def pair_periods(span: Span) -> PeriodPair:
    """Return a span and as many days before it; of a span beyond 52 weeks the last 52 and the 52 before."""
    now = span_of_whole_weeks(MAX_RECORD_DAYS, span.today) if span.days > MAX_RECORD_DAYS else span
    return PeriodPair(now, now.preceding_span())


def list_pillar_overviews(
    transaction: ReadTransaction, person: Person, span: Span, periods: PeriodPair | None = None
) -> Iterator[PillarOverview]:
    """Yield every pillar's measures over a span, with the periods that stand `beside` each other.

    What is reckoned from records (named and windowed measures) is reckoned over these periods alone; of a span longer
    than they are, over its last 12 weeks, as years of records take too long beside all there is.
    """
    pair = periods or pair_periods(span)
    read = pair if pair.current.days >= span.days else (span_of_whole_weeks(RANGE_DAYS["12w"], span.today), None)
    table = DailyTable.load(transaction, person, span, pair)
    for pillar in PILLARS.values():
        glances = [table.summarize_daily(pillar, one) for one in pillar.daily_metrics]
        glances += [table.summarize_weekly(pillar, one) for one in pillar.weekly_metrics]
        for by_name in pillar.keyed_metrics:
            glances += _summarize_keys(transaction, person, pillar, by_name, *read)
        windows = trends.compute_pillar_windows(transaction, person, pillar, read[0])
        before = (
            trends.compute_pillar_windows(transaction, person, pillar, read[1]) if read[1] else (None,) * len(windows)
        )
        yield PillarOverview(pillar, tuple(glances), windows, before)


def _summarize_keys(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: KeyedMetric, now: Span, before: Span | None
) -> Iterator[MetricOverview]:
    shelf = trends.load_records_by_name(transaction, person, pillar, metric, now)
    earlier = trends.load_records_by_name(transaction, person, pillar, metric, before) if before else None
    for name in shelf.names[:KEYS_SHOWN]:
        yield replace(shelf.compute_overview(name), period_before=earlier.compute_period(name) if earlier else None)


@dataclass(frozen=True, slots=True)
class DailyTable:
    """The daily numbers of a span and of the periods beside it, by metric, and the skipped days by pillar."""

    span: Span
    periods: PeriodPair
    series: Mapping[str, Series]
    skipped: Mapping[str, int]

    @classmethod
    def load(cls, transaction: ReadTransaction, person: Person, span: Span, periods: PeriodPair) -> DailyTable:
        """Read them once."""
        begin = min(span.first_with_lead(TREND_LEAD), periods.previous.first)
        series = daily_metrics.load_metric_series(transaction, person.id, DAILY_METRICS, begin, span.last)
        skipped = dict.fromkeys(PILLARS, 0)
        for (pillar, _), mark in fetch_marks_between(transaction, person.id, span.first, span.last).items():
            skipped[pillar] += mark == "skipped"
        return cls(span, periods, series, skipped)

    def summarize_daily(self, pillar: Pillar, metric: DailyMetric) -> MetricOverview:
        """Return the glance of a daily metric."""
        from habitlog.stats.summary import summarize_period, summarize_trend, unwrap_series  # noqa: PLC0415 - numpy is loaded by the first trend

        span, series = self.span, self.series[metric.id]
        line = unwrap_series(series, span.first, span.last, metric.summary)
        found = summarize_trend(line, span.first, span.last, span.today, metric.summary)
        coverage = Coverage(span.days, found.logged, self.skipped[pillar.key], found.trend.needed)
        beside = [summarize_period(series, one.first, one.last, metric.summary) for one in self.periods]
        return MetricOverview(
            pillar, metric, span, found, coverage, list_finished_values(found.weeks), beside[0], beside[1]
        )

    def summarize_weekly(self, pillar: Pillar, metric: WeeklyMetric) -> MetricOverview:
        """Return the glance of a weekly measure."""
        from habitlog.stats.summary import (  # noqa: PLC0415 - as above
            summarize_weekly_trend,
            summarize_weeks,
        )
        from habitlog.stats.weekly import compute_custom_weeks  # noqa: PLC0415

        span, series = self.span, self.series[metric.daily_metric_id]
        found = summarize_weekly_trend(series, span.first, span.last, span.today, metric.compute)
        logged = len(series.between(span.first, span.last))
        weeks = count_known_weeks(found.weeks)
        coverage = Coverage(span.days, logged, self.skipped[pillar.key], found.trend.needed, weeks)
        beside = [
            summarize_weeks(compute_custom_weeks(series, one.first, one.last, span.today, metric.compute))
            for one in self.periods
        ]
        return MetricOverview(
            pillar, metric, span, found, coverage, list_finished_values(found.weeks), beside[0], beside[1]
        )


def list_finished_values(weeks: tuple[Week, ...]) -> tuple[float | None, ...]:
    """Return the values of the finished weeks."""
    return tuple(week.value for week in weeks if week.finished)
