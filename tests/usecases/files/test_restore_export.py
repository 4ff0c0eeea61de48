"""A record goes out, comes into an empty account, and goes out again as the very same bytes."""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import created_entry, list_all_entries
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.entries import LEVEL
from tests.support.people import ApiClient, ensure_account
from tests.support.records import add_experiment, export_whole_record, log_full_record

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import HabitlogError, Malformed
from habitlog.importers.habitlog_json import (
    MAX_BYTES_AT_ONCE,
    RECORD_SECTIONS,
    parse_record_file,
    read_record_file,
)
from habitlog.importers.source_files import StoredFile
from habitlog.storage import daily_metrics
from habitlog.tracking import Style
from habitlog.usecases.files import import_files
from habitlog.usecases.files.import_report import ImportReport
from habitlog.usecases.identity import accounts

OTHER_STYLE = {"weight_unit": "lb", "clock": "12", "decimal_mark": "comma", "patterns": "on", "mails": "off"}


@pytest.fixture
def full_export(app: FastAPI, program: ApiClient, database: Database) -> bytes:
    """Ada's record with everything in it, as an export."""
    someone = ensure_account(app, "Ada", "Europe/Stockholm")
    with database.begin_write() as transaction:
        accounts.change_profile(
            transaction, someone, {"name": "Ada L.", "zone": "Europe/Oslo", "day_start": 4, **OTHER_STYLE}
        )
    log_full_record(app, program, someone)
    return export_whole_record(database, ensure_account(app, "Ada", ""))


@pytest.fixture
def empty_account(app: FastAPI) -> Person:
    """An account without entries."""
    return ensure_account(app, "Eve", "Etc/UTC")


class LargeFile(StoredFile):
    """A file that is read like one which is too large to be held in memory."""

    size = MAX_BYTES_AT_ONCE + 1


@pytest.mark.sqlite_only
def test_large_export_is_read_line_by_line_with_the_same_result(full_export: bytes) -> None:
    whole, streamed = parse_record_file(full_export), read_record_file(LargeFile(full_export))
    assert list(streamed.entries) == whole.entries
    assert (len(streamed.entries), streamed.count_items()) == (len(whole.entries), whole.count_items())
    for name in (*RECORD_SECTIONS[2:], "person"):
        assert getattr(streamed, name) == getattr(whole, name)
    changed = full_export.replace(b'"complete":true', b'"complete":false')
    for damaged, code in {
        full_export[:-200]: "export_",
        full_export.replace(b'"kind"', b'"kind" ', 1): "export_checksum_wrong",
        full_export.replace(b'{"schema_version":1,', b'{"schema_version":2,'): "export_version_unknown",
        full_export.replace(b'"marks":[', b'"other":['): "export_checksum_wrong",
        changed: "export_checksum_wrong",
        full_export + b'"more":[],\n': "export_",
        full_export.replace(b"\n", b" "): "not_a_habitlog_export",
        b'{"schema_version":1,\n' + b"x" * 5 * 2**20: "export_not_json",
    }.items():
        with pytest.raises(Malformed, match=code):
            read_record_file(LargeFile(damaged))


def import_json(database: Database, someone: Person, data: bytes, **options: bool) -> ImportReport:
    file = import_files.import_now(database, someone, "export.json", data, someone.zone, NOW, **options)  # type: ignore[arg-type]  # flags
    report = file.report
    assert report is not None
    return report


def export_again(database: Database, someone: Person) -> bytes:
    with database.begin_read() as transaction:
        return export_whole_record(database, accounts.find_person_by_email(transaction, someone.email))


def with_checksum(document: dict[str, Any]) -> bytes:
    """Write a document the way an export is written, with a checksum that holds."""
    body = {name: value for name, value in document.items() if name not in {"complete", "counts", "sha256"}}
    text = json.dumps(body, ensure_ascii=False)[:-1].encode() + b",\n"
    return text + b'"complete":true,"counts":{},"sha256":"%s"}\n' % sha256(text).hexdigest().encode()


def without_methods(export: bytes) -> bytes:
    """Return the parts of an export that are of the person: all but the description of methods and the checksum."""
    settings, rest = export.split(b'"methods":[', 1)
    entries = rest[rest.index(b'"entries":[') :]
    return settings + entries[: entries.index(b'"complete":')]


def with_later_members(export: bytes) -> bytes:
    """Return an export with the members that nights and sets have since: further sleeps, seconds and distance."""
    export = export.replace(b'{"alarm"', b'{"additional":null,"alarm"')
    with_distance = export.replace(b'{"exercise"', b'{"distance_m":null,"exercise"')
    return with_distance.replace(b',"set_type"', b',"seconds":null,"set_type"')


