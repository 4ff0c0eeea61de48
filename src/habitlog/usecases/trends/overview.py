"""Every metric of a person over one span, from one reading of the daily values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import DAILY_METRICS, PILLARS, pillar_of
from habitlog.storage.day_marks import fetch_marks_between
from habitlog.tracking import DailyMetric, KeyedMetric, Pillar, WeeklyMetric
from habitlog.usecases.margins import judge_by_margin
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.usecases.trends.periods import RANGE_DAYS, Span, span_of_whole_weeks
from habitlog.usecases.trends.rest_days import load_metric_series
from habitlog.usecases.trends.trends import (
    Coverage,
    MetricOverview,
    WindowSummary,
    build_judged_range,
    compute_pillar_windows,
    count_known_weeks,
    load_records_by_name,
)

if TYPE_CHECKING:
    from habitlog.stats.series import Series
    from habitlog.stats.summary import PeriodValue
    from habitlog.stats.weekly import Week

KEYS_SHOWN = 3
"""Keys of a keyed metric that have a row among the other metrics."""
MAX_RECORD_DAYS = RANGE_DAYS["1y"]
"""Days over which keyed and window metrics, which are computed from records, are computed at most."""


class PillarOverview(Struct, frozen=True):
    """Every metric of one pillar over the same span; of keyed ones, the keys that have a value on most days.

    `windows` are of the last full period; `windows_before` are the same metrics over the period before it, None where
    that one is not read.
    """

    pillar: Pillar
    metrics: tuple[MetricOverview, ...]
    windows: tuple[WindowSummary, ...]
    windows_before: tuple[WindowSummary | None, ...]


class PeriodPair(NamedTuple):
    """The last full period and the one it is compared with."""

    current: Span
    previous: Span


def pair_periods(span: Span) -> PeriodPair:
    """Return a span and as many days before it; of a span beyond 52 weeks the last 52 and the 52 before."""
    current = span_of_whole_weeks(MAX_RECORD_DAYS, span.today) if span.days > MAX_RECORD_DAYS else span
    return PeriodPair(current, current.preceding_span())


def list_pillar_overviews(
    transaction: ReadTransaction,
    person: Person,
    span: Span,
    periods: PeriodPair | None = None,
    *,
    with_period_values: bool = True,
    weeks_back: int = 0,
) -> Iterator[PillarOverview]:
    """Yield the metrics of every shown pillar over a span, with the periods that are compared.

    Keyed and window metrics are computed from records, so over these periods alone; where the span is longer than
    they are, over its last 12 weeks, as reading years of records takes too long beside all the other metrics.
    The values of the periods take time, too; a page that shows none leaves them out. `weeks_back` are the earlier weeks
    for which trends are judged as they were then (see `stats.trend.compute_trend`).
    """
    pair = periods or pair_periods(span)
    is_whole = pair.current.days >= span.days
    current, previous = pair if is_whole else pair_periods(span_of_whole_weeks(RANGE_DAYS["12w"], span.today))
    table = DailyTable.load(
        transaction, person, span, pair, compares_previous=periods is not None, weeks_back=weeks_back
    )
    table = replace(table, with_period_values=with_period_values)
    for pillar in list_shown_pillars(person):
        overviews = [table.summarize_daily(metric) for metric in pillar.daily_metrics]
        overviews += [table.summarize_weekly(metric) for metric in pillar.weekly_metrics]
        for metric in pillar.keyed_metrics:
            overviews += _summarize_keys(transaction, person, metric, current, previous, weeks_back)
        windows = compute_pillar_windows(transaction, person, pillar, current)
        windows_before: tuple[WindowSummary | None, ...] = (None,) * len(windows)
        if is_whole:
            windows_before = compute_pillar_windows(transaction, person, pillar, previous)
        judged = (replace(one, summary=judge_by_margin(one.summary, person, one.metric)) for one in overviews)
        yield PillarOverview(pillar, tuple(judged), windows, windows_before)


def _summarize_keys(
    transaction: ReadTransaction, person: Person, metric: KeyedMetric, current: Span, previous: Span, weeks_back: int
) -> Iterator[MetricOverview]:
    records = load_records_by_name(transaction, person, metric, current, previous.start_earlier(weeks_back))
    for name in records.names[:KEYS_SHOWN]:
        yield records.compute_overview(name, previous, weeks_back)


class DailyTable(Struct, frozen=True):
    """The daily values of a span and of the compared periods by metric, and the number of skipped days by pillar.

    With `compares_previous` trends compare the span with the previous period, otherwise with the weeks right before it.
    """

    span: Span
    periods: PeriodPair
    compares_previous: bool
    series: Mapping[str, Series]
    skipped: Mapping[str, int]
    with_period_values: bool = True
    weeks_back: int = 0

    @classmethod
    def load(
        cls,
        transaction: ReadTransaction,
        person: Person,
        span: Span,
        periods: PeriodPair,
        *,
        compares_previous: bool,
        weeks_back: int = 0,
    ) -> DailyTable:
        compared = replace(span, first=min(span.first_of_compared(), periods.previous.first))
        first = compared.start_earlier(weeks_back).first
        series = load_metric_series(transaction, person, DAILY_METRICS, first, span.last, span.today)
        skipped = dict.fromkeys(PILLARS, 0)
        for (pillar, _), mark in fetch_marks_between(transaction, person.id, span.first, span.last).items():
            skipped[pillar] += mark == "skipped"
        return cls(span, periods, compares_previous, series, skipped, weeks_back=weeks_back)

    def summarize_daily(self, metric: DailyMetric) -> MetricOverview:
        from habitlog.stats.summary import summarize_period, summarize_trend  # noqa: PLC0415 - numpy is loaded by the first trend

        span, series = self.span, self.series[metric.id]
        summary = summarize_trend(
            series,
            span.first,
            span.last,
            span.today,
            metric.summary,
            build_judged_range(self._earlier()),
            weeks_back=self.weeks_back,
        )
        coverage = Coverage(span.days, summary.logged, self._count_skipped(metric), summary.trend.needed)
        current, previous = self._summarize_periods(
            lambda one: summarize_period(series, one.first, one.last, metric.summary)
        )
        return MetricOverview(metric, span, summary, coverage, list_finished_values(summary.weeks), current, previous)

    def summarize_weekly(self, metric: WeeklyMetric) -> MetricOverview:
        from habitlog.stats.summary import summarize_weekly_trend, summarize_weeks  # noqa: PLC0415 - as above
        from habitlog.stats.weekly import compute_custom_weeks  # noqa: PLC0415

        span, series = self.span, self.series[metric.daily_metric_id]
        summary = summarize_weekly_trend(
            series,
            span.first,
            span.last,
            span.today,
            metric.compute,
            build_judged_range(self._earlier()),
            weeks_back=self.weeks_back,
        )
        logged = len(series.between(span.first, span.last))
        weeks = count_known_weeks(summary.weeks)
        coverage = Coverage(span.days, logged, self._count_skipped(metric), summary.trend.needed, weeks)
        current, previous = self._summarize_periods(
            lambda one: summarize_weeks(compute_custom_weeks(series, one.first, one.last, span.today, metric.compute))
        )
        return MetricOverview(metric, span, summary, coverage, list_finished_values(summary.weeks), current, previous)

    def _summarize_periods(
        self, summarize: Callable[[Span], PeriodValue]
    ) -> tuple[PeriodValue | None, PeriodValue | None]:
        if not self.with_period_values:
            return None, None
        return summarize(self.periods.current), summarize(self.periods.previous)

    def _earlier(self) -> Span | None:
        return self.periods.previous if self.compares_previous else None

    def _count_skipped(self, metric: DailyMetric | WeeklyMetric) -> int:
        return self.skipped[pillar_of(metric).key]


def list_finished_values(weeks: tuple[Week, ...]) -> tuple[float | None, ...]:
    """Return the values of the finished weeks."""
    return tuple(week.value for week in weeks if week.finished)
