"""Every measure of a person over one window, from one reading of the daily numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from habitlog import derived
from habitlog.db import Reading
from habitlog.marks import marks_between
from habitlog.people.model import Person
from habitlog.pillar import Metric, Named, Pillar, Weekly
from habitlog.pillars import METRICS, PILLARS
from habitlog.usecases import named, windowed
from habitlog.usecases.spans import LEAD, Coverage, Glance, Span, weeks_known
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
    """Every measure of one pillar over the same window; of named ones, those that were reckoned most often.

    `windows` are of the last full period, `before` are the same measures of the period before it, None where that one
    is not read.
    """

    pillar: Pillar
    glances: tuple[Glance, ...]
    windows: tuple[Window, ...]
    before: tuple[Window | None, ...]


class Periods(NamedTuple):
    """The last full period and the one it stands beside."""

    now: Span
    before: Span


def periods(span: Span) -> Periods:
    """Return a span and as many days before it; of a span beyond 52 weeks the last 52 and the 52 before."""
    now = whole_weeks(LONGEST_OF_RECORDS, span.today) if span.days > LONGEST_OF_RECORDS else span
    return Periods(now, now.before())


def of(unit: Reading, person: Person, span: Span, beside: Periods | None = None) -> Iterator[Overview]:
    """Yield every pillar's measures over a span, with the periods that stand `beside` each other.

    What is reckoned from records (named and windowed measures) is reckoned over these periods alone; of a span longer
    than they are, over its last 12 weeks, as years of records take too long beside all there is.
    """
    pair = beside or periods(span)
    read = pair if pair.now.days >= span.days else (whole_weeks(LENGTHS["12w"], span.today), None)
    table = Table.read(unit, person, span, pair)
    for pillar in PILLARS.values():
        glances = [table.daily(pillar, one) for one in pillar.metrics]
        glances += [table.weekly(pillar, one) for one in pillar.weekly]
        for by_name in pillar.named:
            glances += _by_name(unit, person, pillar, by_name, *read)
        windows = windowed.of_pillar(unit, person, pillar, read[0])
        before = windowed.of_pillar(unit, person, pillar, read[1]) if read[1] else (None,) * len(windows)
        yield Overview(pillar, tuple(glances), windows, before)


def _by_name(
    unit: Reading, person: Person, pillar: Pillar, measure: Named, now: Span, before: Span | None
) -> Iterator[Glance]:
    shelf = named.read(unit, person, pillar, measure, now)
    earlier = named.read(unit, person, pillar, measure, before) if before else None
    for name in shelf.names[:NAMED_SHOWN]:
        yield replace(shelf.glance(name), before=earlier.period(name) if earlier else None)


@dataclass(frozen=True, slots=True)
class Table:
    """The daily numbers of a span and of the periods beside it, by metric, and the skipped days by pillar."""

    span: Span
    beside: Periods
    series: Mapping[str, Series]
    skipped: Mapping[str, int]

    @classmethod
    def read(cls, unit: Reading, person: Person, span: Span, beside: Periods) -> Table:
        """Read them once."""
        begin = min(span.begun(LEAD), beside.before.first)
        series = derived.series(unit, person.id, METRICS, begin, span.last)
        skipped = dict.fromkeys(PILLARS, 0)
        for (pillar, _), mark in marks_between(unit, person.id, span.first, span.last).items():
            skipped[pillar] += mark == "skipped"
        return cls(span, beside, series, skipped)

    def daily(self, pillar: Pillar, metric: Metric) -> Glance:
        """Return the glance of a daily metric."""
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - numpy is loaded by the first trend

        span, series = self.span, self.series[metric.id]
        line = reckon.straight(series, span.first, span.last, metric.summary)
        found = reckon.outline(line, span.first, span.last, span.today, metric.summary)
        coverage = Coverage(span.days, found.logged, self.skipped[pillar.key], found.trend.needed)
        beside = [reckon.period(series, one.first, one.last, metric.summary) for one in self.beside]
        return Glance(pillar, metric, span, found, coverage, finished(found.weeks), beside[0], beside[1])

    def weekly(self, pillar: Pillar, measure: Weekly) -> Glance:
        """Return the glance of a weekly measure."""
        from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
        from habitlog.stats.periods import of_weeks  # noqa: PLC0415
        from habitlog.stats.weekly import weekly_of  # noqa: PLC0415

        span, series = self.span, self.series[measure.of_daily]
        found = reckon.outline_weeks(series, span.first, span.last, span.today, measure.of)
        logged = len(series.between(span.first, span.last))
        weeks = weeks_known(found.weeks)
        coverage = Coverage(span.days, logged, self.skipped[pillar.key], found.trend.needed, weeks)
        beside = [of_weeks(weekly_of(series, one.first, one.last, span.today, measure.of)) for one in self.beside]
        return Glance(pillar, measure, span, found, coverage, finished(found.weeks), beside[0], beside[1])


def finished(weeks: tuple[Week, ...]) -> tuple[float | None, ...]:
    """Return the values of the finished weeks."""
    return tuple(week.value for week in weeks if week.finished)
