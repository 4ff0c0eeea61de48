"""Entries under a client's own id: create or replace, the same again, and If-Match."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests.support.entries import GOOD, LEVEL, OTHER, SETS
from tests.support.people import Program
from tests.support.wire import entry_of, everything, fields_of, problem_of

HERE = "0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"


@pytest.mark.parametrize(("pillar", "raw"), GOOD, ids=[raw["kind"] for _, raw in GOOD])
def test_the_same_again_changes_nothing(program: Program, pillar: str, raw: dict[str, Any]) -> None:
    place = f"/{pillar}/entries/{HERE}"
    first = program.put(place, raw)
    saved = entry_of(first)
    assert (saved["id"], first.headers["Location"], first.headers["ETag"]) == (HERE, f"/api/v1{place}", '"1"')
    again = program.put(place, raw)
    assert entry_of(again, 200) == saved
    assert again.headers["ETag"] == '"1"'


def test_the_same_values_written_another_way_change_nothing(program: Program) -> None:
    place = f"/training/entries/{HERE}"
    saved = entry_of(program.put(place, SETS))
    sets = [{**one, "load_kg": float(one["load_kg"])} for one in SETS["sets"]]
    other = {**SETS, "zone": "Europe/Stockholm", "note": "", "started_at": "2026-03-12T16:05:00Z", "sets": sets}
    assert entry_of(program.put(place, other), 200) == saved


def test_an_id_means_the_same_in_capitals(program: Program) -> None:
    saved = entry_of(program.put(f"/stress/entries/{HERE.upper()}", LEVEL))
    assert saved["id"] == HERE
    assert program.get(f"/stress/entries/{HERE.upper()}").json() == saved


@pytest.mark.parametrize("match", ['"2"', '"0"', '"x"', "2", '""', '"2", "3"'])
def test_another_version_is_refused_with_the_current_one(program: Program, match: str) -> None:
    saved = entry_of(program.put(f"/training/entries/{HERE}", OTHER))
    for call in (program.put(f"/training/entries/{HERE}", {**OTHER, "effort": 9}, If_Match=match),
                 program.delete(f"/training/entries/{HERE}", If_Match=match)):  # fmt: skip
        assert problem_of(call, 412, "version-changed")["version"] == 1
    assert everything(program) == [saved]


@pytest.mark.parametrize("match", ['"1"', "*", '"7", "1"'])
def test_the_current_version_or_a_star_lets_a_change_through(program: Program, match: str) -> None:
    entry_of(program.put(f"/training/entries/{HERE}", OTHER))
    changed = program.put(f"/training/entries/{HERE}", {**OTHER, "effort": 9}, If_Match=match)
    assert entry_of(changed, 200)["version"] == 2
    assert program.delete(f"/training/entries/{HERE}", If_Match="*").status_code == 204


@pytest.mark.parametrize("match", ["*", '"1"'])
def test_a_condition_on_an_entry_that_is_not_there_creates_nothing(program: Program, match: str) -> None:
    call = program.put(f"/training/entries/{HERE}", OTHER, If_Match=match)
    assert problem_of(call, 412, "version-changed")["version"] is None
    assert everything(program) == []


def test_an_id_of_another_pillar_is_a_conflict(program: Program) -> None:
    saved = entry_of(program.put(f"/training/entries/{HERE}", OTHER))
    problem_of(program.put(f"/stress/entries/{HERE}", LEVEL), 409, "conflict")
    assert everything(program) == [saved]


@pytest.mark.parametrize("wrong", ["1", "not-an-id", HERE[:-1], HERE + "0", HERE.replace("-", ""), "{" + HERE + "}"])
def test_what_is_no_id_is_refused(shared: Program, wrong: str) -> None:
    path = f"/stress/entries/{wrong}"
    for call in (shared.get(path), shared.put(path, LEVEL), shared.delete(path)):
        assert fields_of(call) == ["entry_id"]


def test_a_deleted_id_can_be_used_again(program: Program) -> None:
    place = f"/training/entries/{uuid4()}"
    entry_of(program.put(place, OTHER))
    program.delete(place)
    assert entry_of(program.put(place, OTHER))["version"] == 1
