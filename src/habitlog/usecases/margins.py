"""Margins: by metric, the change up to which a person calls it steady; none until they choose one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace
from sqlalchemy import select, update

from habitlog.accounts.person import Person, person_table
from habitlog.db import WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.pillars import METRICS
from habitlog.tracking import Metric, WindowMetric

if TYPE_CHECKING:
    from habitlog.stats.summary import TrendSummary

    SummaryT = TypeVar("SummaryT", bound=TrendSummary)

LARGEST_BY_UNIT: Mapping[str, float] = {"clock": 720.0, "%": 100.0}
LARGEST_OF_OTHERS = 10_000.0


def find_largest_margin(metric: Metric) -> float:
    """Return the largest margin that a metric may have: the width of its scale, half a day for clock times."""
    if metric.value_range is not None:
        return metric.value_range[1] - metric.value_range[0]
    return LARGEST_BY_UNIT.get(metric.unit, LARGEST_OF_OTHERS)


def set_margin(transaction: WriteTransaction, person: Person, metric: Metric, margin: float | None) -> None:
    """Store the margin of a metric, in its unit; None for none. Raises `Invalid` at `margin`."""
    if margin is not None:
        _check_margin("margin", metric, margin)
    p = person_table.c
    margins = dict(transaction.fetch_value(select(p.margins).where(p.id == person.id)))
    margins.pop(metric.id, None)
    if margin is not None:
        margins[metric.id] = float(margin)
    transaction.execute(update(person_table).where(p.id == person.id).values(margins=margins))


def check_margins(margins: Mapping[str, float]) -> None:
    """Raise `Invalid` for margins of unknown metrics, or out of bounds."""
    for metric_id, margin in margins.items():
        metric = METRICS.get(metric_id)
        if metric is None:
            raise Invalid([FieldProblem("margins", "choice_unknown", {"choices": list_metrics_with_margin()})])
        _check_margin("margins", metric, margin)


def list_metrics_with_margin() -> list[str]:
    """Return the ids of the metrics that can have a margin: those that have trends."""
    return [metric.id for metric in METRICS.values() if not isinstance(metric, WindowMetric)]


def _check_margin(field: str, metric: Metric, margin: float) -> None:
    if isinstance(metric, WindowMetric):
        raise Invalid([FieldProblem(field, "margin_without_trend")])
    if not (math.isfinite(margin) and margin > 0):
        raise Invalid([FieldProblem(field, "margin_not_above_zero")])
    largest = find_largest_margin(metric)
    if margin > largest:
        raise Invalid([FieldProblem(field, "number_too_large", {"most": largest})])


def judge_by_margin(summary: SummaryT, person: Person, metric: Metric) -> SummaryT:
    """Return a summary whose verdict takes the person's margin into account."""
    from habitlog.stats.margin import judge_margin  # noqa: PLC0415 - numpy is loaded by the first trend

    margin = person.find_margin(metric.id)
    return summary if margin is None else replace(summary, trend=judge_margin(summary.trend, margin))
