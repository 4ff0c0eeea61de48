"""Entries by day, to find those that claim a part of the same time without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from habitlog.storage.daily_metrics import build_records
from habitlog.tracking import EntryRecord, Pillar
from habitlog.usecases.entries.entry_conflicts import REACH, Overlap

DAY = timedelta(days=1)
Row = Mapping[str, Any]


class TimeIndex:
    """The entries of one pillar by day; empty for a pillar whose entries never exclude each other."""

    def __init__(self, pillar: Pillar) -> None:
        self._pillar = pillar
        self._find_overlap = pillar.find_overlap
        self._by_day: dict[date, list[tuple[Row, EntryRecord]]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """Add an entry."""
        if self._find_overlap is not None:
            self._by_day[row["day"]].append((row, self._build_record(row)))

    def list_overlapping(self, row: Row) -> list[Row]:
        """Return the entries that claim a part of the time of a row, but for the one of its id."""
        return [overlap.row for overlap in self._list_overlaps(row)]

    def describe(self, row: Row, other: Row) -> dict[str, Any]:
        """Return what a message says of an entry whose time a row claims, too."""
        [overlap] = (overlap for overlap in self._list_overlaps(row) if overlap.row["id"] == other["id"])
        return overlap.list_parameters(self._pillar)

    def _list_overlaps(self, row: Row) -> list[Overlap]:
        if self._find_overlap is None or not self._by_day:
            return []
        record, days = self._build_record(row), range(-REACH.days, REACH.days + 1)
        near = (each for offset in days for each in self._by_day.get(row["day"] + offset * DAY, ()))
        spans = ((other, self._find_overlap(record, of)) for other, of in near if other["id"] != row["id"])
        return [Overlap(other, span) for other, span in spans if span is not None]

    def _build_record(self, row: Row) -> EntryRecord:
        return build_records(self._pillar, [row])[0]
