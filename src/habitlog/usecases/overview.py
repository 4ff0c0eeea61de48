"""Every measure of a person over one window, from one reading of the daily numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from habitlog import derived
from habitlog.db import Reading
from habitlog.marks import marks_between
from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar, Weekly
from habitlog.pillars import METRICS, PILLARS
from habitlog.usecases import named, windowed
from habitlog.usecases.spans import LEAD, Coverage, Glance, Span
from habitlog.usecases.windowed import Window
from habitlog.usecases.windows import LENGTHS, whole_weeks

if TYPE_CHECKING:
    from habitlog.stats.series import Series
    from habitlog.stats.weekly import Week

NAMED_SHOWN = 3
"""Names of a named measure that stand among the others."""
LONGEST_OF_RECORDS = LENGTHS["1y"]
"""Days: what is reckoned from records is not reckoned over longer windows among the others."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Every measure of one pillar over the same window; of named ones, those that were reckoned most often."""

    pillar: Pillar
    glances: tuple[Glance, ...]
    windows: tuple[Window, ...]


def of(unit: Reading, person: Person, span: Span) -> Iterator[Overview]:
    """Yield every pillar's measures over a span.

    What is reckoned from records (named and windowed measures) takes the last 52 weeks of a longer span.
    """
    table = Table.read(unit, person, span)
    short = whole_weeks(LONGEST_OF_RECORDS, span.today) if span.days > LONGEST_OF_RECORDS else span
    for pillar in PILLARS.values():
        glances = [table.daily(pillar, one) for one in pillar.metrics]
        glances += [table.weekly(pillar, one) for one in pillar.weekly]
        for by_name in pillar.named:
            shelf = named.read(unit, person, pillar, by_name, short)
            glances += [shelf.glance(name) for name in shelf.names[:NAMED_SHOWN]]
        yield Overview(pillar, tuple(glances), windowed.of_pillar(unit, person, pillar, short))


@dataclass(frozen=True, slots=True)
class Table:
    """The daily numbers of a span and of the period before it, by metric, and the skipped days by pillar."""

    span: Span
    period: Span
    series: Mapping[str, Series]
    skipped: Mapping[str, int]

    @classmethod
    def read(cls, unit: Reading, person: Person, span: Span) -> Table:
        """Read them once; of a span beyond 52 weeks the last full period is the last 52 weeks."""
        period = whole_weeks(LENGTHS["1y"], span.today) if span.days > LENGTHS["1y"] else span
        begin = min(span.begun(LEAD), period.before().first)
        series = derived.series(unit, person.id, METRICS, begin, span.last)
        skipped = dict.fromkeys(PILLARS, 0)
        for (pillar, _), mark in marks_between(unit, person.id, span.first, span.last).items():
            skipped[pillar] += mark == "skipped"
        return cls(span, period, series, skipped)

    def daily(self, pillar: Pillar, metric: Metric) -> Glance:
        """Return the glance of a daily metric."""
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - numpy is loaded by the first trend

        span, series = self.span, self.series[metric.id]
        line = reckon.straight(series, span.first, span.last, metric.summary)
        found = reckon.outline(line, span.first, span.last, span.today, metric.summary)
        coverage = Coverage(span.days, found.logged, self.skipped[pillar.key], found.trend.needed)
        beside = [
            reckon.period(series, one.first, one.last, metric.summary) for one in (self.period, self.period.before())
        ]
        return Glance(pillar, metric, span, found, coverage, finished(found.weeks), beside[0], beside[1])

    def weekly(self, pillar: Pillar, measure: Weekly) -> Glance:
        """Return the glance of a weekly measure."""
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
        from habitlog.stats import periods  # noqa: PLC0415

        span, series = self.span, self.series[measure.of_daily]
        found, *beside = (
            reckon.outline_weeks(series, one.first, one.last, span.today, measure.of)
            for one in (span, self.period, self.period.before())
        )
        logged = len(series.between(span.first, span.last))
        weeks = sum(week.finished for week in found.weeks), found.logged
        coverage = Coverage(span.days, logged, self.skipped[pillar.key], found.trend.needed, weeks)
        numbers = [periods.of_weeks(one.weeks) for one in beside]
        return Glance(pillar, measure, span, found, coverage, finished(found.weeks), numbers[0], numbers[1])


def finished(weeks: tuple[Week, ...]) -> tuple[float | None, ...]:
    """Return the values of the finished weeks."""
    return tuple(week.value for week in weeks if week.finished)
