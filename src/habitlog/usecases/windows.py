"""The windows of the trend pages: four weeks, twelve, a year, or all there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import func, select

from habitlog.db import Reading
from habitlog.derived import first_day
from habitlog.people.model import Person
from habitlog.pillar import Measure, Named, Pillar, Weekly, Windowed
from habitlog.pillars import PILLARS
from habitlog.usecases import named, trends, windowed
from habitlog.usecases.spans import Span, Trend
from habitlog.usecases.windowed import Window

Range = Literal["4w", "12w", "1y", "all"]
NAMED_SHOWN = 3
"""Names of a named measure that stand among the others."""
LENGTHS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 365}


@dataclass(frozen=True, slots=True)
class Overview:
    """Every measure of one pillar over the same window; of named ones, those that were reckoned most often."""

    pillar: Pillar
    trends: tuple[Trend, ...]
    windows: tuple[Window, ...]


def window(unit: Reading, person: Person, range_: Range, today: date, measure: tuple[Pillar, Measure] | None) -> Span:
    """Return a range that ends today; "all" begins with the first value of a measure, or of all where it is None."""
    if range_ != "all":
        return Span(today - timedelta(days=LENGTHS[range_] - 1), today, today)
    asked = [measure] if measure else [(pillar, one) for pillar in PILLARS.values() for one in pillar.metrics]
    begun = [day for pillar, one in asked if (day := _first_day(unit, person, pillar, one))]
    return Span(min(begun, default=today - timedelta(days=27)), today, today)


def overview(unit: Reading, person: Person, range_: Range, today: date) -> Iterator[Overview]:
    """Yield every pillar's measures over the same window."""
    span = window(unit, person, range_, today, None)
    for pillar in PILLARS.values():
        told = [trends.of(unit, person, one.id, span) for one in pillar.metrics]
        told += [trends.of(unit, person, one.id, span) for one in pillar.weekly]
        for by_name in pillar.named:
            shelf = named.read(unit, person, pillar, by_name, span)
            told += [shelf.trend(name) for name in shelf.names()[:NAMED_SHOWN]]
        yield Overview(pillar, tuple(told), tuple(windowed.of(unit, person, one.id, span) for one in pillar.windowed))


def _first_day(unit: Reading, person: Person, pillar: Pillar, measure: Measure) -> date | None:
    if isinstance(measure, Named | Windowed):
        c = pillar.table.c
        day: date | None = unit.value(select(func.min(c.day)).where(c.person_id == person.id))
        return day
    return first_day(unit, person.id, [measure.of_daily if isinstance(measure, Weekly) else measure.id])
