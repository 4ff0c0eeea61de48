"""The one value that a window of days has, such as the regularity of its nights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from habitlog.db import Reading
from habitlog.errors import NotFound
from habitlog.marks import marked_days
from habitlog.people.model import Person
from habitlog.pillar import Days, EntryRecord, Outcome, Pillar, Windowed
from habitlog.usecases.listing import records_by_day
from habitlog.usecases.spans import Coverage, Span, check_range, measure_called


@dataclass(frozen=True, slots=True)
class Window:
    """One windowed measure over one span, with the days that have entries of the pillar."""

    pillar: Pillar
    measure: Windowed
    span: Span
    outcome: Outcome
    coverage: Coverage


def of(unit: Reading, person: Person, measure_id: str, span: Span) -> Window:
    """Return what a span says; raises `NotFound` for another kind of measure and `Invalid` as trends do."""
    pillar, measure = measure_called(measure_id)
    if not isinstance(measure, Windowed):
        raise NotFound
    check_range(span.first, span.last)
    begin = span.begun(timedelta(days=measure.lead))
    days = records_by_day(unit, person, pillar, begin, span.last, measure.kinds)
    skipped = marked_days(unit, person.id, pillar.key, span.first, span.last).skipped
    return _window(pillar, measure, span, list(chain.from_iterable(days.values())), len(skipped))


def of_pillar(unit: Reading, person: Person, pillar: Pillar, span: Span) -> tuple[Window, ...]:
    """Return what a span says by every windowed measure of a pillar, from one reading of its records."""
    kinds = tuple(sorted({kind for one in pillar.windowed for kind in one.kinds}))
    begin = span.begun(timedelta(days=max((one.lead for one in pillar.windowed), default=0)))
    days = records_by_day(unit, person, pillar, begin, span.last, kinds) if kinds else {}
    skipped = len(marked_days(unit, person.id, pillar.key, span.first, span.last).skipped) if kinds else 0

    def records(measure: Windowed) -> list[EntryRecord]:
        since = span.begun(timedelta(days=measure.lead))
        told = chain.from_iterable(found for day, found in days.items() if day >= since)
        return [record for record in told if record.kind in measure.kinds]

    return tuple(_window(pillar, one, span, records(one), skipped) for one in pillar.windowed)


def _window(pillar: Pillar, measure: Windowed, span: Span, records: list[EntryRecord], skipped: int) -> Window:
    outcome = measure.of(records, Days(span.first, span.last))
    return Window(pillar, measure, span, outcome, Coverage(span.days, outcome.days, skipped, outcome.needed))
