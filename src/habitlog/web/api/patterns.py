"""What went together in a person's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response

from habitlog.pillars.correlation_pairs import CorrelationPair
from habitlog.usecases.trends import patterns
from habitlog.usecases.trends.patterns import KnownDays, Patterns, WeekdayCoverage, describe_method
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.conditional import ConditionalReader, list_etag_headers
from habitlog.web.api.responses import ApiResponse, render_json_response
from habitlog.web.context import get_context
from habitlog.web.presenters.insufficient_data import describe_untested_pair

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult

router = ApiRouter("patterns")


@router.get("/patterns")
def show_patterns(request: Request, person: ConditionalReader) -> Response:
    """Show every pair of the fixed list over the last 52 finished weeks: tested, passed, or why it was not tested.

    `switched_on` is false, and the lists are empty, until the person switches patterns on. A pair tells `earlier` and
    `later` metric, `lag` in days, `n` paired days, `n_eff`, Spearman's `correlation` with its 95 % interval from `low`
    to `high`, `p`, `adjusted_p` among all pairs, `passed`, and a `reason` where it could not be tested. `slope` is the
    difference of the later metric for one unit of the earlier one, from `slope_low` to `slope_high`, where the
    correlation is clear. What passed went together in this log; that can be chance or a third thing.
    """
    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        result = patterns.compute_patterns(transaction, person, person.local_today(app_context.now()))
    return render_json_response(ApiResponse(serialize_patterns(result), headers=list_etag_headers(request)))


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
        "slope": association.slope,
        "slope_low": association.slope_low,
        "slope_high": association.slope_high,
        "passed": association.passed,
        "reason": describe_untested_pair(pair, association) or None,
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
