"""What a coach is shown of one client: weekly values and verdicts of what is granted, over four or twelve weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from habitlog.db import Database, Reading
from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar, Weekly
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.granted import months_between
from habitlog.usecases.looking import Look, look
from habitlog.usecases.overview import finished
from habitlog.usecases.spans import Coverage, Glance, Span, weeks_known

if TYPE_CHECKING:
    from habitlog.stats.outline import Outline
    from habitlog.stats.periods import Period
    from habitlog.stats.series import Series

SIX_DAYS = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Told:
    """One measure of the shown weeks, and how many of the seven days of each week have a value."""

    glance: Glance
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """The shown days of a daily metric: how many have a value in each week, and those of the weeks that tell a value.

    The days of thinner weeks are in no number: otherwise one of them could be reckoned from a mean beside its weeks.
    """

    by_week: tuple[int, ...]
    full: Series


@dataclass(frozen=True, slots=True)
class Client:
    """What one client shows: by granted pillar its measures, none as long as no week can be shown."""

    look: Look
    told: Mapping[str, tuple[Told, ...]]


def one(database: Database, coach: Person, grant_id: str, weeks: int, now: datetime) -> Client:
    """Return what one grant opens of the last `weeks` finished weeks; the look is written.

    Raises `NotFound` as `look` does.
    """

    def read(unit: Reading, looks: tuple[Look, ...]) -> Client:
        return client(unit, coach, looks[0], now)

    return look(database, coach, "client", weeks, now, read, grant_id)


def client(unit: Reading, coach: Person, each: Look, now: datetime) -> Client:
    """Return every daily and weekly measure of the weeks and pillars of a look.

    Measures by name are left out: the names are words somebody typed.
    """
    if not each.weeks:
        return Client(each, dict.fromkeys(each.pillars, ()))
    from habitlog.stats.trend import unremembered  # noqa: PLC0415 - numpy is loaded by the first trend

    span = Span(each.weeks[0], each.weeks[-1] + SIX_DAYS, each.client.today(now))
    daily = _daily(unit, coach, each, span, now)
    with unremembered():
        return Client(each, {key: tuple(_told(PILLARS[key], span, daily)) for key in each.pillars})


def _daily(unit: Reading, coach: Person, each: Look, span: Span, now: datetime) -> Mapping[str, Days]:
    """Read the days of the shown weeks and no other, of every daily metric that is open."""
    from habitlog.stats.series import Series  # noqa: PLC0415 - as above
    from habitlog.stats.weekly import days_known, in_full_weeks  # noqa: PLC0415 - as above

    metrics = [metric.id for key in each.pillars for metric in PILLARS[key].metrics]
    found = dict.fromkeys(metrics, Series.of_rows(()))
    rows = months_between(unit, coach, metrics, (span.first, span.last), now, each.grant_id)
    for metric, of in groupby(sorted(rows, key=itemgetter(1)), key=itemgetter(1)):
        _, _, starts, days = zip(*of, strict=True)
        found[metric] = Series.of_months(starts, days).between(span.first, span.last)
    return {
        metric: Days(days_known(series, span.first, span.last), in_full_weeks(series, consent.NEEDED_DAYS))
        for metric, series in found.items()
    }


def _told(pillar: Pillar, span: Span, daily: Mapping[str, Days]) -> Iterator[Told]:
    measures: tuple[Metric | Weekly, ...] = (*pillar.metrics, *pillar.weekly)
    for measure in measures:
        of = measure.of_daily if isinstance(measure, Weekly) else measure.id
        yield _measure(pillar, measure, span, daily[of])


def _measure(pillar: Pillar, measure: Metric | Weekly, span: Span, days: Days) -> Told:
    found, period, before = _reckoned(days.full, measure, span)
    known = weeks_known(found.weeks) if isinstance(measure, Weekly) else None
    coverage = Coverage(span.days, sum(days.by_week), 0, found.trend.needed, known)
    glance = Glance(pillar, measure, span, found, coverage, finished(found.weeks), period, before)
    return Told(glance, days.by_week)


def _reckoned(series: Series, measure: Metric | Weekly, span: Span) -> tuple[Outline, Period, Period | None]:
    from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
    from habitlog.stats.briefs import BEFORE  # noqa: PLC0415 - as above
    from habitlog.stats.periods import of_weeks  # noqa: PLC0415 - as above

    last, four = span.last - SIX_DAYS, timedelta(weeks=BEFORE)
    has_four = last - four >= span.first
    if isinstance(measure, Weekly):
        found = reckon.outline_weeks(series, span.first, span.last, span.today, measure.of)
    else:
        line = reckon.straight(series, span.first, span.last, measure.summary)
        found = reckon.outline(line, span.first, span.last, span.today, measure.summary)
    # A total of a week is that of its logged days; a mean of days times seven would stand beside it as another number.
    if isinstance(measure, Weekly) or measure.summary == "total":
        return found, of_weeks(found.weeks[-1:]), of_weeks(found.weeks[-1 - BEFORE : -1]) if has_four else None
    period = reckon.period(series, last, span.last, measure.summary)
    one_day = timedelta(days=1)
    return found, period, reckon.period(series, last - four, last - one_day, measure.summary) if has_four else None
