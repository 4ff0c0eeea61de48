"""What a coach's list says of each client: a pillar in a cell, with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.people.model import Person
from habitlog.pillar import Measure, Pillar, Style
from habitlog.pillar.figures import figure
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.clients import Listed
from habitlog.usecases.grants import last_day
from habitlog.web import verdicts, words
from habitlog.web.charts import sparkline

if TYPE_CHECKING:
    from habitlog.stats.briefs import Brief

MADE_OF = {"mean": "mean", "total": "total", "median": "median", "clock": "mean time"}
"""How the days of a week become its value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One pillar of a client: its eight weeks, the last one and the four before, what they rest on, its verdict."""

    spark: Markup
    last: str
    before: str
    days: str
    weeks: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Line:
    """A client in the list: each pillar with its cell, or with why there is none."""

    grant_id: str
    name: str
    until: str
    cells: tuple[tuple[Pillar, Cell | None, str], ...]


def line(found: Listed, coach: Person, today: date) -> Line:
    """Return a client of the list in words, as a coach on this day reads them."""
    look = found.look
    cells = tuple(_cell(found, pillar, coach.style) for pillar in PILLARS.values())
    until = words.day_mon(last_day(look.expires_at, look.client), today)
    return Line(look.grant_id, look.client.name, until, cells)


def heads() -> tuple[tuple[Pillar, str], ...]:
    """Return each pillar with what the list shows of it: "Time asleep, mean"."""
    leading = ((pillar, pillar.leading) for pillar in PILLARS.values())
    return tuple((pillar, f"{metric.name}, {MADE_OF[metric.summary]}") for pillar, metric in leading)


def last_week(clients: Sequence[Listed]) -> str:
    """Return the week that ends every line of the list in words; nothing where calendars differ or no week is shown."""
    ends = {client.look.weeks[-1] for client in clients if client.look.weeks}
    if len(ends) != 1:
        return ""
    (monday,) = ends
    return f"Week {words.iso_week(monday)}, {words.from_to(monday, monday + consent.WEEK - consent.ONE_DAY)}"


def weekly_figure(measure: Measure, value: float | None, style: Style) -> str:
    """Write the value of a week, or of several."""
    return "too few" if value is None else figure(measure, value, style)


def _cell(found: Listed, pillar: Pillar, style: Style) -> tuple[Pillar, Cell | None, str]:
    if pillar.key not in found.briefs:
        return pillar, None, "not shown to you"
    brief = found.briefs[pillar.key]
    return (pillar, _told(pillar, brief, style), "") if brief else (pillar, None, "no whole week yet")


def _told(pillar: Pillar, brief: Brief, style: Style) -> Cell:
    from habitlog.stats.briefs import BEFORE  # noqa: PLC0415 - numpy is loaded by the first trend

    metric, weeks = pillar.leading, len(brief.weekly)
    return Cell(
        spark=sparkline(pillar, brief.weekly, None),
        last=weekly_figure(metric, brief.weekly[-1], style),
        before=_before(metric, brief.before, style) if weeks > BEFORE else "",
        days=f"{brief.days[-1]} of 7 {words.days_word(metric)}",
        weeks=f"{weeks - brief.weekly.count(None)} of {words.counted(weeks, 'weeks')}",
        verdict=verdicts.word(metric, brief.verdict),
    )


def _before(metric: Measure, value: float | None, style: Style) -> str:
    return "too few before" if value is None else f"before {figure(metric, value, style)}"
