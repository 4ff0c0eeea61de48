"""Entries under a client's own id: create or replace, the same again, and If-Match."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from tests.support.api_answers import assert_problem, created_entry, list_all_entries, refused_fields
from tests.support.cases import for_each_case
from tests.support.entries import GOOD, LEVEL, OTHER, SETS
from tests.support.people import ApiClient

HERE = "0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"


@pytest.mark.parametrize(("pillar", "raw"), GOOD, ids=[raw["kind"] for _, raw in GOOD])
def test_put_of_identical_entry_changes_nothing(program: ApiClient, pillar: str, raw: dict[str, Any]) -> None:
    place = f"/{pillar}/entries/{HERE}"
    first = program.put(place, raw)
    saved = created_entry(first)
    assert (saved["id"], first.headers["Location"], first.headers["ETag"]) == (HERE, f"/api/v1{place}", '"1"')
    again = program.put(place, raw)
    assert created_entry(again, 200) == saved
    assert again.headers["ETag"] == '"1"'


def test_put_of_equivalent_values_changes_nothing(program: ApiClient) -> None:
    place = f"/training/entries/{HERE}"
    saved = created_entry(program.put(place, {**SETS, "started_at": "2026-03-12T17:05"}))
    sets = [{**one, "load_kg": float(one["load_kg"])} for one in SETS["sets"]]
    other = {**SETS, "zone": "Europe/Stockholm", "note": "", "started_at": "2026-03-12T16:05:00Z", "sets": sets}
    assert created_entry(program.put(place, other), 200) == saved


def test_put_treats_entry_id_case_insensitively(program: ApiClient) -> None:
    saved = created_entry(program.put(f"/stress/entries/{HERE.upper()}", LEVEL))
    assert saved["id"] == HERE
    assert program.get(f"/stress/entries/{HERE.upper()}").json() == saved


@pytest.mark.parametrize("match", ['"2"', '"0"', '"x"', "2", '""', '"2", "3"'])
def test_put_with_stale_if_match_returns_current_version(program: ApiClient, match: str) -> None:
    saved = created_entry(program.put(f"/training/entries/{HERE}", OTHER))
    for call in (program.put(f"/training/entries/{HERE}", {**OTHER, "effort": 9}, If_Match=match),
                 program.delete(f"/training/entries/{HERE}", If_Match=match)):  # fmt: skip
        assert assert_problem(call, 412, "version-changed")["version"] == 1
    assert list_all_entries(program) == [saved]


@pytest.mark.parametrize("match", ['"1"', "*", '"7", "1"'])
def test_put_with_current_if_match_or_star_is_accepted(program: ApiClient, match: str) -> None:
    created_entry(program.put(f"/training/entries/{HERE}", OTHER))
    changed = program.put(f"/training/entries/{HERE}", {**OTHER, "effort": 9}, If_Match=match)
    assert created_entry(changed, 200)["version"] == 2
    assert program.delete(f"/training/entries/{HERE}", If_Match="*").status_code == 204


@pytest.mark.parametrize("match", ["*", '"1"'])
def test_put_with_if_match_on_missing_entry_creates_nothing(program: ApiClient, match: str) -> None:
    call = program.put(f"/training/entries/{HERE}", OTHER, If_Match=match)
    assert assert_problem(call, 412, "version-changed")["version"] is None
    assert list_all_entries(program) == []


def test_put_with_id_of_another_pillar_conflicts(program: ApiClient) -> None:
    saved = created_entry(program.put(f"/training/entries/{HERE}", OTHER))
    assert_problem(program.put(f"/stress/entries/{HERE}", LEVEL), 409, "conflict")
    assert list_all_entries(program) == [saved]


@for_each_case("wrong", ["1", "not-an-id", HERE[:-1], HERE + "0", HERE.replace("-", ""), "{" + HERE + "}"])
def test_put_with_invalid_id_is_refused(shared: ApiClient, wrong: str) -> None:
    path = f"/stress/entries/{wrong}"
    for call in (shared.get(path), shared.put(path, LEVEL), shared.delete(path)):
        assert refused_fields(call) == ["entry_id"]


def test_put_reuses_deleted_id(program: ApiClient) -> None:
    place = f"/training/entries/{uuid4()}"
    created_entry(program.put(place, OTHER))
    program.delete(place)
    assert created_entry(program.put(place, OTHER))["version"] == 1
