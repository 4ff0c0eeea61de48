"""The entries of a file beside those a person has: new, the same, different, or without a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.importers.base import ImportRefusal
from habitlog.pillars import PILLARS
from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.entries import SYSTEM_COLUMNS, build_table_row
from habitlog.usecases.files.time_index import TimeIndex

_SAME_START = timedelta(minutes=2)


class Comparison(StrEnum):
    """What an entry of a file is beside the entries a person has; `TAKEN` has no place beside another one."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    TAKEN = "taken"


class FileRow(Struct, frozen=True):
    """A valid entry of a file: its complete table row, and where it stands in the file.

    `is_exported` says that it comes from an export of habitlog: then it is taken as it is, or not at all.
    """

    location: str
    pillar: Pillar
    kind: EntryKind
    row: Mapping[str, Any]
    is_exported: bool = False


class ComparedRow(Struct, frozen=True):
    """A row of a file and the saved one it is the same as or different from; `refusal` says why it has no place."""

    file_row: FileRow
    comparison: Comparison
    saved: Mapping[str, Any] | None = None
    refusal: ImportRefusal | None = None


Replacement = bool | frozenset[str]
"""Whether the file is taken where it differs: everywhere, nowhere, or for the entries of these ids in the file."""


def takes_file(compared: ComparedRow, replace: Replacement) -> bool:
    """Whether a row replaces the saved entry that it differs from."""
    if compared.comparison is not Comparison.DIFFERENT:
        return False
    return replace if isinstance(replace, bool) else compared.file_row.row["id"] in replace


