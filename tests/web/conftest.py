"""What tests at the browser's door share: the record of a person, and a second browser."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.people import Browser, sign_in
from tests.support.records import ExportRecord, PutEntry

from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.files import record_export
from habitlog.usecases.identity import accounts


@pytest.fixture
def exported_record(app: FastAPI) -> ExportRecord:
    """Return the whole record of a person, by name, as the export has it."""

    return lambda name="Ada": _export_record(app, name)


def _export_record(app: FastAPI, name: str) -> dict[str, Any]:
    database = app.state.context.database
    with database.begin_read() as transaction:
        person = accounts.find_person_by_email(transaction, f"{name.lower()}@example.org")
    read: dict[str, Any] = orjson.loads(b"".join(record_export.export_record(database, person)))
    return read


@pytest.fixture(scope="module")
def shared_ada(shared_app: FastAPI) -> Browser:
    """Ada's browser at the service of a whole module, whose tests leave nothing behind."""
    return sign_in(shared_app, "Ada", "Europe/Stockholm")


@pytest.fixture(scope="module")
def shared_exported_record(shared_app: FastAPI) -> ExportRecord:
    """Return the whole record of a person at the service of a whole module."""
    return lambda name="Ada": _export_record(shared_app, name)


@pytest.fixture
def other_ada(app: FastAPI) -> Browser:
    """A second browser of Ada's."""
    return sign_in(app, "Ada", "Europe/Stockholm")


@pytest.fixture
def put_entry(app: FastAPI) -> PutEntry:
    """Keep an entry for Ada by the use-case, as an import would."""

    def save(pillar: str, raw: dict[str, Any], name: str = "Ada") -> dict[str, Any]:
        with app.state.context.database.begin_write() as transaction:
            person = accounts.find_person_by_email(transaction, f"{name.lower()}@example.org")
            saved = entries.put_entry(transaction, person, find_pillar(pillar), str(uuid4()), raw, NOW)
            return serialize_entry(find_pillar(pillar), saved.row)

    return save
