"""What a day page shows: the states of four weeks, a row for each pillar, and the unlogged days of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.storage.daily_metrics import build_records
from habitlog.storage.day_marks import Mark, fetch_marks_between
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.form_defaults import LatestEntry
from habitlog.usecases.entries.queries import entries_query, has_entries
from habitlog.usecases.entries.quick_entries import QuickEntry, list_quick_entries
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.weeks import monday_of

DayState = Literal["logged", "open", "none", "skipped", "unknown"]
RowsByPillarDay = Mapping[tuple[str, date], Sequence[Mapping[str, Any]]]
StatesByPillarDay = Mapping[tuple[str, date], DayState]
RecordsByDay = Mapping[date, Sequence[EntryRecord]]
DAY = timedelta(days=1)
STRIP_DAYS = 28


class PillarDay(Struct, frozen=True):
    """The state of a pillar on a day."""

    pillar: Pillar
    state: DayState


class CalendarDay(Struct, frozen=True):
    """A day and its state for each pillar."""

    day: date
    pillar_days: tuple[PillarDay, ...]
    is_future: bool


class EntrySummary(Struct, frozen=True):
    """An entry of a day: its id, kind, version and record."""

    id: str
    kind: EntryKind
    version: int
    record: EntryRecord


class StripDay(Struct, frozen=True):
    """A day among recent ones: its state, and what its pillar's `DayStrip` draws of it."""

    day: date
    state: DayState
    bars: tuple[tuple[float, float], ...]
    point: float | None


class PillarRow(Struct, frozen=True):
    """A pillar on a day: its entries, its mark, the kinds that can be added, and its recent days, this one last."""

    pillar: Pillar
    state: DayState
    entries: tuple[EntrySummary, ...]
    mark: Mark | None
    kinds: tuple[EntryKind, ...]
    further_kinds: tuple[EntryKind, ...]
    """The kinds that the day has, of which a further entry can be logged by saying so."""
    quick_entries: tuple[QuickEntry, ...]
    strip: tuple[StripDay, ...]


class DaySummary(Struct, frozen=True):
    """The content of a day page, but for its snippet."""

    day: date
    today: date
    weeks: tuple[tuple[CalendarDay, ...], ...]
    rows: tuple[PillarRow, ...]
    unlogged_days: tuple[tuple[Pillar, tuple[date, ...]], ...]
    has_entries: bool
    """Whether the person has any entry, of any day."""

    @property
    def previous_day(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def next_day(self) -> date | None:
        """The day after; None for today."""
        return self.day + DAY if self.day < self.today else None


def build_day_summary(transaction: ReadTransaction, person: Person, day: date, now: datetime) -> DaySummary:
    """Return the content of the page of a day; runs one query for entries a pillar, and one for marks."""
    today = person.local_today(now)
    monday = monday_of(day)
    first, last = min(monday - 21 * DAY, day - (STRIP_DAYS - 1) * DAY), monday + 6 * DAY
    marks = fetch_marks_between(transaction, person.id, first, last)
    pillars = list_shown_pillars(person)
    rows = _load_rows(transaction, person, pillars, first, last)
    states = _find_states(pillars, first, last, marks, rows)
    calendar = _build_calendar_days(pillars, monday - 21 * DAY, last, states, today)
    return DaySummary(
        day=day,
        today=today,
        weeks=tuple(calendar[start : start + 7] for start in range(0, 28, 7)),
        rows=tuple(
            _build_pillar_row(pillar, person, day, _find_mark(pillar, day, marks), rows, states) for pillar in pillars
        ),
        unlogged_days=_list_unlogged_days(calendar[21:], min(day, today), min((at for _, at in rows), default=day)),
        has_entries=bool(rows) or has_entries(transaction, person),
    )


def list_calendar_days(
    transaction: ReadTransaction, person: Person, first: date, last: date, today: date
) -> tuple[CalendarDay, ...]:
    """Return every day from `first` to `last` with its state for each pillar."""
    marks = fetch_marks_between(transaction, person.id, first, last)
    pillars = list_shown_pillars(person)
    rows = _load_rows(transaction, person, pillars, first, last)
    return _build_calendar_days(pillars, first, last, _find_states(pillars, first, last, marks, rows), today)


def _load_rows(
    transaction: ReadTransaction, person: Person, pillars: Sequence[Pillar], first: date, last: date
) -> RowsByPillarDay:
    """Return the rows of each pillar and day, those of a day in the order in which they were saved."""
    rows: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
    for pillar in pillars:
        for row in transaction.fetch_rows(_saved_entries_query(pillar), person=person.id, first=first, last=last):
            rows.setdefault((pillar.key, row["day"]), []).append(row)
    return rows


def _find_mark(pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark]) -> Mark | None:
    mark = marks.get((pillar.key, day))
    return None if mark == "none" and not pillar.has_none_mark else mark


