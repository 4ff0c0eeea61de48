"""Correlations of a fixed list of metric pairs over 52 finished weeks, for persons who switched patterns on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import update

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import PatternsInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.pillars import DAILY_METRICS, pillar_of
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, CorrelationPair
from habitlog.tracking import DailyMetric, Pillar
from habitlog.usecases.trends.periods import Span, span_of_whole_weeks
from habitlog.usecases.trends.rest_days import load_metric_series
from habitlog.weeks import monday_of

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult
    from habitlog.stats.series import Series

WEEKS = 52
COVERAGE_GAP_POINTS = 30
"""Percentage points; where weekday and weekend coverage differ by more, the page says so."""
PATTERN_METRICS = tuple(dict.fromkeys(metric for pair in CORRELATION_PAIRS for metric in (pair.earlier, pair.later)))


class KnownDays(NamedTuple):
    """How many of some calendar days have a value."""

    days: int
    logged: int

    @property
    def percent(self) -> float:
        """Return the share of days with a value, 0 to 100."""
        return 100 * self.logged / self.days if self.days else 0.0


class WeekdayCoverage(Struct, frozen=True):
    """How many weekdays and how many weekend days have a value of one metric."""

    metric: DailyMetric
    weekdays: KnownDays
    weekends: KnownDays

    @property
    def pillar(self) -> Pillar:
        return pillar_of(self.metric)

    @property
    def mostly_missing(self) -> Literal["weekdays", "weekends"] | None:
        """Which of the two has a much lower share of days with a value than the other, if one has."""
        apart = self.weekdays.percent - self.weekends.percent
        if abs(apart) <= COVERAGE_GAP_POINTS:
            return None
        return "weekends" if apart > 0 else "weekdays"


class Patterns(Struct, frozen=True):
    """Every pair with its result over `span`; empty while patterns are switched off.

    Coverage counts from `coverage_from` on, the Monday of the first value of any of these metrics.
    """

    switched_on: bool
    span: Span
    coverage_from: date
    tested: tuple[tuple[CorrelationPair, CorrelationResult], ...] = ()
    coverage: tuple[WeekdayCoverage, ...] = ()

    def keep_pillars(self, pillars: Collection[Pillar]) -> Patterns:
        """Return the pairs between these pillars, and the coverage of their metrics; the results stay as they are."""
        pairs = list_pairs(pillars)
        metrics = {metric for pair in pairs for metric in (pair.earlier, pair.later)}
        return replace(
            self,
            tested=tuple((pair, result) for pair, result in self.tested if pair in pairs),
            coverage=tuple(one for one in self.coverage if one.metric.id in metrics),
        )


def list_pairs(pillars: Collection[Pillar]) -> tuple[CorrelationPair, ...]:
    """Return the pairs whose metrics are both of these pillars."""
    ids = {metric.id for pillar in pillars for metric in pillar.daily_metrics}
    return tuple(pair for pair in CORRELATION_PAIRS if {pair.earlier, pair.later} <= ids)


def find_pattern_period(today: date) -> Span:
    """Return the last 52 ISO weeks that had ended before the week of `today`."""
    return span_of_whole_weeks(7 * WEEKS, today)


def compute_patterns(transaction: ReadTransaction, person: Person, today: date) -> Patterns:
    """Return the result of every pair; none where the person has patterns switched off."""
    span = find_pattern_period(today)
    if not person.patterns_enabled:
        return Patterns(switched_on=False, span=span, coverage_from=span.first)
    series_by_metric = load_metric_series(transaction, person, PATTERN_METRICS, span.first, span.last, today)
    first_days = [date.fromordinal(int(series.days[0])) for series in series_by_metric.values() if len(series)]
    first = min(first_days, default=span.first)
    monday = monday_of(first)
    coverage = tuple(
        _compute_coverage(DAILY_METRICS[metric_id], series_by_metric[metric_id], monday, span.last)
        for metric_id in PATTERN_METRICS
    )
    return Patterns(
        switched_on=True,
        span=span,
        coverage_from=monday,
        tested=_test_pairs(series_by_metric, span),
        coverage=coverage,
    )


def switch_patterns(transaction: WriteTransaction, person: Person, raw: dict[str, Any]) -> None:
    """Store whether a person has patterns "on" or "off"; raises `Invalid` for anything else."""
    is_on = parse_input(PatternsInput, raw).patterns == "on"
    transaction.execute(update(person_table).where(person_table.c.id == person.id).values(patterns_enabled=is_on))


def describe_method() -> dict[str, Any]:
    """Return how patterns are found, as plain JSON values, with the list of pairs and the window."""
    from habitlog.stats.method import describe_pattern_method  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    pairs = [{"earlier": pair.earlier, "later": pair.later, "lag": pair.lag_days} for pair in CORRELATION_PAIRS]
    weeks = {"iso_weeks": WEEKS, "ends": "the last Sunday before the ISO week of today"}
    return {**describe_pattern_method(), "window": weeks, "pairs": pairs}


def _test_pairs(
    series_by_metric: Mapping[str, Series], span: Span
) -> tuple[tuple[CorrelationPair, CorrelationResult], ...]:
    from habitlog.stats.correlation import correlate_series_pairs  # noqa: PLC0415 - as above
    from habitlog.stats.detrending import lay_out_series  # noqa: PLC0415

    rows = {
        metric_id: lay_out_series(series, span.first, span.last, clock=DAILY_METRICS[metric_id].summary == "clock")
        for metric_id, series in series_by_metric.items()
    }
    pairs = [(rows[pair.earlier], rows[pair.later], pair.lag_days) for pair in CORRELATION_PAIRS]
    return tuple(zip(CORRELATION_PAIRS, correlate_series_pairs(pairs), strict=True))


def _compute_coverage(metric: DailyMetric, series: Series, monday: date, sunday: date) -> WeekdayCoverage:
    weeks = ((sunday - monday).days + 1) // 7
    weekend = int((series.days - series.week_mondays() >= 5).sum())
    return WeekdayCoverage(metric, KnownDays(5 * weeks, len(series) - weekend), KnownDays(2 * weeks, weekend))
