"""What a day page shows: four weeks of stitches, one card a pillar, and the bare days of this week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from habitlog.db import Reading
from habitlog.derived import records_of
from habitlog.marks import Mark, marks_between
from habitlog.people.model import Person
from habitlog.pillar import Kind, Pillar, Style
from habitlog.pillars import PILLARS
from habitlog.usecases.copying import Last, as_last
from habitlog.usecases.listing import of_range

State = Literal["logged", "open", "none", "skipped", "unknown"]
Rows = Mapping[tuple[str, date], Sequence[Mapping[str, Any]]]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One stitch: a pillar on a day."""

    pillar: Pillar
    state: State


@dataclass(frozen=True, slots=True)
class StripDay:
    """A column of the strip: four stitches under a date."""

    day: date
    cells: tuple[Cell, ...]
    future: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in words."""

    id: str
    kind: Kind
    headline: str
    line: str


@dataclass(frozen=True, slots=True)
class PillarCard:
    """One pillar on one day: what is there, and which kinds can be added."""

    pillar: Pillar
    state: State
    entries: tuple[EntryLine, ...]
    mark: Mark | None
    kinds: tuple[Kind, ...]
    last: Last | None = None
    """The latest entry of the first kind in these four weeks, where a new one may begin like it."""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day page without its snippet."""

    day: date
    today: date
    weeks: tuple[tuple[StripDay, ...], ...]
    strip: tuple[StripDay, ...]
    cards: tuple[PillarCard, ...]
    bare: tuple[tuple[Pillar, tuple[date, ...]], ...]

    @property
    def previous(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def next(self) -> date | None:
        """The day after, unless it has not come yet."""
        return self.day + DAY if self.day < self.today else None


def view(unit: Reading, person: Person, day: date, now: datetime) -> DayView:
    """Return the page of a day: four queries for entries, one for marks."""
    today = person.today(now)
    monday = day - timedelta(days=day.weekday())
    first, last = monday - 21 * DAY, monday + 6 * DAY
    marks = marks_between(unit, person.id, first, last)
    rows = {key: value for pillar in PILLARS.values() for key, value in _rows(unit, person, pillar, first, last)}
    columns = _columns(first, last, marks, rows, today)
    week = columns[21:]
    strip = [column for column in columns if column.day <= day][-7:]
    return DayView(
        day=day,
        today=today,
        weeks=tuple(columns[start : start + 7] for start in range(0, 28, 7)),
        strip=tuple(strip),
        cards=tuple(_card(pillar, day, marks, rows, person.style) for pillar in PILLARS.values()),
        bare=_bare(week, min(day, today)),
    )


def strip(unit: Reading, person: Person, first: date, last: date, today: date) -> tuple[StripDay, ...]:
    """Return a column of stitches for every day from `first` to `last`."""
    marks = marks_between(unit, person.id, first, last)
    rows = {key: value for pillar in PILLARS.values() for key, value in _rows(unit, person, pillar, first, last)}
    return _columns(first, last, marks, rows, today)


def _rows(
    unit: Reading, person: Person, pillar: Pillar, first: date, last: date
) -> list[tuple[tuple[str, date], list[Mapping[str, Any]]]]:
    found: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
    for row in unit.rows(of_range(pillar), person=person.id, first=first, last=last):
        found.setdefault((pillar.key, row["day"]), []).append(row)
    return list(found.items())


def _state(pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: Rows) -> State:
    mark, logged = marks.get((pillar.key, day)), rows.get((pillar.key, day), ())
    if mark is not None:
        return mark
    if not logged:
        return "unknown"
    return "open" if pillar.kept_open and pillar.kept_open(records_of(pillar, logged)) else "logged"


def _columns(
    first: date, last: date, marks: Mapping[tuple[str, date], Mark], rows: Rows, today: date
) -> tuple[StripDay, ...]:
    return tuple(_column(first + place * DAY, marks, rows, today) for place in range((last - first).days + 1))


def _column(day: date, marks: Mapping[tuple[str, date], Mark], rows: Rows, today: date) -> StripDay:
    cells = tuple(Cell(pillar, _state(pillar, day, marks, rows)) for pillar in PILLARS.values())
    return StripDay(day, cells, future=day > today)


def _card(pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: Rows, style: Style) -> PillarCard:
    logged = sorted(rows.get((pillar.key, day), ()), key=lambda row: row["created_at"])
    lines = []
    for row, record in zip(logged, records_of(pillar, logged), strict=True):
        kind = pillar.kind(row["kind"])
        assert kind is not None  # noqa: S101 - the table holds known kinds
        lines.append(EntryLine(row["id"], kind, *pillar.tell(record, style)))
    there = {line.kind.key for line in lines}
    kinds = tuple(kind for kind in pillar.kinds if not (kind.once_a_day and kind.key in there))
    return PillarCard(
        pillar=pillar,
        state=_state(pillar, day, marks, rows),
        entries=tuple(lines),
        mark=marks.get((pillar.key, day)),
        kinds=kinds,
        last=_last(pillar, kinds[0], day, rows, style) if kinds else None,
    )


def _last(pillar: Pillar, kind: Kind, day: date, rows: Rows, style: Style) -> Last | None:
    """Return what `copying.last` would, as far back as the rows at hand go."""
    if not kind.copies:
        return None
    gone = max((at for key, at in rows if key == pillar.key and at <= day and _of(kind, rows[key, at])), default=None)
    if gone is None:
        return None
    return as_last(pillar, max(_of(kind, rows[pillar.key, gone]), key=lambda row: row["created_at"]), style)


def _of(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["kind"] == kind.key]


def _bare(week: Sequence[StripDay], until: date) -> tuple[tuple[Pillar, tuple[date, ...]], ...]:
    found = []
    for place, pillar in enumerate(PILLARS.values()):
        days = tuple(column.day for column in week if column.day < until and column.cells[place].state == "unknown")
        if days:
            found.append((pillar, days))
    return tuple(found)
