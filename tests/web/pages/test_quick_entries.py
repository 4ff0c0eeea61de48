"""Logging with one tap what a day page offers: the usual night, the same as last time, a number on a scale."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.entries import HIIT, PRACTICE, SETS
from tests.support.html import Form, find_form, main_text, parse_forms, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

DAY = "2026-03-12"
NIGHTS = [f"2026-03-{day:02}" for day in (9, 10, 11)]


def night(day: str, **values: Any) -> dict[str, Any]:
    before = f"2026-03-{int(day[-2:]) - 1:02}"
    times = {
        "bed_at": f"{before}T22:50:00+01:00",
        "try_at": f"{before}T23:00:00+01:00",
        "final_wake_at": f"{day}T06:30:00+01:00",
        "out_at": f"{day}T06:35:00+01:00",
    }
    return {"kind": "night", "day": day, "zone": "Europe/Stockholm", **times, **values}


def quick_forms(page: str, pillar: str) -> list[Form]:
    return [form for form in parse_forms(page) if form.action == f"/{pillar}/quick"]


def test_usual_night_is_logged_with_its_time_asleep(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    for day in NIGHTS:
        assert program.post("/sleep/entries", night(day, sol_min=10, waso_min=20)).status_code == 201
    page = ada.get("/").text
    assert "Sleep not logged yet" in main_text(page)
    assert "7 h asleep In bed 22:50 to 06:35." in main_text(page).replace("7 h 0 min", "7 h")
    [form] = quick_forms(page, "sleep")
    answer = submit_form(ada, form)
    assert answer.status_code == 303
    entry = next(entry for entry in exported_record()["entries"] if entry["day"] == DAY)
    assert answer.headers["location"] == f"/days/{DAY}?saved={entry['id']}#sleep"
    assert (entry["sol_min"], entry["waso_min"], entry["quality"]) == (10, 20, None)
    after = ada.get(answer.headers["location"]).text
    assert "Sleep logged Undo" in main_text(after)
    assert submit_form(ada, find_form(after, f"/sleep/{entry['id']}/delete")).status_code == 303
    assert all(entry["day"] != DAY for entry in exported_record()["entries"])


def test_usual_night_without_diary_minutes_has_usual_time_asleep(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    for day, asleep in zip(NIGHTS, (400, 420, 410), strict=True):
        program.post("/sleep/entries", night(day, asleep_min=asleep))
    submit_form(ada, *quick_forms(ada.get("/").text, "sleep"))
    entry = next(entry for entry in exported_record()["entries"] if entry["day"] == DAY)
    assert (entry["asleep_min"], entry["try_at"]) == (410, None)


@pytest.mark.parametrize("count", [0, 2])
def test_too_few_nights_offer_no_usual_one(ada: Browser, program: ApiClient, count: int) -> None:
    for day in NIGHTS[:count]:
        program.post("/sleep/entries", night(day, sol_min=10, waso_min=20))
    assert quick_forms(ada.get("/").text, "sleep") == []


def test_times_all_around_the_clock_offer_no_usual_night(ada: Browser, program: ApiClient) -> None:
    for day, hour in zip(NIGHTS, ("00", "08", "16"), strict=True):
        times = {"bed_at": f"{day}T{hour}:00:00+01:00", "out_at": f"{day}T{int(hour) + 6:02}:00:00+01:00"}
        raw = {"kind": "night", "day": day, "zone": "Europe/Stockholm", "asleep_min": 300, **times}
        assert program.post("/sleep/entries", raw).status_code == 201
    assert quick_forms(ada.get("/").text, "sleep") == []


def test_session_is_logged_like_last_one(ada: Browser, program: ApiClient, exported_record: ExportRecord) -> None:
    earlier = program.post("/training/entries", SETS | {"day": "2026-03-10", "note": "loud"}).json()["entry"]
    page = ada.get("/").text
    assert "Bench press: 2 work sets" in main_text(page)
    [form] = quick_forms(page, "training")
    for _ in range(2):
        assert submit_form(ada, form).status_code == 303, "sent twice, it is saved once"
    entry = next(entry for entry in exported_record()["entries"] if entry["day"] == DAY)
    assert (entry["sets"], entry["note"], entry["session_min"]) == (earlier["sets"], None, None)
    assert len(exported_record()["entries"]) == 2


def test_two_latest_practices_are_offered(ada: Browser, program: ApiClient, exported_record: ExportRecord) -> None:
    for day, minutes in (("2026-03-08", 30), ("2026-03-09", 20), ("2026-03-10", 10), ("2026-03-11", 10)):
        program.post("/stress/entries", PRACTICE | {"day": day, "minutes": minutes})
    forms = [form for form in quick_forms(ada.get("/").text, "stress") if form.all("entry")]
    assert [json.loads(form.get("entry"))["minutes"] for form in forms] == [10, 20]
    assert submit_form(ada, forms[1]).status_code == 303
    assert [entry["minutes"] for entry in exported_record()["entries"] if entry["day"] == DAY] == [20]


def test_level_is_logged_with_one_tap(ada: Browser, exported_record: ExportRecord) -> None:
    page = ada.get("/").text
    scale = next(form for form in quick_forms(page, "stress") if not form.all("entry"))
    raw = {"kind": "level", "day": DAY, "zone": "Europe/Stockholm", "stress_now": 7}
    assert submit_form(ada, scale, entry=json.dumps(raw)).status_code == 303
    assert [entry["stress_now"] for entry in exported_record()["entries"]] == [7]
    again = ada.get("/").text
    assert "Stress 7 of 10" in main_text(again)
    assert quick_forms(again, "stress") == []


def test_level_that_is_logged_meanwhile_is_kept(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    scale = next(form for form in quick_forms(ada.get("/").text, "stress") if not form.all("entry"))
    level = {"kind": "level", "day": DAY, "zone": "Europe/Stockholm"}
    program.post("/stress/entries", level | {"stress_now": 2})
    answer = submit_form(ada, scale, entry=json.dumps(level | {"stress_now": 7}))
    assert answer.status_code == 409
    assert "Stress 2 of 10" in main_text(answer.text)
    assert [entry["stress_now"] for entry in exported_record()["entries"]] == [2]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"entry_id": "b2f1b8d0-0000-4000-8000-000000000000", "entry": "[]"}, 422),
        ({"entry_id": "b2f1b8d0-0000-4000-8000-000000000000", "entry": "{"}, 422),
        ({"entry_id": "1", "entry": "{}"}, 422),
        ({"entry_id": "b2f1b8d0-0000-4000-8000-000000000000", "entry": json.dumps(HIIT | {"rounds": 0})}, 422),
        ({"entry_id": "b2f1b8d0-0000-4000-8000-000000000000", "entry": json.dumps(HIIT | {"day": "2030-01-01"})}, 422),
    ],
)
def test_invalid_quick_entry_is_refused(
    ada: Browser, exported_record: ExportRecord, form: dict[str, str], status: int
) -> None:
    assert ada.post("/training/quick", form).status_code == status
    assert exported_record()["entries"] == []
