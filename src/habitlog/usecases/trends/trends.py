"""The trend of a metric over a span: its values and marks are read once, then analysed, with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.pillars import pillar_of
from habitlog.storage.day_marks import MarkedDays, fetch_marked_days
from habitlog.tracking import (
    DailyMetric,
    DayRange,
    EntryRecord,
    KeyedMetric,
    Metric,
    Pillar,
    WeeklyMetric,
    WindowMetric,
    WindowResult,
)
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.entries.queries import list_records_by_day, list_stored_texts_by_day
from habitlog.usecases.margins import judge_by_margin
from habitlog.usecases.trends.periods import DAYS_PER_WEEK, Span
from habitlog.usecases.trends.rest_days import find_rest_period, list_rest_days, load_metric_series
from habitlog.weeks import WEEK, last_finished_sunday, monday_of

if TYPE_CHECKING:
    from habitlog.stats.series import Series
    from habitlog.stats.summary import JudgedRange, PeriodValue, TrendAnalysis, TrendSummary
    from habitlog.stats.weekly import Week

DEFAULT_WINDOW = timedelta(days=27)
"""From the first to the last day of a trend that is requested without dates."""
MAX_NAME_LENGTH = 80

ValuesOfParts = Callable[[Sequence[Any]], Mapping[str, float]]
"""Returns the values of a keyed metric of a day from its records, or from the texts they are stored as."""

TrendMetric = DailyMetric | WeeklyMetric | KeyedMetric
"""A metric that has a value for each of many days or weeks, and so a trend."""


class Coverage(Struct, frozen=True):
    """Calendar days of a span, how many have a value, how many were skipped, how many values a verdict needs.

    `weeks` are, for a weekly metric, the finished weeks of the span and those with every day known.
    """

    days: int
    logged: int
    skipped: int
    needed: int
    weeks: tuple[int, int] | None = None


class MetricTrend(Struct, frozen=True):
    """One metric over one span, with the days of its pillar that were marked "skipped" or "nothing today".

    Of a keyed metric `metric_key` is the name it is about, as it was asked for, and `alternatives` are the values of
    its other formulas by day.
    """

    metric: TrendMetric
    first: date
    last: date
    analysis: TrendAnalysis
    coverage: Coverage
    skipped_days: frozenset[date]
    none_days: frozenset[date] = frozenset()
    metric_key: str | None = None
    alternatives: Mapping[str, Mapping[date, float]] = field(default_factory=dict)
    current_week: Week | None = None
    """Of a total whose span ends before the week that is not over, that week as far as it is logged."""
    since: date | None = None
    """The date that the verdict compares before and after, where one was named."""
    rest_period: tuple[date, date] | None = None
    """Of the span the first and last day on which days without a session are read as days of rest; None for none."""

    @property
    def pillar(self) -> Pillar:
        return pillar_of(self.metric)


class MetricOverview(Struct, frozen=True):
    """One metric among many over one span: its weekly values, its verdict, and the last full period.

    `period_before` is the period before that one. `weekly_values` has one value for each finished week of the span,
    oldest first, None where it rests on too few days.
    """

    metric: TrendMetric
    span: Span
    summary: TrendSummary
    coverage: Coverage
    weekly_values: tuple[float | None, ...]
    period: PeriodValue | None = None
    period_before: PeriodValue | None = None
    metric_key: str | None = None

    @property
    def pillar(self) -> Pillar:
        return pillar_of(self.metric)


class WindowSummary(Struct, frozen=True):
    """The value of a window metric over one span, with the days that have entries of the pillar."""

    metric: WindowMetric
    span: Span
    result: WindowResult
    coverage: Coverage

    @property
    def pillar(self) -> Pillar:
        return pillar_of(self.metric)


def count_known_weeks(weeks: tuple[Week, ...]) -> tuple[int, int]:
    """Return the number of finished weeks, and of those with every day known: such a week can still have no value."""
    finished = [week for week in weeks if week.finished]
    return len(finished), sum(week.n == DAYS_PER_WEEK for week in finished)


def compute_trend(
    transaction: ReadTransaction, person: Person, metric: TrendMetric, span: Span, metric_key: str | None = None
) -> MetricTrend:
    """Return the trend of a metric; a keyed one needs its key, without which this raises `Invalid`."""
    if isinstance(metric, KeyedMetric):
        key = parse_metric_key(metric, metric_key)
        trend = load_records_by_name(transaction, person, metric, span).compute_trend(key)
    elif isinstance(metric, WeeklyMetric):
        trend = _compute_weekly_trend(transaction, person, metric, span)
    else:
        trend = _compute_daily_trend(transaction, person, metric, span)
    return _judge_by_margin(trend, person)


def _judge_by_margin(trend: MetricTrend, person: Person) -> MetricTrend:
    return replace(trend, analysis=judge_by_margin(trend.analysis, person, trend.metric))


class NamedTrend(NamedTuple):
    """A trend, None where there is nothing to compute it from, and the keys of its metric that have values."""

    trend: MetricTrend | None
    names: Sequence[str]


def compute_trend_with_names(
    transaction: ReadTransaction, person: Person, metric: TrendMetric, span: Span, metric_key: str
) -> NamedTrend:
    """Return the trend of a metric; of a keyed one for a key or, where it is "", for the key of most days.

    Raises `Invalid` and `ClinicianTopic` for a key that cannot be one.
    """
    if not isinstance(metric, KeyedMetric):
        return NamedTrend(compute_trend(transaction, person, metric, span), ())
    key = parse_metric_key(metric, metric_key) if metric_key else ""
    records = load_records_by_name(transaction, person, metric, span)
    key = key or next(iter(records.names), "")
    return NamedTrend(_judge_by_margin(records.compute_trend(key), person) if key else None, records.names)


def _compute_daily_trend(transaction: ReadTransaction, person: Person, metric: DailyMetric, span: Span) -> MetricTrend:
    from habitlog.stats.summary import analyse_trend  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    has_current_week = metric.summary == "total" and span.last == last_finished_sunday(span.today)
    last = span.today if has_current_week else span.last
    first = span.first_of_compared()
    values = load_metric_series(transaction, person, [metric.id], first, last, span.today)[metric.id]
    analysis = analyse_trend(values.between(date.min, span.last), span.first, span.last, span.today, metric.summary)
    marks = _fetch_marks(transaction, person, metric, span)
    coverage = Coverage(span.days, len(analysis.points), len(marks.skipped), analysis.trend.needed)
    week = _find_current_week(values, span.today) if has_current_week else None
    return MetricTrend(
        metric,
        span.first,
        span.last,
        analysis,
        coverage,
        marks.skipped,
        marks.nothing,
        current_week=week,
        rest_period=_find_rest_period(person, metric, span),
    )


def _find_current_week(values: Series, today: date) -> Week | None:
    """Return the total of the week of `today` as far as it is logged; None where nothing is."""
    from habitlog.stats.weekly import compute_weeks  # noqa: PLC0415 - as above

    monday = monday_of(today)
    (week,) = compute_weeks(values, monday, monday + WEEK - timedelta(days=1), today, "total")
    return week if week.value is not None else None


def _compute_weekly_trend(
    transaction: ReadTransaction, person: Person, metric: WeeklyMetric, span: Span
) -> MetricTrend:
    from habitlog.stats.summary import analyse_weekly_trend  # noqa: PLC0415 - as above

    values = _load_series(transaction, person, metric.daily_metric_id, span)
    analysis = analyse_weekly_trend(values, span.first, span.last, span.today, metric.compute)
    marks = _fetch_marks(transaction, person, metric, span)
    weeks = count_known_weeks(analysis.weeks)
    logged = len(values.between(span.first, span.last))
    coverage = Coverage(span.days, logged, len(marks.skipped), analysis.trend.needed, weeks)
    period = _find_rest_period(person, metric, span)
    return MetricTrend(
        metric, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing, rest_period=period
    )


def _find_rest_period(person: Person, metric: Metric, span: Span) -> tuple[date, date] | None:
    return find_rest_period(person, pillar_of(metric), metric, span.first, span.last, span.today)


def _load_series(transaction: ReadTransaction, person: Person, daily_metric_id: str, span: Span) -> Series:
    ids, first = [daily_metric_id], span.first_of_compared()
    return load_metric_series(transaction, person, ids, first, span.last, span.today)[daily_metric_id]


def _fetch_marks(transaction: ReadTransaction, person: Person, metric: Metric, span: Span) -> MarkedDays:
    """Return the marked days of a span; days that are read as days of rest are among those with "nothing"."""
    pillar = pillar_of(metric)
    marked = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last)
    if not pillar.counts_rest_days(metric):
        return marked
    rest_days = list_rest_days(transaction, person, pillar, span.first, span.last, span.today)
    return marked._replace(nothing=marked.nothing.union(rest_days))


class RecordsByName(Struct, frozen=True):
    """The records of a span and the values of a keyed metric in them, by normalized name and day.

    `names` are those with a value in the span, as they were written last, those of most days first.
    """

    metric: KeyedMetric
    span: Span
    parts_by_day: Mapping[date, Sequence[Any]]
    values: Mapping[str, Mapping[date, float]]
    names: Sequence[str]
    marks: MarkedDays

    def compute_trend(self, name: str) -> MetricTrend:
        """Return the trend of one name."""
        from habitlog.stats.summary import analyse_best_trend  # noqa: PLC0415 - numpy is loaded by the first trend

        span = self.span
        analysis = analyse_best_trend(self._series_of(name), span.first, span.last, span.today)
        coverage = Coverage(span.days, len(analysis.points), len(self.marks.skipped), analysis.trend.needed)
        alternatives = {
            formula: _group_values_by_name(self.parts_by_day, compute)[0].get(normalize_name(name), {})
            for formula, compute in (self.metric.stored_alternatives or self.metric.alternatives).items()
        }
        return MetricTrend(self.metric, span.first, span.last, analysis, coverage, *self.marks, name, alternatives)

    def compute_overview(self, name: str, earlier: Span, weeks_back: int = 0) -> MetricOverview:
        """Return one name as a row among many, compared with an earlier span whose records were read, too.

        So were those of as many weeks before it as there are earlier `weeks_back`.
        """
        from habitlog.stats.summary import summarize_best_trend  # noqa: PLC0415 - as above

        span = self.span
        summary = summarize_best_trend(
            self._series_of(name), span.first, span.last, span.today, build_judged_range(earlier), weeks_back=weeks_back
        )
        coverage = Coverage(span.days, summary.logged, len(self.marks.skipped), summary.trend.needed)
        values = tuple(week.value for week in summary.weeks if week.finished)
        period, period_before = self._compute_period(name, span), self._compute_period(name, earlier)
        return MetricOverview(self.metric, span, summary, coverage, values, period, period_before, name)

    def summarize_since(self, name: str, after: Span, before: Span) -> TrendSummary:
        """Return one name over a period, compared with an earlier one; the records of both were read."""
        from habitlog.stats.summary import summarize_best_trend  # noqa: PLC0415 - as above

        days, series = (after.first, after.last, after.today), self._series_of(name)
        earlier = build_judged_range(start_with_first_value(before, series))
        return summarize_best_trend(series, *days, earlier, is_fixed=True)

    def _compute_period(self, name: str, span: Span) -> PeriodValue:
        """Return the mean of the highest values of the weeks of a span."""
        from habitlog.stats.summary import compute_best_weeks, summarize_weeks  # noqa: PLC0415 - as above

        return summarize_weeks(compute_best_weeks(self._series_of(name), span.first, span.last, span.today))

    def _series_of(self, name: str) -> Series:
        from habitlog.stats.series import Series  # noqa: PLC0415 - as above

        return Series.from_rows(list(self.values.get(normalize_name(name), {}).items()))


def build_judged_range(span: Span | None) -> JudgedRange | None:
    """Return the days of a span that another one is compared with."""
    from habitlog.stats.summary import JudgedRange  # noqa: PLC0415 - numpy is loaded by the first trend

    return JudgedRange(span.first.toordinal(), span.last.toordinal()) if span else None


def start_with_first_value(span: Span, series: Series) -> Span:
    """Return a span of whole weeks without those before its first value: a log that had not begun has no gaps."""
    inside = series.between(span.first, span.last)
    return replace(span, first=monday_of(date.fromordinal(int(inside.days[0])))) if len(inside) else span


def load_records_by_name(
    transaction: ReadTransaction, person: Person, metric: KeyedMetric, span: Span, earlier: Span | None = None
) -> RecordsByName:
    """Return the values of a span and of those it is compared with, read once for any number of names."""
    first = min(span.first_of_compared(), earlier.first) if earlier else span.first_of_compared()
    pillar, kind = pillar_of(metric), metric.kind
    compute: ValuesOfParts = metric.compute_stored or metric.compute
    parts: Mapping[date, Sequence[Any]]
    if metric.compute_stored:
        column = metric.stored_column
        parts = list_stored_texts_by_day(transaction, person, pillar, first, span.last, kind, column)
    else:
        parts = list_records_by_day(transaction, person, pillar, first, span.last, (kind,))
    values, written_names = _group_values_by_name(parts, compute)
    day_counts = {name: sum(day >= span.first for day in values[name]) for name in values}
    frequent_first = sorted(day_counts, key=lambda name: -day_counts[name])
    names = [written_names[name] for name in frequent_first if day_counts[name]]
    return RecordsByName(metric, span, parts, values, names, _fetch_marks(transaction, person, metric, span))


def _group_values_by_name(
    days: Mapping[date, Sequence[Any]], values_by_name: ValuesOfParts
) -> tuple[dict[str, dict[date, float]], dict[str, str]]:
    """Return the values by normalized name and day, and each name as it was written last."""
    values: dict[str, dict[date, float]] = {}
    written_names: dict[str, str] = {}
    for day, parts in days.items():
        for name, value in values_by_name(parts).items():
            values.setdefault(normalize_name(name), {})[day] = value
            written_names[normalize_name(name)] = name
    return values, written_names


def parse_metric_key(metric: KeyedMetric, metric_key: str | None) -> str:
    """Return the key a keyed metric is requested for; raises `Invalid` for none or a long one, `ClinicianTopic`."""
    name = (metric_key or "").strip()
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        parameters = {"name": metric.key_name, "most": MAX_NAME_LENGTH}
        raise Invalid([FieldProblem(metric.key_name, "metric_name_needed", parameters)])
    screen_name(metric.key_name, name)
    return name


def compute_window(transaction: ReadTransaction, person: Person, metric: WindowMetric, span: Span) -> WindowSummary:
    """Return the value of a window metric over a span."""
    first = span.first_with_lead(timedelta(days=metric.lead_days))
    days = list_records_by_day(transaction, person, pillar_of(metric), first, span.last, metric.kinds)
    skipped = _fetch_marks(transaction, person, metric, span).skipped
    return _build_window_summary(metric, span, list(chain.from_iterable(days.values())), len(skipped))


def compute_pillar_windows(
    transaction: ReadTransaction, person: Person, pillar: Pillar, span: Span
) -> tuple[WindowSummary, ...]:
    """Return the value of every window metric of a pillar over a span, from one reading of its records."""
    metrics = pillar.window_metrics
    if not metrics:
        return ()
    kinds = tuple(sorted({kind for metric in metrics for kind in metric.kinds}))
    first = span.first_with_lead(timedelta(days=max(metric.lead_days for metric in metrics)))
    days = list_records_by_day(transaction, person, pillar, first, span.last, kinds)
    skipped = len(_fetch_marks(transaction, person, metrics[0], span).skipped)
    return tuple(
        _build_window_summary(metric, span, _select_records(metric, span, days), skipped) for metric in metrics
    )


def _select_records(metric: WindowMetric, span: Span, days: Mapping[date, Sequence[EntryRecord]]) -> list[EntryRecord]:
    first = span.first_with_lead(timedelta(days=metric.lead_days))
    records = chain.from_iterable(records for day, records in days.items() if day >= first)
    return [record for record in records if record.kind in metric.kinds]


def _build_window_summary(metric: WindowMetric, span: Span, records: list[EntryRecord], skipped: int) -> WindowSummary:
    result = metric.compute(records, DayRange(span.first, span.last))
    return WindowSummary(metric, span, result, Coverage(span.days, result.days, skipped, result.needed))
