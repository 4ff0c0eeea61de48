"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import CHAR, DateTime, Dialect, Text, TypeDecorator, Uuid

Identifier = Uuid(as_uuid=False).with_variant(CHAR(36), "sqlite")
"""A UUID as lower-case text with hyphens."""


def make_time_ordered_id(at: datetime) -> str:
    """Return a random UUID that sorts by its millisecond, as RFC 9562 makes version 7: instants are whole seconds."""
    milliseconds, noise = int(at.timestamp() * 1000), secrets.randbits(74)
    return str(UUID(int=milliseconds << 80 | 7 << 76 | noise >> 62 << 64 | 2 << 62 | noise & (1 << 62) - 1))


def _parse_utc(value: str | None) -> datetime | None:
    # In one call, which takes a fifth of the time of two: a page reads thousands.
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _convert_to_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _parse_json(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, whole seconds; values are aware datetimes in both directions."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no offset, so none is written there."""
        if value is None:
            return None
        utc = value.astimezone(UTC).replace(microsecond=0)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - the base's
        """Read UTC back as UTC, in one call a value: a month of entries has a thousand of them."""
        return _parse_utc if dialect.name == "sqlite" else _convert_to_utc


class JsonText(TypeDecorator[Any]):
    """A small list or object, stored as a JSON text of the same bytes on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's signature
        """Write JSON with sorted keys."""
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002 - the base's
        """Read JSON."""
        return _parse_json
