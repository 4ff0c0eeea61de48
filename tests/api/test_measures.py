"""Numbers of weeks, of windows and of exercises through the programs' door, with the worked values of the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.people import Program, account, with_token
from tests.support.wire import entry_of, fields_of, problem_of

from habitlog.pillars import METRICS

MONDAY = date(2026, 2, 23)
WEEK = {"from": "2026-02-23", "to": "2026-03-01"}


@pytest.fixture
def ada(app: FastAPI) -> Program:
    return with_token(app, account(app, "Ada", "Europe/Stockholm"), "write")


def trains(program: Program, loads: Sequence[int | None], monday: date = MONDAY) -> None:
    """Log a week: 60 minutes at the effort that gives each load, a rest day for 0, nothing at all for None."""
    for place, load in enumerate(loads):
        day = (monday + timedelta(days=place)).isoformat()
        if load == 0:
            assert program.put(f"/days/{day}/marks/training", {"mark": "none"}).status_code == 200
        elif load is not None:
            raw = {"kind": "other", "day": day, "activity": "Walk", "session_min": load // 5, "effort": 5}
            entry_of(program.post("/training/entries", raw))


def sleeps(program: Program, first: date, hours: Sequence[tuple[float, float] | None], zone: str = "Etc/UTC") -> None:
    """Log nights of a run of days: asleep from one hour after (or before) their midnight to another."""
    for place, night in enumerate(hours):
        if night is not None:
            entry_of(program.post("/sleep/entries", night_of(first + timedelta(days=place), *night, zone)))


def night_of(day: date, onset: float, woke: float, zone: str = "Etc/UTC", **more: Any) -> dict[str, Any]:
    def at(hour: float) -> str:
        return f"{day + timedelta(hours=24 * (hour // 24))}T" + f"{int(hour % 24):02d}:{round(hour % 1 * 60):02d}"

    begin, end = at(onset), at(woke)
    times = {"bed_at": begin, "try_at": begin, "sol_min": 0, "wakes": 0, "final_wake_at": end, "out_at": end}
    return {"kind": "night", "zone": zone, **times, **more}


def points(program: Program, metric: str, **query: Any) -> dict[str, Any]:
    told = program.get(f"/trends/{metric}", **query).json()
    return {point["day"]: point["value"] for point in told["points"]}


def test_the_worked_week_of_loads_gives_its_published_values(ada: Program) -> None:
    trains(ada, [300, 0, 420, 0, 300, 600, 0])
    told = {name: points(ada, f"training.week_{name}", **WEEK)["2026-02-23"] for name in ("load", "monotony", "strain")}
    assert told == {
        "load": 1620,
        "monotony": pytest.approx(0.9701, abs=5e-5),
        "strain": pytest.approx(1571.5, abs=0.05),
    }


def test_a_day_that_is_not_known_makes_its_week_unknown_and_no_zero(ada: Program) -> None:
    trains(ada, [300, 0, 420, None, 300, 600, 0])
    for name in ("load", "monotony", "strain"):
        told = ada.get(f"/trends/training.week_{name}", **WEEK).json()
        assert told["points"] == [{"day": "2026-02-23", "value": None, "n": 6}]
        assert told["coverage"]["weeks"] == {"finished": 1, "known": 0}
        assert told["verdict"] == "not_enough_data"


def test_a_session_without_effort_leaves_its_week_unknown(ada: Program) -> None:
    trains(ada, [300, 0, 420, 0, 300, 600, 0])
    entry_of(ada.post("/training/entries", {"kind": "other", "day": "2026-02-24", "activity": "Walk"}))
    assert points(ada, "training.week_load", **WEEK) == {"2026-02-23": None}


def test_a_week_of_equal_days_has_a_load_and_no_monotony(ada: Program) -> None:
    trains(ada, [0] * 7)
    assert points(ada, "training.week_load", **WEEK) == {"2026-02-23": 0}
    assert points(ada, "training.week_monotony", **WEEK) == points(ada, "training.week_strain", **WEEK)
    assert points(ada, "training.week_monotony", **WEEK) == {"2026-02-23": None}


def test_the_running_week_and_weeks_cut_by_the_range_are_no_points(ada: Program) -> None:
    for back in range(3):
        trains(ada, [300, 0, 420, 0, 300, 600, 0][: 4 if back == 0 else 7], date(2026, 3, 9) - timedelta(weeks=back))
    told = points(ada, "training.week_load", **{"from": "2026-02-25", "to": "2026-03-12"})
    assert told == {"2026-03-02": 1620}


def test_fourteen_weeks_have_a_verdict(ada: Program) -> None:
    first = date(2025, 12, 1)
    for week in range(14):
        trains(ada, [300 + 10 * week, 0, 420, 0, 300, 600, 0], first + timedelta(weeks=week))
    told = ada.get("/trends/training.week_load", **{"from": str(first), "to": "2026-03-08"}).json()
    assert (told["verdict"], told["slope"]["value"], told["slope"]["per"]) == ("rising", 10, "week")
    assert told["coverage"]["weeks"] == {"finished": 14, "known": 14}
    assert told["method"]["of_week"]["name"]


SQUATS = [
    {"exercise": "Back squat", "set_type": "warmup", "reps": 5, "load_kg": 200},
    {"exercise": "Back squat", "reps": 5, "load_kg": 100, "rir": 0},
    {"exercise": " back SQUAT", "reps": 8, "load_kg": 80, "rir": 2},
    {"exercise": "Bench press", "reps": 12, "load_kg": 60, "rir": 3},
]


def test_the_estimate_is_told_of_one_exercise_by_both_formulas(ada: Program) -> None:
    entry_of(ada.post("/training/entries", {"kind": "resistance", "day": "2026-03-02", "sets": SQUATS}))
    told = ada.get("/trends/training.e1rm", exercise="back squat").json()
    assert told["points"] == [{"day": "2026-03-02", "value": 112.5}]
    assert told["beside"]["Epley"] == [{"day": "2026-03-02", "value": pytest.approx(116.667, abs=5e-4)}]
    assert (told["exercise"], told["unit"]) == ("back squat", "kg")
    assert ada.get("/trends/training.e1rm", exercise="Bench press").json()["points"] == []


def test_without_an_exercise_there_is_no_estimate(ada: Program) -> None:
    for query in ({}, {"exercise": " "}, {"exercise": "x" * 81}):
        assert fields_of(ada.get("/trends/training.e1rm", **query)) == ["exercise"]


def test_a_question_about_a_dose_is_no_exercise(ada: Program) -> None:
    answer = ada.get("/trends/training.e1rm", exercise="how much semaglutide should I take")
    problem_of(answer, 422, "clinician-topic")


@pytest.mark.parametrize(
    ("nights", "value"),
    [
        ([(0, 8)] * 7, 100),
        ([(n - 3, 5 + n) for n in range(7)], 83.3333),
        ([(0, 8)] * 5 + [(2, 10)] * 2, 94.4444),
        (([(0, 8)] * 5 + [(2, 10)] * 2) * 2, 92.3077),
    ],
    ids=["the same", "an hour later each day", "five and two", "twice five and two"],
)
def test_regularity_has_the_values_of_its_patterns(ada: Program, nights: list[Any], value: float) -> None:
    sleeps(ada, MONDAY, nights)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(value, abs=5e-5)
    assert (told["n"], told["reason"]) == (len(nights) - 1, None)
    assert told["details"]["nights"] == len(nights)


def test_a_night_not_logged_is_left_out_with_both_its_pairs(ada: Program) -> None:
    sleeps(ada, MONDAY, [(0, 8)] * 4 + [None] + [(3, 9)] * 4)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert (told["value"], told["n"]) == (100, 6)


def test_few_nights_say_nothing_and_why(ada: Program) -> None:
    sleeps(ada, MONDAY, [(0, 8)] * 5)
    span = {"from": str(MONDAY), "to": "2026-03-12"}
    told = ada.get("/trends/sleep.regularity", **span).json()
    assert (told["value"], told["reason"]) == (None, "Not enough data: 4 pairs of nights in a row, 5 needed.")
    for metric in ("sleep.midpoint_sd", "sleep.onset_sd"):
        told = ada.get(f"/trends/{metric}", **span).json()
        assert (told["value"], told["reason"]) == (None, "Not enough data: 5 nights, 7 needed.")


def test_spreads_go_around_midnight(ada: Program) -> None:
    onsets = [-1.25, -0.75, 0.25, 0, -0.5, 1, -1]
    sleeps(ada, MONDAY, [(onset, onset + 8) for onset in onsets])
    told = ada.get("/trends/sleep.onset_sd", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(0.7294 * 60, abs=0.01)
    assert told["details"]["onset"] == pytest.approx(23.67638 * 60, abs=0.01)


def test_the_night_before_the_window_and_its_nap_do_not_count_as_nights(ada: Program) -> None:
    sleeps(ada, MONDAY - timedelta(days=1), [(0, 8)] * 8)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert (told["n"], told["details"]["nights"]) == (6, 7)


def test_a_nap_lowers_regularity_by_its_minutes(ada: Program) -> None:
    sleeps(ada, MONDAY, [(0, 8)] * 7)
    nap = {"kind": "nap", "zone": "Etc/UTC", "start_at": "2026-02-25T14:00", "end_at": "2026-02-25T14:36"}
    entry_of(ada.post("/sleep/entries", nap))
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(100 - 200 * 2 * 36 / (6 * 1440))
    assert told["details"]["naps"] == 1


def work_and_free(program: Program, work: int, free: int, zone: str = "Etc/UTC", first: date = MONDAY) -> None:
    for place in range(work + free):
        kind, onset, woke = ("work", -0.5, 7.5) if place < work else ("free", 0.5, 9.5)
        night = night_of(first + timedelta(days=place), onset, woke, zone, day_kind=kind, alarm=kind == "work")
        entry_of(program.post("/sleep/entries", night))


def test_social_jetlag_is_the_distance_of_work_and_free_midpoints(ada: Program) -> None:
    work_and_free(ada, 5, 2)
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert told["value"] == pytest.approx(90)
    details = told["details"]
    assert (details["msw"], details["msf"], details["relative"]) == pytest.approx((210, 300, 90))
    assert details["msf_sc"] == pytest.approx(300 - (540 - (5 * 480 + 2 * 540) / 7) / 2)
    assert (details["work_nights"], details["free_nights"]) == (5, 2)


def test_an_alarm_on_a_free_day_or_an_unknown_one_leaves_the_correction_out(ada: Program) -> None:
    work_and_free(ada, 5, 2)
    entry_of(ada.post("/sleep/entries", night_of(date(2026, 3, 2), 0.5, 9.5, day_kind="free")))
    assert ada.get("/trends/sleep.social_jetlag").json()["details"]["msf_sc"] is None


@pytest.mark.parametrize(("work", "free"), [(2, 2), (3, 1), (5, 0)])
def test_social_jetlag_has_its_gates(ada: Program, work: int, free: int) -> None:
    work_and_free(ada, work, free)
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert told["value"] is None
    assert told["reason"].endswith("in the last 28 days, 3 and 2 needed.")


def test_nights_of_more_than_28_days_ago_open_no_gate(ada: Program) -> None:
    work_and_free(ada, 5, 2, first=date(2026, 1, 12))
    told = ada.get("/trends/sleep.social_jetlag", **{"from": "2026-01-01", "to": "2026-03-12"}).json()
    assert told["value"] is None


def test_travel_leaves_the_nights_before_it_out(ada: Program) -> None:
    work_and_free(ada, 5, 2, "America/New_York", date(2026, 2, 14))
    work_and_free(ada, 5, 2, "Europe/Stockholm", date(2026, 2, 23))
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert (told["value"], told["details"]["left_out"]) == (pytest.approx(90), 7)
    assert ada.get("/trends/sleep.regularity").json()["details"]["travelled"] == 1


def test_pairs_of_stress_are_counts(ada: Program) -> None:
    raw = {"kind": "practice", "practice": "breathing", "minutes": 5}
    for place, (before, after) in enumerate([(6, 4), (5, 5), (3, 7), (8, 2), (None, None)]):
        pair = {} if before is None else {"stress_before": before, "stress_after": after}
        entry_of(ada.post("/stress/entries", {**raw, **pair, "day": f"2026-03-0{place + 1}"}))
    told = ada.get("/trends/stress.pairs").json()
    assert told["details"] == {"lower": 2, "same": 1, "higher": 1, "practices": 5}
    assert told["value"] == 4


@pytest.mark.parametrize("metric", METRICS)
def test_everything_is_calm_about_a_person_without_days(ada: Program, metric: str) -> None:
    answer = ada.get(f"/trends/{metric}", exercise="Bench press")
    assert answer.status_code == 200
    told = answer.json()
    assert told["reason"]
    assert told.get("verdict", "not_enough_data") == "not_enough_data"
    assert told["coverage"]["logged"] == 0
    assert told.get("value") is None
    assert fields_of(ada.get(f"/trends/{metric}", **{"from": "2026-03-12", "to": "2026-03-11"})) == ["from"]


def test_every_measure_is_listed_with_what_it_is_of(ada: Program) -> None:
    listed = {item["metric"]: item for pillar in ada.get("/pillars").json()["items"] for item in pillar["metrics"]}
    assert set(listed) == set(METRICS)
    assert listed["training.e1rm"]["asks"] == "exercise"
    assert {item["of"] for item in listed.values()} == {"day", "week", "window"}
