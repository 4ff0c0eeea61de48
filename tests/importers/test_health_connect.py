"""Health Connect exports, from made-up databases."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.import_drafts import check_drafts
from tests.support.loop_files import make_loop_database

from habitlog.errors import Malformed
from habitlog.importers import health_connect, sqlite_files
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import open_files

SCHEMA = """
create table application_info_table (row_id integer primary key, package_name text);
insert into application_info_table values (1, 'ring'), (2, 'phone');
create table sleep_session_record_table (row_id integer primary key, uuid blob, start_time integer,
 end_time integer, app_info_id integer, title text, notes text);
create table sleep_stages_table
 (parent_key integer, stage_start_time integer, stage_end_time integer, stage_type integer);
create table exercise_session_record_table (row_id integer primary key, uuid blob, start_time integer,
 end_time integer, app_info_id integer, exercise_type integer, title text, notes text);
create table mindfulness_session_record_table
 (row_id integer primary key, start_time integer, end_time integer, app_info_id integer, type integer, title text);
"""  # fmt: skip


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC).timestamp()) * 1000


def make(rows: dict[str, Sequence[tuple[Any, ...]]], more: str = "") -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for table, values in rows.items():
            for row in values:
                connection.execute(f"insert into {table} values ({','.join('?' * len(row))})", row)
        connection.executescript(more)
        connection.commit()
        return connection.serialize()


ROWS: dict[str, Sequence[tuple[Any, ...]]] = {
    "sleep_session_record_table": [
        (1, b"a", at("01T22:00"), at("02T06:00"), 1, None, None),
        (2, b"b", at("01T22:30"), at("02T06:30"), 2, None, "ok"),
        (3, b"c", at("02T12:00"), at("02T12:30"), 1, None, None),
    ],
    "sleep_stages_table": [
        (1, at("01T22:00"), at("02T02:00"), 4), (1, at("02T02:00"), at("02T02:30"), 1),
        (1, at("02T02:30"), at("02T06:00"), 6), (9, 1, 2, 4), (1, at("02T05:00"), at("02T06:00"), 0),
    ],
    "exercise_session_record_table": [
        (1, b"d", at("02T17:00"), at("02T17:40"), 1, 33, "Evening", "easy"),
        (2, b"e", at("02T17:01"), at("02T17:41"), 2, 33, None, None),
        (3, b"f", at("03T17:00"), at("03T17:10"), 1, 17, None, None),
        (4, b"g", at("04T17:00"), at("04T18:00"), 1, 58, "Bouldering", None),
        (5, b"h", at("05T17:00"), at("05T18:00"), 1, 999, None, None),
    ],
    "mindfulness_session_record_table": [
        (1, at("06T06:00"), at("06T06:12"), 1, 1, None), (2, at("07T06:00"), at("07T06:12"), 1, 2, None),
    ],
}  # fmt: skip


def read(data: bytes) -> ParsedFile:
    with open_files(data) as found:
        assert found.format == "health_connect"
        return check_drafts(health_connect.parse_source(ImportSource(found.files, "Europe/Berlin")))


def test_sessions_of_the_database_are_read() -> None:
    parsed = read(make_zip({"health_connect_export.db": make(ROWS)}))
    night, nap, run, breathing, climb, other, sit, mindful = (draft.fields for draft in parsed.drafts)
    assert (night["bed_at"], night["asleep_min"], nap["kind"]) == ("2026-03-01T23:00:00", 450, "nap")
    assert (run["activity"], run["session_min"], run["note"]) == ("Running", 40, "easy")
    assert (breathing["practice"], breathing["minutes"]) == ("breathing", 10)
    assert (climb["activity"], other["activity"]) == ("Bouldering", "Other workout")
    assert (sit["practice"], mindful["practice"], mindful["practice_text"]) == (
        "meditation",
        "other",
        "Mindful session",
    )
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (10, 0, [])
    assert parsed.unsupported == {
        "note of a sleep": 1,
        "sleep stage of a kind that is not known, or without its sleep": 2,
        "sleep of another source at the same time: phone": 1,
        "activity that another app recorded at the same time": 1,
        "sleep stages of the device": 1,
    }
    later = {**ROWS, "mindfulness_session_record_table": [(9, at("08T06:00"), at("08T06:12"), 1, 3, None)]}
    ids = [{draft.id for draft in read(make(rows)).drafts} for rows in (ROWS, later)]
    assert len(ids[0] & ids[1]) == 6


def test_rows_that_cannot_be_are_refused_one_by_one() -> None:
    bad = [
        (1, b"", "soon", 1, 1, 33, None, None),
        (2, b"", -9_999_999_999_999, 1, 1, 33, None, None),
        (3, b"", 1, 253_402_214_400_000, 1, 33, None, None),
        (4, b"", at("02T17:00"), at("02T17:00"), 1, 33, None, None),
        (5, b"", at("02T17:00"), at("02T18:00"), None, "run", b"\xff", None),
    ]
    parsed = read(make({"exercise_session_record_table": bad}))
    assert sorted(refusal.code for refusal in parsed.refusals) == [
        "file_year_out_of_range",
        "file_year_out_of_range",
        "item_ends_before_start",
        "not_a_timestamp",
    ]
    assert len(parsed.drafts) == 1


def test_other_databases_are_refused_and_copies_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("create table x (y); create view exercise_session_record_table as select 1 start_time")
        other = connection.serialize()
    whole = make(ROWS)
    cases = (
        (other, "health_connect_tables_missing"),
        (whole[:5000], "database_damaged"),
        (whole[:40], "database_damaged"),
    )
    named = make(ROWS, 'create table "xé" (y)').replace("xé".encode(), b"x\x88\x88")
    unclear = named.replace(b'CREATE TABLE "x', b'CREATE TABLX "x')
    for data, code in (
        *cases,
        (unclear, "database_damaged"),
        (b"SQLite format 3\x00" + bytes(200), "database_damaged"),
    ):
        with pytest.raises(Malformed, match=code):
            health_connect.parse_source(ImportSource.from_bytes(data, "UTC"))
    monkeypatch.setattr(sqlite_files, "MAX_DATABASE_BYTES", 10_000)
    with pytest.raises(Malformed, match="database_too_large"):
        health_connect.parse_source(ImportSource.from_bytes(whole, "UTC"))
    assert list(tmp_path.iterdir()) == []
    assert not health_connect.matches(make_loop_database([])[:16384])


def test_endless_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_files, "_MAX_CALLS", 3)
    many = "insert into sleep_stages_table select value, 1, 2, 4 from (with recursive n(value) as"
    many += " (select 1 union all select value + 1 from n limit 60000) select value from n);"
    with pytest.raises(Malformed, match="database_damaged"):
        read(make(ROWS, many))
