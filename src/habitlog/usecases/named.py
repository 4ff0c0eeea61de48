"""Trends of a measure by name, such as the estimated maximum of each exercise, from one reading of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from habitlog.db import Reading
from habitlog.errors import FieldProblem, Invalid
from habitlog.marks import skipped_days
from habitlog.people.model import Person
from habitlog.pillar import EntryRecord, Named, Pillar
from habitlog.pillar.measures import Reckoned
from habitlog.pillar.names import alike
from habitlog.usecases.listing import records_by_day
from habitlog.usecases.screening import screen_name
from habitlog.usecases.spans import Coverage, Glance, Span, Trend

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Shelf:
    """The records of a span that a named measure is reckoned from, by day."""

    pillar: Pillar
    measure: Named
    span: Span
    days: Mapping[date, Sequence[EntryRecord]]
    skipped: frozenset[date]

    def names(self) -> list[str]:
        """Return the names there is a number for, those of most entries first, each as it was written last."""
        written: dict[str, str] = {}
        often: Counter[str] = Counter()
        for records in self.days.values():
            for name in (name for record in records for name in self.measure.names(record)):
                written[alike(name)] = name
                often[alike(name)] += 1
        return [written[folded] for folded, _ in often.most_common()]

    def trend(self, name: str) -> Trend:
        """Return the trend of one name."""
        from habitlog.stats.analysis import analyse  # noqa: PLC0415 - numpy is loaded by the first trend
        from habitlog.stats.series import Series  # noqa: PLC0415

        span = self.span
        values = Series.of_rows(list(self._reckoned(self.measure.of, name).items()))
        analysis = analyse(values, span.first, span.last, span.today, self.measure.summary)
        coverage = Coverage(span.days, len(analysis.points), len(self.skipped), analysis.trend.needed)
        beside = {way: self._reckoned(of, name) for way, of in self.measure.beside.items()}
        titled = replace(self.measure, name=f"{self.measure.name}, {name}")
        return Trend(self.pillar, titled, span.first, span.last, analysis, coverage, self.skipped, name, beside)

    def glance(self, name: str) -> Glance:
        """Return the same trend as a row among many: of each week, as they are few, the highest value."""
        found = self.trend(name)
        highest: dict[date, float] = {}
        for day, value in found.analysis.points:
            monday = day - timedelta(days=day.weekday())
            highest[monday] = max(value, highest.get(monday, value))
        line = tuple(highest.get(week.monday) for week in found.analysis.weeks if week.finished)
        return Glance(self.pillar, found.metric, self.span, found.analysis, found.coverage, line, called=name)

    def _reckoned(self, of: Reckoned, name: str) -> dict[date, float]:
        return {day: value for day, records in self.days.items() if (value := of(records, name)) is not None}


def read(unit: Reading, person: Person, pillar: Pillar, measure: Named, span: Span) -> Shelf:
    """Return the records of a span, read once for any number of names."""
    days = records_by_day(unit, person, pillar, span.first, span.last, (measure.kind,))
    return Shelf(pillar, measure, span, days, skipped_days(unit, person.id, pillar.key, span.first, span.last))


def asked(measure: Named, called: str | None) -> str:
    """Return a name somebody asks for; raises `Invalid` for none or a long one, `ClinicianTopic`."""
    name = (called or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        words = f"It is told for each {measure.asks} by itself: one is needed, of {LONGEST_NAME} characters at most."
        raise Invalid([FieldProblem(measure.asks, words)])
    screen_name(measure.asks, name)
    return name
