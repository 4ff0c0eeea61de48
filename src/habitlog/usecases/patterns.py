"""What went together in one's own log: the fixed list of pairs over 52 finished weeks, for those who switched it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import update

from habitlog.db import Reading, Writing
from habitlog.derived import series
from habitlog.people.model import Person, person
from habitlog.people.schema import PatternsChoice, read_sent
from habitlog.pillar import Metric, Pillar
from habitlog.pillars import METRICS
from habitlog.pillars.pairs import PAIRS, Pair
from habitlog.usecases.spans import Span
from habitlog.usecases.windows import whole_weeks

if TYPE_CHECKING:
    from habitlog.stats.association import Association
    from habitlog.stats.series import Series

WEEKS = 52
POINTS_APART = 30
"""Weekday and weekend coverage further apart than this, in percentage points, is said."""
LOOKED_AT = tuple(dict.fromkeys(metric for pair in PAIRS for metric in (pair.earlier, pair.later)))


class Known(NamedTuple):
    """How many of some calendar days have a value."""

    days: int
    logged: int

    @property
    def percent(self) -> float:
        """Return the share of days with a value, 0 to 100."""
        return 100 * self.logged / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of one metric is known on weekdays and at weekends."""

    pillar: Pillar
    metric: Metric
    weekdays: Known
    weekends: Known

    @property
    def mostly_missing(self) -> str | None:
        """Return which of the two is mostly missing beside the other, if one is."""
        apart = self.weekdays.percent - self.weekends.percent
        if abs(apart) <= POINTS_APART:
            return None
        return "weekends" if apart > 0 else "weekdays"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Every pair with what came of it, over `span`; nothing is computed while it is off.

    Coverage is told from `since` on, the Monday of the first value of any of these metrics.
    """

    switched_on: bool
    span: Span
    since: date
    tested: tuple[tuple[Pair, Association], ...] = ()
    covers: tuple[Cover, ...] = ()


def window(today: date) -> Span:
    """Return the last 52 ISO weeks that had ended before the week of `today`."""
    return whole_weeks(7 * WEEKS, today)


def of(unit: Reading, someone: Person, today: date) -> Patterns:
    """Return what every pair says, or nothing where patterns are switched off."""
    span = window(today)
    if someone.patterns == "off":
        return Patterns(switched_on=False, span=span, since=span.first)
    found = series(unit, someone.id, LOOKED_AT, span.first, span.last)
    firsts = [date.fromordinal(int(one.days[0])) for one in found.values() if len(one)]
    first = min(firsts, default=span.first)
    since = first - timedelta(days=first.weekday())
    covers = tuple(_cover(metric, found[metric], since, span.last) for metric in LOOKED_AT)
    return Patterns(switched_on=True, span=span, since=since, tested=_tested(found, span), covers=covers)


def switch(unit: Writing, someone: Person, raw: dict[str, Any]) -> None:
    """Switch patterns on or off; raises `Invalid` for anything else. No entry changes."""
    sent = read_sent(PatternsChoice, raw)
    unit.run(update(person).where(person.c.id == someone.id).values(patterns=sent.patterns))


def method() -> dict[str, Any]:
    """Return how patterns are found, as plain JSON values, with the list of pairs and the window."""
    from habitlog.stats import patternmethod  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    pairs = [{"earlier": pair.earlier, "later": pair.later, "lag": pair.lag} for pair in PAIRS]
    weeks = {"iso_weeks": WEEKS, "ends": "the last Sunday before the ISO week of today"}
    return {**patternmethod.method(), "window": weeks, "pairs": pairs}


def _tested(found: Mapping[str, Series], span: Span) -> tuple[tuple[Pair, Association], ...]:
    from habitlog.stats.association import associations  # noqa: PLC0415 - as above
    from habitlog.stats.strand import strand  # noqa: PLC0415

    strands = {
        metric: strand(one, span.first, span.last, clock=METRICS[metric][1].summary == "clock")
        for metric, one in found.items()
    }
    asked = [(strands[pair.earlier], strands[pair.later], pair.lag) for pair in PAIRS]
    return tuple(zip(PAIRS, associations(asked), strict=True))


def _cover(metric: str, values: Series, since: date, last: date) -> Cover:
    # `since` is a Monday and `last` a Sunday: every week there is whole.
    weeks = ((last - since).days + 1) // 7
    weekend = int((values.days - values.mondays() >= 5).sum())
    pillar, measure = METRICS[metric]
    return Cover(pillar, measure, Known(5 * weeks, len(values) - weekend), Known(2 * weeks, weekend))
