"""The one value that a window of days has, such as the regularity of its nights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from habitlog.db import Reading
from habitlog.errors import NotFound
from habitlog.marks import skipped_days
from habitlog.people.model import Person
from habitlog.pillar import Days, Outcome, Pillar, Windowed
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
    outcome = measure.of(list(chain.from_iterable(days.values())), Days(span.first, span.last))
    skipped = skipped_days(unit, person.id, pillar.key, span.first, span.last)
    return Window(pillar, measure, span, outcome, Coverage(span.days, outcome.days, len(skipped), outcome.needed))
