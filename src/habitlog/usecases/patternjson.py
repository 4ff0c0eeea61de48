"""Patterns as plain JSON values: all that was asked, what came of it, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from habitlog.pillars.pairs import CorrelationPair
from habitlog.usecases.patterns import KnownDays, Patterns, WeekdayCoverage, describe_method

if TYPE_CHECKING:
    from habitlog.stats.association import CorrelationResult

SWITCHED_OFF = "Patterns are switched off. The page /patterns says what they look at, and switches them on."


def serialize_patterns(patterns: Patterns) -> dict[str, Any]:
    """Return every pair in the order of the list, whether it passed, was tested or could not be."""
    return {
        "switched_on": patterns.switched_on,
        "reason": None if patterns.switched_on else SWITCHED_OFF,
        "from": patterns.span.first,
        "to": patterns.span.last,
        "pairs": [_serialize_pair(*one) for one in patterns.tested],
        "coverage": [_serialize_coverage(one) for one in patterns.coverage],
        "coverage_from": patterns.coverage_from if patterns.switched_on else None,
        "method": describe_method(),
    }


def _serialize_pair(pair: CorrelationPair, association: CorrelationResult) -> dict[str, Any]:
    return {
        "earlier": pair.earlier,
        "later": pair.later,
        "lag": pair.lag_days,
        "n": association.n,
        "n_eff": association.n_eff,
        "correlation": association.correlation,
        "low": association.low,
        "high": association.high,
        "p": association.p,
        "adjusted_p": association.adjusted_p,
        "passed": association.passed,
        "reason": association.untested.message if association.untested else None,
    }


def _serialize_coverage(coverage: WeekdayCoverage) -> dict[str, Any]:
    return {
        "metric": coverage.metric.id,
        "weekdays": _serialize_known_days(coverage.weekdays),
        "weekends": _serialize_known_days(coverage.weekends),
        "mostly_missing": coverage.mostly_missing,
    }


def _serialize_known_days(known: KnownDays) -> dict[str, int]:
    return {"days": known.days, "logged": known.logged}
