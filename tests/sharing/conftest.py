"""A database with people in it, without a service around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from habitlog.db import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database."""
    made = Database(database_url)
    yield made
    made.close_connections()