@cache
def _saved_entries_query(pillar: Pillar) -> Select[Any]:
    """Return `entries_query` without the columns that a day page does not show; times of saving are slow to read."""
    columns = [column for column in pillar.table.c if column.name not in {"created_at", "updated_at"}]
    c = pillar.table.c
    return entries_query(pillar).with_only_columns(*columns).order_by(None).order_by(c.day, c.created_at, c.id)


def _find_states(
    pillars: Sequence[Pillar], first: date, last: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay
) -> StatesByPillarDay:
    cells = ((pillar, first + n * DAY) for pillar in pillars for n in range((last - first).days + 1))
    return {(pillar.key, day): _find_state(pillar, day, marks, rows) for pillar, day in cells}


def _find_state(pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay) -> DayState:
    mark, logged = _find_mark(pillar, day, marks), rows.get((pillar.key, day), ())
    if mark is not None:
        return mark
    if not logged:
        return "unknown"
    return "open" if pillar.is_incomplete and pillar.is_incomplete(build_records(pillar, logged)) else "logged"


def _build_calendar_days(
    pillars: Sequence[Pillar], first: date, last: date, states: StatesByPillarDay, today: date
) -> tuple[CalendarDay, ...]:
    days = (first + n * DAY for n in range((last - first).days + 1))
    return tuple(
        CalendarDay(day, tuple(PillarDay(pillar, states[pillar.key, day]) for pillar in pillars), day > today)
        for day in days
    )


def _build_pillar_row(
    pillar: Pillar, person: Person, day: date, mark: Mark | None, rows: RowsByPillarDay, states: StatesByPillarDay
) -> PillarRow:
    rows_by_day = {at: rows_of_day for (key, at), rows_of_day in rows.items() if key == pillar.key}
    records = {at: build_records(pillar, rows_of_day) for at, rows_of_day in rows_by_day.items()}
    entries = tuple(
        EntrySummary(row["id"], _require_kind(pillar, row), row["version"], record)
        for row, record in zip(rows_by_day.get(day, ()), records.get(day, ()), strict=True)
    )
    logged_kinds = {entry.kind.key for entry in entries}
    kinds = tuple(kind for kind in pillar.kinds if not (kind.once_a_day and kind.key in logged_kinds))
    recent = [
        LatestEntry(row["id"], at, record)
        for at in sorted(records, reverse=True)
        if at <= day
        for row, record in zip(reversed(rows_by_day[at]), reversed(records[at]), strict=True)
    ]
    return PillarRow(
        pillar=pillar,
        state=states[pillar.key, day],
        entries=entries,
        mark=mark,
        kinds=kinds,
        further_kinds=tuple(kind for kind in pillar.kinds if kind.additional_entry and kind not in kinds),
        quick_entries=list_quick_entries(pillar, kinds, recent, day, person.zone),
        strip=_build_strip(pillar, day, states, records),
    )


def _require_kind(pillar: Pillar, row: Mapping[str, Any]) -> EntryKind:
    kind = pillar.find_kind(row["kind"])
    assert kind is not None  # noqa: S101 - the table holds known kinds
    return kind


def _build_strip(pillar: Pillar, day: date, states: StatesByPillarDay, records: RecordsByDay) -> tuple[StripDay, ...]:
    strip = pillar.day_strip
    if strip is None:
        return ()
    days = (day - n * DAY for n in reversed(range(STRIP_DAYS)))
    return tuple(
        StripDay(
            at,
            states[pillar.key, at],
            bars=tuple(strip.bars(records[at])) if strip.bars and at in records else (),
            point=strip.point(records[at]) if strip.point and at in records else None,
        )
        for at in days
    )


def _list_unlogged_days(
    week: Sequence[CalendarDay], until: date, first_logged: date
) -> tuple[tuple[Pillar, tuple[date, ...]], ...]:
    """Return the days of a week without entry or mark, for pillars that can be marked on several days at once.

    Days before `first_logged` are left out: nobody can say what happened before the log began.
    """
    unlogged = []
    for pillar_days in zip(*(column.pillar_days for column in week), strict=True):
        pillar = pillar_days[0].pillar
        unknown = (column.day for column, one in zip(week, pillar_days, strict=True) if one.state == "unknown")
        days = tuple(day for day in unknown if first_logged <= day < until)
        if days and pillar.allows_bulk_none and pillar.has_none_mark:
            unlogged.append((pillar, days))
    return tuple(unlogged)
