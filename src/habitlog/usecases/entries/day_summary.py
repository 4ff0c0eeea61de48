"""What a day page shows: four weeks of stitches, one card a pillar, and the bare days of this week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.storage.daily_metrics import build_records
from habitlog.storage.day_marks import Mark, fetch_marks_between
from habitlog.tracking import EntryKind, Pillar, Style
from habitlog.usecases.entries.form_defaults import LatestEntry, build_latest_entry
from habitlog.usecases.entries.queries import entries_query

DayState = Literal["logged", "open", "none", "skipped", "unknown"]
RowsByPillarDay = Mapping[tuple[str, date], Sequence[Mapping[str, Any]]]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PillarDay:
    """One stitch: a pillar on a day."""

    pillar: Pillar
    state: DayState


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A column of the strip: four stitches under a date."""

    day: date
    pillar_days: tuple[PillarDay, ...]
    is_future: bool


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """One entry in words."""

    id: str
    kind: EntryKind
    headline: str
    details: str


@dataclass(frozen=True, slots=True)
class PillarCard:
    """One pillar on one day: what is there, and which kinds can be added."""

    pillar: Pillar
    state: DayState
    entries: tuple[EntrySummary, ...]
    mark: Mark | None
    kinds: tuple[EntryKind, ...]
    latest_entry: LatestEntry | None = None
    """The latest entry of the first kind in these four weeks, where a new one may begin like it."""


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day page without its snippet."""

    day: date
    today: date
    weeks: tuple[tuple[CalendarDay, ...], ...]
    last_seven_days: tuple[CalendarDay, ...]
    cards: tuple[PillarCard, ...]
    unlogged_days: tuple[tuple[Pillar, tuple[date, ...]], ...]

    @property
    def previous_day(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def next_day(self) -> date | None:
        """The day after, unless it has not come yet."""
        return self.day + DAY if self.day < self.today else None


def build_day_summary(transaction: ReadTransaction, person: Person, day: date, now: datetime) -> DaySummary:
    """Return the page of a day: four queries for entries, one for marks."""
    today = person.local_today(now)
    monday = day - timedelta(days=day.weekday())
    first, last = monday - 21 * DAY, monday + 6 * DAY
    marks = fetch_marks_between(transaction, person.id, first, last)
    rows = {
        key: value for pillar in PILLARS.values() for key, value in _load_rows(transaction, person, pillar, first, last)
    }
    columns = _build_calendar_days(first, last, marks, rows, today)
    week = columns[21:]
    strip = [column for column in columns if column.day <= day][-7:]
    return DaySummary(
        day=day,
        today=today,
        weeks=tuple(columns[start : start + 7] for start in range(0, 28, 7)),
        last_seven_days=tuple(strip),
        cards=tuple(_build_pillar_card(pillar, day, marks, rows, person.style) for pillar in PILLARS.values()),
        unlogged_days=_list_unlogged_days(week, min(day, today)),
    )


def list_calendar_days(
    transaction: ReadTransaction, person: Person, first: date, last: date, today: date
) -> tuple[CalendarDay, ...]:
    """Return a column of stitches for every day from `first` to `last`."""
    marks = fetch_marks_between(transaction, person.id, first, last)
    rows = {
        key: value for pillar in PILLARS.values() for key, value in _load_rows(transaction, person, pillar, first, last)
    }
    return _build_calendar_days(first, last, marks, rows, today)


def _load_rows(
    transaction: ReadTransaction, person: Person, pillar: Pillar, first: date, last: date
) -> list[tuple[tuple[str, date], list[Mapping[str, Any]]]]:
    found: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
    for row in transaction.fetch_rows(entries_query(pillar), person=person.id, first=first, last=last):
        found.setdefault((pillar.key, row["day"]), []).append(row)
    return list(found.items())


def _find_state(pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay) -> DayState:
    mark, logged = marks.get((pillar.key, day)), rows.get((pillar.key, day), ())
    if mark is not None:
        return mark
    if not logged:
        return "unknown"
    return "open" if pillar.is_incomplete and pillar.is_incomplete(build_records(pillar, logged)) else "logged"


def _build_calendar_days(
    first: date, last: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay, today: date
) -> tuple[CalendarDay, ...]:
    return tuple(
        _build_calendar_day(first + place * DAY, marks, rows, today) for place in range((last - first).days + 1)
    )


def _build_calendar_day(
    day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay, today: date
) -> CalendarDay:
    cells = tuple(PillarDay(pillar, _find_state(pillar, day, marks, rows)) for pillar in PILLARS.values())
    return CalendarDay(day, cells, is_future=day > today)


def _build_pillar_card(
    pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay, style: Style
) -> PillarCard:
    logged = sorted(rows.get((pillar.key, day), ()), key=lambda row: row["created_at"])
    lines = []
    for row, record in zip(logged, build_records(pillar, logged), strict=True):
        kind = pillar.find_kind(row["kind"])
        assert kind is not None  # noqa: S101 - the table holds known kinds
        lines.append(EntrySummary(row["id"], kind, *pillar.summarize(record, style)))
    there = {line.kind.key for line in lines}
    kinds = tuple(kind for kind in pillar.kinds if not (kind.once_a_day and kind.key in there))
    return PillarCard(
        pillar=pillar,
        state=_find_state(pillar, day, marks, rows),
        entries=tuple(lines),
        mark=marks.get((pillar.key, day)),
        kinds=kinds,
        latest_entry=_find_latest_in_rows(pillar, kinds[0], day, rows, style) if kinds else None,
    )


def _find_latest_in_rows(
    pillar: Pillar, kind: EntryKind, day: date, rows: RowsByPillarDay, style: Style
) -> LatestEntry | None:
    """Return what `copying.last` would, as far back as the rows at hand go."""
    if not kind.copied_fields:
        return None
    gone = max(
        (at for key, at in rows if key == pillar.key and at <= day and _select_kind(kind, rows[key, at])), default=None
    )
    if gone is None:
        return None
    return build_latest_entry(
        pillar, max(_select_kind(kind, rows[pillar.key, gone]), key=lambda row: row["created_at"]), style
    )


def _select_kind(kind: EntryKind, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["kind"] == kind.key]


def _list_unlogged_days(week: Sequence[CalendarDay], until: date) -> tuple[tuple[Pillar, tuple[date, ...]], ...]:
    found = []
    for place, pillar in enumerate(PILLARS.values()):
        days = tuple(
            column.day for column in week if column.day < until and column.pillar_days[place].state == "unknown"
        )
        if days:
            found.append((pillar, days))
    return tuple(found)
