"""Experiments by API: planned, hidden, said of, judged, and left to nobody else."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import pytest
from tests.support.api_answers import assert_problem, refused_fields
from tests.support.clock import Clock
from tests.support.people import ApiClient

from habitlog.stats.paired_draw import draw_arms
from habitlog.stats.sign_flip import compute_paired_effect

DAY = timedelta(days=1)
TODAY = date(2026, 3, 12)
PLAN = {"arm_a": "cold shower", "arm_b": "as usual", "metric": "stress.level", "weeks": 4, "first_day": str(TODAY)}


def put_level(program: ApiClient, day: str, level: int) -> None:
    answer = program.post("/stress/entries", {"kind": "level", "day": day, "stress_now": level})
    assert answer.status_code == 201, answer.text


def test_experiment_from_plan_to_result(program: ApiClient, stranger: ApiClient, clock: Clock) -> None:
    planned = program.post("/experiments", PLAN, Idempotency_Key="once").json()
    assert program.post("/experiments", PLAN, Idempotency_Key="once").json() == planned
    assert (planned["state"], planned["lag_days"], planned["pairs"]) == ("running", 0, 14)
    assert (planned["seed"], planned["result"], len(planned["days"])) == (None, None, 1)
    address = f"/experiments/{planned['id']}"
    assert_problem(program.post("/experiments", PLAN), 409, "conflict")
    for call in (
        stranger.get(address),
        stranger.put(f"{address}/days/{TODAY}", {"said": "other"}),
        stranger.post(f"{address}/stop", {}),
        stranger.delete(address),
    ):
        assert_problem(call, 404, "not-found")
    assert stranger.get("/experiments").json() == {"items": []}
    for number in range(28):
        shown = program.get(address).json()
        assert (shown["seed"], shown["result"], len(shown["days"])) == (None, None, number + 1)
        arm = shown["days"][-1]["arm"]
        put_level(program, shown["days"][-1]["day"], (7 if arm == "a" else 3) + number % 2)
        said = {"said": "other" if number == 5 else "as_drawn"}
        assert program.put(f"{address}/days/{shown['days'][-1]['day']}", said).status_code == 200
        clock.now += DAY
    over = program.get(address).json()
    assert over["state"] == "ended"
    assert hashlib.sha256(over["seed"].encode()).hexdigest() == planned["commitment"]
    assert [day["arm"] for day in over["days"]] == list(draw_arms(over["seed"], 14))
    result = over["result"]
    differences = [pair["difference"] for pair in result["values"]]
    effect = compute_paired_effect(differences)
    assert effect is not None
    assert (result["pairs"], result["difference"], result["low"], result["high"], result["p"]) == (
        14, effect.difference, effect.low, effect.high, effect.p,
    )  # fmt: skip
    assert result["verdict"] == "more"
    assert result["mean_a"] - result["mean_b"] == pytest.approx(fmean(differences))
    assert result["as_done"]["pairs"] == 13
    assert result["left_out"] == {}
    assert_problem(program.put(f"{address}/days/{TODAY}", {"said": None}), 409, "conflict")
    assert program.delete(address).status_code == 204
    assert program.get("/experiments").json() == {"items": []}


@pytest.mark.sqlite_only
def test_clock_times_are_compared_the_short_way_round(program: ApiClient, clock: Clock) -> None:
    planned = program.post("/experiments", {**PLAN, "metric": "sleep.midpoint"}).json()
    assert planned["lag_days"] == 1
    for number in range(16):
        shown = program.get(f"/experiments/{planned['id']}").json()
        begin, end = ("23:00", "01:30") if shown["days"][-1]["arm"] == "a" else ("22:00", "01:00")
        evening = TODAY + number * DAY
        clock.now += DAY
        night: dict[str, Any] = {"kind": "night", "bed_at": f"{evening}T{begin}", "out_at": f"{evening + DAY}T{end}"}
        night |= {"try_at": night["bed_at"], "sol_min": 0, "wakes": 0, "final_wake_at": night["out_at"]}
        assert program.post("/sleep/entries", night).status_code == 201
    stopped = program.post(f"/experiments/{planned['id']}/stop", {}).json()
    result = stopped["result"]
    assert (stopped["state"], result["pairs"], result["difference"], result["verdict"]) == ("stopped", 8, 45, "more")
    assert (result["mean_a"], result["mean_b"]) == (pytest.approx(15), pytest.approx(1410))
    assert (result["low"], result["high"]) == (45, 45)


@pytest.mark.sqlite_only
def test_wrong_plans_are_refused(program: ApiClient) -> None:
    wrong: dict[str, list[Any]] = {
        "arm_a": ["", 3, None, "two-day fast", "train while ill"],
        "arm_b": ["Cold  Shower"],
        "metric": ["sleep.regularity", "training.e1rm", ""],
        "weeks": [3, 5, 28, 4.5, "4", None],
        "first_day": ["2026-03-11", "2027-12-31", "soon"],
        "lag_days": [2, -1, True],
        "mood": [1],
    }
    for name, values in wrong.items():
        for value in values:
            assert refused_fields(program.post("/experiments", {**PLAN, name: value})) == [name], (name, value)
    for habit in ("melatonin", "insulin 4 units", "my pill in the evening", "BPC-157"):
        problem = assert_problem(program.post("/experiments", {**PLAN, "arm_b": habit}), 422, "clinician-topic")
        assert habit not in str(problem)
    assert program.get("/experiments").json() == {"items": []}


@pytest.mark.sqlite_only
def test_sizes_follow_from_own_days(program: ApiClient) -> None:
    sizes = program.get("/experiment-sizes").json()
    assert sizes["power"] == 0.8
    assert {item["spread"] for item in sizes["items"]} == {None}
    for back in range(1, 29):
        put_level(program, str(TODAY - back * DAY), 4 + 2 * (back % 2))
    found = {item["metric"]: item for item in program.get("/experiment-sizes").json()["items"]}["stress.level"]
    assert (found["spread"], found["neighbours"]) == (2, 27)
    by_weeks = {size["weeks"]: size["difference"] for size in found["found"]}
    # A third of the neighbouring days is known: 4 weeks have fewer than six complete pairs to expect.
    assert by_weeks[4] is None
    assert by_weeks[8] > by_weeks[12] > by_weeks[26] > 0
