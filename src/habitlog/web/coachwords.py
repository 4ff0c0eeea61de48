"""What the page of one client says: each measure week by week in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from habitlog.people.model import Person
from habitlog.pillar import Measure, Pillar, Style, Weekly
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.coaching import Client, Told
from habitlog.usecases.grants import last_day
from habitlog.web import methodwords, trendwords, words
from habitlog.web.clientwords import MADE_OF, weekly_figure
from habitlog.web.trendwords import Row, Sides

SIDES = Sides("last week", "the 4 weeks before")


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: its row, its verdict, how days become its weekly value, those, oldest first, and the method."""

    row: Row
    sentence: str
    made_of: str
    weekly: tuple[str, ...]
    method: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A pillar: `lines` is None where it is not shown, and empty where no week can be shown yet."""

    pillar: Pillar
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A client on a page of their own; `weeks` are Mondays in words, `span` says from which to which they reach."""

    grant_id: str
    name: str
    until: str
    span: str
    weeks: tuple[str, ...]
    parts: tuple[Part, ...]


def closely(found: Client, coach: Person, today: date) -> Shown:
    """Return a client of the page of one in words, as a coach on this day reads them."""
    weeks = found.look.weeks
    return Shown(
        found.look.grant_id,
        found.look.client.name,
        words.day_month(_until(found), today),
        words.from_to(weeks[0], weeks[-1] + consent.WEEK - consent.ONE_DAY) if weeks else "",
        tuple(words.day_mon(week, week) for week in weeks),
        tuple(_part(pillar, found.told.get(key), coach.style) for key, pillar in PILLARS.items()),
    )


def method() -> str:
    """Return how every verdict here is reached, in two sentences that fit on paper."""
    return (
        f"{methodwords.version()}: Theil–Sen slopes with a 95 % interval from the Mann–Kendall variance. A change is "
        "named when the whole interval lies on one side of zero."
    )


def _until(found: Client) -> date:
    return last_day(found.look.expires_at, found.look.client)


def _part(pillar: Pillar, told: tuple[Told, ...] | None, style: Style) -> Part:
    return Part(pillar, None if told is None else tuple(_line(one, style) for one in told))


def _line(told: Told, style: Style) -> Line:
    glance = told.glance
    measure = glance.measure
    row = trendwords.row(glance, style, SIDES)
    return Line(
        row=row,
        sentence=_sentence(told, row),
        made_of="" if isinstance(measure, Weekly) else MADE_OF[measure.summary],
        weekly=tuple(_value(measure, *week, style) for week in zip(glance.line, told.days, strict=True)),
        method=trendwords.method_lines(measure, glance.outline.trend.basis)[:-1],
    )


def _sentence(told: Told, row: Row) -> str:
    """Write a verdict; where a page of so few weeks can never name one, how many it takes."""
    trend, shown = told.glance.outline.trend, len(told.days)
    if trend.silence and trend.basis == "week" and trend.silence.needed > shown:
        return f"A trend takes {trend.silence.needed} weeks; here are {shown}."
    return row.sentence.removesuffix(trendwords.LONGER).rstrip()


def _value(measure: Measure, value: float | None, days: int, style: Style) -> str:
    """Write a week's value; clock times of enough days can lie all around the clock, and then have no middle."""
    if value is None and measure.unit == "clock" and days >= consent.NEEDED_DAYS:
        return "no middle"
    return weekly_figure(measure, value, style)
