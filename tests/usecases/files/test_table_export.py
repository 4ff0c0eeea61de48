"""The record as CSV tables: every value of the JSON export, cells that are safe in spreadsheets, described columns."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from fastapi import FastAPI
from tests.support.api_answers import created_entry
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import log_full_record

from habitlog.usecases.files.table_export import export_tables

Tables = dict[str, list[dict[str, str]]]


def read_tables(data: bytes) -> Tables:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        texts = {name.removesuffix(".csv"): archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def format_value(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return "; ".join(value)
    return str(value)


def test_tables_have_every_value_of_the_record(app: FastAPI, program: ApiClient, ada: Browser) -> None:
    log_full_record(app, program, ensure_account(app, "Ada", ""))
    record = json.loads(ada.get("/data/export").content)
    tables = read_tables(ada.get("/data/export?format=csv").content)
    rows = {row["id"]: (name, row) for name, table in tables.items() for row in table if "id" in row}
    assert len(rows) == len(record["entries"]) > 0
    for entry in record["entries"]:
        name, row = rows[entry["id"]]
        assert name == f"{entry['pillar']}_{entry['kind']}"
        for field, value in entry.items():
            if field == "sets":
                sets = [one for one in tables["training_resistance_sets"] if one["entry_id"] == entry["id"]]
                assert [{key: one[key] for key in value[0]} for one in sets] == [
                    {key: format_value(each) for key, each in one.items()} for one in value
                ]
            elif field not in {"pillar", "kind"}:
                assert row[field] == format_value(value)
    assert tables["marks"] == record["marks"]
    assert tables["week_notes"] == record["week_notes"]
    assert tables["day_tags"] == [{"tag": tag["name"], "day": day} for tag in record["day_tags"] for day in tag["days"]]


def test_every_column_is_described(ada: Browser) -> None:
    data = ada.get("/data/export?format=csv").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        columns = {
            (name.removesuffix(".csv"), column)
            for name in archive.namelist()
            for column in archive.read(name).decode("utf-8-sig").splitlines()[0].split(",")
        }
    described = read_tables(data)["columns"]
    assert {(row["table"], row["column"]) for row in described} == {
        (table, column) for table, column in columns if table not in {"marks", "day_tags", "week_notes", "columns"}
    }
    assert all(row["type"] for row in described)


TEXTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'a "quoted", text', "two\nlines", "a; b", "\u202eright to left"]


def test_cell_is_text_in_a_spreadsheet(app: FastAPI, program: ApiClient) -> None:
    for text in TEXTS:
        raw = {"kind": "practice", "day": "2026-03-12", "practice": "rest", "minutes": 5, "note": text}
        created_entry(program.post("/stress/entries", raw))
    someone = ensure_account(app, "Ada", "")
    tables = read_tables(b"".join(export_tables(app.state.context.database, someone)))
    notes = {row["note"] for row in tables["stress_practice"]}
    assert notes == {f"'{text}" if text[0] in "=+-@\t" else text for text in TEXTS}


def test_same_record_gives_same_bytes(app: FastAPI, program: ApiClient, ada: Browser) -> None:
    log_full_record(app, program, ensure_account(app, "Ada", ""))
    assert ada.get("/data/export?format=csv").content == ada.get("/data/export?format=csv").content
