"""What a coach's list says of each client: a pillar in a cell, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.pillar import Pillar, Style
from habitlog.pillars import PILLARS
from habitlog.usecases.clients import Listed
from habitlog.usecases.grants import last_day
from habitlog.web import trendwords, verdicts, words
from habitlog.web.charts import sparkline

if TYPE_CHECKING:
    from habitlog.stats.briefs import Brief


@dataclass(frozen=True, slots=True)
class Cell:
    """One pillar of a client: its weeks, the last one beside the four before, what it rests on, its verdict."""

    spark: Markup
    last: str
    before: str
    resting: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Line:
    """A client in the list, with a cell for each pillar: a text where no week is shown, None where it is hidden."""

    grant_id: str
    name: str
    until: date
    cells: tuple[tuple[Pillar, Cell | str | None], ...]


def line(found: Listed, style: Style) -> Line:
    """Return a client in words, numbers in the coach's style."""
    look = found.look
    cells = tuple((pillar, _told(found, pillar, style)) for pillar in PILLARS.values())
    return Line(look.grant_id, look.client.name, last_day(look.expires_at, look.client), cells)


def _told(found: Listed, pillar: Pillar, style: Style) -> Cell | str | None:
    if pillar.key not in found.briefs:
        return None
    brief = found.briefs[pillar.key]
    return "no whole week yet" if brief is None else _cell(pillar, brief, style)


def _cell(pillar: Pillar, brief: Brief, style: Style) -> Cell:
    metric, weeks = pillar.leading, len(brief.weekly)
    days, known = words.days_word(metric), weeks - brief.weekly.count(None)
    return Cell(
        spark=sparkline(pillar, brief.weekly),
        last=trendwords.summed_up(metric, brief.weekly[-1], style),
        before="" if brief.before is None else trendwords.summed_up(metric, brief.before, style),
        resting=f"{brief.days[-1]} of 7 {days}, {known} of {words.counted(weeks, 'weeks')} with a value",
        verdict=verdicts.verdict_word(metric, brief.verdict),
    )
