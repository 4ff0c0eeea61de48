"""Trends of a measure by name, such as the estimated maximum of each exercise, from one reading of the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from habitlog.db import Reading
from habitlog.errors import FieldProblem, Invalid
from habitlog.marks import Marked, marked_days
from habitlog.people.model import Person
from habitlog.pillar import EntryRecord, Named, Pillar
from habitlog.pillar.measures import Reckoned
from habitlog.pillar.names import alike
from habitlog.usecases.listing import records_by_day
from habitlog.usecases.screening import screen_name
from habitlog.usecases.spans import LEAD, Coverage, Glance, Span, Trend

if TYPE_CHECKING:
    from habitlog.stats.periods import Period
    from habitlog.stats.weekly import Week

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the records of a span say of every name: its number by day, by the name without its letter case.

    `names` are those with a number in the span as they were written last, those of most days first.
    """

    pillar: Pillar
    measure: Named
    span: Span
    days: Mapping[date, Sequence[EntryRecord]]
    numbers: Mapping[str, Mapping[date, float]]
    names: Sequence[str]
    marks: Marked

    def trend(self, name: str) -> Trend:
        """Return the trend of one name."""
        from habitlog.stats.analysis import analyse  # noqa: PLC0415 - numpy is loaded by the first trend
        from habitlog.stats.series import Series  # noqa: PLC0415

        span = self.span
        values = Series.of_rows(list(self.numbers.get(alike(name), {}).items()))
        analysis = analyse(values, span.first, span.last, span.today, self.measure.summary)
        coverage = Coverage(span.days, len(analysis.points), len(self.marks.skipped), analysis.trend.needed)
        beside = {way: _by_name(self.days, of)[0].get(alike(name), {}) for way, of in self.measure.beside.items()}
        whose = self.pillar, self._of(name), span.first, span.last
        return Trend(*whose, analysis, coverage, *self.marks, called=name, beside=beside)

    def glance(self, name: str) -> Glance:
        """Return one name as a row among many: of each week, as there are few days, the highest value."""
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
        from habitlog.stats.series import Series  # noqa: PLC0415

        span = self.span
        line = reckon.Straight(Series.of_rows(list(self.numbers.get(alike(name), {}).items())))
        found = reckon.outline(line, span.first, span.last, span.today, self.measure.summary)
        coverage = Coverage(span.days, found.logged, len(self.marks.skipped), found.trend.needed)
        weeks = tuple(week.value for week in self._weeks(name) if week.finished)
        return Glance(self.pillar, self._of(name), span, found, coverage, weeks, self.period(name), called=name)

    def period(self, name: str) -> Period:
        """Return the mean of the highest values of the span's weeks."""
        from habitlog.stats import periods  # noqa: PLC0415 - as above

        return periods.of_weeks(self._weeks(name))

    def _weeks(self, name: str) -> tuple[Week, ...]:
        """Return the weeks of the span, each with its highest value."""
        from habitlog.stats.series import Series  # noqa: PLC0415 - as above
        from habitlog.stats.weekly import weekly  # noqa: PLC0415

        span, numbers = self.span, self.numbers.get(alike(name), {})
        highest: dict[date, float] = {}
        for day, value in numbers.items():
            monday = day - timedelta(days=day.weekday())
            highest[monday] = max(value, highest.get(monday, value))
        weeks = weekly(Series.of_rows(list(numbers.items())), span.first, span.last, span.today, "mean")
        return tuple(week._replace(value=highest.get(week.monday)) for week in weeks)

    def _of(self, name: str) -> Named:
        return replace(self.measure, name=f"{self.measure.name}, {name}")


def read(unit: Reading, person: Person, pillar: Pillar, measure: Named, span: Span) -> Shelf:
    """Return what the records of a span say, read once for any number of names."""
    days = records_by_day(unit, person, pillar, span.begun(LEAD), span.last, (measure.kind,))
    numbers, written = _by_name(days, measure.of)
    often = {name: sum(day >= span.first for day in numbers[name]) for name in numbers}
    names = [written[name] for name in sorted(often, key=lambda name: -often[name]) if often[name]]
    marks = marked_days(unit, person.id, pillar.key, span.first, span.last)
    return Shelf(pillar, measure, span, days, numbers, names, marks)


def _by_name(
    days: Mapping[date, Sequence[EntryRecord]], of: Reckoned
) -> tuple[dict[str, dict[date, float]], dict[str, str]]:
    """Return the numbers by name without letter case and day, and each name as it was written last."""
    found: dict[str, dict[date, float]] = {}
    written: dict[str, str] = {}
    for day, records in days.items():
        for name, value in of(records).items():
            found.setdefault(alike(name), {})[day] = value
            written[alike(name)] = name
    return found, written


def asked(measure: Named, called: str | None) -> str:
    """Return a name somebody asks for; raises `Invalid` for none or a long one, `ClinicianTopic`."""
    name = (called or "").strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        words = f"It is told for each {measure.asks} by itself: one is needed, of {LONGEST_NAME} characters at most."
        raise Invalid([FieldProblem(measure.asks, words)])
    screen_name(measure.asks, name)
    return name
