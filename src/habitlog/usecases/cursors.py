"""Cursors of lists that are ordered by an instant, then an id."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from habitlog.errors import FieldProblem, Invalid


def encode_cursor(at: datetime, row_id: str) -> str:
    """Return the cursor of the page that begins after this row; `at` is aware."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, str]:
    """Return the instant, in UTC, and the row id of a cursor; raises `Invalid` for a malformed one."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode("ascii")
        at, _, row_id = text.partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), str(UUID(row_id))
    except (ValueError, OverflowError, binascii.Error):
        raise Invalid([FieldProblem("cursor", "cursor_invalid")]) from None
