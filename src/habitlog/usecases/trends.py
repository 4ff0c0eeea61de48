"""The trend of one metric: one scan of its days, then pure statistics, then a verdict with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from habitlog.db import Reading
from habitlog.derived import day_metric, series
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.marks import day_mark
from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar
from habitlog.pillars import METRICS

if TYPE_CHECKING:
    from habitlog.stats.analysis import Analysis

WARM_UP = timedelta(days=27)
DEFAULT_WINDOW = timedelta(days=27)
LONGEST = timedelta(days=36_525)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Calendar days of a window, how many have a value, how many were skipped, how many a verdict needs."""

    days: int
    logged: int
    skipped: int
    needed: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One metric over one window."""

    pillar: Pillar
    metric: Metric
    first: date
    last: date
    analysis: Analysis
    coverage: Coverage
    skipped: frozenset[date]


def of(unit: Reading, person: Person, metric_id: str, first: date, last: date, today: date) -> Trend:
    """Return the trend of a metric from `first` to `last`, both included.

    Raises `NotFound` for an unknown metric and `Invalid` for a range that is reversed or longer than a century.
    """
    from habitlog.stats.analysis import analyse  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start
    from habitlog.stats.series import Series  # noqa: PLC0415

    pillar, metric = metric_called(metric_id)
    check_range(first, last)
    begin = first - WARM_UP if first > date.min + WARM_UP else first
    values = series(unit, person.id, metric.id, begin, last)
    analysis = analyse(Series.of_rows(values), first, last, today, metric.summary)
    skipped = skipped_days(unit, person, pillar, first, last)
    coverage = Coverage(
        days=(last - first).days + 1,
        logged=len(analysis.points),
        skipped=len(skipped),
        needed=analysis.trend.needed,
    )
    return Trend(pillar, metric, first, last, analysis, coverage, skipped)


def metric_called(metric_id: str) -> tuple[Pillar, Metric]:
    """Return a metric and its pillar; raises `NotFound`."""
    if metric_id not in METRICS:
        raise NotFound("There is no metric of this name. GET /api/v1/pillars lists them.")
    return METRICS[metric_id]


def check_range(first: date, last: date) -> None:
    """Refuse a range that is reversed or longer than a century."""
    if first > last:
        raise Invalid([FieldProblem("from", "The first day comes after the last one here.")])
    if last - first > LONGEST:
        raise Invalid([FieldProblem("from", "At most 100 years fit into one trend.")])


def skipped_days(unit: Reading, person: Person, pillar: Pillar, first: date, last: date) -> frozenset[date]:
    """Return the days of a window that were marked as skipped."""
    query = select(day_mark.c.day).where(
        day_mark.c.person_id == person.id,
        day_mark.c.pillar == pillar.key,
        day_mark.c.mark == "skipped",
        day_mark.c.day.between(first, last),
    )
    return frozenset(day for (day,) in unit.tuples(query))


def first_value(unit: Reading, person: Person, metric_id: str) -> date | None:
    """Return the first day a metric has a value."""
    query = select(func.min(day_metric.c.day)).where(
        day_metric.c.person_id == person.id, day_metric.c.metric == metric_id
    )
    day: date | None = unit.value(query)
    return day


def as_json(trend: Trend) -> dict[str, Any]:
    """Return a trend as programs get it; a gap is a null, never a zero."""
    from habitlog.stats.method import method  # noqa: PLC0415 - see `of`

    found = trend.analysis
    return {
        "metric": trend.metric.id,
        "unit": trend.metric.unit,
        "from": trend.first.isoformat(),
        "to": trend.last.isoformat(),
        "points": [{"day": day, "value": value} for day, value in found.points],
        "rolling": [{"day": day, "value": value, "n": n} for day, value, n in found.rolling7],
        "rolling_28": [
            {"day": day, "value": value, "low": low, "high": high, "n": n}
            for (day, value, n), (_, low, high, _) in zip(found.rolling28, found.band, strict=True)
        ],
        "slope": _slope(found),
        "verdict": found.trend.verdict,
        "reason": found.trend.silence.message if found.trend.silence else None,
        "coverage": _coverage(trend.coverage),
        "method": method(trend.metric.summary),
    }


def _slope(found: Analysis) -> Mapping[str, Any] | None:
    slope = found.trend.per_week
    return slope and {"value": slope.value, "low": slope.low, "high": slope.high, "per": "week"}


def _coverage(coverage: Coverage) -> dict[str, int]:
    return {
        "days": coverage.days,
        "logged": coverage.logged,
        "skipped": coverage.skipped,
        "needed": coverage.needed,
    }
