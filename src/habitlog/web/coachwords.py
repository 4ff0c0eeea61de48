"""What a coach's pages say of a client: each measure in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from habitlog.pillar import Pillar, Style
from habitlog.pillars import PILLARS
from habitlog.usecases.coaching import Client, Told
from habitlog.usecases.grants import last_day
from habitlog.web import trendwords
from habitlog.web.trendwords import Row, Sides

SIDES = Sides("last week", "the 4 weeks before")


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: its row, its weekly values in words, oldest first, and how they were made."""

    row: Row
    weekly: tuple[str, ...]
    method: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A pillar: `lines` is None where it is not shown, and empty where no week can be shown yet."""

    pillar: Pillar
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A client on a page."""

    grant_id: str
    name: str
    until: date
    weeks: tuple[date, ...]
    parts: tuple[Part, ...]


def client(found: Client, style: Style) -> Shown:
    """Return a client in words, numbers in the coach's style."""
    look = found.look
    parts = tuple(_part(pillar, found.told.get(key), style) for key, pillar in PILLARS.items())
    return Shown(look.grant_id, look.client.name, last_day(look.expires_at, look.client), look.weeks, parts)


def _part(pillar: Pillar, told: tuple[Told, ...] | None, style: Style) -> Part:
    return Part(pillar, None if told is None else tuple(_line(one, style) for one in told))


def _line(told: Told, style: Style) -> Line:
    glance = told.glance
    measure = glance.measure
    return Line(
        row=trendwords.row(glance, style, SIDES),
        weekly=tuple(_weekly(told, value, days, style) for value, days in zip(glance.line, told.days, strict=True)),
        method=trendwords.method_lines(measure, glance.outline.trend.basis)[:-1],
    )


def _weekly(told: Told, value: float | None, days: int, style: Style) -> str:
    return trendwords.summed_up(told.glance.measure, value, style, middle=days < 4)
