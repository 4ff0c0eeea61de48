"""Changing entries by program: what was read is sent back, and only what changes."""

from __future__ import annotations

from typing import Any

from tests.support.api_answers import assert_problem, created_entry, refused_fields
from tests.support.cases import for_each_case
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER, SETS
from tests.support.people import ApiClient

WALK = {"kind": "other", "activity": "Walk", "day": "2026-03-12", "session_min": 30, "note": "By the lake."}
NEW_ID = "0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"


@for_each_case(("pillar", "raw"), GOOD)
def test_entry_that_was_read_can_be_sent_back(program: ApiClient, pillar: str, raw: dict[str, Any]) -> None:
    entry = created_entry(program.post(f"/{pillar}/entries", raw))
    answer = program.put(f"/{pillar}/entries/{entry['id']}", entry)
    assert (answer.status_code, answer.json()["entry"]) == (200, entry)
    assert program.delete(f"/{pillar}/entries/{entry['id']}").status_code == 204


@for_each_case(
    ("name", "value"),
    [
        ("id", NEW_ID), ("pillar", "sleep"), ("version", 2), ("version", None), ("created_at", "2026-03-12T00:00:00Z"),
        ("updated_at", "yesterday"),
    ],
)  # fmt: skip
def test_read_only_member_that_differs_is_refused(program: ApiClient, name: str, value: Any) -> None:
    path = "/training/entries/7d0f3c1e-52b1-4c62-8a53-3a5c3a0f0b01"
    entry = program.put(path, WALK).json()["entry"]
    assert refused_fields(program.put(path, {**entry, name: value})) == [name]
    assert refused_fields(program.patch(path, {name: value})) == [name]
    assert program.get(path).json() == entry


def test_new_entry_takes_its_own_id_and_pillar_only(program: ApiClient) -> None:
    path = f"/training/entries/{NEW_ID}"
    assert refused_fields(program.put(path, {**WALK, "version": 1})) == ["version"]
    assert program.put(path, {**WALK, "id": NEW_ID, "pillar": "training"}).status_code == 201


def test_patch_changes_named_members_alone(program: ApiClient) -> None:
    entry = created_entry(program.post("/training/entries", WALK))
    path = f"/training/entries/{entry['id']}"
    changed = program.patch(path, {"session_min": 45, "note": None}).json()["entry"]
    assert changed == entry | {"session_min": 45, "note": None, "version": 2}
    assert program.patch(path, {}).json()["entry"] == changed
    assert program.patch(path, {"session_min": 45}, "application/json").json()["entry"] == changed


def test_patch_replaces_a_list_whole(program: ApiClient) -> None:
    entry = created_entry(program.post("/training/entries", SETS))
    sets = [{"exercise": "Squat", "reps": 5, "load_kg": 100}]
    changed = program.patch(f"/training/entries/{entry['id']}", {"sets": sets}).json()["entry"]
    assert [one["exercise"] for one in changed["sets"]] == ["Squat"]


def test_patch_moves_a_day_and_keeps_one_a_day(program: ApiClient) -> None:
    first = created_entry(program.post("/stress/entries", {**LEVEL, "day": "2026-03-10"}))
    second = created_entry(program.post("/stress/entries", {**LEVEL, "day": "2026-03-11"}))
    assert_problem(program.patch(f"/stress/entries/{second['id']}", {"day": first["day"]}), 409, "conflict")
    assert (
        program.patch(f"/stress/entries/{second['id']}", {"day": "2026-03-09"}).json()["entry"]["day"] == "2026-03-09"
    )


def test_bad_patches_are_refused(program: ApiClient) -> None:
    entry = created_entry(program.post("/training/entries", WALK))
    path = f"/training/entries/{entry['id']}"
    assert refused_fields(program.patch(path, {"activity": None})) == ["activity"]
    assert refused_fields(program.patch(path, {"colour": "red"})) == ["colour"]
    assert refused_fields(program.patch(path, {"session_min": 0})) == ["session_min"]
    assert_problem(program.patch(path, {"note": "testosterone 250 mg"}), 422, "clinician-topic")
    assert_problem(program.patch(path, {"note": "x"}, If_Match='"7"'), 412, "version-changed")
    assert_problem(program.patch(f"/training/entries/{NEW_ID}", {"note": "x"}), 404, "not-found")
    assert_problem(program.patch(path, {"note": "x"}, "text/plain"), 415, "wrong-media-type")
    assert_problem(program.patch(path, ["note"]), 400, "malformed")
    assert program.get(path).json() == entry


def test_patch_is_retry_safe_by_key(program: ApiClient) -> None:
    entry = created_entry(program.post("/training/entries", WALK))
    answers = [
        program.patch(f"/training/entries/{entry['id']}", {"session_min": 45}, Idempotency_Key="k") for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["entry"]["version"] == 2


def test_patch_of_food_and_night(program: ApiClient) -> None:
    night = created_entry(program.post("/sleep/entries", NIGHT))
    assert program.patch(f"/sleep/entries/{night['id']}", {"quality": 4}).json()["entry"]["quality"] == 4
    food = created_entry(program.post("/diet/entries", FOOD))
    assert program.patch(f"/diet/entries/{food['id']}", {"items": []}).json()["entry"]["items"] == []
    other = created_entry(program.post("/training/entries", OTHER))
    assert program.patch(f"/training/entries/{other['id']}", {"effort": 3}).json()["entry"]["effort"] == 3


def test_start_on_another_day_than_the_entry_is_refused(program: ApiClient) -> None:
    practice = {"kind": "practice", "day": "2026-03-10", "practice": "breathing", "minutes": 10}
    for pillar, raw in (("training", {**OTHER, "day": "2026-03-10"}), ("stress", practice)):
        for started in ("2026-03-09T23:59", "2026-03-12T00:00", "2026-03-11T23:30Z", "2025-03-10T12:00"):
            assert refused_fields(program.post(f"/{pillar}/entries", {**raw, "started_at": started})) == ["started_at"]
        for started in ("2026-03-10T00:00", "2026-03-11T03:30"):  # the second of a night owl
            entry = created_entry(program.post(f"/{pillar}/entries", {**raw, "started_at": started}))
        path = f"/{pillar}/entries/{entry['id']}"
        assert refused_fields(program.patch(path, {"day": "2026-03-12"})) == ["started_at"]


def test_put_of_what_must_not_exist_creates_alone(program: ApiClient) -> None:
    path = f"/training/entries/{NEW_ID}"
    assert program.put(path, WALK, If_None_Match="*").status_code == 201
    told = assert_problem(program.put(path, {**WALK, "session_min": 5}, If_None_Match="*"), 412, "version-changed")
    assert told["version"] == 1
    assert program.get(path).json()["session_min"] == 30
