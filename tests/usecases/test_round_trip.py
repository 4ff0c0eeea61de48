"""A record goes out, comes into an empty account, and goes out again as the very same bytes."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import pytest
from fastapi import FastAPI
from tests.conftest import NOW
from tests.support.entries import LEVEL
from tests.support.people import Program, account
from tests.support.records import exported, fill_whole
from tests.support.wire import entry_of, everything

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import HabitlogError
from habitlog.storage import daily_metrics
from habitlog.tracking import Style
from habitlog.usecases.files import imports
from habitlog.usecases.files.import_batch import ImportReport
from habitlog.usecases.identity import accounts

OTHER_STYLE = {"weight_unit": "lb", "clock": "12", "decimal_mark": "comma", "patterns": "on", "mails": "off"}


@pytest.fixture
def whole(app: FastAPI, program: Program, database: Database) -> bytes:
    """Ada's record with everything in it, as an export."""
    someone = account(app, "Ada", "Europe/Stockholm")
    with database.begin_write() as transaction:
        accounts.change_profile(
            transaction, someone, {"name": "Ada L.", "zone": "Europe/Oslo", "day_start": 4, **OTHER_STYLE}
        )
    fill_whole(app, program, someone)
    return exported(database, account(app, "Ada", ""))


@pytest.fixture
def fresh(app: FastAPI) -> Person:
    """An account without entries."""
    return account(app, "Eve", "Etc/UTC")


def bring(database: Database, someone: Person, data: bytes, **options: bool) -> ImportReport:
    with database.begin_write() as transaction:
        return imports.import_file(
            transaction, someone, "json", data, NOW, **{"replace": False, "dry_run": False, **options}
        )


def again(database: Database, someone: Person) -> bytes:
    with database.begin_read() as transaction:
        return exported(database, accounts.find_person_by_email(transaction, someone.email))


def sealed(document: dict[str, Any]) -> bytes:
    """Write a document the way an export is written, with a checksum that holds."""
    body = {name: value for name, value in document.items() if name not in {"complete", "counts", "sha256"}}
    text = json.dumps(body, ensure_ascii=False)[:-1].encode() + b",\n"
    return text + b'"complete":true,"counts":{},"sha256":"%s"}\n' % sha256(text).hexdigest().encode()


def test_an_export_from_before_food_lists_had_a_context_comes_in(
    database: Database, whole: bytes, fresh: Person
) -> None:
    document = json.loads(whole)
    [food] = [entry for entry in document["entries"] if entry["pillar"] == "diet"]
    assert food.pop("context") == ["travelling"]
    bring(database, fresh, sealed(document))
    [read] = [entry for entry in json.loads(again(database, fresh))["entries"] if entry["pillar"] == "diet"]
    assert read == food | {"context": []}


def test_out_in_and_out_again_is_the_same_bytes(database: Database, whole: bytes, fresh: Person) -> None:
    document = json.loads(whole)
    kinds = {entry["kind"] for entry in document["entries"]}
    assert kinds == {"night", "nap", "list", "resistance", "hiit", "other", "practice", "level"}
    assert {entry["version"] for entry in document["entries"]} == {1, 3}
    assert (len(document["marks"]), len(document["snippets"])) == (3, 2)
    report = bring(database, fresh, whole)
    assert (sum(report.added.values()), report.refused) == (len(document["entries"]), ())
    assert again(database, fresh) == whole


def test_derived_numbers_come_back_too(app: FastAPI, database: Database, whole: bytes, fresh: Person) -> None:
    bring(database, fresh, whole)
    with database.begin_read() as transaction:
        ours, theirs = (
            daily_metrics.load_daily_metrics(transaction, one.id) for one in (account(app, "Ada", ""), fresh)
        )
    assert ours == theirs
    assert len(ours) > 20


def test_an_export_ends_with_its_counts_and_the_checksum_of_all_before(whole: bytes) -> None:
    body, _, last = whole.rstrip(b"\n").rpartition(b"\n")
    end = json.loads(b"{" + last)
    assert end["sha256"] == sha256(body + b"\n").hexdigest()
    document = json.loads(whole)
    assert end["counts"] == {name: len(document[name]) for name in ("methods", "entries", "marks", "snippets")}
    assert document["schema_version"] == 1
    assert b"metric_month" not in whole
    order = [(entry["pillar"], entry["day"], entry["id"]) for entry in document["entries"]]
    assert order == sorted(order)


def test_the_same_file_twice_changes_nothing(database: Database, whole: bytes, fresh: Person) -> None:
    count = sum(bring(database, fresh, whole).added.values())
    report = bring(database, fresh, whole)
    assert (report.added, report.already_there, report.refused) == ({}, count, ())
    assert again(database, fresh) == whole


