"""Trends and windows as programs get them: a gap is a null, never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Named, Weekly, Windowed
from habitlog.usecases import trends, windowed
from habitlog.usecases.spans import Coverage, Span, Trend, measure_called
from habitlog.usecases.windowed import Window

if TYPE_CHECKING:
    from habitlog.stats.analysis import Analysis


def of(unit: Reading, person: Person, measure_id: str, span: Span, called: str | None = None) -> dict[str, Any]:
    """Return any measure over a span; raises as `trends.of` and `windowed.of` do."""
    if isinstance(measure_called(measure_id)[1], Windowed):
        return of_window(windowed.of(unit, person, measure_id, span))
    return of_trend(trends.of(unit, person, measure_id, span, called))


def of_trend(trend: Trend) -> dict[str, Any]:
    """Return a trend; a weekly measure has a point for each finished week, null where it has no value."""
    found, measure = trend.analysis, trend.metric
    told: dict[str, Any] = {
        "metric": measure.id,
        "unit": measure.unit,
        "from": trend.first,
        "to": trend.last,
        "points": [{"day": day, "value": value} for day, value in found.points],
        "rolling": [{"day": day, "value": value, "n": n} for day, value, n in found.rolling7],
        "rolling_28": [
            {"day": day, "value": value, "low": low, "high": high, "n": n}
            for (day, value, n), (_, low, high, _) in zip(found.rolling28, found.band, strict=True)
        ],
        "slope": _slope(found),
        "verdict": found.trend.verdict,
        "reason": found.trend.silence.message if found.trend.silence else None,
        "judged": _judged(found),
        "coverage": _coverage(trend.coverage),
        "method": _method(trend),
    }
    if isinstance(measure, Weekly):
        told["points"] = [
            {"day": week.monday, "value": week.value, "n": week.n} for week in found.weeks if week.finished
        ]
    if isinstance(measure, Named):
        told[measure.asks] = trend.called
        told["beside"] = {
            name: [{"day": day, "value": value} for day, value in values.items() if day >= trend.first]
            for name, values in trend.beside.items()
        }
    return told


def of_window(window: Window) -> dict[str, Any]:
    """Return the one value of a window with what it is made of."""
    outcome = window.outcome
    return {
        "metric": window.measure.id,
        "unit": window.measure.unit,
        "from": window.span.first,
        "to": window.span.last,
        "value": outcome.value,
        "n": outcome.n,
        "reason": outcome.reason,
        "details": {detail.key: detail.value for detail in outcome.details},
        "coverage": _coverage(window.coverage),
        "method": window.measure.method(),
    }


def _method(trend: Trend) -> dict[str, Any]:
    from habitlog.stats.method import method  # noqa: PLC0415 - numpy is loaded by the first trend

    if isinstance(trend.metric, Weekly):
        return {**method(trend.metric.summary), "of_week": trend.metric.method()}
    return method(trend.metric.summary)


def _judged(found: Analysis) -> Mapping[str, Any] | None:
    """Return the days the verdict looks at and how many values it has there, null where there is no such day."""
    if not found.judged.days:
        return None
    first, last = (date.fromordinal(max(day, 1)) for day in found.judged)
    return {"from": first, "to": last, "n": found.trend.n}


def _slope(found: Analysis) -> Mapping[str, Any] | None:
    slope = found.trend.per_week
    return slope and {"value": slope.value, "low": slope.low, "high": slope.high, "per": "week"}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    told: dict[str, Any] = {
        "days": coverage.days,
        "logged": coverage.logged,
        "skipped": coverage.skipped,
        "needed": coverage.needed,
    }
    if coverage.weeks is not None:
        told["weeks"] = {"finished": coverage.weeks[0], "known": coverage.weeks[1]}
    return told
