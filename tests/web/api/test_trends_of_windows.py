"""Numbers of weeks, of windows and of exercises through the programs' door, with the worked values of the field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import assert_problem, created_entry, refused_fields
from tests.support.cases import for_each_case
from tests.support.people import ApiClient, create_api_client, ensure_account

from habitlog.pillars import METRICS

MONDAY = date(2026, 2, 23)
WEEK = {"from": "2026-02-23", "to": "2026-03-01"}


@pytest.fixture
def ada(app: FastAPI) -> ApiClient:
    return create_api_client(app, ensure_account(app, "Ada", "Europe/Stockholm"), "write")


def log_training_loads(program: ApiClient, loads: Sequence[int | None], monday: date = MONDAY) -> None:
    """Log a week: 60 minutes at the effort that gives each load, a rest day for 0, nothing at all for None."""
    for place, load in enumerate(loads):
        day = (monday + timedelta(days=place)).isoformat()
        if load == 0:
            assert program.put(f"/days/{day}/marks/training", {"mark": "none"}).status_code == 200
        elif load is not None:
            raw = {"kind": "other", "day": day, "activity": "Walk", "session_min": load // 5, "effort": 5}
            created_entry(program.post("/training/entries", raw))


def log_nights(
    program: ApiClient, first: date, hours: Sequence[tuple[float, float] | None], zone: str = "Etc/UTC"
) -> None:
    """Log nights of a run of days: asleep from one hour after (or before) their midnight to another."""
    for place, night in enumerate(hours):
        if night is not None:
            created_entry(program.post("/sleep/entries", night_of(first + timedelta(days=place), *night, zone)))


def night_of(day: date, onset: float, woke: float, zone: str = "Etc/UTC", **more: Any) -> dict[str, Any]:
    def at(hour: float) -> str:
        return f"{day + timedelta(hours=24 * (hour // 24))}T" + f"{int(hour % 24):02d}:{round(hour % 1 * 60):02d}"

    begin, end = at(onset), at(woke)
    times = {"bed_at": begin, "try_at": begin, "sol_min": 0, "wakes": 0, "final_wake_at": end, "out_at": end}
    return {"kind": "night", "zone": zone, **times, **more}


def fetch_trend_points(program: ApiClient, metric: str, **query: Any) -> dict[str, Any]:
    told = program.get(f"/trends/{metric}", **query).json()
    return {point["day"]: point["value"] for point in told["points"]}


def test_training_load_matches_published_week(ada: ApiClient) -> None:
    log_training_loads(ada, [300, 0, 420, 0, 300, 600, 0])
    told = {
        name: fetch_trend_points(ada, f"training.week_{name}", **WEEK)["2026-02-23"]
        for name in ("load", "monotony", "strain")
    }
    assert told == {
        "load": 1620,
        "monotony": pytest.approx(0.9701, abs=5e-5),
        "strain": pytest.approx(1571.5, abs=0.05),
    }


def test_training_load_week_with_unknown_day_is_unknown(ada: ApiClient) -> None:
    log_training_loads(ada, [300, 0, 420, None, 300, 600, 0])
    for name in ("load", "monotony", "strain"):
        told = ada.get(f"/trends/training.week_{name}", **WEEK).json()
        assert told["points"] == [{"day": "2026-02-23", "value": None, "n": 6}]
        assert told["coverage"]["weeks"] == {"finished": 1, "known": 0}
        assert told["verdict"] == "not_enough_data"


def test_training_load_week_with_missing_effort_is_unknown(ada: ApiClient) -> None:
    log_training_loads(ada, [300, 0, 420, 0, 300, 600, 0])
    created_entry(ada.post("/training/entries", {"kind": "other", "day": "2026-02-24", "activity": "Walk"}))
    assert fetch_trend_points(ada, "training.week_load", **WEEK) == {"2026-02-23": None}


def test_training_load_week_of_equal_days_has_no_monotony(ada: ApiClient) -> None:
    log_training_loads(ada, [0] * 7)
    assert fetch_trend_points(ada, "training.week_load", **WEEK) == {"2026-02-23": 0}
    assert fetch_trend_points(ada, "training.week_monotony", **WEEK) == fetch_trend_points(
        ada, "training.week_strain", **WEEK
    )
    assert fetch_trend_points(ada, "training.week_monotony", **WEEK) == {"2026-02-23": None}


def test_weekly_metric_omits_incomplete_weeks(ada: ApiClient) -> None:
    for back in range(3):
        log_training_loads(
            ada, [300, 0, 420, 0, 300, 600, 0][: 4 if back == 0 else 7], date(2026, 3, 9) - timedelta(weeks=back)
        )
    told = fetch_trend_points(ada, "training.week_load", **{"from": "2026-02-25", "to": "2026-03-12"})
    assert told == {"2026-03-02": 1620}


def test_weekly_metric_has_verdict_from_twelve_weeks(ada: ApiClient) -> None:
    first = date(2025, 12, 15)
    for week in range(12):
        log_training_loads(ada, [300 + 10 * week, 0, 420, 0, 300, 600, 0], first + timedelta(weeks=week))
    told = ada.get("/trends/training.week_load", **{"from": str(first), "to": "2026-03-08"}).json()
    assert (told["verdict"], told["slope"]["per"]) == ("more", "week")
    assert told["slope"]["value"] == pytest.approx(10)
    assert told["change"]["value"] == pytest.approx(60)
    assert told["coverage"]["weeks"] == {"finished": 12, "known": 12}
    assert told["method"]["of_week"]["name"]


SQUATS = [
    {"exercise": "Back squat", "set_type": "warmup", "reps": 5, "load_kg": 200},
    {"exercise": "Back squat", "reps": 5, "load_kg": 100, "rir": 0},
    {"exercise": " back SQUAT", "reps": 8, "load_kg": 80, "rir": 2},
    {"exercise": "Bench press", "reps": 12, "load_kg": 60, "rir": 3},
]


def test_one_rep_max_is_reported_by_both_formulas(ada: ApiClient) -> None:
    created_entry(ada.post("/training/entries", {"kind": "resistance", "day": "2026-03-02", "sets": SQUATS}))
    told = ada.get("/trends/training.e1rm", exercise="back squat").json()
    assert told["points"] == [{"day": "2026-03-02", "value": 112.5}]
    assert told["beside"]["Epley"] == [{"day": "2026-03-02", "value": pytest.approx(116.667, abs=5e-4)}]
    assert (told["exercise"], told["unit"]) == ("back squat", "kg")
    assert ada.get("/trends/training.e1rm", exercise="Bench press").json()["points"] == []


def test_one_rep_max_requires_exercise(ada: ApiClient) -> None:
    for query in ({}, {"exercise": " "}, {"exercise": "x" * 81}):
        assert refused_fields(ada.get("/trends/training.e1rm", **query)) == ["exercise"]


def test_dose_question_as_exercise_is_refused(ada: ApiClient) -> None:
    answer = ada.get("/trends/training.e1rm", exercise="how much semaglutide should I take")
    assert_problem(answer, 422, "clinician-topic")


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
def test_sleep_regularity_matches_reference_patterns(ada: ApiClient, nights: list[Any], value: float) -> None:
    log_nights(ada, MONDAY, nights)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(value, abs=5e-5)
    assert (told["n"], told["reason"]) == (len(nights) - 1, None)
    assert told["details"]["nights"] == len(nights)


def test_sleep_regularity_omits_both_pairs_of_missing_night(ada: ApiClient) -> None:
    log_nights(ada, MONDAY, [(0, 8)] * 4 + [None] + [(3, 9)] * 4)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert (told["value"], told["n"]) == (100, 6)


def test_sleep_regularity_reports_reason_for_few_nights(ada: ApiClient) -> None:
    log_nights(ada, MONDAY, [(0, 8)] * 5)
    span = {"from": str(MONDAY), "to": "2026-03-12"}
    told = ada.get("/trends/sleep.regularity", **span).json()
    assert (told["value"], told["reason"]) == (None, "Not enough data: 4 pairs of nights in a row, 5 needed.")
    for metric in ("sleep.midpoint_sd", "sleep.onset_sd"):
        told = ada.get(f"/trends/{metric}", **span).json()
        assert (told["value"], told["reason"]) == (None, "Not enough data: 5 nights, 7 needed.")


def test_clock_time_spread_crosses_midnight(ada: ApiClient) -> None:
    onsets = [-1.25, -0.75, 0.25, 0, -0.5, 1, -1]
    log_nights(ada, MONDAY, [(onset, onset + 8) for onset in onsets])
    told = ada.get("/trends/sleep.onset_sd", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(0.7294 * 60, abs=0.01)
    assert told["details"]["onset"] == pytest.approx(23.67638 * 60, abs=0.01)


def test_sleep_regularity_does_not_count_night_before_window(ada: ApiClient) -> None:
    log_nights(ada, MONDAY - timedelta(days=1), [(0, 8)] * 8)
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert (told["n"], told["details"]["nights"]) == (6, 7)


def test_sleep_regularity_is_lowered_by_nap(ada: ApiClient) -> None:
    log_nights(ada, MONDAY, [(0, 8)] * 7)
    nap = {"kind": "nap", "zone": "Etc/UTC", "start_at": "2026-02-25T14:00", "end_at": "2026-02-25T14:36"}
    created_entry(ada.post("/sleep/entries", nap))
    told = ada.get("/trends/sleep.regularity", **{"from": str(MONDAY), "to": "2026-03-12"}).json()
    assert told["value"] == pytest.approx(100 - 200 * 2 * 36 / (6 * 1440))
    assert told["details"]["naps"] == 1


def log_work_and_free_nights(
    program: ApiClient, work: int, free: int, zone: str = "Etc/UTC", first: date = MONDAY
) -> None:
    for place in range(work + free):
        kind, onset, woke = ("work", -0.5, 7.5) if place < work else ("free", 0.5, 9.5)
        night = night_of(first + timedelta(days=place), onset, woke, zone, day_kind=kind, alarm=kind == "work")
        created_entry(program.post("/sleep/entries", night))


def test_social_jetlag_is_distance_of_work_and_free_midpoints(ada: ApiClient) -> None:
    log_work_and_free_nights(ada, 5, 2)
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert told["value"] == pytest.approx(90)
    details = told["details"]
    assert (details["msw"], details["msf"], details["relative"]) == pytest.approx((210, 300, 90))
    assert details["msf_sc"] == pytest.approx(300 - (540 - (5 * 480 + 2 * 540) / 7) / 2)
    assert (details["work_nights"], details["free_nights"]) == (5, 2)


def test_social_jetlag_correction_is_omitted_with_alarm_on_free_day(ada: ApiClient) -> None:
    log_work_and_free_nights(ada, 5, 2)
    created_entry(ada.post("/sleep/entries", night_of(date(2026, 3, 2), 0.5, 9.5, day_kind="free")))
    assert ada.get("/trends/sleep.social_jetlag").json()["details"]["msf_sc"] is None


@pytest.mark.parametrize(("work", "free"), [(2, 2), (3, 1), (5, 0)])
def test_social_jetlag_requires_enough_work_and_free_nights(ada: ApiClient, work: int, free: int) -> None:
    log_work_and_free_nights(ada, work, free)
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert told["value"] is None
    assert told["reason"].endswith("in the last 28 days, 3 and 2 needed.")


def test_social_jetlag_ignores_nights_older_than_28_days(ada: ApiClient) -> None:
    log_work_and_free_nights(ada, 5, 2, first=date(2026, 1, 12))
    told = ada.get("/trends/sleep.social_jetlag", **{"from": "2026-01-01", "to": "2026-03-12"}).json()
    assert told["value"] is None


def test_social_jetlag_omits_nights_before_timezone_change(ada: ApiClient) -> None:
    log_work_and_free_nights(ada, 5, 2, "America/New_York", date(2026, 2, 14))
    log_work_and_free_nights(ada, 5, 2, "Europe/Stockholm", date(2026, 2, 23))
    told = ada.get("/trends/sleep.social_jetlag").json()
    assert (told["value"], told["details"]["left_out"]) == (pytest.approx(90), 7)
    assert ada.get("/trends/sleep.regularity").json()["details"]["travelled"] == 1


def test_stress_practice_pairs_are_counted(ada: ApiClient) -> None:
    raw = {"kind": "practice", "practice": "breathing", "minutes": 5}
    for place, (before, after) in enumerate([(6, 4), (5, 5), (3, 7), (8, 2), (None, None)]):
        pair = {} if before is None else {"stress_before": before, "stress_after": after}
        created_entry(ada.post("/stress/entries", {**raw, **pair, "day": f"2026-03-0{place + 1}"}))
    told = ada.get("/trends/stress.pairs").json()
    assert told["details"] == {"lower": 2, "same": 1, "higher": 1, "practices": 5}
    assert told["value"] == 4


@for_each_case("metric", METRICS)
def test_every_metric_responds_for_person_without_entries(ada: ApiClient, metric: str) -> None:
    answer = ada.get(f"/trends/{metric}", exercise="Bench press")
    assert answer.status_code == 200
    told = answer.json()
    assert told["reason"]
    assert told.get("verdict", "not_enough_data") == "not_enough_data"
    assert told["coverage"]["logged"] == 0
    assert told.get("value") is None
    assert refused_fields(ada.get(f"/trends/{metric}", **{"from": "2026-03-12", "to": "2026-03-11"})) == ["from"]


def test_every_metric_is_listed_with_its_type(ada: ApiClient) -> None:
    listed = {item["metric"]: item for pillar in ada.get("/pillars").json()["items"] for item in pillar["metrics"]}
    assert set(listed) == set(METRICS)
    assert listed["training.e1rm"]["asks"] == "exercise"
    assert {item["of"] for item in listed.values()} == {"day", "week", "window"}
