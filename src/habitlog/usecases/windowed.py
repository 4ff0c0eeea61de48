"""The one value that a window of days has, such as the regularity of its nights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.marks import fetch_marked_days
from habitlog.people.model import Person
from habitlog.pillar import DayRange, EntryRecord, Pillar, WindowMetric, WindowResult
from habitlog.usecases.listing import list_records_by_day
from habitlog.usecases.spans import Coverage, Span, find_metric, require_valid_range


@dataclass(frozen=True, slots=True)
class WindowSummary:
    """One windowed measure over one span, with the days that have entries of the pillar."""

    pillar: Pillar
    metric: WindowMetric
    span: Span
    result: WindowResult
    coverage: Coverage


def compute_window(transaction: ReadTransaction, person: Person, metric_id: str, span: Span) -> WindowSummary:
    """Return what a span says; raises `NotFound` for another kind of measure and `Invalid` as trends do."""
    pillar, measure = find_metric(metric_id)
    if not isinstance(measure, WindowMetric):
        raise NotFound
    require_valid_range(span.first, span.last)
    begin = span.first_with_lead(timedelta(days=measure.lead_days))
    days = list_records_by_day(transaction, person, pillar, begin, span.last, measure.kinds)
    skipped = fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last).skipped
    return _build_window_summary(pillar, measure, span, list(chain.from_iterable(days.values())), len(skipped))


def compute_pillar_windows(
    transaction: ReadTransaction, person: Person, pillar: Pillar, span: Span
) -> tuple[WindowSummary, ...]:
    """Return what a span says by every windowed measure of a pillar, from one reading of its records."""
    kinds = tuple(sorted({kind for one in pillar.window_metrics for kind in one.kinds}))
    begin = span.first_with_lead(timedelta(days=max((one.lead_days for one in pillar.window_metrics), default=0)))
    days = list_records_by_day(transaction, person, pillar, begin, span.last, kinds) if kinds else {}
    skipped = len(fetch_marked_days(transaction, person.id, pillar.key, span.first, span.last).skipped) if kinds else 0

    def records(measure: WindowMetric) -> list[EntryRecord]:
        since = span.first_with_lead(timedelta(days=measure.lead_days))
        told = chain.from_iterable(found for day, found in days.items() if day >= since)
        return [record for record in told if record.kind in measure.kinds]

    return tuple(_build_window_summary(pillar, one, span, records(one), skipped) for one in pillar.window_metrics)


def _build_window_summary(
    pillar: Pillar, metric: WindowMetric, span: Span, records: list[EntryRecord], skipped: int
) -> WindowSummary:
    outcome = metric.compute(records, DayRange(span.first, span.last))
    return WindowSummary(pillar, metric, span, outcome, Coverage(span.days, outcome.days, skipped, outcome.needed))
