"""The published schema of the export, held to exports and to every column that a pillar stores."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import export_whole_record, log_full_record

from habitlog.pillars import PILLARS


@pytest.fixture
def schema(anyone: Browser) -> dict[str, Any]:
    """The schema as anybody gets it."""
    answer = anyone.get("/api/v1/schema/export")
    assert answer.headers["content-type"] == "application/schema+json"
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def document(app: FastAPI, program: ApiClient) -> dict[str, Any]:
    """An export with everything in it."""
    someone = ensure_account(app, "Ada", "Etc/UTC")
    log_full_record(app, program, someone)
    found: dict[str, Any] = json.loads(export_whole_record(app.state.context.database, someone))
    return found


def test_export_holds_to_its_schema(schema: dict[str, Any], document: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    faults = [
        f"{fault.json_path}: {fault.message[:200]}" for fault in Draft202012Validator(schema).iter_errors(document)
    ]
    assert faults == []
    assert {entry["kind"] for entry in document["entries"]} == {
        kind.key for pillar in PILLARS.values() for kind in pillar.kinds
    }


def test_changed_export_does_not_hold(schema: dict[str, Any], document: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    for section, name, value in (
        ("entries", "colour", "red"),
        ("entries", "version", 0),
        ("entries", "day", None),
        ("marks", "mark", "ill"),
        ("snippets", "choice", "burnt"),
        ("experiments", "seed", "burnt"),
        ("day_tags", "days", ["today"]),
        ("week_notes", "note", "x" * 281),
    ):
        changed = copy.deepcopy(document)
        changed[section][0][name] = value
        assert not validator.is_valid(changed), (section, name)
    assert not validator.is_valid({name: value for name, value in document.items() if name != "sha256"})


def test_every_stored_column_is_in_the_schema(schema: dict[str, Any]) -> None:
    for pillar in PILLARS.values():
        described = {
            name for kind in pillar.kinds for name in schema["$defs"][f"{pillar.key}_{kind.key}"]["properties"]
        }
        assert described == {column.name for column in pillar.table.c} - {"person_id"}