def test_export_of_earlier_schema_is_restored_without_loss(database: Database, empty_account: Person) -> None:
    """The file was written by the program before the tables were renamed and the migrations squashed."""
    export = (Path(__file__).parent / "data" / "export_of_earlier_schema.json").read_bytes()
    report = import_json(database, empty_account, export)
    assert (report.refused, sum(report.added.values())) == ((), 13)
    # The settings have had a theme and hidden pillars and measures since, and exports experiments.
    again = export_again(database, empty_account)
    for member in (
        b',"theme":"system"',
        b',"hidden_measures":[]',
        b'"hidden_measures":[],',
        b',"hidden_pillars":[]',
        b'"hidden_pillars":[],',
        b',\n"experiments":[]',
        b',\n"day_tags":[]',
        b',\n"week_notes":[]',
        b'"rest_days_from":null,"rest_days_until":null,',
        b'"margins":{},',
    ):
        again = again.replace(member, b"")
    assert without_methods(again) == without_methods(with_later_members(export))


def test_restore_keeps_sets_without_amount_of_earlier_versions(
    database: Database, full_export: bytes, empty_account: Person
) -> None:
    document = json.loads(full_export)
    [session] = [entry for entry in document["entries"] if entry["kind"] == "resistance"]
    session["sets"] = [{"exercise": "Plank"}, {"exercise": "Squat", "load_kg": 60}]
    assert import_json(database, empty_account, with_checksum(document)).refused == ()
    [kept] = [one for one in json.loads(export_again(database, empty_account))["entries"] if one["id"] == session["id"]]
    assert [(one["exercise"], one["load_kg"], one["reps"]) for one in kept["sets"]] == [
        ("Plank", None, None),
        ("Squat", 60, None),
    ]


def test_restore_keeps_overlaps_of_earlier_versions(
    database: Database, full_export: bytes, empty_account: Person
) -> None:
    document = json.loads(full_export)
    [nap] = [entry for entry in document["entries"] if entry["kind"] == "nap"]
    nap |= {name: nap[name].replace("T13:", "T05:") for name in ("start_at", "end_at")}
    assert import_json(database, empty_account, with_checksum(document)).refused == ()
    assert import_json(database, empty_account, with_checksum(document)).same == len(document["entries"])
    nap["id"] = nap["id"].replace(nap["id"][:4], "0000")
    document["entries"] = [nap]
    [refusal] = import_json(database, empty_account, with_checksum(document), partial=True).refused
    assert refusal.code == "times_overlap"


def test_restore_of_export_without_food_context(database: Database, full_export: bytes, empty_account: Person) -> None:
    document = json.loads(full_export)
    [food] = [entry for entry in document["entries"] if entry["pillar"] == "diet"]
    assert food.pop("context") == ["travelling"]
    import_json(database, empty_account, with_checksum(document))
    [read] = [
        entry for entry in json.loads(export_again(database, empty_account))["entries"] if entry["pillar"] == "diet"
    ]
    assert read == food | {"context": []}


def test_restore_round_trip_is_byte_identical(database: Database, full_export: bytes, empty_account: Person) -> None:
    document = json.loads(full_export)
    kinds = {entry["kind"] for entry in document["entries"]}
    assert kinds == {"night", "nap", "list", "resistance", "hiit", "other", "practice", "level"}
    assert {entry["version"] for entry in document["entries"]} == {1, 3}
    sections = ("marks", "snippets", "experiments", "day_tags", "week_notes")
    assert [len(document[name]) for name in sections] == [3, 2, 2, 2, 2]
    report = import_json(database, empty_account, full_export)
    assert (sum(report.added.values()), report.refused) == (len(document["entries"]), ())
    assert export_again(database, empty_account) == full_export


def test_restore_rebuilds_daily_metrics(
    app: FastAPI, database: Database, full_export: bytes, empty_account: Person
) -> None:
    import_json(database, empty_account, full_export)
    with database.begin_read() as transaction:
        ours, theirs = (
            daily_metrics.load_daily_metrics(transaction, one.id)
            for one in (ensure_account(app, "Ada", ""), empty_account)
        )
    assert ours == theirs
    assert len(ours) > 20


