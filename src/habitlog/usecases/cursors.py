"""Cursors of lists that are ordered by an instant, then an id."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from habitlog.errors import FieldProblem, Invalid


def encode_cursor(at: datetime, row_id: str) -> str:
    """Return the cursor of what comes after this row."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """Return the instant and the id a cursor stands for; raises `Invalid` for one that was not given out."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii")
        at, _, row_id = text.partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), str(UUID(row_id))
    except (ValueError, OverflowError, binascii.Error):
        raise Invalid([FieldProblem("cursor", "This is not a cursor that habitlog gave.")]) from None
