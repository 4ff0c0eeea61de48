"""An entry as JSON: flat, with its instants shown on the clocks of its own zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from habitlog.pillar.declare import Pillar

_COMMON = ("id", "kind", "day", "zone", "note", "created_at", "updated_at", "version")
_STAMPS = frozenset({"created_at", "updated_at"})


def stamp(moment: datetime) -> str:
    """Write an instant in UTC, like 2026-03-12T22:05:03Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def wire(pillar: Pillar, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a stored entry: common fields, then those of its kind, null where not told."""
    kind = pillar.kind(row["kind"])
    assert kind is not None, f"{pillar.key} has no kind {row['kind']}"  # noqa: S101 - the table holds known kinds
    zone = ZoneInfo(row["zone"])
    shown: dict[str, Any] = {"id": row["id"], "pillar": pillar.key}
    for name in dict.fromkeys((*_COMMON, *kind.record.model_fields)):
        value = row[name]
        if isinstance(value, datetime):
            shown[name] = stamp(value) if name in _STAMPS else value.astimezone(zone).isoformat(timespec="seconds")
        elif isinstance(value, date):
            shown[name] = value.isoformat()
        else:
            shown[name] = value
    return shown
