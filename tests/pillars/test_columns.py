"""Every column of a pillar reaches the export, and every field of a record has its column: nothing is left behind."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from tests.support.cases import for_each_case
from tests.support.entries import GOOD
from tests.support.people import ApiClient, Browser

from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, Pillar

COMMON_COLUMNS = {"person_id", "id", "pillar", "created_at", "updated_at", "version"}
"""Columns that habitlog keeps beside the record; all but the owner are in the export too."""
KINDS = [(pillar, kind) for pillar in PILLARS.values() for kind in pillar.kinds]


def columns(pillar: Pillar) -> set[str]:
    return {column.name for column in pillar.table.columns}


@pytest.mark.parametrize("pillar", PILLARS.values(), ids=lambda pillar: pillar.key)
def test_pillar_columns_equal_record_fields(pillar: Pillar) -> None:
    fields = {name for kind in pillar.kinds for name in kind.record.model_fields}
    assert columns(pillar) - COMMON_COLUMNS == fields


@for_each_case(("pillar", "kind"), KINDS, ids=lambda one: one.key)
def test_every_form_question_has_record_field(pillar: Pillar, kind: EntryKind) -> None:
    assert {field.name for field in kind.fields} <= set(kind.record.model_fields)
    assert pillar.find_kind(kind.key) is kind


def test_every_pillar_column_is_exported(ada: Browser, program: ApiClient, database: Database) -> None:
    for key, entry in GOOD:
        assert program.post(f"/{key}/entries", {**entry, "note": "A quiet day."}).status_code == 201
    exported = json.loads(ada.get("/data/export").content)["entries"]
    for pillar in PILLARS.values():
        mine = [entry for entry in exported if entry["pillar"] == pillar.key]
        told = {name for entry in mine for name in entry}
        assert told == columns(pillar) - {"person_id"}
        with database.begin_read() as transaction:
            rows = transaction.fetch_rows(select(pillar.table))
        assert {row["id"] for row in rows} == {entry["id"] for entry in mine}
        for row in rows:
            sent = next(entry for entry in mine if entry["id"] == row["id"])
            untold = {name for name, value in sent.items() if value is None}
            assert untold == {name for name in sent if name != "pillar" and row[name] is None}


def test_every_kind_has_example_entry() -> None:
    assert {(pillar, entry["kind"]) for pillar, entry in GOOD} == {(p.key, k.key) for p, k in KINDS}
