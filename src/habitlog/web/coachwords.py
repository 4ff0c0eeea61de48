"""What a coach's pages say of a client: each measure in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from habitlog.people.model import Person
from habitlog.pillar import Measure, Pillar, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.coaching import Client, Told
from habitlog.usecases.grants import last_day
from habitlog.web import methodwords, trendwords, verdicts, words
from habitlog.web.charts import sparkline
from habitlog.web.trendwords import Row, Sides

SIDES = Sides("last week", "the 4 weeks before")
MADE_OF = {"mean": "mean", "total": "total", "median": "median", "clock": "mean time"}
"""How the days of a week become its value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One pillar of a client in the list: its eight weeks, the last one and the four before, what they rest on."""

    spark: Markup
    last: str
    before: str
    days: str
    weeks: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A client in the list: each pillar with its cell, or with why there is none."""

    grant_id: str
    name: str
    until: str
    cells: tuple[tuple[Pillar, Cell | None, str], ...]


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


def listed(found: Client, coach: Person, today: date) -> Listed:
    """Return a client of the list in words, as a coach on this day reads them."""
    cells = tuple(_cell(pillar, found.told.get(key), coach.style) for key, pillar in PILLARS.items())
    return Listed(found.look.grant_id, found.look.client.name, words.day_mon(_until(found), today), cells)


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


def heads() -> tuple[tuple[Pillar, str], ...]:
    """Return each pillar with what the list shows of it: "Time asleep, mean"."""
    firsts = ((pillar, pillar.metrics[0]) for pillar in PILLARS.values())
    return tuple((pillar, f"{metric.name}, {MADE_OF[metric.summary]}") for pillar, metric in firsts)


def method() -> str:
    """Return how every verdict here is reached, in two sentences that fit on paper."""
    return (
        f"{methodwords.version()}: Theil–Sen slopes with a 95 % interval from the Mann–Kendall variance. A change is "
        "named when the whole interval lies on one side of zero."
    )


def last_week(clients: tuple[Client, ...]) -> str:
    """Return the week that ends every line of the list in words; nothing where calendars differ or no week is shown."""
    ends = {client.look.weeks[-1] for client in clients if client.look.weeks}
    if len(ends) != 1:
        return ""
    (monday,) = ends
    return f"Week {words.iso_week(monday)}, {words.from_to(monday, monday + consent.WEEK - consent.ONE_DAY)}"


def _until(found: Client) -> date:
    return last_day(found.grant.scope.expires_at, found.look.client)


def _cell(pillar: Pillar, told: tuple[Told, ...] | None, style: Style) -> tuple[Pillar, Cell | None, str]:
    if told is None:
        return pillar, None, "not shown to you"
    return (pillar, _listed(pillar, told[0], style), "") if told else (pillar, None, "no whole week yet")


def _listed(pillar: Pillar, told: Told, style: Style) -> Cell:
    glance, days = told.glance, told.days[-1]
    before = glance.before
    have = sum(value is not None for value in glance.line)
    return Cell(
        spark=sparkline(pillar, glance.line, None),
        last=_value(glance.measure, glance.line[-1], days, style),
        before="" if before is None else _figure(glance.measure, before.value, style),
        days=f"{days} of 7 {words.days_word(glance.measure)}",
        weeks=f"{have} of {words.counted(len(glance.line), 'weeks')}",
        verdict=verdicts.word(glance.measure, glance.outline.trend),
    )


def _part(pillar: Pillar, told: tuple[Told, ...] | None, style: Style) -> Part:
    return Part(pillar, None if told is None else tuple(_line(one, style) for one in told))


def _line(told: Told, style: Style) -> Line:
    glance = told.glance
    measure = glance.measure
    row = trendwords.row(glance, style, SIDES)
    return Line(
        row=row,
        sentence=row.sentence.removesuffix(trendwords.LONGER).rstrip(),
        made_of="" if isinstance(measure, Weekly) else MADE_OF[measure.summary],
        weekly=tuple(_value(measure, *week, style) for week in zip(glance.line, told.days, strict=True)),
        method=trendwords.method_lines(measure, glance.outline.trend.basis)[:-1],
    )


def _value(measure: Measure, value: float | None, days: int, style: Style) -> str:
    """Write a week's value; clock times of enough days can lie all around the clock, and then have no middle."""
    if value is None and measure.unit == "clock" and consent.tells_value(days):
        return "no middle"
    return _figure(measure, value, style)


def _figure(measure: Measure, value: float | None, style: Style) -> str:
    return "too few" if value is None else figure(measure, value, style)
