"""The table of sets without a script: blocks of one exercise, what stands for a set, and what was done last time."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, send, words
from tests.support.entries import SETS
from tests.support.people import Browser, Program

NEW = "/training/new?kind=resistance&day=2026-03-12"
SQUAT = {"exercise": "Back squat", "reps": 5, "load_kg": 100}
PLANK = {"exercise": "Plank"}
SQUATS: list[tuple[str, int | None]] = [("Back squat", 5)] * 2
PLANKS: list[tuple[str, int | None]] = [("Plank", None)] * 2


def blocks(html: str) -> list[tuple[str, list[int], str]]:
    """Return the name, the places of the rows and the line about last time of each block."""
    return [
        (unescape(name[1]), [int(at) for at in re.findall(r'id="sets-(\d+)-reps"', block)], words(f"<main{last[1]}"))
        for block in html.split("data-block ")[1:]
        if (name := re.search(r'id="sets-\d+-exercise"[^>]* value="([^"]*)"', block))
        and (last := re.search(r"data-last>([^<]*)<", block))
    ]


def margin(html: str) -> list[str]:
    return re.findall(r'class="set-number" aria-hidden="true">([^<]*)<', html)


def session(program: Program, *sets: dict[str, Any], day: str = "2026-03-10", **more: Any) -> str:
    answer = program.post("/training/entries", SETS | {"day": day, "sets": list(sets)} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry"]["id"])


def test_an_empty_table_has_one_name_for_several_rows(ada: Browser, record: Record) -> None:
    form = entry_form(ada.get(NEW))
    assert [one[:2] for one in blocks(ada.get(NEW).text)] == [("", [0, 1, 2]), ("", [3, 4, 5]), ("", [6, 7, 8])]
    typed = {"sets__0__exercise": "Row", "sets__0__reps": "8", "sets__1__reps": "7", "sets__3__exercise": "Plank",
             "sets__8__reps": "9", "sets__6__exercise": "Squat"}  # fmt: skip
    assert send(ada, form, **typed).status_code == 303
    kept = [(one["exercise"], one["reps"]) for one in record()["entries"][0]["sets"]]
    assert kept == [("Row", 8), ("Row", 7), ("Plank", None), ("Squat", 9)]


def test_neighbours_of_one_exercise_stand_in_a_block(ada: Browser, program: Program) -> None:
    row = {"exercise": "Row", "reps": 8}
    warm = {**SQUAT, "set_type": "warmup"}
    page = ada.get(f"/training/{session(program, warm, SQUAT, warm, SQUAT, row, SQUAT)}/edit").text
    names = [("Back squat", [0, 1, 2, 3, 4]), ("Row", [5, 6]), ("Back squat", [7, 8]), ("", [9, 10, 11])]
    assert [one[:2] for one in blocks(page)] == names
    assert margin(page) == ["warm up", "1", "warm up", "2", "3", "1", "2", "1", "2", "1", "2", "3"]
    assert "reps, Back squat, set 2" in unescape(re.sub(r"<[^>]+>", "", page))


def test_one_name_changes_every_row_of_its_block(ada: Browser, program: Program, record: Record) -> None:
    form = entry_form(ada.get(f"/training/{session(program, SQUAT, SQUAT, PLANK)}/edit"))
    assert send(ada, form, sets__0__exercise="Front squat").status_code == 303
    assert [one["exercise"] for one in record()["entries"][0]["sets"]] == ["Front squat", "Front squat", "Plank"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"sets__0__reps": "", "sets__0__load_kg": ""}, [("Back squat", 5), *PLANKS]),
        ({"sets__1__reps": "", "sets__1__load_kg": ""}, [("Back squat", 5), *PLANKS]),
        ({"sets__2__reps": "4"}, [*SQUATS, ("Back squat", 4), *PLANKS]),
        ({"sets__3__bare": []}, [*SQUATS, ("Plank", None)]),
        ({"sets__3__exercise": ""}, SQUATS),
        ({"sets__4__reps": "1"}, [*SQUATS, ("Plank", None), ("Plank", 1)]),
    ],
)  # fmt: skip
def test_an_emptied_row_is_not_saved_and_a_set_without_figures_is(
    ada: Browser, program: Program, record: Record, typed: dict[str, Any], kept: list[tuple[str, int | None]]
) -> None:
    form = entry_form(ada.get(f"/training/{session(program, SQUAT, SQUAT, PLANK, PLANK)}/edit"))
    assert send(ada, form, **typed).status_code == 303
    assert [(one["exercise"], one["reps"]) for one in record()["entries"][0]["sets"]] == kept


def test_a_name_whose_figures_were_merely_offered_is_no_set(ada: Browser, record: Record) -> None:
    form = entry_form(ada.get(NEW))
    typed = {"sets__0__exercise": "Row", "sets__0__bare": "no", "sets__3__exercise": "Squat", "sets__3__reps": "5"}
    assert send(ada, form, **typed).status_code == 303
    assert [one["exercise"] for one in record()["entries"][0]["sets"]] == ["Squat"]


def test_what_does_not_fit_is_told_at_its_row_and_column(ada: Browser, record: Record) -> None:
    typed = {"sets__0__exercise": "Row", "sets__0__reps": "8", "sets__1__reps": "eight", "sets__2__rir": "3",
             "sets__2__rpe": "9", "sets__4__reps": "5", "sets__5__reps": "4"}  # fmt: skip
    answer = send(ada, entry_form(ada.get(NEW)), **typed)
    assert answer.status_code == 422
    assert record()["entries"] == []
    shown = entry_form(answer)
    assert {name: shown.get(name.replace("__", "-")) for name in typed} == typed
    assert "Reps: A whole number" in error_at(answer.text, "sets-1")
    assert "Exercise: This is needed." in error_at(answer.text, "sets-3")
    assert not any(error_at(answer.text, f"sets-{at}") for at in (0, 4, 5))
    assert "Reps , Row, set 2: A whole" in words(answer.text)
    assert 'href="#sets-3-exercise"' in answer.text
    again = send(ada, shown, sets__1__reps="8", sets__3__exercise="Squat")
    assert "RPE 9 leaves 1" in error_at(again.text, "sets-2")
    assert send(ada, entry_form(again), sets__2__rir="1").status_code == 303
    assert [one["exercise"] for one in record()["entries"][0]["sets"]] == ["Row"] * 3 + ["Squat"] * 2


LAST: list[tuple[list[dict[str, Any]], str]] = [
    ([{"load_kg": 60, "reps": 8}, {"load_kg": 60, "reps": 8}, {"load_kg": 60, "reps": 7}], ": 60 kg × 8, 8, 7"),
    ([{"load_kg": 40, "reps": 9, "set_type": "warmup"}, {"load_kg": 62.5, "reps": 8}, {"load_kg": 60, "reps": 7}],
     ": 62.5 kg × 8; 60 kg × 7"),
    ([{"load_kg": 0, "reps": 12}, {"load_kg": 0}], ": bodyweight × 12, not told"),
    ([{"reps": 12}, {"reps": 10}], ": 12, 10 reps"),
    ([{"load_kg": 60}], ": 60 kg"),
    ([{"rir": 2}], ""),
]  # fmt: skip


@pytest.mark.parametrize(("sets", "told"), LAST)
def test_the_last_time_is_told(ada: Browser, program: Program, sets: list[dict[str, Any]], told: str) -> None:
    own = session(program, *({"exercise": "Bench press", **one} for one in sets))
    line = f"Last time, Tue 10 March{told}"
    typed = send(ada, entry_form(ada.get(NEW)), sets__0__exercise="Bench press", sets__0__reps="x")
    assert next(said for _, _, said in blocks(typed.text)) == line
    assert next(said for _, _, said in blocks(ada.get(f"{NEW}&like={own}").text)) == ""
    for page in (NEW, f"{NEW}&like={own}"):
        assert f'<option value="Bench press" data-last="{line}"' in ada.get(page).text
    [(_, _, said), *_] = blocks(ada.get(f"/training/{own}/edit").text)
    assert said == ""
    assert "data-last=" not in ada.get("/training/new?kind=resistance&day=2026-03-09").text


def test_recent_exercises_are_at_hand_and_common_ones_are_suggested(
    ada: Browser, cyd: Browser, program: Program
) -> None:
    first = session(program, *({"exercise": f"Lift {n}", "reps": 1} for n in range(9)), day="2026-03-09")
    session(program, {"exercise": "lift 3", "reps": 2}, SQUAT)
    page = ada.get(NEW).text
    buttons = re.findall(r'data-add-exercise="([^"]*)"', page)
    assert buttons == ["lift 3", "Back squat", *(f"Lift {n}" for n in (0, 1, 2, 4, 5, 6)), ""]
    suggested = re.findall(r'<option value="([^"]*)"', page.partition("<datalist")[2].partition("</datalist")[0])
    assert suggested[:3] == ["lift 3", "Back squat", "Lift 0"]
    assert len(suggested) > 100
    assert "Overhead press" in suggested
    assert re.findall(r'data-add-exercise="([^"]*)"', ada.get(f"{NEW}&like={first}").text) == ["Back squat", ""]
    assert re.findall(r'data-add-exercise="([^"]*)"', cyd.get(NEW).text) == [""]
