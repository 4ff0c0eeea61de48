"""What the address of a metric's page asks for: a range of weeks or a stretch of days, and a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import METRICS
from habitlog.tracking import KeyedMetric, Metric, Pillar
from habitlog.usecases.trends import periods, trends
from habitlog.usecases.trends import trends as named
from habitlog.usecases.trends.periods import MetricTrend, RangeName, Span, find_metric
from habitlog.validation import parse_day


def parse_range(text: str) -> RangeName:
    """Return a range by its key; raises `NotFound`."""
    if text not in {"4w", "12w", "1y", "all"}:
        raise NotFound("The ranges are 4 weeks, 12 weeks, a year and all.")
    return cast("RangeName", text)


def require_metric(metric_id: str) -> tuple[Pillar, Metric]:
    """Return a measure of an address and its pillar; raises `NotFound`, in words for people."""
    if metric_id not in METRICS:
        raise NotFound("There is no measure of this name. All there are stand among the trends.")
    return find_metric(metric_id)


@dataclass(frozen=True, slots=True)
class TrendQuery:
    """A span, the range it stands for ("" for a stretch picked by hand), and the query that asks for it again."""

    span: Span
    range_key: str
    query: dict[str, str]


def parse_period(
    transaction: ReadTransaction, person: Person, metric: tuple[Pillar, Metric], query: QueryParams, today: date
) -> TrendQuery:
    """Return the days a query asks for; raises `NotFound` for an unknown range, `Invalid` for dates that do not fit."""
    typed = {key: query[key].strip() for key in ("from", "to") if query.get(key, "").strip()}
    if typed:
        days = _parse_days(typed)
        span = periods.resolve_custom_span(days.get("from"), days.get("to"), today)
        return TrendQuery(span, "", {"from": str(span.first), "to": str(span.last)})
    asked = parse_range(query.get("range", "12w"))
    return TrendQuery(periods.resolve_range(transaction, person, asked, today, metric), asked, {"range": asked})


def _parse_days(texts: dict[str, str]) -> dict[str, date]:
    found, problems = {}, []
    for key, text in texts.items():
        try:
            found[key] = parse_day(text)
        except PydanticCustomError as error:
            problems.append(FieldProblem(key, error.message()))
    if problems:
        raise Invalid(problems)
    return found


def load_trend_and_names(
    transaction: ReadTransaction, person: Person, metric_id: str, span: Span, query: QueryParams
) -> tuple[list[str], MetricTrend | None]:
    """Return the names to choose from, and the trend; none where there is no name to tell it of.

    Raises `NotFound` for a metric without a trend, `Invalid` and `ClinicianTopic` for a name that cannot be one.
    """
    pillar, found = find_metric(metric_id)
    if not isinstance(found, KeyedMetric):
        return [], trends.compute_trend(transaction, person, metric_id, span)
    shelf = named.load_records_by_name(transaction, person, pillar, found, span)
    names = list(shelf.names)
    given = query.get(found.key_name, "").strip()
    chosen = named.parse_metric_key(found, given) if given else next(iter(names), "")
    return names, shelf.compute_trend(chosen) if chosen else None
