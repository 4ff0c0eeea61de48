"""Suggestions of exercises: own ones first, common ones after, found by the beginnings of words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.support.api_answers import assert_problem, created_entry, refused_fields
from tests.support.cases import for_each_case
from tests.support.entries import OTHER, SETS
from tests.support.people import ApiClient, Browser

from habitlog.usecases.entries.name_suggestions import RECORDS_READ


def log_sets(program: ApiClient, day: str, *sets: dict[str, Any]) -> None:
    created_entry(program.post("/training/entries", {**SETS, "day": day, "sets": list(sets)}))


def items(program: ApiClient, q: str = "") -> list[dict[str, Any]]:
    answer = program.get("/training/suggestions", q=q)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def names(program: ApiClient, q: str = "") -> list[str]:
    return [one["name"] for one in items(program, q)]


def test_suggestions_without_history_are_the_catalogue(program: ApiClient) -> None:
    assert len(items(program)) == 12
    assert items(program, "benc")[0] == {
        "name": "Bench press",
        "own": False,
        "detail": "horizontal push; chest, triceps, front shoulders",
        "last": None,
    }


def test_suggestions_list_own_exercises_first_with_last_sets(program: ApiClient) -> None:
    log_sets(program, "2026-03-10", {"exercise": "Bench press", "reps": 8, "load_kg": 60})
    log_sets(
        program,
        "2026-03-12",
        {"exercise": "Garden gate lift", "reps": 5},
        {"exercise": "bench press", "set_type": "warmup", "reps": 10, "load_kg": 40},
        {"exercise": "Garden gate lift", "reps": 4, "rest_s": 90},
        {"exercise": "Bench press", "reps": 8, "load_kg": 62.5, "rir": 2},
    )
    log_sets(program, "2026-03-11", {"exercise": "Bench press", "reps": 7, "load_kg": 61})
    empty = {"set_type": "work", "load_kg": None, "rpe": None, "rir": None, "rest_s": None}
    empty |= {"seconds": None, "distance_m": None}
    gate, bench, *common = items(program)
    assert gate == {
        "name": "Garden gate lift",
        "own": True,
        "detail": "",
        "last": {"day": "2026-03-12", "sets": [{**empty, "reps": 5}, {**empty, "reps": 4, "rest_s": 90}]},
    }
    assert (bench["name"], bench["own"], bench["detail"][:15]) == ("bench press", True, "horizontal push")
    assert bench["last"] == {
        "day": "2026-03-12",
        "sets": [
            {**empty, "set_type": "warmup", "reps": 10, "load_kg": 40},
            {**empty, "reps": 8, "load_kg": 62.5, "rir": 2},
        ],
    }
    assert [one["own"] for one in common] == [False] * 10
    assert "Bench press" not in [one["name"] for one in common]


def test_suggestions_use_later_session_of_a_day(program: ApiClient, clock: Any) -> None:
    for reps in range(1, 7):
        log_sets(program, "2026-03-12", {"exercise": "Step up", "reps": reps})
        clock.now += timedelta(minutes=1)
    assert [one["reps"] for one in items(program)[0]["last"]["sets"]] == [6]


@for_each_case(
    ("q", "name"),
    [
        ("pull up", "Pull-up"),
        ("PULLUP", "Pull-up"),
        ("pull\u2010up", "Pull-up"),
        ("up pull", "Pull-up"),
        ("püll", "Pull-up"),
        ("  lat   pull ", "Lat pulldown"),
        ("upper back vert", "Pull-up"),
        ("vertical pull", "Pull-up"),
        ("hinge glut", "Deadlift"),
        ("chest bench", "Bench press"),
    ],
)
def test_suggestions_match_word_beginnings(program: ApiClient, q: str, name: str) -> None:
    assert name in names(program, q)


@for_each_case("q", ["ench", "pull upz", "bench squat", "\u6df1\u8e72"])
def test_suggestions_are_empty_for_unmatched_text(program: ApiClient, q: str) -> None:
    assert items(program, q) == []


@for_each_case("q", ["%", "_", " - ", "*"])
def test_suggestions_treat_wordless_query_as_empty(program: ApiClient, q: str) -> None:
    assert items(program, q) == items(program)


def test_suggestions_rank_name_before_muscle(program: ApiClient) -> None:
    log_sets(program, "2026-03-10", {"exercise": "Überzüge im Stehen", "reps": 8})
    assert names(program, "uber")[0] == "Überzüge im Stehen"
    assert names(program, "pull")[0] == "Pull-up"
    assert names(program, "la")[:2] == ["Lat pulldown", "Lateral lunge"]
    assert names(program, "squat")[0] == "Back squat"
    assert names(program, "chest")[:2] == ["Chest press machine", "Chest-supported row"]


def test_suggestions_prefer_own_spelling(program: ApiClient) -> None:
    log_sets(program, "2026-03-10", {"exercise": "Pull up", "reps": 8})
    first = items(program, "vertical pull")[0]
    assert (first["name"], first["own"]) == ("Pull up", True)
    assert "Pull-up" not in names(program, "pull up")


def test_suggestions_ignore_other_kinds_and_people(program: ApiClient, stranger: ApiClient) -> None:
    created_entry(program.post("/training/entries", OTHER))
    log_sets(stranger, "2026-03-12", {"exercise": "Garden gate lift", "reps": 5})
    assert [one["own"] for one in items(program)] == [False] * 12


def test_suggestions_use_latest_sessions(program: ApiClient) -> None:
    first = date(2025, 1, 1)
    for back in range(RECORDS_READ + 1):
        name = "Oldest lift" if back == 0 else "Second lift" if back == 1 else "Daily lift"
        log_sets(program, (first + timedelta(days=back)).isoformat(), {"exercise": name, "reps": 5})
    assert [one["name"] for one in items(program) if one["own"]] == ["Daily lift", "Second lift"]


def test_suggestions_for_dose_question_refer_to_clinician(program: ApiClient, ada: Browser) -> None:
    told = assert_problem(program.get("/training/suggestions", q="testosterone 250 mg"), 422, "clinician-topic")
    assert [error["field"] for error in told["errors"]] == ["q"]
    page = ada.get("/training/suggestions?q=testosterone+250+mg")
    assert (page.status_code, page.text) == (303, "")
    assert page.headers["location"].startswith("/clinician")
    assert "testosterone" not in page.headers["location"]


def test_suggestions_refuse_invalid_query_at_its_field(program: ApiClient) -> None:
    assert refused_fields(program.get("/training/suggestions", q="x" * 81)) == ["q"]
    assert items(program, "x" * 80) == []


@for_each_case("pillar", ["sleep", "diet", "stress", "nothing"])
def test_suggestions_are_not_found_for_pillar_without_names(program: ApiClient, ada: Browser, pillar: str) -> None:
    assert_problem(program.get(f"/{pillar}/suggestions", q="benc"), 404, "not-found")
    assert ada.get(f"/{pillar}/suggestions?q=benc").status_code == 404


def test_suggestions_of_page_and_api_are_equal(program: ApiClient, ada: Browser, anyone: Browser) -> None:
    log_sets(program, "2026-03-10", {"exercise": "Bench press", "reps": 8, "load_kg": 60})
    answer = ada.get("/training/suggestions?q=press")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"items": items(program, "press")}
    assert anyone.get("/training/suggestions?q=press").headers["location"] == "/sign-in"
