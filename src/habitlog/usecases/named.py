"""Trends of a measure by name, such as the estimated maximum of each exercise, from one reading of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.marks import MarkedDays, fetch_marked_days
from habitlog.people.model import Person
from habitlog.pillar import EntryRecord, KeyedMetric, Pillar
from habitlog.pillar.measures import ValuesByName
from habitlog.pillar.names import normalize_name
from habitlog.usecases.listing import list_records_by_day
from habitlog.usecases.screening import screen_name
from habitlog.usecases.spans import TREND_LEAD, Coverage, MetricOverview, MetricTrend, Span

if TYPE_CHECKING:
    from habitlog.stats.periods import PeriodValue
    from habitlog.stats.weekly import Week

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
        from habitlog.stats.analysis import analyse_trend  # noqa: PLC0415 - numpy is loaded by the first trend
        from habitlog.stats.series import Series  # noqa: PLC0415

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
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
        from habitlog.stats.series import Series  # noqa: PLC0415

        span = self.span
        line = reckon.UnwrappedSeries(Series.from_rows(list(self.values.get(normalize_name(name), {}).items())))
        found = reckon.summarize_trend(line, span.first, span.last, span.today, self.metric.summary)
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
        from habitlog.stats import periods  # noqa: PLC0415 - as above

        return periods.summarize_weeks(self._compute_weekly_highs(name))

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
