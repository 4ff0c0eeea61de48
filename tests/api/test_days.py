"""Days whole, their marks, and the day an entry belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.conftest import Clock
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER, PRACTICE
from tests.support.people import Program
from tests.support.wire import PILLARS, TODAY, entry_of, everything, fields_of, problem_of


def marks(program: Program, day: str = TODAY) -> dict[str, str | None]:
    return {key: whole["mark"] for key, whole in program.get(f"/days/{day}").json()["pillars"].items()}


@pytest.mark.parametrize("pillar", PILLARS)
@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_a_mark_is_set_changed_and_taken_back(shared: Program, pillar: str, mark: str) -> None:
    place = f"/days/2026-02-02/marks/{pillar}"
    other = {"none": "skipped", "skipped": "none"}[mark]
    for sent in (mark, other, mark, mark):
        answer = shared.put(place, {"mark": sent})
        assert answer.status_code == 200
        assert answer.json() == {"day": "2026-02-02", "pillar": pillar, "mark": sent}
    assert marks(shared, "2026-02-02") == dict.fromkeys(PILLARS) | {pillar: mark}
    assert shared.delete(place).status_code == 204
    problem_of(shared.delete(place), 404, "not-found")
    assert marks(shared, "2026-02-02") == dict.fromkeys(PILLARS)


@pytest.mark.parametrize("body", [{}, {"mark": "ill"}, {"mark": None}, {"mark": "none", "why": "rest"}, {"mark": 3}])
def test_a_mark_is_none_or_skipped_and_nothing_else(shared: Program, body: dict[str, Any]) -> None:
    assert fields_of(shared.put(f"/days/{TODAY}/marks/diet", body)) == ["why" if "why" in body else "mark"]


@pytest.mark.parametrize(("pillar", "raw"), GOOD, ids=[raw["kind"] for _, raw in GOOD])
@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_a_mark_beside_an_entry_is_a_conflict_and_a_new_entry_lifts_a_mark(
    program: Program, pillar: str, raw: dict[str, Any], mark: str
) -> None:
    stays = raw["kind"] == "level" and mark == "none"
    place = f"/days/{TODAY}/marks/{pillar}"
    assert program.put(place, {"mark": mark}).status_code == 200
    saved = entry_of(program.post(f"/{pillar}/entries", raw))
    assert marks(program)[pillar] == (mark if stays else None)
    beside = program.put(place, {"mark": mark})
    if stays:
        assert beside.status_code == 200
    else:
        assert problem_of(beside, 409, "conflict")["entry"] == saved["id"]


def test_a_practice_lifts_none_beside_a_level(program: Program) -> None:
    program.post("/stress/entries", LEVEL)
    program.put(f"/days/{TODAY}/marks/stress", {"mark": "none"})
    assert marks(program)["stress"] == "none"
    entry_of(program.post("/stress/entries", PRACTICE))
    assert marks(program)["stress"] is None
    problem_of(program.put(f"/days/{TODAY}/marks/stress", {"mark": "none"}), 409, "conflict")


def test_an_entry_that_moves_lifts_the_mark_of_its_new_day(program: Program) -> None:
    saved = entry_of(program.post("/training/entries", {**OTHER, "day": "2026-03-11"}))
    program.put(f"/days/{TODAY}/marks/training", {"mark": "skipped"})
    entry_of(program.put(f"/training/entries/{saved['id']}", OTHER), 200)
    assert marks(program)["training"] is None


def test_a_day_whole_holds_its_entries_and_marks(program: Program) -> None:
    night, food = entry_of(program.post("/sleep/entries", NIGHT)), entry_of(program.post("/diet/entries", FOOD))
    program.put(f"/days/{TODAY}/marks/training", {"mark": "none"})
    whole = program.get(f"/days/{TODAY}").json()
    assert whole["day"] == TODAY
    assert list(whole["pillars"]) == list(PILLARS)
    assert [whole["pillars"][key]["entries"] for key in PILLARS] == [[night], [food], [], []]
    assert program.get("/days", **{"from": "2026-03-11", "to": TODAY}).json()["items"][1] == whole


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["from", "to"]),
        ({"from": "2026-03-12"}, ["to"]),
        ({"from": "2026-03-12", "to": "2026-03-11"}, ["from"]),
        ({"from": "2025-03-12", "to": "2026-03-13"}, ["to"]),
        ({"from": "1900-01-01", "to": "2100-12-31"}, ["from"]),
    ],
)
def test_a_range_of_days_that_cannot_be_is_refused(shared: Program, query: dict[str, str], fields: list[str]) -> None:
    assert fields_of(shared.get("/days", **query)) == fields


def test_a_year_of_days_comes_whole(shared: Program) -> None:
    assert len(shared.get("/days", **{"from": "2025-03-12", "to": "2026-03-12"}).json()["items"]) == 366


@pytest.mark.parametrize(
    ("zone", "today"),
    [
        ("Pacific/Kiritimati", "2026-03-13"),
        ("Europe/Stockholm", TODAY),
        ("Pacific/Pago_Pago", TODAY),
        ("Etc/GMT+12", TODAY),
    ],
)
def test_a_day_to_come_is_refused_in_the_entrys_own_zone(shared: Program, zone: str, today: str) -> None:
    saved = entry_of(shared.post("/training/entries", {**OTHER, "zone": zone, "day": today}))
    assert saved["day"] == today
    after = f"{today[:-2]}{int(today[-2:]) + 1}"
    assert fields_of(shared.post("/training/entries", {**OTHER, "zone": zone, "day": after})) == ["day"]
    place = f"/training/entries/{saved['id']}"
    assert fields_of(shared.put(place, {**OTHER, "zone": zone, "day": after})) == ["day"]
    assert shared.delete(place).status_code == 204


def test_today_begins_at_midnight_in_the_zone(program: Program, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC)
    assert fields_of(program.post("/training/entries", {**OTHER, "day": "2026-03-13"})) == ["day"]
    clock.now = datetime(2026, 3, 12, 23, 0, tzinfo=UTC)
    entry_of(program.post("/training/entries", {**OTHER, "day": "2026-03-13"}))


def test_a_mark_on_a_day_to_come_is_refused(shared: Program) -> None:
    assert fields_of(shared.put("/days/2026-03-13/marks/sleep", {"mark": "none"})) == ["day"]


def test_a_night_that_ends_tomorrow_is_refused(program: Program) -> None:
    ahead = {"kind": "night", "bed_at": "2026-03-12T22:00", "out_at": "2026-03-13T06:00"}
    assert fields_of(program.post("/sleep/entries", ahead)) == ["day"]


def test_sleep_belongs_to_the_date_of_getting_up_where_the_person_woke(program: Program) -> None:
    flight = {"kind": "night", "bed_at": "2026-03-10T23:30:00+01:00", "out_at": "2026-03-11T07:30:00+01:00"}
    saved = entry_of(program.post("/sleep/entries", {**flight, "zone": "America/Los_Angeles"}))
    assert (saved["day"], saved["out_at"]) == ("2026-03-10", "2026-03-10T23:30:00-07:00")
    assert everything(program) == [saved]
