"""Suggestions of exercises: own ones first, common ones after, found by the beginnings of words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.entries import OTHER, SETS
from tests.support.people import Browser, Program
from tests.support.wire import entry_of, fields_of, problem_of

from habitlog.usecases.entries.name_suggestions import RECORDS_READ


def lifted(program: Program, day: str, *sets: dict[str, Any]) -> None:
    entry_of(program.post("/training/entries", {**SETS, "day": day, "sets": list(sets)}))


def items(program: Program, q: str = "") -> list[dict[str, Any]]:
    answer = program.get("/training/suggestions", q=q)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def names(program: Program, q: str = "") -> list[str]:
    return [one["name"] for one in items(program, q)]


def test_without_a_history_there_is_the_catalogue(program: Program) -> None:
    assert len(items(program)) == 12
    assert items(program, "benc")[0] == {
        "name": "Bench press",
        "own": False,
        "detail": "horizontal push; chest, triceps, front shoulders",
        "last": None,
    }


def test_own_names_come_first_the_latest_first_each_with_its_last_sets(program: Program) -> None:
    lifted(program, "2026-03-10", {"exercise": "Bench press", "reps": 8, "load_kg": 60})
    lifted(
        program,
        "2026-03-12",
        {"exercise": "Garden gate lift", "reps": 5},
        {"exercise": "bench press", "set_type": "warmup", "reps": 10, "load_kg": 40},
        {"exercise": "Garden gate lift", "reps": 4, "rest_s": 90},
        {"exercise": "Bench press", "reps": 8, "load_kg": 62.5, "rir": 2},
    )
    lifted(program, "2026-03-11", {"exercise": "Bench press", "reps": 7, "load_kg": 61})
    empty = {"set_type": "work", "load_kg": None, "rpe": None, "rir": None, "rest_s": None}
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


def test_of_two_sessions_on_one_day_the_one_written_later_counts(program: Program, clock: Any) -> None:
    for reps in range(1, 7):
        lifted(program, "2026-03-12", {"exercise": "Step up", "reps": reps})
        clock.now += timedelta(minutes=1)
    assert [one["reps"] for one in items(program)[0]["last"]["sets"]] == [6]


@pytest.mark.parametrize(
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
def test_every_word_begins_a_word_of_the_name_a_muscle_or_the_pattern(program: Program, q: str, name: str) -> None:
    assert name in names(program, q)


@pytest.mark.parametrize("q", ["ench", "pull upz", "bench squat", "\u6df1\u8e72"])
def test_what_begins_no_word_finds_nothing(program: Program, q: str) -> None:
    assert items(program, q) == []


@pytest.mark.parametrize("q", ["%", "_", " - ", "*"])
def test_a_query_without_a_word_is_an_empty_one(program: Program, q: str) -> None:
    assert items(program, q) == items(program)


def test_a_name_that_fits_comes_before_a_muscle_that_does(program: Program) -> None:
    lifted(program, "2026-03-10", {"exercise": "Überzüge im Stehen", "reps": 8})
    assert names(program, "uber")[0] == "Überzüge im Stehen"
    assert names(program, "pull")[0] == "Pull-up"
    assert names(program, "la")[:2] == ["Lat pulldown", "Lateral lunge"]
    assert names(program, "squat")[0] == "Back squat"
    assert names(program, "chest")[:2] == ["Chest press machine", "Chest-supported row"]


def test_an_own_spelling_takes_the_place_of_the_common_one(program: Program) -> None:
    lifted(program, "2026-03-10", {"exercise": "Pull up", "reps": 8})
    first = items(program, "vertical pull")[0]
    assert (first["name"], first["own"]) == ("Pull up", True)
    assert "Pull-up" not in names(program, "pull up")


def test_other_kinds_and_other_people_suggest_nothing(program: Program, stranger: Program) -> None:
    entry_of(program.post("/training/entries", OTHER))
    lifted(stranger, "2026-03-12", {"exercise": "Garden gate lift", "reps": 5})
    assert [one["own"] for one in items(program)] == [False] * 12


def test_own_names_come_from_the_latest_sessions(program: Program) -> None:
    first = date(2025, 1, 1)
    for back in range(RECORDS_READ + 1):
        name = "Oldest lift" if back == 0 else "Second lift" if back == 1 else "Daily lift"
        lifted(program, (first + timedelta(days=back)).isoformat(), {"exercise": name, "reps": 5})
    assert [one["name"] for one in items(program) if one["own"]] == ["Daily lift", "Second lift"]


def test_a_question_about_a_dose_is_left_to_a_clinician(program: Program, ada: Browser) -> None:
    told = problem_of(program.get("/training/suggestions", q="testosterone 250 mg"), 422, "clinician-topic")
    assert [error["field"] for error in told["errors"]] == ["q"]
    page = ada.get("/training/suggestions?q=testosterone+250+mg")
    assert (page.status_code, page.text) == (303, "")
    assert page.headers["location"].startswith("/clinician")
    assert "testosterone" not in page.headers["location"]


def test_what_does_not_fit_is_told_at_the_field(program: Program) -> None:
    assert fields_of(program.get("/training/suggestions", q="x" * 81)) == ["q"]
    assert items(program, "x" * 80) == []


@pytest.mark.parametrize("pillar", ["sleep", "diet", "stress", "nothing"])
def test_pillars_without_names_have_none_to_suggest(program: Program, ada: Browser, pillar: str) -> None:
    problem_of(program.get(f"/{pillar}/suggestions", q="benc"), 404, "not-found")
    assert ada.get(f"/{pillar}/suggestions?q=benc").status_code == 404


def test_the_page_gets_the_same_answer(program: Program, ada: Browser, anyone: Browser) -> None:
    lifted(program, "2026-03-10", {"exercise": "Bench press", "reps": 8, "load_kg": 60})
    answer = ada.get("/training/suggestions?q=press")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"items": items(program, "press")}
    assert anyone.get("/training/suggestions?q=press").headers["location"] == "/sign-in"
