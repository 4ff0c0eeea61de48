"""What a coach is shown: weekly values and verdicts of what is granted, of every client at once or of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, or_, select

from habitlog.db import Database, Reading
from habitlog.derived import metric_month, months
from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar, Weekly
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.predicate import granted
from habitlog.usecases import granting
from habitlog.usecases.grants import Shared
from habitlog.usecases.looking import Look, look
from habitlog.usecases.overview import finished
from habitlog.usecases.spans import Coverage, Glance, Span, weeks_known

if TYPE_CHECKING:
    from habitlog.stats.outline import Outline
    from habitlog.stats.periods import Period
    from habitlog.stats.series import Series

LIST_WEEKS = 8
BEFORE = 4
"""Weeks that stand beside the last one."""
SIX_DAYS = timedelta(days=6)

Values = Mapping[tuple[str, str], Sequence[tuple[date, float]]]
"""(day, value), oldest first, by grant id and metric."""


@dataclass(frozen=True, slots=True)
class Told:
    """One measure of the shown weeks, and how many of the seven days of each week have a value."""

    glance: Glance
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """What one client shows: by granted pillar its measures, none as long as no week can be shown."""

    look: Look
    grant: Shared
    told: Mapping[str, tuple[Told, ...]]


@dataclass(frozen=True, slots=True)
class Clients:
    """Every client in alphabetical order, and the grants that wait for their client to confirm."""

    shown: tuple[Client, ...]
    waiting: tuple[Shared, ...]


def everybody(database: Database, coach: Person, now: datetime) -> Clients:
    """Return the last eight finished weeks of each pillar's first metric, of every client; each look is written."""

    def read(unit: Reading, looks: tuple[Look, ...]) -> Clients:
        grants = granting.received(unit, coach, now)
        waiting = tuple(one for one in grants if one.state == consent.State.pending)
        return Clients(listed(unit, coach, looks, grants, now), waiting)

    return look(database, coach, "list", LIST_WEEKS, now, read)


def one(database: Database, coach: Person, grant_id: str, weeks: int, now: datetime) -> Client:
    """Return the last `weeks` finished weeks of every daily and weekly measure that one grant opens.

    Measures by name are left out: the names are words somebody typed. Raises `NotFound` as `look` does.
    """

    def read(unit: Reading, looks: tuple[Look, ...]) -> Client:
        return closely(unit, coach, looks, granting.received(unit, coach, now), now)

    return look(database, coach, "client", weeks, now, read, grant_id)


def listed(
    unit: Reading, coach: Person, looks: Sequence[Look], grants: Sequence[Shared], now: datetime
) -> tuple[Client, ...]:
    """Return what the list of clients tells of these looks: each pillar's first metric."""
    return _clients(unit, coach, looks, grants, now, lambda pillar: pillar.metrics[:1])


def closely(unit: Reading, coach: Person, looks: Sequence[Look], grants: Sequence[Shared], now: datetime) -> Client:
    """Return what the page of one client tells of their look: every daily and weekly measure."""
    return _clients(unit, coach, looks, grants, now, lambda pillar: (*pillar.metrics, *pillar.weekly))[0]


Pick = Callable[[Pillar], Sequence[Metric | Weekly]]


def _clients(
    unit: Reading, coach: Person, looks: Sequence[Look], grants: Sequence[Shared], now: datetime, pick: Pick
) -> tuple[Client, ...]:
    by_id = {grant.id: grant for grant in grants}
    metrics = {_daily(measure) for pillar in PILLARS.values() for measure in pick(pillar)}
    values = _values(unit, coach, looks, metrics, now)
    clients = [Client(each, by_id[each.grant_id], _told(each, values, pick, now)) for each in looks]
    return tuple(sorted(clients, key=lambda client: (client.look.client.name.casefold(), client.look.grant_id)))


def _daily(measure: Metric | Weekly) -> str:
    return measure.of_daily if isinstance(measure, Weekly) else measure.id


def _months() -> Select[Any]:
    opened, m = granted(coach=bindparam("coach"), now=bindparam("now")).subquery(), metric_month.c
    of_pillar = [
        and_(opened.c.pillar == key, m.metric.in_([metric.id for metric in pillar.metrics]))
        for key, pillar in PILLARS.items()
    ]
    return (
        select(opened.c.grant_id, m.metric, m.month, m.days)
        .join(metric_month, and_(m.person_id == opened.c.person_id, or_(*of_pillar)))
        .where(
            m.month.between(bindparam("first"), bindparam("last")),
            m.metric.in_(bindparam("metrics", expanding=True)),
            opened.c.grant_id.in_(bindparam("grants", expanding=True)),
        )
        .order_by(opened.c.grant_id, m.metric, m.month)
    )


_MONTHS = _months()


def _values(unit: Reading, coach: Person, looks: Sequence[Look], metrics: Collection[str], now: datetime) -> Values:
    """Read the days of the shown weeks and no other, in one query for all clients."""
    ends = {each.grant_id: (each.weeks[0], each.weeks[-1] + SIX_DAYS) for each in looks if each.weeks}
    found: defaultdict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    if not ends:
        return found
    asked = {
        "coach": coach.id,
        "now": now,
        "metrics": sorted(metrics),
        "grants": sorted(ends),
        "first": months.month_of(min(first for first, _ in ends.values())),
        "last": max(last for _, last in ends.values()),
    }
    for grant_id, metric, month, days in unit.tuples(_MONTHS, **asked):
        first, last = ends[grant_id]
        inside = ((day, value) for day, value in months.values_in(month, days) if first <= day <= last)
        found[grant_id, metric].extend(inside)
    return found


def _told(each: Look, values: Values, pick: Pick, now: datetime) -> dict[str, tuple[Told, ...]]:
    if not each.weeks:
        return dict.fromkeys(each.pillars, ())
    span = Span(each.weeks[0], each.weeks[-1] + SIX_DAYS, each.client.today(now))
    return {
        key: tuple(
            _measure(PILLARS[key], measure, span, each.weeks, values.get((each.grant_id, _daily(measure)), ()))
            for measure in pick(PILLARS[key])
        )
        for key in each.pillars
    }


def _measure(
    pillar: Pillar,
    measure: Metric | Weekly,
    span: Span,
    weeks: Sequence[date],
    values: Sequence[tuple[date, float]],
) -> Told:
    """Reckon one measure from the weeks that tell a value.

    The days of thinner weeks are in no number: otherwise one of them could be reckoned from a mean beside its weeks.
    """
    from habitlog.stats.series import Series  # noqa: PLC0415 - numpy is loaded by the first trend

    count = Counter(consent.monday(day) for day, _ in values)
    kept = [(day, value) for day, value in values if consent.tells_value(count[consent.monday(day)])]
    found, period, before = _reckoned(Series.of_rows(kept), measure, span)
    known = weeks_known(found.weeks) if isinstance(measure, Weekly) else None
    coverage = Coverage(span.days, len(values), 0, found.trend.needed, known)
    glance = Glance(pillar, measure, span, found, coverage, finished(found.weeks), period, before)
    return Told(glance, tuple(count[week] for week in weeks))


def _reckoned(series: Series, measure: Metric | Weekly, span: Span) -> tuple[Outline, Period, Period | None]:
    from habitlog.stats import outline as reckon  # noqa: PLC0415 - as above
    from habitlog.stats.periods import of_weeks  # noqa: PLC0415

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