def build_entry_row(
    pillar: Pillar, person: Person, entry_id: str, record: EntryRecord, stamps: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the complete table row of a validated record."""
    return {**build_table_row(pillar, record.to_row()), **stamps, "person_id": person.id, "id": entry_id}


def compare_rows(transaction: ReadTransaction, person: Person, rows: Sequence[FileRow]) -> list[ComparedRow]:
    """Return each row with the saved entry of its id, or the one that holds its place of the day or its time.

    A day's only entry of its kind that came from elsewhere, such as a night typed by hand or exported too early, is
    offered as a difference, unless the file holds that entry, too. So is an entry of the same kind from elsewhere that
    claims a part of the same time; any other overlap leaves the row without a place. So is one of the same kind that
    began within two minutes, such as a run that a watch and a phone recorded. A row of another program whose
    place of the day is held by another entry of the file is a further entry of the day, where there can be any.
    """
    return list(_Comparer(transaction, person, rows).compare())


class _Comparer:
    def __init__(self, transaction: ReadTransaction, person: Person, rows: Sequence[FileRow]) -> None:
        self._rows = rows
        self._ids_of_file = {file_row.row["id"] for file_row in rows}
        self._saved: dict[str, Mapping[str, Any]] = {}
        self._pillars_of_ids: dict[str, str] = {}
        self._slots: dict[_Slot, Mapping[str, Any]] = {}
        self._starts: dict[_Start, list[Mapping[str, Any]]] = defaultdict(list)
        self._times = {pillar.key: TimeIndex(pillar) for pillar in PILLARS.values()}
        for pillar in PILLARS.values():
            for row in transaction.fetch_rows(select(pillar.table).where(pillar.table.c.person_id == person.id)):
                self._saved[row["id"]] = row
                self._pillars_of_ids[row["id"]] = pillar.key
                self._times[pillar.key].add(row)
                if kind := pillar.find_kind(row["kind"]):
                    self._hold_slot(pillar, kind, row)
                if row["id"] not in self._ids_of_file and (start := row.get("started_at")) is not None:
                    self._starts[_Start(pillar.key, row["kind"], _count_periods(start))].append(row)
        self._claimed = self._find_claimed_ids()
        self._taken: set[str] = set()
        """The ids of saved entries that a row of the file is the same as or different from."""

    def _find_claimed_ids(self) -> set[str]:
        """Return the ids of saved entries from elsewhere whose time an entry of the file claims."""
        overlapping = (
            other
            for file_row in self._rows
            if not file_row.is_exported
            for other in self._times[file_row.pillar.key].list_overlapping(file_row.row)
        )
        return {other["id"] for other in overlapping} - self._ids_of_file

    def compare(self) -> Iterable[ComparedRow]:
        for file_row in self._rows:
            compared = self._compare_row(self._adopt_saved_place(file_row))
            if compared.comparison is not Comparison.TAKEN:
                self._remember(compared)
            yield compared

    def _adopt_saved_place(self, file_row: FileRow) -> FileRow:
        """Return a row of another program as the further entry of its day that it became when it was imported first."""
        saved, further = self._saved.get(file_row.row["id"]), file_row.kind.additional_entry
        if file_row.is_exported or saved is None or further is None or saved["kind"] != file_row.row["kind"]:
            return file_row
        return replace(file_row, row={**file_row.row, further.column: saved[further.column]})

    def _compare_row(self, file_row: FileRow) -> ComparedRow:
        row, pillar = file_row.row, file_row.pillar.key
        if self._pillars_of_ids.get(row["id"], pillar) != pillar:
            return _refuse(file_row, "entry_id_taken", pillar=self._pillars_of_ids[row["id"]])
        saved = self._saved.get(row["id"])
        if saved is not None and has_same_content(saved, row):
            return ComparedRow(file_row, Comparison.SAME, saved)
        overlapping = self._list_overlapping(file_row, saved)
        if overlapping:
            return self._compare_overlapping(file_row, saved, overlapping)
        return self._compare_by_day(file_row, saved)

    def _compare_by_day(self, file_row: FileRow, saved: Mapping[str, Any] | None) -> ComparedRow:
        """Return a row that overlaps nothing beside the entry that began with it, or holds its place of the day."""
        if saved is None and (other := self._find_same_start(file_row)) is not None:
            return _offer(file_row, other)
        row, holder, further = file_row.row, self._find_slot_holder(file_row), file_row.kind.additional_entry
        if holder is None or holder["id"] == row["id"]:
            return ComparedRow(file_row, Comparison.NEW if saved is None else Comparison.DIFFERENT, saved)
        is_held_by_file = holder["id"] in self._ids_of_file
        if saved is None and further and not file_row.is_exported:
            if is_held_by_file or holder["id"] in self._claimed:
                return ComparedRow(replace(file_row, row={**row, further.column: True}), Comparison.NEW)
        elif saved is not None or is_held_by_file:
            return _refuse(file_row, "day_already_has_entry", entry=file_row.kind.key, day=row["day"])
        return _offer(file_row, holder)

    def _list_overlapping(self, file_row: FileRow, saved: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
        """Return what claims a part of the row's time, but for what the saved row overlaps already.

        Entries of one export stood beside each other.
        """
        times = self._times[file_row.pillar.key]
        overlapping = times.list_overlapping(file_row.row)
        if file_row.is_exported:
            overlapping = [row for row in overlapping if row["id"] not in self._ids_of_file]
        if overlapping and saved is not None:
            earlier = {row["id"] for row in times.list_overlapping(saved)}
            overlapping = [row for row in overlapping if row["id"] not in earlier]
        return overlapping

    def _compare_overlapping(
        self, file_row: FileRow, saved: Mapping[str, Any] | None, overlapping: Sequence[Mapping[str, Any]]
    ) -> ComparedRow:
        """Return a row beside the one entry of its kind from elsewhere that it overlaps, or without a place."""
        other, further = overlapping[0], file_row.kind.additional_entry
        is_offered = saved is None and len(overlapping) == 1 and other["kind"] == file_row.row["kind"]
        if not is_offered or other["id"] in self._ids_of_file or other["id"] in self._taken:
            return _refuse(file_row, "times_overlap", **self._times[file_row.pillar.key].describe(file_row.row, other))
        if further is not None and not file_row.is_exported:
            file_row = replace(file_row, row={**file_row.row, further.column: other[further.column]})
        holder = self._find_slot_holder(file_row)
        if holder is not None and holder["id"] != other["id"]:
            return _refuse(file_row, "day_already_has_entry", entry=file_row.kind.key, day=file_row.row["day"])
        return _offer(file_row, other)

    def _find_same_start(self, file_row: FileRow) -> Mapping[str, Any] | None:
        """Return the saved entry of the kind from elsewhere that began nearest to this one, within two minutes."""
        start = file_row.row.get("started_at")
        if start is None or file_row.is_exported:
            return None
        period = _count_periods(start)
        near = [
            row
            for place in (period - 1, period, period + 1)
            for row in self._starts.get(_Start(file_row.pillar.key, file_row.kind.key, place), ())
            if row["id"] not in self._taken and abs(row["started_at"] - start) <= _SAME_START
        ]
        return min(near, key=lambda row: abs(row["started_at"] - start), default=None)

    def _find_slot_holder(self, file_row: FileRow) -> Mapping[str, Any] | None:
        if not _is_only_of_day(file_row.pillar, file_row.kind, file_row.row):
            return None
        return self._slots.get(_Slot(file_row.pillar.key, file_row.kind.key, file_row.row["day"]))

    def _hold_slot(self, pillar: Pillar, kind: EntryKind, row: Mapping[str, Any]) -> None:
        if _is_only_of_day(pillar, kind, row):
            self._slots[_Slot(pillar.key, kind.key, row["day"])] = row

    def _remember(self, compared: ComparedRow) -> None:
        file_row = compared.file_row
        if compared.saved is None:
            self._saved[file_row.row["id"]] = file_row.row
            self._pillars_of_ids[file_row.row["id"]] = file_row.pillar.key
            self._times[file_row.pillar.key].add(file_row.row)
        else:
            self._taken.add(compared.saved["id"])
        self._hold_slot(file_row.pillar, file_row.kind, file_row.row)


class _Start(NamedTuple):
    """The kind of an entry, and the period of two minutes in which it began."""

    pillar: str
    kind: str
    period: int


def _count_periods(instant: datetime) -> int:
    return int(instant.timestamp() // _SAME_START.total_seconds())


class _Slot(NamedTuple):
    """The place of the one entry of its kind that a day can have."""

    pillar: str
    kind: str
    day: date


def _is_only_of_day(pillar: Pillar, kind: EntryKind, row: Mapping[str, Any]) -> bool:
    return kind.once_a_day and kind.is_only_of_day(build_records(pillar, [row])[0])


def _offer(file_row: FileRow, saved: Mapping[str, Any]) -> ComparedRow:
    comparison = Comparison.SAME if has_same_content(saved, file_row.row) else Comparison.DIFFERENT
    return ComparedRow(file_row, comparison, saved)


def has_same_content(saved: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether two rows say the same, whatever their ids and times of saving."""
    return all(saved[name] == row[name] for name in row if name not in SYSTEM_COLUMNS)


def _refuse(file_row: FileRow, code: str, **parameters: Any) -> ComparedRow:
    return ComparedRow(file_row, Comparison.TAKEN, refusal=ImportRefusal(file_row.location, code, parameters))
