"""Entries that can be logged with one tap: a usual one, or one like an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from habitlog.errors import Invalid
from habitlog.tracking import EntryKind, EntryRecord, Pillar, parse_record
from habitlog.usecases.entries.form_defaults import LatestEntry

MAX_USUAL_RECORDS = 14
MAX_COPIES = 2


class QuickEntry(Struct, frozen=True):
    """A record that is not saved yet, and the earlier entry it copies; None for a usual one."""

    kind: EntryKind
    record: EntryRecord
    copied: LatestEntry | None = None


def list_quick_entries(
    pillar: Pillar, kinds: Iterable[EntryKind], recent: Sequence[LatestEntry], day: date, zone: str
) -> tuple[QuickEntry, ...]:
    """Return what can be logged with one tap on a day.

    `recent` are the entries up to that day, the latest first. A kind with a usual record offers that one; of kinds that
    copy fields the two latest different entries are offered.
    """
    offered = set(kinds)
    usual = (_build_usual(kind, recent, day, zone) for kind in pillar.kinds if kind in offered)
    copies = (_build_copy(pillar, entry, day, zone) for entry in recent)
    different: dict[str, QuickEntry] = {}
    for copy in copies:
        if copy is not None and copy.kind in offered:
            different.setdefault(copy.record.model_dump_json(), copy)
        if len(different) == MAX_COPIES:
            break
    return (*(entry for entry in usual if entry is not None), *different.values())


def _build_usual(kind: EntryKind, recent: Sequence[LatestEntry], day: date, zone: str) -> QuickEntry | None:
    if kind.build_usual_record is None:
        return None
    earlier = [entry.record for entry in recent if entry.record.kind == kind.key and entry.day < day]
    asked = [field.name for field in kind.fields]
    record = kind.build_usual_record(earlier[:MAX_USUAL_RECORDS], day, zone, asked)
    return QuickEntry(kind, record) if record is not None else None


def _build_copy(pillar: Pillar, entry: LatestEntry, day: date, zone: str) -> QuickEntry | None:
    kind = pillar.find_kind(entry.record.kind)
    if kind is None or not kind.copied_fields:
        return None
    copied = entry.record.model_dump(include=set(kind.copied_fields), exclude_none=True, mode="json")
    for field in kind.fields:
        if field.hidden_columns:
            copied[field.name] = [_leave_out(one, field.hidden_columns) for one in copied[field.name]]
    try:
        copy = parse_record(kind.record, {"kind": kind.key, "zone": zone, "day": day.isoformat(), **copied})
    except Invalid:
        # What was valid once need not be so by today's rules; then it is typed anew.
        return None
    return QuickEntry(kind, copy, entry)


def _leave_out(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
