"""The trend of one measure: one scan of its days, then pure statistics, then a verdict with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.storage.daily_metrics import load_metric_series
from habitlog.storage.day_marks import MarkedDays, fetch_marked_days
from habitlog.tracking import (
    DailyMetric,
    DayRange,
    EntryRecord,
    KeyedMetric,
    Pillar,
    WeeklyMetric,
    WindowMetric,
    WindowResult,
)
from habitlog.tracking.fields import normalize_name
from habitlog.tracking.metrics import ValuesByName
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.entries.queries import list_records_by_day
from habitlog.usecases.trends.periods import (
    TREND_LEAD,
    Coverage,
    MetricOverview,
    MetricTrend,
    Span,
    count_known_weeks,
    find_metric,
    require_valid_range,
)

if TYPE_CHECKING:
    from habitlog.stats.summary import PeriodValue
    from habitlog.stats.weekly import Week


DEFAULT_WINDOW = timedelta(days=27)


def compute_trend(
    transaction: ReadTransaction, person: Person, metric_id: str, span: Span, metric_key: str | None = None
) -> MetricTrend:
    """Return the trend of a measure.

    Raises `NotFound` for one that does not exist or has no trend, `Invalid` for a range that is reversed or longer
    than a century and for a named measure without its name (`called`).
    """
    pillar, measure = find_metric(metric_id)
    require_valid_range(span.first, span.last)
    if isinstance(measure, WindowMetric):
        raise NotFound(f"{measure.name} has one value for a window and no trend.")
    if isinstance(measure, KeyedMetric):
        return load_records_by_name(transaction, person, pillar, measure, span).compute_trend(
            parse_metric_key(measure, metric_key)
        )
    if isinstance(measure, WeeklyMetric):
        return _compute_weekly_trend(transaction, person, pillar, measure, span)
    return _compute_daily_trend(transaction, person, pillar, measure, span)


def _compute_daily_trend(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: DailyMetric, span: Span
) -> MetricTrend:
    from habitlog.stats.summary import analyse_trend  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    values = load_metric_series(transaction, person.id, [metric.id], span.first_with_lead(TREND_LEAD), span.last)[
        metric.id
    ]
    analysis = analyse_trend(values, span.first, span.last, span.today, metric.summary)
    marks = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    coverage = Coverage(span.days, len(analysis.points), len(marks.skipped), analysis.trend.needed)
    return MetricTrend(pillar, metric, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)


def _compute_weekly_trend(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: WeeklyMetric, span: Span
) -> MetricTrend:
    from habitlog.stats.summary import analyse_weekly_trend  # noqa: PLC0415 - as above

    values = load_metric_series(
        transaction, person.id, [metric.daily_metric_id], span.first_with_lead(TREND_LEAD), span.last
    )[metric.daily_metric_id]
    analysis = analyse_weekly_trend(values, span.first, span.last, span.today, metric.compute)
    marks = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    weeks = count_known_weeks(analysis.weeks)
    logged = len(values.between(span.first, span.last))
    coverage = Coverage(span.days, logged, len(marks.skipped), analysis.trend.needed, weeks)
    return MetricTrend(pillar, metric, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)


MAX_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class RecordsByName:
    """What the records of a span say of every name: its number by day, by the name without its letter case.

    `names` are those with a number in the span as they were written last, those of most days first.
    """

    pillar: Pillar
    metric: KeyedMetric
    span: Span
    records_by_day: Mapping[date, Sequence[EntryRecord]]
    values: Mapping[str, Mapping[date, float]]
    names: Sequence[str]
    marks: MarkedDays

    def compute_trend(self, name: str) -> MetricTrend:
        """Return the trend of one name."""
        from habitlog.stats.series import Series  # noqa: PLC0415
        from habitlog.stats.summary import analyse_trend  # noqa: PLC0415 - numpy is loaded by the first trend

        span = self.span
        values = Series.from_rows(list(self.values.get(normalize_name(name), {}).items()))
        analysis = analyse_trend(values, span.first, span.last, span.today, self.metric.summary)
        coverage = Coverage(span.days, len(analysis.points), len(self.marks.skipped), analysis.trend.needed)
        beside = {
            way: _group_values_by_name(self.records_by_day, of)[0].get(normalize_name(name), {})
            for way, of in self.metric.alternatives.items()
        }
        whose = self.pillar, self._name_metric(name), span.first, span.last
        return MetricTrend(*whose, analysis, coverage, *self.marks, metric_key=name, alternatives=beside)

    def compute_overview(self, name: str) -> MetricOverview:
        """Return one name as a row among many: of each week, as there are few days, the highest value."""
        from habitlog.stats.series import Series  # noqa: PLC0415
        from habitlog.stats.summary import UnwrappedSeries, summarize_trend  # noqa: PLC0415 - as above

        span = self.span
        line = UnwrappedSeries(Series.from_rows(list(self.values.get(normalize_name(name), {}).items())))
        found = summarize_trend(line, span.first, span.last, span.today, self.metric.summary)
        coverage = Coverage(span.days, found.logged, len(self.marks.skipped), found.trend.needed)
        weeks = tuple(week.value for week in self._compute_weekly_highs(name) if week.finished)
        return MetricOverview(
            self.pillar,
            self._name_metric(name),
            span,
            found,
            coverage,
            weeks,
            self.compute_period(name),
            metric_key=name,
        )

    def compute_period(self, name: str) -> PeriodValue:
        """Return the mean of the highest values of the span's weeks."""
        from habitlog.stats.summary import summarize_weeks  # noqa: PLC0415 - as above

        return summarize_weeks(self._compute_weekly_highs(name))

    def _compute_weekly_highs(self, name: str) -> tuple[Week, ...]:
        """Return the weeks of the span, each with its highest value."""
        from habitlog.stats.series import Series  # noqa: PLC0415 - as above
        from habitlog.stats.weekly import compute_weeks  # noqa: PLC0415

        span, numbers = self.span, self.values.get(normalize_name(name), {})
        highest: dict[date, float] = {}
        for day, value in numbers.items():
            monday = day - timedelta(days=day.weekday())
            highest[monday] = max(value, highest.get(monday, value))
        weeks = compute_weeks(Series.from_rows(list(numbers.items())), span.first, span.last, span.today, "mean")
        return tuple(week._replace(value=highest.get(week.monday)) for week in weeks)

    def _name_metric(self, name: str) -> KeyedMetric:
        return replace(self.metric, name=f"{self.metric.name}, {name}")


