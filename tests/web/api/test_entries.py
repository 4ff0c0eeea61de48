"""Entries through the programs' door: logged, read, listed, replaced and deleted."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.api_answers import assert_problem, created_entry, list_all_entries, refused_fields
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER
from tests.support.people import ApiClient

EVERY = pytest.mark.parametrize(("pillar", "entry"), GOOD, ids=[entry["kind"] for _, entry in GOOD])


@EVERY
def test_entry_of_every_kind_is_created_read_listed_replaced_and_deleted(
    program: ApiClient, clock: Clock, pillar: str, entry: dict[str, Any]
) -> None:
    made = program.post(f"/{pillar}/entries", entry)
    saved = created_entry(made)
    place = f"/{pillar}/entries/{saved['id']}"
    assert (made.headers["Location"], made.headers["ETag"]) == (f"/api/v1{place}", '"1"')
    shown = program.get(place)
    assert (shown.json(), shown.headers["ETag"]) == (saved, '"1"')
    assert program.get(f"/{pillar}/entries").json() == {"items": [saved], "next": None}

    clock.now = clock.now.replace(minute=45)
    changed = program.put(place, {**entry, "note": "Looked at again"})
    later = created_entry(changed, 200)
    stamps = {"note": "Looked at again", "version": 2, "updated_at": "2026-03-12T18:45:00Z"}
    assert later == {**saved, **stamps}
    assert (changed.headers["ETag"], "Location" in changed.headers) == ('"2"', False)
    assert program.get(place).json() == later

    assert program.delete(place).status_code == 204
    assert_problem(program.get(place), 404, "not-found")
    assert_problem(program.delete(place), 404, "not-found")
    assert list_all_entries(program) == []


@EVERY
def test_entry_keeps_every_field_sent(shared: ApiClient, pillar: str, entry: dict[str, Any]) -> None:
    saved = created_entry(shared.post(f"/{pillar}/entries", entry))
    told = {name: value for name, value in entry.items() if name != "sets" and not name.endswith("_at")}
    assert {name: saved[name] for name in told} == told
    times = {name: f"{value}:00+01:00" for name, value in entry.items() if name.endswith("_at")}
    assert {name: saved[name] for name in times} == times
    assert saved["zone"] == "Europe/Stockholm"
    assert saved["created_at"] == saved["updated_at"] == "2026-03-12T18:30:00Z"
    assert shared.delete(f"/{pillar}/entries/{saved['id']}").status_code == 204


def test_sets_are_returned_whole_with_null_for_missing_values(shared: ApiClient) -> None:
    raw = {"kind": "resistance", "day": "2026-03-12", "sets": [{"exercise": " Row ", "load_kg": 60.0, "reps": 8}]}
    saved = created_entry(shared.post("/training/entries", raw))
    blank = {"set_type": "work"} | dict.fromkeys(("rpe", "rir", "rest_s", "seconds", "distance_m"))
    assert saved["sets"] == [{"exercise": "Row", "load_kg": 60, "reps": 8, **blank}]
    assert (saved["session_min"], saved["effort"], saved["started_at"]) == (None, None, None)
    shared.delete(f"/training/entries/{saved['id']}")


def test_replacement_without_a_field_clears_it(program: ApiClient) -> None:
    saved = created_entry(program.post("/training/entries", {**OTHER, "effort": 4, "note": "Mud"}))
    later = created_entry(program.put(f"/training/entries/{saved['id']}", OTHER), 200)
    assert (later["effort"], later["note"], later["session_min"]) == (None, None, 45)


def test_change_of_kind_clears_fields_of_old_kind(program: ApiClient) -> None:
    saved = created_entry(program.post("/training/entries", OTHER))
    hiit = {"kind": "hiit", "day": "2026-03-12", "modality": "run", "work_s": 30, "rest_s": 30, "rounds": 8}
    later = created_entry(program.put(f"/training/entries/{saved['id']}", hiit), 200)
    assert ("activity" in later, later["kind"], later["session_min"]) == (False, "hiit", None)
    back = created_entry(program.put(f"/training/entries/{saved['id']}", OTHER), 200)
    assert ("modality" in back, back["version"]) == (False, 3)


@pytest.mark.parametrize(("pillar", "raw"), [("sleep", NIGHT), ("diet", FOOD), ("stress", LEVEL)])
def test_second_entry_of_once_a_day_kind_conflicts_with_first(
    program: ApiClient, pillar: str, raw: dict[str, Any]
) -> None:
    first = created_entry(program.post(f"/{pillar}/entries", raw))
    told = assert_problem(program.post(f"/{pillar}/entries", {**raw, "note": "again"}), 409, "conflict")
    assert (told["entry"], told["href"]) == (first["id"], f"/api/v1/{pillar}/entries/{first['id']}")
    assert list_all_entries(program) == [first]


def test_entry_cannot_move_to_day_with_entry_of_once_a_day_kind(program: ApiClient) -> None:
    first = created_entry(program.post("/stress/entries", LEVEL))
    second = created_entry(program.post("/stress/entries", {**LEVEL, "day": "2026-03-11"}))
    told = assert_problem(program.put(f"/stress/entries/{second['id']}", LEVEL), 409, "conflict")
    assert told["entry"] == first["id"]
    assert program.get(f"/stress/entries/{second['id']}").json() == second


@for_each_case("field", ["mood", "calories", "id", "version", "person_id", "pillar", "created_at"])
def test_unknown_field_is_refused_by_name(shared: ApiClient, field: str) -> None:
    assert refused_fields(shared.post("/stress/entries", {**LEVEL, field: 1})) == [field]


@for_each_case("kind", ["list", "", None, 7, "LEVEL", ["level"], {"a": 1}])
def test_unknown_kind_is_refused_by_name(shared: ApiClient, kind: Any) -> None:
    assert refused_fields(shared.post("/stress/entries", {**LEVEL, "kind": kind})) == ["kind"]


@pytest.mark.parametrize("path", ["/mood/entries", "/days/2026-03-12/marks/mood"])
def test_unknown_pillar_is_not_found(shared: ApiClient, path: str) -> None:
    assert_problem(shared.get(path) if "entries" in path else shared.put(path, {"mark": "none"}), 404, "not-found")


def test_pillars_response_lists_kinds_fields_and_metrics(shared: ApiClient) -> None:
    items = shared.get("/pillars").json()["items"]
    assert [item["pillar"] for item in items] == ["sleep", "diet", "training", "stress"]
    assert [len(item["metrics"]) for item in items] == [11, 5, 9, 3]
    kinds = {kind["kind"]: kind for item in items for kind in item["kinds"]}
    assert set(kinds) == {entry["kind"] for _, entry in GOOD}
    assert {kind for kind, declared in kinds.items() if declared["once_a_day"]} == {"night", "list", "level"}
    for _, entry in GOOD:
        assert set(entry) <= set(kinds[entry["kind"]]["schema"]["properties"])


WALK = {"kind": "other", "activity": "Walk", "day": "2026-03-12", "session_min": 30}
SPELLINGS = ["2026-03-12T06:05:00.123Z", "2026-03-12T07:05:00+0100", "2026-03-12t06:05:00z", "2026-03-12 07:05",
             "2026-03-12T08:05+02"]  # fmt: skip


@for_each_case("moment", SPELLINGS)
def test_every_spelling_of_an_instant_is_read(program: ApiClient, moment: str) -> None:
    entry = created_entry(program.post("/training/entries", {**WALK, "started_at": moment}))
    assert entry["started_at"] == "2026-03-12T07:05:00+01:00"
