"""The moment at which tests run, and the zones their people live in."""

from __future__ import annotations

from datetime import UTC, datetime

STOCKHOLM, NEW_YORK = "Europe/Stockholm", "America/New_York"
NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
"""A Thursday evening; "today" is 2026-03-12 in the zones the tests use."""


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now
