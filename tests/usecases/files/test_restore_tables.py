"""The CSV tables of a record, read back; and two thousand generated entries through JSON and CSV, unchanged."""

from __future__ import annotations

import io
import itertools
import json
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.people import ApiClient, ensure_account
from tests.support.records import export_whole_record, log_full_record

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import Malformed
from habitlog.importers.habitlog_json import RECORD_SECTIONS, JsonDocumentWriter
from habitlog.usecases.files import import_files
from habitlog.usecases.files.import_report import ImportReport
from habitlog.usecases.files.table_export import export_tables

pytestmark = pytest.mark.sqlite_only
LAST_DAY = NOW.date() - timedelta(days=1)
NOTES = (None, None, "=1+1", "'quoted", "two\nlines", 'a "b", c; d', "-5 °C, snö 雪", "'=x")


def import_bytes(database: Database, someone: Person, data: bytes, *, partial: bool = False) -> ImportReport:
    report = import_files.import_now(database, someone, "tables.zip", data, someone.zone, NOW, partial=partial).report
    assert report is not None
    return report


def write_tables(database: Database, someone: Person) -> bytes:
    return b"".join(export_tables(database, someone))


def change_table(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return the archive with one table as a text editor leaves it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(changed, "w") as target:
        for each in archive.namelist():
            text = archive.read(each).decode("utf-8-sig")
            target.writestr(each, change(text) if each == name else text)
    return changed.getvalue()


def test_tables_are_read_back_unchanged(app: FastAPI, database: Database, program: ApiClient) -> None:
    ada, eve = ensure_account(app, "Ada", ""), ensure_account(app, "Eve", "Etc/UTC")
    log_full_record(app, program, ada)
    tables = write_tables(database, ada)
    report = import_bytes(database, eve, tables)
    assert (report.format, report.refused, report.left_out) == ("csv", (), ())
    assert write_tables(database, eve) == tables
    again = import_bytes(database, eve, tables)
    assert (again.added, again.different) == ({}, 0)


def test_changed_tables_name_the_row(app: FastAPI, database: Database, program: ApiClient) -> None:
    ada, eve = ensure_account(app, "Ada", ""), ensure_account(app, "Eve", "Etc/UTC")
    log_full_record(app, program, ada)
    tables = write_tables(database, ada)
    cut = change_table(tables, "stress_level.csv", lambda text: text + "a,b\r\n")
    report = import_bytes(database, eve, cut)
    assert report.is_refused
    assert [(one.location, one.code) for one in report.refused] == [
        (f"stress_level.csv, row {tables_rows(tables, 'stress_level.csv') + 1}", "row_field_count_wrong")
    ]
    wrong = change_table(tables, "stress_level.csv", lambda text: text.replace(",3,", ",many,", 1))
    [refusal] = import_bytes(database, eve, wrong).refused
    assert [problem.field for problem in refusal.problems] == ["stress_now"]
    without_marks = change_table(tables, "marks.csv", lambda text: text[:0])
    report = import_bytes(database, eve, without_marks)
    assert (report.refused, sum(report.added.values())) == (
        (),
        len(json.loads(export_whole_record(database, ada))["entries"]),
    )
    with pytest.raises(Malformed):
        import_bytes(database, eve, tables[:-200])


def tables_rows(tables: bytes, name: str) -> int:
    with zipfile.ZipFile(io.BytesIO(tables)) as archive:
        return archive.read(name).count(b"\r\n")


def generate_entries(count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield entries of all pillars, the same ones each time: at most one of a kind a day."""
    chance = random.Random(16)
    for number in range(count):
        pillar, kind = (
            ("sleep", "night"), ("sleep", "nap"), ("diet", "list"), ("training", "resistance"), ("training", "hiit"),
            ("training", "other"), ("stress", "practice"), ("stress", "level"),
        )[number % 8]  # fmt: skip
        day = LAST_DAY - timedelta(days=number // 8)
        yield pillar, {"kind": kind, **_generate_fields(chance, kind, day), "note": chance.choice(NOTES)}


def _generate_fields(chance: random.Random, kind: str, day: date) -> dict[str, object]:
    match kind:
        case "night":
            bed = f"{day - timedelta(days=1)}T22:{chance.randrange(60):02}"
            out = f"{day}T06:{chance.randrange(60):02}"
            measured = {"asleep_min": chance.randrange(240, 420), "quality": chance.choice((None, 1, 3, 5))}
            return {"bed_at": bed, "out_at": out, "alarm": chance.choice((None, True, False)), **measured}
        case "nap":
            return {"start_at": f"{day}T14:{chance.randrange(30):02}", "end_at": f"{day}T14:{chance.randrange(31, 60)}"}
        case "list":
            items = chance.sample(["whole_grains", "pulses", "other_veg", "other_sweets"], chance.randrange(1, 5))
            context = chance.choice(([], ["travelling"]))
            return {
                "day": str(day),
                "items": sorted(items),
                "list_complete": True,
                "form": "core19",
                "context": context,
            }
        case "resistance":
            sets = [
                {"exercise": chance.choice(("Squat", "-Press", "'Row")), "reps": chance.randrange(1, 20),
                 "load_kg": chance.choice((None, 20, 62.5, 0.25))}
                for _ in range(chance.randrange(1, 6))
            ]  # fmt: skip
            return {"day": str(day), "session_min": chance.choice((None, 45)), "sets": sets}
        case "hiit":
            rounds = {"work_s": chance.randrange(10, 90), "rest_s": chance.randrange(0, 90), "rounds": 8}
            return {"day": str(day), "modality": "row", "effort": chance.choice((None, 7)), **rounds}
        case "other":
            started = chance.choice((None, f"{day}T17:{chance.randrange(60):02}"))
            return {
                "day": str(day),
                "activity": chance.choice(("Walk", "+ swim")),
                "started_at": started,
                "session_min": 30,
            }
        case "practice":
            stress = chance.choice(({}, {"stress_before": 7, "stress_after": chance.randrange(11)}))
            return {"day": str(day), "practice": "breathing", "minutes": chance.randrange(1, 60), **stress}
    return {"day": str(day), "stress_now": chance.randrange(11)}


def write_record(entries: Iterable[tuple[str, dict[str, object]]], person: dict[str, object]) -> bytes:
    """Return an export with entries as they are sent, and nothing else."""
    writer, stamps = JsonDocumentWriter(), {"created_at": "2026-03-12T08:00:00Z", "updated_at": "2026-03-12T09:00:00Z"}
    items = [
        {**fields, **stamps, "zone": "Europe/Stockholm", "pillar": pillar, "version": 2, "id": str(UUID(int=number))}
        for number, (pillar, fields) in enumerate(entries)
    ]
    sections = (writer.write_section(name, iter([items] if name == "entries" else [])) for name in RECORD_SECTIONS)
    return b"".join([writer.write_head(person), *itertools.chain.from_iterable(sections), writer.write_tail()])


def test_two_thousand_entries_pass_through_json_and_csv_unchanged(app: FastAPI, database: Database) -> None:
    ada, eve, fay = (ensure_account(app, name, "Europe/Stockholm") for name in ("Ada", "Eve", "Fay"))
    settings = json.loads(export_whole_record(database, ada))["person"]
    import_bytes(database, ada, write_record(generate_entries(2000), settings))
    record, tables = export_whole_record(database, ada), write_tables(database, ada)
    for someone, data in ((eve, record), (fay, tables)):
        report = import_bytes(database, someone, data)
        assert (sum(report.added.values()), report.refused) == (2000, ())
        assert write_tables(database, someone) == tables
    entries = record[record.index(b'"entries":') : record.index(b'"snippets":')]
    assert entries in export_whole_record(database, eve)
    assert entries in export_whole_record(database, fay)