def test_export_ends_with_counts_and_checksum(full_export: bytes) -> None:
    body, _, last = full_export.rstrip(b"\n").rpartition(b"\n")
    end = json.loads(b"{" + last)
    assert end["sha256"] == sha256(body + b"\n").hexdigest()
    document = json.loads(full_export)
    assert end["counts"] == {name: len(document[name]) for name in RECORD_SECTIONS}
    assert document["schema_version"] == 1
    assert b"daily_metric_month" not in full_export
    order = [(entry["pillar"], entry["day"], entry["id"]) for entry in document["entries"]]
    assert order == sorted(order)


def test_restore_twice_changes_nothing(database: Database, full_export: bytes, empty_account: Person) -> None:
    count = sum(import_json(database, empty_account, full_export).added.values())
    report = import_json(database, empty_account, full_export)
    assert (report.added, report.same, report.refused) == ({}, count, ())
    assert export_again(database, empty_account) == full_export


def test_restore_dry_run_changes_nothing(database: Database, full_export: bytes, empty_account: Person) -> None:
    before = export_again(database, empty_account)
    told = import_json(database, empty_account, full_export, dry_run=True)
    assert export_again(database, empty_account) == before
    assert import_json(database, empty_account, full_export) == told


def test_restore_of_export_without_format_settings(
    database: Database, full_export: bytes, empty_account: Person
) -> None:
    document = json.loads(full_export)
    assert {name: document["person"].pop(name) for name in OTHER_STYLE} == OTHER_STYLE
    with database.begin_write() as transaction:
        accounts.change_profile(transaction, empty_account, {"name": "Eve", "zone": "Etc/UTC", "clock": "12"})
    assert import_json(database, empty_account, with_checksum(document)).refused == ()
    with database.begin_read() as transaction:
        eve = accounts.find_person_by_email(transaction, empty_account.email)
    assert (eve.zone, eve.day_start, eve.style) == ("Europe/Oslo", 4, Style(clock="12"))


@for_each_case(
    "wrong", [{"weight_unit": "stone"}, {"clock": 12}, {"decimal_mark": None}, {"patterns": True}, {"mails": "no"}]
)
def test_restore_refuses_invalid_format_settings(
    database: Database, full_export: bytes, empty_account: Person, wrong: dict[str, Any]
) -> None:
    document = json.loads(full_export)
    document["person"] |= wrong
    before = export_again(database, empty_account)
    assert [one.location for one in import_json(database, empty_account, with_checksum(document)).refused] == ["person"]
    assert export_again(database, empty_account) == before


def test_restore_takes_settings_only_into_empty_account(
    program: ApiClient, stranger: ApiClient, app: FastAPI, database: Database, full_export: bytes
) -> None:
    created_entry(stranger.post("/stress/entries", {**LEVEL, "day": "2026-01-01"}))
    import_json(database, ensure_account(app, "Cyd", ""), full_export)
    cyd = ensure_account(app, "Cyd", "")
    assert (cyd.name, cyd.zone, cyd.day_start) == ("Cyd", "America/New_York", 0)


def test_restore_keeps_local_changes_unless_replace(
    program: ApiClient, app: FastAPI, database: Database, full_export: bytes
) -> None:
    (level,) = (one for one in list_all_entries(program) if one["kind"] == "level" and one["day"] == "2026-03-12")
    ada = ensure_account(app, "Ada", "")
    created_entry(program.put(f"/stress/entries/{level['id']}", {**LEVEL, "stress_now": 9}), 200)
    import_json(database, ada, full_export)
    assert program.get(f"/stress/entries/{level['id']}").json()["stress_now"] == 9
    assert import_json(database, ada, full_export, replace=True).replaced == 1
    back = program.get(f"/stress/entries/{level['id']}").json()
    assert (back["stress_now"], back["version"], back["created_at"]) == (3, 3, level["created_at"])


