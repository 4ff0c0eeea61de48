"""Several main sleeps of one date, and sleeps that claim the same time, however they come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update
from tests.support.api_answers import assert_problem, created_entry
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.entries import NIGHT
from tests.support.people import ApiClient

from habitlog.db import Database
from habitlog.pillars.sleep.table import sleep_entry
from habitlog.usecases.maintenance import run_checks

FIRST = {"kind": "night", "bed_at": "2026-02-11T19:50", "out_at": "2026-02-12T04:20", "asleep_min": 478, "quality": 2}
SECOND = {"kind": "night", "bed_at": "2026-02-12T13:05", "out_at": "2026-02-12T22:10", "asleep_min": 512, "quality": 4}
NAP = {"kind": "nap", "start_at": "2026-02-12T04:30", "end_at": "2026-02-12T05:00"}
SPREADS = ("regularity", "midpoint_sd", "onset_sd")
METRICS = ("duration", "time_in_bed", "efficiency", "midpoint", "quality")


def log(program: ApiClient, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    return [created_entry(program.post("/sleep/entries", entry)) for entry in entries]


def values_of(program: ApiClient, day: str = "2026-02-12") -> dict[str, float | None]:
    asked = ((name, program.get(f"/trends/sleep.{name}", **{"from": day, "to": day}).json()) for name in METRICS)
    return {name: trend["points"][0]["value"] if trend["points"] else None for name, trend in asked}


def test_second_main_sleep_is_taken_when_the_person_says_so(program: ApiClient) -> None:
    [first] = log(program, FIRST)
    told = assert_problem(program.post("/sleep/entries", SECOND), 409, "conflict")
    assert (told["entry"], "additional" in told["detail"]) == (first["id"], True)
    [second] = log(program, {**SECOND, "additional": True})
    again = program.put(f"/sleep/entries/{second['id']}", {**SECOND, "additional": True, "note": "Late shift"})
    assert created_entry(again, 200)["version"] == 2
    assert_problem(program.patch(f"/sleep/entries/{second['id']}", {"additional": None}), 409, "conflict")
    assert program.delete(f"/sleep/entries/{first['id']}").status_code == 204
    assert (
        created_entry(program.patch(f"/sleep/entries/{second['id']}", {"additional": False}), 200)["additional"] is None
    )


def test_numbers_of_a_date_with_two_main_sleeps(program: ApiClient, database: Database) -> None:
    log(program, FIRST, {**SECOND, "additional": True}, NAP)
    in_bed = 510 + 545
    assert values_of(program) == {
        "duration": 478 + 512,
        "time_in_bed": in_bed,
        "efficiency": pytest.approx(100 * 990 / in_bed),
        "midpoint": 17 * 60 + 37.5,
        "quality": 4,
    }
    assert run_checks(database, NOW, rebuild=False).people_with_stale_metrics == 0


def test_sum_with_an_unknown_part_is_not_known(program: ApiClient) -> None:
    log(program, FIRST, {**SECOND, "additional": True, "asleep_min": None})
    values = values_of(program)
    assert (values["duration"], values["efficiency"], values["time_in_bed"]) == (None, None, 510 + 545)


OVERLAPPING = {
    "night inside a night": (
        FIRST,
        {**FIRST, "bed_at": "2026-02-12T01:00", "out_at": "2026-02-12T03:00", "asleep_min": 90},
    ),
    "night around a night": (FIRST, {**FIRST, "bed_at": "2026-02-11T19:00", "out_at": "2026-02-12T05:00"}),
    "end of a night": (FIRST, {**SECOND, "bed_at": "2026-02-12T04:00"}),
    "night of the next date": (SECOND, {**FIRST, "bed_at": "2026-02-12T22:00", "out_at": "2026-02-13T06:00"}),
    "nap in a night": (FIRST, {**NAP, "start_at": "2026-02-12T03:50"}),
    "night over a nap": (NAP, {**FIRST, "out_at": "2026-02-12T04:45"}),
    "nap in a nap": (NAP, {**NAP, "start_at": "2026-02-12T04:59", "end_at": "2026-02-12T05:30"}),
    "zones apart": (
        FIRST,
        {"kind": "nap", "zone": "America/New_York", "start_at": "2026-02-11T21:00", "end_at": "2026-02-11T21:30"},
    ),
    "hour that came twice": (
        {**NAP, "start_at": "2025-10-26T02:10+02:00", "end_at": "2025-10-26T02:20+01:00"},
        {**NAP, "start_at": "2025-10-26T02:50+02:00", "end_at": "2025-10-26T02:05+01:00"},
    ),
}


@for_each_case(("saved", "sent"), OVERLAPPING.values(), ids=OVERLAPPING)
def test_sleep_at_the_time_of_another_is_refused(
    shared: ApiClient, saved: dict[str, Any], sent: dict[str, Any]
) -> None:
    [first] = log(shared, saved)
    again = {**sent, "additional": True} if sent["kind"] == "night" else sent
    told = assert_problem(shared.post("/sleep/entries", again), 409, "conflict")
    assert (told["entry"], told["href"]) == (first["id"], f"/api/v1/sleep/entries/{first['id']}")
    assert "covers a part of this time" in told["detail"]
    assert [entry["id"] for entry in shared.get("/sleep/entries").json()["items"]] == [first["id"]]
    shared.delete(f"/sleep/entries/{first['id']}")


def test_sleeps_that_touch_or_lie_in_bed_are_taken(program: ApiClient) -> None:
    """A nap before falling asleep, or after waking for good, is no second sleep at the time of the night."""
    in_bed = {"kind": "nap", "start_at": "2026-03-11T22:50", "end_at": "2026-03-11T23:05"}
    dozed = {"kind": "nap", "start_at": "2026-03-12T06:50", "end_at": "2026-03-12T07:10"}
    log(program, NIGHT, in_bed, dozed)
    touching = {**SECOND, "additional": True, "bed_at": "2026-02-12T05:00"}
    log(program, FIRST, {**NAP, "start_at": "2026-02-12T04:20"}, touching)
    log(program, {"kind": "night", "day": "2026-02-01", "asleep_min": 400})
    log(program, {"kind": "night", "day": "2026-02-01", "asleep_min": 90, "additional": True})


def test_entry_cannot_be_changed_into_an_overlap(program: ApiClient) -> None:
    night, nap = log(program, FIRST, NAP)
    place = f"/sleep/entries/{nap['id']}"
    moved = {**NAP, "start_at": "2026-02-12T04:00"}
    assert assert_problem(program.put(place, moved), 409, "conflict")["entry"] == night["id"]
    told = assert_problem(program.patch(place, {"start_at": "2026-02-12T04:00"}), 409, "conflict")
    assert told["entry"] == night["id"]
    assert program.get(place).json() == nap
    assert created_entry(program.patch(place, {"end_at": "2026-02-12T05:10"}), 200)["version"] == 2


def test_overlap_of_an_earlier_version_can_still_be_changed(program: ApiClient, database: Database) -> None:
    """Before overlaps were refused, they were saved."""
    night, nap = log(program, FIRST, NAP)
    until_five = datetime(2026, 2, 12, 4, tzinfo=UTC)
    with database.begin_write() as transaction:
        transaction.execute_uncounted(
            update(sleep_entry).where(sleep_entry.c.id == night["id"]).values(out_at=until_five)
        )
    place = f"/sleep/entries/{nap['id']}"
    assert created_entry(program.patch(place, {"note": "Short"}), 200)["version"] == 2
    assert_problem(program.post("/sleep/entries", {**NAP, "end_at": "2026-02-12T05:30"}), 409, "conflict")


def test_week_with_two_main_sleeps_of_a_date(program: ApiClient) -> None:
    """Eight nights from 23 to 7, and another main sleep by day: counted in the minutes, and once in spreads."""
    for day in range(1, 10):
        times = {"bed_at": f"2026-02-{day:02}T23:00", "out_at": f"2026-02-{day + 1:02}T07:00"}
        log(program, {"kind": "night", **times, "asleep_min": 450})
    by_day = {"kind": "night", "bed_at": "2026-02-05T13:00", "out_at": "2026-02-05T17:00", "asleep_min": 200}
    week = {"from": "2026-02-02", "to": "2026-02-10"}
    regular = {name: program.get(f"/trends/sleep.{name}", **week).json()["value"] for name in SPREADS}
    assert regular == {"regularity": 100, "midpoint_sd": 0, "onset_sd": 0}
    log(program, {**by_day, "additional": True})
    with_sleep_by_day = {name: program.get(f"/trends/sleep.{name}", **week).json() for name in SPREADS}
    # 4 h of sleep by day are in one of eight pairs of days twice: as the later and as the earlier day.
    assert with_sleep_by_day["regularity"]["value"] == pytest.approx(100 - 200 * 2 * 4 / (8 * 24))
    assert (with_sleep_by_day["midpoint_sd"]["value"], with_sleep_by_day["onset_sd"]["value"]) == (0, 0)
    assert with_sleep_by_day["onset_sd"]["n"] == regular_nights(program, week)
    points = program.get("/trends/sleep.duration", **week).json()["points"]
    assert [point["value"] for point in points].count(650) == 1


def regular_nights(program: ApiClient, week: dict[str, str]) -> int:
    nights = program.get("/sleep/entries", **week).json()["items"]
    return sum(not night["additional"] for night in nights)
