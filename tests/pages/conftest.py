"""What tests at the browser's door share: the record of a person, and a second browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from tests.support.people import Browser, sign_in

from habitlog.usecases import accounts, exporting

Record = Callable[..., dict[str, Any]]


@pytest.fixture
def record(app: FastAPI) -> Record:
    """Return the whole record of a person, by name, as the export has it."""

    def read(name: str = "Ada") -> dict[str, Any]:
        database = app.state.house.database
        with database.read() as unit:
            person = accounts.by_email(unit, f"{name.lower()}@example.org")
        read: dict[str, Any] = orjson.loads(b"".join(exporting.export_json(database, person)))
        return read

    return read


@pytest.fixture
def other_ada(app: FastAPI) -> Browser:
    """A second browser of Ada's."""
    return sign_in(app, "Ada", "Europe/Stockholm")