def load_records_by_name(
    transaction: ReadTransaction, person: Person, pillar: Pillar, metric: KeyedMetric, span: Span
) -> RecordsByName:
    """Return what the records of a span say, read once for any number of names."""
    days = list_records_by_day(transaction, person, pillar, span.first_with_lead(TREND_LEAD), span.last, (metric.kind,))
    numbers, written = _group_values_by_name(days, metric.compute)
    often = {name: sum(day >= span.first for day in numbers[name]) for name in numbers}
    names = [written[name] for name in sorted(often, key=lambda name: -often[name]) if often[name]]
    marks = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    return RecordsByName(pillar, metric, span, days, numbers, names, marks)


def _group_values_by_name(
    days: Mapping[date, Sequence[EntryRecord]], values_by_name: ValuesByName
) -> tuple[dict[str, dict[date, float]], dict[str, str]]:
    """Return the numbers by name without letter case and day, and each name as it was written last."""
    found: dict[str, dict[date, float]] = {}
    written: dict[str, str] = {}
    for day, records in days.items():
        for name, value in values_by_name(records).items():
            found.setdefault(normalize_name(name), {})[day] = value
            written[normalize_name(name)] = name
    return found, written


def parse_metric_key(metric: KeyedMetric, metric_key: str | None) -> str:
    """Return a name somebody asks for; raises `Invalid` for none or a long one, `ClinicianTopic`."""
    name = (metric_key or "").strip()
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        words = (
            f"It is told for each {metric.key_name} by itself: one is needed, of {MAX_NAME_LENGTH} characters at most."
        )
        raise Invalid([FieldProblem(metric.key_name, words)])
    screen_name(metric.key_name, name)
    return name


@dataclass(frozen=True, slots=True)
class WindowSummary:
    """One windowed measure over one span, with the days that have entries of the pillar."""

    pillar: Pillar
    metric: WindowMetric
    span: Span
    result: WindowResult
    coverage: Coverage


def compute_window(transaction: ReadTransaction, person: Person, metric_id: str, span: Span) -> WindowSummary:
    """Return what a span says; raises `NotFound` for another kind of measure and `Invalid` as trends do."""
    pillar, measure = find_metric(metric_id)
    if not isinstance(measure, WindowMetric):
        raise NotFound
    require_valid_range(span.first, span.last)
    begin = span.first_with_lead(timedelta(days=measure.lead_days))
    days = list_records_by_day(transaction, person, pillar, begin, span.last, measure.kinds)
    skipped = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last).skipped
    return _build_window_summary(pillar, measure, span, list(chain.from_iterable(days.values())), len(skipped))


def compute_pillar_windows(
    transaction: ReadTransaction, person: Person, pillar: Pillar, span: Span
) -> tuple[WindowSummary, ...]:
    """Return what a span says by every windowed measure of a pillar, from one reading of its records."""
    kinds = tuple(sorted({kind for one in pillar.window_metrics for kind in one.kinds}))
    begin = span.first_with_lead(timedelta(days=max((one.lead_days for one in pillar.window_metrics), default=0)))
    days = list_records_by_day(transaction, person, pillar, begin, span.last, kinds) if kinds else {}
    skipped = len(fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last).skipped) if kinds else 0

    def records(measure: WindowMetric) -> list[EntryRecord]:
        since = span.first_with_lead(timedelta(days=measure.lead_days))
        told = chain.from_iterable(found for day, found in days.items() if day >= since)
        return [record for record in told if record.kind in measure.kinds]

    return tuple(_build_window_summary(pillar, one, span, records(one), skipped) for one in pillar.window_metrics)


def _build_window_summary(
    pillar: Pillar, metric: WindowMetric, span: Span, records: list[EntryRecord], skipped: int
) -> WindowSummary:
    outcome = metric.compute(records, DayRange(span.first, span.last))
    return WindowSummary(pillar, metric, span, outcome, Coverage(span.days, outcome.days, skipped, outcome.needed))
