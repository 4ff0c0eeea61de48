"""What went together in one's own log: the fixed list of pairs over 52 finished weeks, for those who switched it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import update

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import PatternsInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, CorrelationPair
from habitlog.storage.daily_metrics import load_metric_series
from habitlog.tracking import DailyMetric, Pillar
from habitlog.usecases.trends.periods import Span, span_of_whole_weeks

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult
    from habitlog.stats.series import Series

WEEKS = 52
COVERAGE_GAP_POINTS = 30
"""Weekday and weekend coverage further apart than this, in percentage points, is said."""
PATTERN_METRICS = tuple(dict.fromkeys(metric for pair in CORRELATION_PAIRS for metric in (pair.earlier, pair.later)))


class KnownDays(NamedTuple):
    """How many of some calendar days have a value."""

    days: int
    logged: int

    @property
    def percent(self) -> float:
        """Return the share of days with a value, 0 to 100."""
        return 100 * self.logged / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True)
class WeekdayCoverage:
    """How much of one metric is known on weekdays and at weekends."""

    pillar: Pillar
    metric: DailyMetric
    weekdays: KnownDays
    weekends: KnownDays

    @property
    def mostly_missing(self) -> str | None:
        """Return which of the two is mostly missing beside the other, if one is."""
        apart = self.weekdays.percent - self.weekends.percent
        if abs(apart) <= COVERAGE_GAP_POINTS:
            return None
        return "weekends" if apart > 0 else "weekdays"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Every pair with what came of it, over `span`; nothing is computed while it is off.

    Coverage is told from `since` on, the Monday of the first value of any of these metrics.
    """

    switched_on: bool
    span: Span
    coverage_from: date
    tested: tuple[tuple[CorrelationPair, CorrelationResult], ...] = ()
    coverage: tuple[WeekdayCoverage, ...] = ()


def find_pattern_period(today: date) -> Span:
    """Return the last 52 ISO weeks that had ended before the week of `today`."""
    return span_of_whole_weeks(7 * WEEKS, today)


def compute_patterns(transaction: ReadTransaction, person: Person, today: date) -> Patterns:
    """Return what every pair says, or nothing where patterns are switched off."""
    span = find_pattern_period(today)
    if not person.patterns_enabled:
        return Patterns(switched_on=False, span=span, coverage_from=span.first)
    found = load_metric_series(transaction, person.id, PATTERN_METRICS, span.first, span.last)
    firsts = [date.fromordinal(int(one.days[0])) for one in found.values() if len(one)]
    first = min(firsts, default=span.first)
    since = first - timedelta(days=first.weekday())
    covers = tuple(_compute_coverage(metric, found[metric], since, span.last) for metric in PATTERN_METRICS)
    return Patterns(switched_on=True, span=span, coverage_from=since, tested=_test_pairs(found, span), coverage=covers)


def switch_patterns(transaction: WriteTransaction, person: Person, raw: dict[str, Any]) -> None:
    """Switch patterns on or off; raises `Invalid` for anything else. No entry changes."""
    sent = parse_input(PatternsInput, raw)
    transaction.execute(
        update(person_table).where(person_table.c.id == person.id).values(patterns_enabled=sent.patterns == "on")
    )


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
    from habitlog.stats.detrending import detrend_series  # noqa: PLC0415

    strands = {
        metric: detrend_series(one, span.first, span.last, clock=DAILY_METRICS[metric][1].summary == "clock")
        for metric, one in series_by_metric.items()
    }
    asked = [(strands[pair.earlier], strands[pair.later], pair.lag_days) for pair in CORRELATION_PAIRS]
    return tuple(zip(CORRELATION_PAIRS, correlate_series_pairs(asked), strict=True))


def _compute_coverage(metric: str, values: Series, since: date, last: date) -> WeekdayCoverage:
    # `since` is a Monday and `last` a Sunday: every week there is whole.
    weeks = ((last - since).days + 1) // 7
    weekend = int((values.days - values.week_mondays() >= 5).sum())
    pillar, measure = DAILY_METRICS[metric]
    return WeekdayCoverage(pillar, measure, KnownDays(5 * weeks, len(values) - weekend), KnownDays(2 * weeks, weekend))
