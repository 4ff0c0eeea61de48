"""Importing files by API: one call, its report, and undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from tests.support.api_answers import created_entry
from tests.support.clock import Clock
from tests.support.import_files import sleep_log, write_fitbit_file, write_hevy_file
from tests.support.people import ApiClient

UPPER = write_hevy_file(40, 40)


def test_import_returns_report(program: ApiClient) -> None:
    answer = program.upload("/imports", "workouts.csv", UPPER)
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/imports/{body['id']}"
    assert (body["state"], body["format"], body["can_be_undone"]) == ("saved", "hevy", True)
    assert body["report"]["added"] == {"training resistance": 1}
    assert body["report"]["months"] == [{"pillar": "training", "month": "2026-02", "new": 1, "same": 0, "different": 0}]
    assert program.get(f"/imports/{body['id']}").json() == body
    assert program.get("/imports").json()["items"] == [body]


def test_dry_run_writes_nothing(program: ApiClient) -> None:
    answer = program.upload("/imports", "workouts.csv", UPPER, dry_run="true")
    assert (answer.status_code, answer.json()["report"]["added"]) == (200, {"training resistance": 1})
    assert program.get("/training/entries").json()["items"] == []
    assert program.get("/imports").json()["items"] == []


def test_refused_item_refuses_file(program: ApiClient) -> None:
    data = UPPER + write_hevy_file(30, day="4 Feb 2026", reps="many").partition(b"\n")[2]
    answer = program.upload("/imports", "workouts.csv", data)
    assert answer.status_code == 422
    assert answer.json()["report"]["refused"] == [
        {"location": "row 4", "code": "not_a_number", "detail": "reps is not a number."}
    ]
    assert program.get("/training/entries").json()["items"] == []
    assert program.upload("/imports", "workouts.csv", data, partial="true").status_code == 201
    assert len(program.get("/training/entries").json()["items"]) == 1


def test_replace_and_undo(program: ApiClient) -> None:
    program.upload("/imports", "a.csv", UPPER)
    kept = program.upload("/imports", "b.csv", write_hevy_file(42.5)).json()
    assert (kept["report"]["different"], kept["report"]["replaced"]) == (1, 0)
    taken = program.upload("/imports", "b.csv", write_hevy_file(42.5), replace="true").json()
    assert (taken["report"]["different"], taken["report"]["replaced"]) == (0, 1)
    undone = program.post(f"/imports/{taken['id']}/undo", None)
    assert undone.json() == {"deleted": 0, "restored": 1, "kept": 0}
    (entry,) = program.get("/training/entries").json()["items"]
    assert [one["load_kg"] for one in entry["sets"]] == [40, 40]
    assert program.post(f"/imports/{taken['id']}/undo", None).status_code == 409


def test_undo_does_not_bring_back_a_sleep_at_the_time_of_another(program: ApiClient, clock: Clock) -> None:
    """The night was shortened by an import, and what it left free was logged since."""
    night = {"kind": "night", "bed_at": "2026-02-17T23:24", "out_at": "2026-02-18T07:05", "asleep_min": 431}
    created_entry(program.post("/sleep/entries", night))
    shorter = write_fitbit_file(sleep_log(11, "2026-02-17T23:24", "2026-02-18T02:51", 192))
    taken = program.upload("/imports", "sleep.json", shorter, replace="true").json()
    assert taken["report"]["replaced"] == 1
    clock.now += timedelta(hours=1)
    nap = {"kind": "nap", "start_at": "2026-02-18T05:00", "end_at": "2026-02-18T06:00"}
    created_entry(program.post("/sleep/entries", nap))
    undone = program.post(f"/imports/{taken['id']}/undo", None)
    assert undone.json() == {"deleted": 0, "restored": 0, "kept": 1}
    slept = program.get("/sleep/entries").json()["items"]
    assert [entry["asleep_min"] for entry in slept if entry["kind"] == "night"] == [192]


def test_zone_of_file(program: ApiClient) -> None:
    night = write_fitbit_file(sleep_log(21, "2025-03-29T18:40", "2025-03-30T02:35", 440))
    assert program.upload("/imports", "sleep.json", night).status_code == 422
    assert program.upload("/imports", "sleep.json", night, zone="America/New_York").status_code == 201
    assert program.upload("/imports", "sleep.json", night, zone="Mars").status_code == 400


def test_bad_requests_are_refused(program: ApiClient) -> None:
    assert program.upload("/imports", "diary.txt", b"Dear diary").status_code == 400
    assert program.upload("/imports", "a.csv", UPPER, replace="maybe").status_code == 422
    assert program.post("/imports", {}).status_code == 415
    two = program.client.post("/api/v1/imports", files=[("file", ("a", UPPER)), ("file", ("b", UPPER))])
    assert two.status_code == 422


def test_import_needs_token_that_writes(token_for: Callable[[str], ApiClient], app: FastAPI) -> None:
    assert token_for("read").upload("/imports", "a.csv", UPPER).status_code == 403
    assert ApiClient(app, "no token").upload("/imports", "a.csv", UPPER).status_code == 401


def test_run_that_two_devices_recorded_is_offered_not_doubled(program: ApiClient) -> None:
    phone = {"fitnessActivity": "running", "startTime": "2026-03-02T17:00:40Z", "endTime": "2026-03-02T17:40:40Z"}
    watch = """<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>2026-03-02T%s:00Z</Id>
    <Lap><TotalTimeSeconds>2400</TotalTimeSeconds></Lap></Activity></Activities></TrainingCenterDatabase>"""
    first = program.upload("/imports", "run.json", json.dumps(phone).encode()).json()
    assert first["report"]["added"] == {"training other": 1}
    for clock, counts in (("17:02", {"different": 1, "added": {}}), ("17:03", {"added": {"training other": 1}})):
        report = program.upload("/imports", "run.tcx", (watch % clock).encode(), dry_run="true").json()["report"]
        assert {name: report[name] for name in counts} == counts
    taken = program.upload("/imports", "run.tcx", (watch % "17:02").encode(), replace="true").json()
    assert taken["report"]["replaced"] == 1
    assert program.upload("/imports", "run.tcx", (watch % "17:02").encode()).json()["report"]["same"] == 1
    assert program.post(f"/imports/{taken['id']}/undo", {}).json() == {"deleted": 0, "restored": 1, "kept": 0}
