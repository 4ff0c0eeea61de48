"""What a day page shows: the states of four weeks, a card for each pillar, and the unlogged days of the week."""

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
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.form_defaults import LatestEntry, build_latest_entry
from habitlog.usecases.entries.queries import entries_query
from habitlog.weeks import monday_of

DayState = Literal["logged", "open", "none", "skipped", "unknown"]
RowsByPillarDay = Mapping[tuple[str, date], Sequence[Mapping[str, Any]]]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PillarDay:
    """The state of a pillar on a day."""

    pillar: Pillar
    state: DayState


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day and its state for each pillar."""

    day: date
    pillar_days: tuple[PillarDay, ...]
    is_future: bool


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """An entry of a day: its id, kind and record."""

    id: str
    kind: EntryKind
    record: EntryRecord


@dataclass(frozen=True, slots=True)
class PillarCard:
    """A pillar on a day: its entries, its mark, and the kinds that can be added."""

    pillar: Pillar
    state: DayState
    entries: tuple[EntrySummary, ...]
    mark: Mark | None
    kinds: tuple[EntryKind, ...]
    latest_entry: LatestEntry | None = None
    """The latest entry of the first kind in these four weeks, for a kind that copies fields."""


@dataclass(frozen=True, slots=True)
class DaySummary:
    """The content of a day page, but for its snippet."""

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
        """The day after; None for today."""
        return self.day + DAY if self.day < self.today else None


def build_day_summary(transaction: ReadTransaction, person: Person, day: date, now: datetime) -> DaySummary:
    """Return the content of the page of a day; runs one query for entries a pillar, and one for marks."""
    today = person.local_today(now)
    monday = monday_of(day)
    first, last = monday - 21 * DAY, monday + 6 * DAY
    marks = fetch_marks_between(transaction, person.id, first, last)
    rows = _load_rows(transaction, person, first, last)
    calendar = _build_calendar_days(first, last, marks, rows, today)
    return DaySummary(
        day=day,
        today=today,
        weeks=tuple(calendar[start : start + 7] for start in range(0, 28, 7)),
        last_seven_days=tuple(column for column in calendar if column.day <= day)[-7:],
        cards=tuple(_build_pillar_card(pillar, day, marks, rows) for pillar in PILLARS.values()),
        unlogged_days=_list_unlogged_days(calendar[21:], min(day, today)),
    )


def list_calendar_days(
    transaction: ReadTransaction, person: Person, first: date, last: date, today: date
) -> tuple[CalendarDay, ...]:
    """Return every day from `first` to `last` with its state for each pillar."""
    marks = fetch_marks_between(transaction, person.id, first, last)
    return _build_calendar_days(first, last, marks, _load_rows(transaction, person, first, last), today)


def _load_rows(transaction: ReadTransaction, person: Person, first: date, last: date) -> RowsByPillarDay:
    rows: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
    for pillar in PILLARS.values():
        for row in transaction.fetch_rows(entries_query(pillar), person=person.id, first=first, last=last):
            rows.setdefault((pillar.key, row["day"]), []).append(row)
    return rows


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
    return tuple(_build_calendar_day(first + n * DAY, marks, rows, today) for n in range((last - first).days + 1))


def _build_calendar_day(
    day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay, today: date
) -> CalendarDay:
    pillar_days = tuple(PillarDay(pillar, _find_state(pillar, day, marks, rows)) for pillar in PILLARS.values())
    return CalendarDay(day, pillar_days, is_future=day > today)


def _build_pillar_card(
    pillar: Pillar, day: date, marks: Mapping[tuple[str, date], Mark], rows: RowsByPillarDay
) -> PillarCard:
    logged = sorted(rows.get((pillar.key, day), ()), key=lambda row: row["created_at"])
    entries = []
    for row, record in zip(logged, build_records(pillar, logged), strict=True):
        kind = pillar.find_kind(row["kind"])
        assert kind is not None  # noqa: S101 - the table holds known kinds
        entries.append(EntrySummary(row["id"], kind, record))
    logged_kinds = {entry.kind.key for entry in entries}
    kinds = tuple(kind for kind in pillar.kinds if not (kind.once_a_day and kind.key in logged_kinds))
    return PillarCard(
        pillar=pillar,
        state=_find_state(pillar, day, marks, rows),
        entries=tuple(entries),
        mark=marks.get((pillar.key, day)),
        kinds=kinds,
        latest_entry=_find_latest_in_rows(pillar, kinds[0], day, rows) if kinds else None,
    )


def _find_latest_in_rows(pillar: Pillar, kind: EntryKind, day: date, rows: RowsByPillarDay) -> LatestEntry | None:
    """Return what `form_defaults.find_latest_entry` does, from the loaded rows alone."""
    if not kind.copied_fields:
        return None
    days = (at for key, at in rows if key == pillar.key and at <= day and _select_kind(kind, rows[key, at]))
    latest_day = max(days, default=None)
    if latest_day is None:
        return None
    latest_rows = _select_kind(kind, rows[pillar.key, latest_day])
    return build_latest_entry(pillar, max(latest_rows, key=lambda row: row["created_at"]))


def _select_kind(kind: EntryKind, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["kind"] == kind.key]


def _list_unlogged_days(week: Sequence[CalendarDay], until: date) -> tuple[tuple[Pillar, tuple[date, ...]], ...]:
    unlogged = []
    for index, pillar in enumerate(PILLARS.values()):
        unknown = (column.day for column in week if column.pillar_days[index].state == "unknown")
        days = tuple(day for day in unknown if day < until)
        if days:
            unlogged.append((pillar, days))
    return tuple(unlogged)
