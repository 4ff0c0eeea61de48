"""An entry as JSON: flat, with its instants as local times of its own zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from habitlog.tracking.pillar import Pillar

_COMMON_FIELDS = frozenset({"kind", "day", "zone", "note"})


def format_utc(moment: datetime) -> str:
    """Write an instant in UTC, like 2026-03-12T22:05:03Z."""
    return moment.isoformat()[:19] + "Z"


def serialize_entry(pillar: Pillar, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a stored entry: common fields, then those of its kind, null where there is no value."""
    zone, created_at, updated_at = ZoneInfo(row["zone"]), row["created_at"], row["updated_at"]
    created = format_utc(created_at)
    json: dict[str, Any] = {
        "id": row["id"],
        "pillar": pillar.key,
        "kind": row["kind"],
        "day": row["day"].isoformat(),
        "zone": row["zone"],
        "note": row["note"],
        "created_at": created,
        "updated_at": created if updated_at == created_at else format_utc(updated_at),
        "version": row["version"],
    }
    for name in _list_own_fields(pillar, row["kind"]):
        value = row[name]
        json[name] = value.astimezone(zone).isoformat(timespec="seconds") if type(value) is datetime else value
    return json


@cache
def _list_own_fields(pillar: Pillar, kind: str) -> tuple[str, ...]:
    entry_kind = pillar.find_kind(kind)
    assert entry_kind is not None, f"{pillar.key} has no kind {kind}"  # noqa: S101 - a constraint of the table
    return tuple(name for name in entry_kind.record.model_fields if name not in _COMMON_FIELDS)
