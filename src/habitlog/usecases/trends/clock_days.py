"""The days of a pillar on the clock: where each entry lies, for a chart with a bar a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.storage.day_marks import fetch_marked_days
from habitlog.tracking import ClockChart, ClockSpan, Pillar
from habitlog.usecases.entries.queries import list_records_by_day
from habitlog.usecases.trends.periods import RANGE_DAYS, Span

MAX_CLOCK_DAYS = RANGE_DAYS["1y"]
"""Days that are drawn at most, where the chart is all there is to draw."""
MAX_CLOCK_DAYS_BESIDE_VALUES = RANGE_DAYS["12w"]
"""Days that are drawn beside the values of a longer range: there single days are to be told apart."""


class ClockDays(Struct, frozen=True):
    """The days of a span on the clock; a day with an entry of no known times has no spans.

    `is_shortened` says that only a part of the span that was asked for is there.
    """

    pillar: Pillar
    chart: ClockChart
    span: Span
    spans_by_day: Mapping[date, Sequence[ClockSpan]]
    skipped_days: frozenset[date]
    none_days: frozenset[date]
    is_shortened: bool


def load_clock_days(
    transaction: ReadTransaction, person: Person, pillar: Pillar, span: Span, most_days: int = MAX_CLOCK_DAYS
) -> ClockDays | None:
    """Return the days of a pillar on the clock, `most_days` at most; None for a pillar that declares no chart."""
    chart = pillar.clock_chart
    if chart is None:
        return None
    shown = _shorten_span(transaction, person, pillar, span, most_days)
    records = list_records_by_day(transaction, person, pillar, shown.first, shown.last, (chart.kind,))
    marks = fetch_marked_days(transaction, person.id, pillar.key, shown.first, shown.last)
    return ClockDays(
        pillar=pillar,
        chart=chart,
        span=shown,
        spans_by_day={day: chart.find_spans(of_day) for day, of_day in records.items()},
        skipped_days=marks.skipped,
        none_days=marks.nothing,
        is_shortened=shown != span,
    )


def _shorten_span(transaction: ReadTransaction, person: Person, pillar: Pillar, span: Span, most_days: int) -> Span:
    """Return the span, of a longer one so many days up to its last one with an entry."""
    if span.days <= most_days:
        return span
    c = pillar.table.c
    latest = select(func.max(c.day)).where(c.person_id == person.id, c.day.between(span.first, span.last))
    last = transaction.fetch_value(latest) or span.last
    return replace(span, first=max(span.first, last - timedelta(days=most_days - 1)), last=last)
