"""Days whole, their marks, and the day an entry belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.api_answers import PILLARS, TODAY, assert_problem, created_entry, list_all_entries, refused_fields
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER, PRACTICE
from tests.support.people import ApiClient


def marks(program: ApiClient, day: str = TODAY) -> dict[str, str | None]:
    return {key: whole["mark"] for key, whole in program.get(f"/days/{day}").json()["pillars"].items()}


@for_each_case("pillar", PILLARS)
@for_each_case("mark", ["none", "skipped"])
def test_day_mark_is_set_changed_and_removed(shared: ApiClient, pillar: str, mark: str) -> None:
    place = f"/days/2026-02-02/marks/{pillar}"
    other = {"none": "skipped", "skipped": "none"}[mark]
    for sent in (mark, other, mark, mark):
        answer = shared.put(place, {"mark": sent})
        assert answer.status_code == 200
        assert answer.json() == {"day": "2026-02-02", "pillar": pillar, "mark": sent}
    assert marks(shared, "2026-02-02") == dict.fromkeys(PILLARS) | {pillar: mark}
    assert shared.delete(place).status_code == 204
    assert_problem(shared.delete(place), 404, "not-found")
    assert marks(shared, "2026-02-02") == dict.fromkeys(PILLARS)


@for_each_case("body", [{}, {"mark": "ill"}, {"mark": None}, {"mark": "none", "why": "rest"}, {"mark": 3}])
def test_day_mark_accepts_only_none_or_skipped(shared: ApiClient, body: dict[str, Any]) -> None:
    assert refused_fields(shared.put(f"/days/{TODAY}/marks/diet", body)) == ["why" if "why" in body else "mark"]


@pytest.mark.parametrize(("pillar", "raw"), GOOD, ids=[raw["kind"] for _, raw in GOOD])
@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_day_mark_conflicts_with_entry_and_is_removed_by_new_entry(
    program: ApiClient, pillar: str, raw: dict[str, Any], mark: str
) -> None:
    stays = raw["kind"] == "level" and mark == "none"
    place = f"/days/{TODAY}/marks/{pillar}"
    assert program.put(place, {"mark": mark}).status_code == 200
    saved = created_entry(program.post(f"/{pillar}/entries", raw))
    assert marks(program)[pillar] == (mark if stays else None)
    beside = program.put(place, {"mark": mark})
    if stays:
        assert beside.status_code == 200
    else:
        assert assert_problem(beside, 409, "conflict")["entry"] == saved["id"]


def test_day_mark_none_beside_stress_level_is_removed_by_practice(program: ApiClient) -> None:
    program.post("/stress/entries", LEVEL)
    program.put(f"/days/{TODAY}/marks/stress", {"mark": "none"})
    assert marks(program)["stress"] == "none"
    created_entry(program.post("/stress/entries", PRACTICE))
    assert marks(program)["stress"] is None
    assert_problem(program.put(f"/days/{TODAY}/marks/stress", {"mark": "none"}), 409, "conflict")


def test_day_mark_is_removed_by_entry_moved_to_that_day(program: ApiClient) -> None:
    saved = created_entry(program.post("/training/entries", {**OTHER, "day": "2026-03-11"}))
    program.put(f"/days/{TODAY}/marks/training", {"mark": "skipped"})
    created_entry(program.put(f"/training/entries/{saved['id']}", OTHER), 200)
    assert marks(program)["training"] is None


def test_day_response_holds_entries_and_marks(program: ApiClient) -> None:
    night, food = (
        created_entry(program.post("/sleep/entries", NIGHT)),
        created_entry(program.post("/diet/entries", FOOD)),
    )
    program.put(f"/days/{TODAY}/marks/training", {"mark": "none"})
    whole = program.get(f"/days/{TODAY}").json()
    assert whole["day"] == TODAY
    assert list(whole["pillars"]) == list(PILLARS)
    assert [whole["pillars"][key]["entries"] for key in PILLARS] == [[night], [food], [], []]
    assert program.get("/days", **{"from": "2026-03-11", "to": TODAY}).json()["items"][1] == whole


@for_each_case(
    ("query", "fields"),
    [
        ({}, ["from", "to"]),
        ({"from": "2026-03-12"}, ["to"]),
        ({"from": "2026-03-12", "to": "2026-03-11"}, ["from"]),
        ({"from": "2025-03-12", "to": "2026-03-13"}, ["to"]),
        ({"from": "1900-01-01", "to": "2100-12-31"}, ["from"]),
    ],
)
def test_invalid_day_range_is_refused(shared: ApiClient, query: dict[str, str], fields: list[str]) -> None:
    assert refused_fields(shared.get("/days", **query)) == fields


def test_year_of_days_is_returned_complete(shared: ApiClient) -> None:
    assert len(shared.get("/days", **{"from": "2025-03-12", "to": "2026-03-12"}).json()["items"]) == 366


@for_each_case(
    ("zone", "today"),
    [
        ("Pacific/Kiritimati", "2026-03-13"),
        ("Europe/Stockholm", TODAY),
        ("Pacific/Pago_Pago", TODAY),
        ("Etc/GMT+12", TODAY),
    ],
)
def test_future_day_is_refused_in_timezone_of_entry(shared: ApiClient, zone: str, today: str) -> None:
    saved = created_entry(shared.post("/training/entries", {**OTHER, "zone": zone, "day": today}))
    assert saved["day"] == today
    after = f"{today[:-2]}{int(today[-2:]) + 1}"
    assert refused_fields(shared.post("/training/entries", {**OTHER, "zone": zone, "day": after})) == ["day"]
    place = f"/training/entries/{saved['id']}"
    assert refused_fields(shared.put(place, {**OTHER, "zone": zone, "day": after})) == ["day"]
    assert shared.delete(place).status_code == 204


def test_today_begins_at_midnight_in_timezone(program: ApiClient, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC)
    assert refused_fields(program.post("/training/entries", {**OTHER, "day": "2026-03-13"})) == ["day"]
    clock.now = datetime(2026, 3, 12, 23, 0, tzinfo=UTC)
    created_entry(program.post("/training/entries", {**OTHER, "day": "2026-03-13"}))


def test_day_mark_on_future_day_is_refused(shared: ApiClient) -> None:
    assert refused_fields(shared.put("/days/2026-03-13/marks/sleep", {"mark": "none"})) == ["day"]


def test_night_ending_tomorrow_is_refused(program: ApiClient) -> None:
    ahead = {"kind": "night", "bed_at": "2026-03-12T22:00", "out_at": "2026-03-13T06:00"}
    assert refused_fields(program.post("/sleep/entries", ahead)) == ["day"]


def test_night_belongs_to_wake_date_in_its_timezone(program: ApiClient) -> None:
    flight = {"kind": "night", "bed_at": "2026-03-10T23:30:00+01:00", "out_at": "2026-03-11T07:30:00+01:00"}
    saved = created_entry(program.post("/sleep/entries", {**flight, "zone": "America/Los_Angeles"}))
    assert (saved["day"], saved["out_at"]) == ("2026-03-10", "2026-03-10T23:30:00-07:00")
    assert list_all_entries(program) == [saved]