def test_a_rehearsal_changes_nothing_and_tells_the_same(database: Database, whole: bytes, fresh: Person) -> None:
    before = again(database, fresh)
    told = bring(database, fresh, whole, dry_run=True)
    assert again(database, fresh) == before
    assert bring(database, fresh, whole) == told


def test_an_older_export_knows_no_style_and_leaves_it_as_it_is(database: Database, whole: bytes, fresh: Person) -> None:
    document = json.loads(whole)
    assert {name: document["person"].pop(name) for name in OTHER_STYLE} == OTHER_STYLE
    with database.begin_write() as transaction:
        accounts.change_profile(transaction, fresh, {"name": "Eve", "zone": "Etc/UTC", "clock": "12"})
    assert bring(database, fresh, sealed(document)).refused == ()
    with database.begin_read() as transaction:
        eve = accounts.find_person_by_email(transaction, fresh.email)
    assert (eve.zone, eve.day_start, eve.style) == ("Europe/Oslo", 4, Style(clock="12"))


@pytest.mark.parametrize(
    "wrong", [{"weight_unit": "stone"}, {"clock": 12}, {"decimal_mark": None}, {"patterns": True}, {"mails": "no"}]
)
def test_a_style_that_is_none_in_a_file_and_nothing_is_written(
    database: Database, whole: bytes, fresh: Person, wrong: dict[str, Any]
) -> None:
    document = json.loads(whole)
    document["person"] |= wrong
    before = again(database, fresh)
    assert [one.location for one in bring(database, fresh, sealed(document)).refused] == ["person"]
    assert again(database, fresh) == before


def test_settings_are_taken_into_an_account_without_entries_alone(
    program: Program, stranger: Program, app: FastAPI, database: Database, whole: bytes
) -> None:
    entry_of(stranger.post("/stress/entries", {**LEVEL, "day": "2026-01-01"}))
    bring(database, account(app, "Cyd", ""), whole)
    cyd = account(app, "Cyd", "")
    assert (cyd.name, cyd.zone, cyd.day_start) == ("Cyd", "America/New_York", 0)


def test_what_changed_here_stays_unless_it_is_to_be_replaced(
    program: Program, app: FastAPI, database: Database, whole: bytes
) -> None:
    (level,) = (one for one in everything(program) if one["kind"] == "level" and one["day"] == "2026-03-12")
    ada = account(app, "Ada", "")
    entry_of(program.put(f"/stress/entries/{level['id']}", {**LEVEL, "stress_now": 9}), 200)
    bring(database, ada, whole)
    assert program.get(f"/stress/entries/{level['id']}").json()["stress_now"] == 9
    assert bring(database, ada, whole, replace=True).replaced == 1
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


@pytest.mark.parametrize("harm", BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_not_whole_or_not_ours_writes_nothing(
    database: Database, whole: bytes, fresh: Person, harm: Any
) -> None:
    before = again(database, fresh)
    assert harm(whole) != whole
    with pytest.raises(HabitlogError) as refused:
        bring(database, fresh, harm(whole))
    assert 400 <= refused.value.status < 500
    assert again(database, fresh) == before


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
    "a stamp that is none": ("entries", 0, {"created_at": "0001-01-01T00:00:00+14:00"}),
}


@pytest.mark.parametrize(("section", "place", "change"), WRONG.values(), ids=WRONG)
def test_one_piece_that_does_not_hold_and_nothing_is_written(
    database: Database, whole: bytes, fresh: Person, section: str, place: int, change: dict[str, Any]
) -> None:
    document = json.loads(whole)
    document[section][place] |= change
    before = again(database, fresh)
    report = bring(database, fresh, sealed(document))
    assert len(report.refused) == 1
    assert (report.added, again(database, fresh)) == ({}, before)


def test_a_second_night_of_one_day_in_a_file_is_refused(database: Database, whole: bytes, fresh: Person) -> None:
    document = json.loads(whole)
    night = next(entry for entry in document["entries"] if entry["kind"] == "night")
    document["entries"].append({**night, "id": "0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"})
    report = bring(database, fresh, sealed(document))
    assert [refusal.reason for refusal in report.refused] == [f"there is already a sleep night on {night['day']}"]


def test_one_id_twice_in_a_file_comes_in_once(database: Database, whole: bytes, fresh: Person) -> None:
    document = json.loads(whole)
    document["entries"].append(document["entries"][0])
    bring(database, fresh, sealed(document))
    assert again(database, fresh) == whole
