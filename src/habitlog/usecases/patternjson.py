"""Patterns as plain JSON values: all that was asked, what came of it, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from habitlog.pillars.pairs import Pair
from habitlog.usecases.patterns import Cover, Known, Patterns, method

if TYPE_CHECKING:
    from habitlog.stats.association import Association

OFF = "Patterns are switched off. The page /patterns says what they look at, and switches them on."


def told(patterns: Patterns) -> dict[str, Any]:
    """Return every pair in the order of the list, whether it passed, was tested or could not be."""
    return {
        "switched_on": patterns.switched_on,
        "reason": None if patterns.switched_on else OFF,
        "from": patterns.span.first,
        "to": patterns.span.last,
        "pairs": [_pair(*one) for one in patterns.tested],
        "coverage": [_cover(one) for one in patterns.covers],
        "coverage_from": patterns.since if patterns.switched_on else None,
        "method": method(),
    }


def _pair(pair: Pair, found: Association) -> dict[str, Any]:
    return {
        "earlier": pair.earlier,
        "later": pair.later,
        "lag": pair.lag,
        "n": found.n,
        "n_eff": found.n_eff,
        "correlation": found.correlation,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "adjusted_p": found.adjusted,
        "passed": found.passed,
        "reason": found.untested.message if found.untested else None,
    }


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "metric": cover.metric.id,
        "weekdays": _known(cover.weekdays),
        "weekends": _known(cover.weekends),
        "mostly_missing": cover.mostly_missing,
    }


def _known(known: Known) -> dict[str, int]:
    return {"days": known.days, "logged": known.logged}
