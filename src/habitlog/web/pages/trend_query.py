"""The period in the query of a metric's page: a range of whole weeks, or a first and a last day."""

from __future__ import annotations

from datetime import date
from typing import cast

from msgspec import Struct
from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.tracking import KeyedMetric, Metric, WindowMetric
from habitlog.usecases.trends.periods import RANGE_DAYS, RangeName, Span, resolve_custom_span, resolve_range
from habitlog.usecases.trends.since import SincePeriods, choose_since_periods
from habitlog.validation import parse_day


class TrendQuery(Struct, frozen=True):
    """A span, the range it stands for ("" for chosen days), and the query parameters that lead to it again.

    `since` has the periods around a date that is asked for instead of a range.
    """

    span: Span
    range_key: str
    parameters: dict[str, str]
    since: SincePeriods | None = None


def parse_range(text: str) -> RangeName:
    """Return a range by its key; raises `NotFound`."""
    if text not in {*RANGE_DAYS, "all"}:
        raise NotFound("range_unknown")
    return cast("RangeName", text)


def parse_period(
    transaction: ReadTransaction, person: Person, metric: Metric, query: QueryParams, today: date
) -> TrendQuery:
    """Return the period of a query; raises `NotFound` for an unknown range, `Invalid` for dates that do not fit."""
    since = query.get("since", "").strip()
    if since and not isinstance(metric, WindowMetric):
        periods = choose_since_periods(_parse_days({"since": since})["since"], today)
        return TrendQuery(periods.whole, "", {"since": str(periods.day)}, periods)
    submitted = {key: query[key].strip() for key in ("from", "to") if query.get(key, "").strip()}
    if submitted:
        days = _parse_days(submitted)
        span = resolve_custom_span(days.get("from"), days.get("to"), today)
        return TrendQuery(span, "", {"from": str(span.first), "to": str(span.last)})
    range_key = parse_range(query.get("range", "12w"))
    return TrendQuery(resolve_range(transaction, person, range_key, today, metric), range_key, {"range": range_key})


def _parse_days(texts: dict[str, str]) -> dict[str, date]:
    days, problems = {}, []
    for key, text in texts.items():
        try:
            days[key] = parse_day(text)
        except PydanticCustomError as error:
            problems.append(FieldProblem(key, error.type, error.context or {}))
    if problems:
        raise Invalid(problems)
    return days


def requested_key(metric: Metric, query: QueryParams) -> str:
    """Return the key that a query names for a keyed metric, "" for none."""
    return query.get(metric.key_name, "").strip() if isinstance(metric, KeyedMetric) else ""