BROKEN = {
    "empty": lambda whole: b"",
    "cut short": lambda whole: whole[: len(whole) // 2],
    "last byte gone": lambda whole: whole[:-3],
    "a value changed": lambda whole: whole.replace(b'"stress_now":3', b'"stress_now":4'),
    "a line gone": lambda whole: re.sub(rb"\n\{[^\n]*,\n", b"\n", whole, count=1),
    "newer": lambda whole: whole.replace(b'"schema_version":1', b'"schema_version":2'),
    "foreign": lambda whole: b'{"data": [1, 2, 3]}',
    "a list": lambda whole: b"[]",
    "a table": lambda whole: b"a,b,c\n1,2,3\n",
    "not text": lambda whole: bytes(range(256)) * 20,
    "deep": lambda whole: b"[" * 100_000,
    "twice": lambda whole: whole + whole,
}


@for_each_case("harm", BROKEN.values(), ids=BROKEN)
def test_restore_of_damaged_or_foreign_file_writes_nothing(
    database: Database, full_export: bytes, empty_account: Person, harm: Any
) -> None:
    before = export_again(database, empty_account)
    assert harm(full_export) != full_export
    with pytest.raises(HabitlogError) as refused:
        import_json(database, empty_account, harm(full_export))
    assert 400 <= refused.value.status < 500
    assert export_again(database, empty_account) == before


WRONG: dict[str, tuple[str, int, dict[str, Any]]] = {
    "a value out of range": ("entries", 0, {"quality": 9, "kind": "night"}),
    "an unknown field": ("entries", 1, {"mood": 3}),
    "an unknown pillar": ("entries", 2, {"pillar": "mood"}),
    "a day to come": ("entries", -1, {"day": "2027-01-01"}),
    "an id that is none": ("entries", 0, {"id": "1"}),
    "a version that is none": ("entries", 0, {"version": 0}),
    "an endless version": ("entries", 0, {"version": 2**63}),
    "a dose": ("entries", 0, {"note": "sema 0.25 mg once a week"}),
    "a NUL": ("entries", 0, {"note": "a\x00b"}),
    "an unknown mark": ("marks", 0, {"mark": "ill"}),
    "a mark of an unknown pillar": ("marks", 0, {"pillar": "mood"}),
    "a mark without a day": ("marks", 0, {"day": None}),
    "an unknown choice": ("snippets", 0, {"choice": "burnt"}),
    "an experiment with a medicine": ("experiments", 0, {"arm_a": "melatonin"}),
    "an experiment of equal habits": ("experiments", 0, {"arm_a": "As  usual"}),
    "an experiment of three weeks": ("experiments", 0, {"weeks": 3}),
    "an experiment on an unknown metric": ("experiments", 0, {"metric": "sleep.regularity"}),
    "an experiment stopped before it began": ("experiments", 0, {"stopped_on": "2025-11-02"}),
    "an experiment without its seed": ("experiments", 0, {"seed": "2025"}),
    "words about a day that is not drawn": ("experiments", 1, {"days": [{"day": "2026-03-01", "said": "other"}]}),
    "a second experiment that runs": ("experiments", 0, {"stopped_on": None, "first_day": "2026-02-20"}),
    "a tag that is a dose": ("day_tags", 0, {"name": "test 200 mg"}),
    "a line of a week that is a dose": ("week_notes", 0, {"note": "sema 0.25 mg once a week"}),
    "a line of a Tuesday": ("week_notes", 0, {"week": "2026-03-03"}),
    "a tag without a name": ("day_tags", 0, {"name": " "}),
    "a stamp that is none": ("entries", 0, {"created_at": "0001-01-01T00:00:00+14:00"}),
}


@for_each_case(("section", "place", "change"), WRONG.values(), ids=WRONG)
def test_restore_with_one_invalid_item_writes_nothing(
    database: Database, full_export: bytes, empty_account: Person, section: str, place: int, change: dict[str, Any]
) -> None:
    document = json.loads(full_export)
    document[section][place] |= change
    before = export_again(database, empty_account)
    report = import_json(database, empty_account, with_checksum(document))
    assert len(report.refused) == 1
    assert (report.added, export_again(database, empty_account)) == ({}, before)


def test_restore_refuses_second_night_of_day(database: Database, full_export: bytes, empty_account: Person) -> None:
    document = json.loads(full_export)
    night = next(entry for entry in document["entries"] if entry["kind"] == "night")
    document["entries"].append({**night, "id": "0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"})
    report = import_json(database, empty_account, with_checksum(document))
    [refusal] = report.refused
    assert (refusal.code, refusal.parameters) == (
        "day_already_has_entry",
        {"entry": "night", "day": date.fromisoformat(night["day"])},
    )


def test_restore_of_duplicate_id_imports_once(database: Database, full_export: bytes, empty_account: Person) -> None:
    document = json.loads(full_export)
    document["entries"].append(document["entries"][0])
    import_json(database, empty_account, with_checksum(document))
    assert export_again(database, empty_account) == full_export


def test_restore_leaves_out_a_second_experiment_that_runs(
    database: Database, full_export: bytes, empty_account: Person
) -> None:
    with database.begin_write() as transaction:
        add_experiment(transaction, empty_account, date(2026, 3, 10))
    assert import_json(database, empty_account, full_export).refused == ()
    first_days = [one["first_day"] for one in json.loads(export_again(database, empty_account))["experiments"]]
    assert first_days == ["2025-11-03", "2026-03-10"]
