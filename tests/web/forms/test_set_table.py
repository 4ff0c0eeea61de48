"""The table of sets without a script: blocks of one exercise, what stands for a set, and what was done last time."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from tests.support.entries import SETS
from tests.support.html import field_error, find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

NEW = "/training/new?kind=resistance&day=2026-03-12"
SQUAT = {"exercise": "Back squat", "reps": 5, "load_kg": 100}
PLANK = {"exercise": "Plank", "seconds": 60}
SQUATS: list[tuple[str, int | None]] = [("Back squat", 5)] * 2
PLANKS: list[tuple[str, int | None]] = [("Plank", None)] * 2
NO_SET = "Reps: Repetitions, seconds or a distance make it a set."


def exercise_blocks(html: str) -> list[tuple[str, list[int], str]]:
    """Return the name, the places of the rows and the line about last time of each block."""
    return [
        (
            unescape(name[1]),
            [int(at) for at in re.findall(r'id="sets-(\d+)-reps"', block)],
            main_text(f"<main{last[1]}"),
        )
        for block in html.split("data-block ")[1:]
        if (name := re.search(r'id="sets-\d+-exercise"[^>]* value="([^"]*)"', block))
        and (last := re.search(r"data-last>([^<]*)<", block))
    ]


def last_time_text(html: str) -> list[str]:
    return re.findall(r'class="set-number" aria-hidden="true">([^<]*)<', html)


def put_session(program: ApiClient, *sets: dict[str, Any], day: str = "2026-03-10", **more: Any) -> str:
    answer = program.post("/training/entries", SETS | {"day": day, "sets": list(sets)} | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry"]["id"])


def test_empty_set_table_has_one_block(ada: Browser, exported_record: ExportRecord) -> None:
    form = find_entry_form(ada.get(NEW))
    assert [one[:2] for one in exercise_blocks(ada.get(NEW).text)] == [
        ("", [0, 1, 2]),
        ("", [3, 4, 5]),
        ("", [6, 7, 8]),
    ]
    typed = {"sets__0__exercise": "Row", "sets__0__reps": "8", "sets__1__reps": "7", "sets__3__exercise": "Plank",
             "sets__3__seconds": "45", "sets__8__reps": "9", "sets__6__exercise": "Squat"}  # fmt: skip
    assert submit_form(ada, form, **typed).status_code == 303
    kept = [(one["exercise"], one["reps"]) for one in exported_record()["entries"][0]["sets"]]
    assert kept == [("Row", 8), ("Row", 7), ("Plank", None), ("Squat", 9)]


def test_set_table_groups_consecutive_exercise(ada: Browser, program: ApiClient) -> None:
    row = {"exercise": "Row", "reps": 8}
    warm = {**SQUAT, "set_type": "warmup"}
    page = ada.get(f"/training/{put_session(program, warm, SQUAT, warm, SQUAT, row, SQUAT)}/edit").text
    names = [("Back squat", [0, 1, 2, 3, 4]), ("Row", [5, 6]), ("Back squat", [7, 8]), ("", [9, 10, 11])]
    assert [one[:2] for one in exercise_blocks(page)] == names
    assert last_time_text(page) == ["warm up", "1", "warm up", "2", "3", "1", "2", "1", "2", "1", "2", "3"]
    assert "reps, Back squat, set 2" in unescape(re.sub(r"<[^>]+>", "", page))


def test_set_table_name_applies_to_block(ada: Browser, program: ApiClient, exported_record: ExportRecord) -> None:
    form = find_entry_form(ada.get(f"/training/{put_session(program, SQUAT, SQUAT, PLANK)}/edit"))
    assert submit_form(ada, form, sets__0__exercise="Front squat").status_code == 303
    assert [one["exercise"] for one in exported_record()["entries"][0]["sets"]] == [
        "Front squat",
        "Front squat",
        "Plank",
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"sets__0__reps": "", "sets__0__load_kg": ""}, [("Back squat", 5), *PLANKS]),
        ({"sets__1__reps": "", "sets__1__load_kg": ""}, [("Back squat", 5), *PLANKS]),
        ({"sets__2__reps": "4"}, [*SQUATS, ("Back squat", 4), *PLANKS]),
        ({"sets__3__seconds": ""}, [*SQUATS, ("Plank", None)]),
        ({"sets__3__exercise": "", "sets__3__seconds": "", "sets__4__seconds": ""}, SQUATS),
        ({"sets__4__seconds": "", "sets__5__reps": "1"}, [*SQUATS, ("Plank", None), ("Plank", 1)]),
    ],
)  # fmt: skip
def test_set_table_drops_emptied_row(
    ada: Browser,
    program: ApiClient,
    exported_record: ExportRecord,
    typed: dict[str, Any],
    kept: list[tuple[str, int | None]],
) -> None:
    form = find_entry_form(ada.get(f"/training/{put_session(program, SQUAT, SQUAT, PLANK, PLANK)}/edit"))
    assert submit_form(ada, form, **typed).status_code == 303
    assert [(one["exercise"], one["reps"]) for one in exported_record()["entries"][0]["sets"]] == kept


def test_set_table_ignores_suggested_values(ada: Browser, exported_record: ExportRecord) -> None:
    form = find_entry_form(ada.get(NEW))
    typed = {"sets__0__exercise": "Row", "sets__0__offered": "yes", "sets__3__exercise": "Squat", "sets__3__reps": "5"}
    assert submit_form(ada, form, **typed).status_code == 303
    assert [one["exercise"] for one in exported_record()["entries"][0]["sets"]] == ["Squat"]


def test_set_table_reports_error_at_cell(ada: Browser, exported_record: ExportRecord) -> None:
    typed = {"sets__0__exercise": "Row", "sets__0__reps": "8", "sets__1__reps": "eight", "sets__2__rir": "3",
             "sets__2__reps": "7", "sets__2__rpe": "9", "sets__4__reps": "5", "sets__5__reps": "4"}  # fmt: skip
    answer = submit_form(ada, find_entry_form(ada.get(NEW)), **typed)
    assert answer.status_code == 422
    assert exported_record()["entries"] == []
    shown = find_entry_form(answer)
    assert {name: shown.get(name.replace("__", "-")) for name in typed} == typed
    assert "Reps: A whole number" in field_error(answer.text, "sets-1")
    assert "Exercise: This is needed." in field_error(answer.text, "sets-3")
    assert not any(field_error(answer.text, f"sets-{at}") for at in (0, 4, 5))
    assert "Reps , Row, set 2: A whole" in main_text(answer.text)
    assert 'href="#sets-3-exercise"' in answer.text
    again = submit_form(ada, shown, sets__1__reps="8", sets__3__exercise="Squat")
    assert "RPE 9 leaves 1" in field_error(again.text, "sets-2")
    assert submit_form(ada, find_entry_form(again), sets__2__rir="1").status_code == 303
    assert [one["exercise"] for one in exported_record()["entries"][0]["sets"]] == ["Row"] * 3 + ["Squat"] * 2


LAST: list[tuple[list[dict[str, Any]], str]] = [
    ([{"load_kg": 60, "reps": 8}, {"load_kg": 60, "reps": 8}, {"load_kg": 60, "reps": 7}], ": 60 kg × 8, 8, 7"),
    ([{"load_kg": 40, "reps": 9, "set_type": "warmup"}, {"load_kg": 62.5, "reps": 8}, {"load_kg": 60, "reps": 7}],
     ": 62.5 kg × 8; 60 kg × 7"),
    ([{"load_kg": 0, "reps": 12}], ": bodyweight × 12"),
    ([{"reps": 12}, {"reps": 10}], ": 12, 10 reps"),
    ([{"load_kg": -20, "reps": 8}, {"load_kg": -15, "reps": 8}], ": −20 kg × 8; −15 kg × 8"),
    ([{"seconds": 45}, {"seconds": 60}], ": 45 s, 60 s"),
    ([{"load_kg": 64, "distance_m": 40, "seconds": 30}, {"load_kg": 64, "distance_m": 20.5}], ": 64 kg × 40 m, 20.5 m"),
    ([{"seconds": 45, "load_kg": 10}], ": 10 kg × 45 s"),
    ([{"reps": 3, "set_type": "warmup"}], ""),
]  # fmt: skip


@pytest.mark.parametrize(("sets", "told"), LAST)
def test_set_table_shows_last_session(ada: Browser, program: ApiClient, sets: list[dict[str, Any]], told: str) -> None:
    own = put_session(program, *({"exercise": "Bench press", **one} for one in sets))
    line = f"Last time, Tue 10 March{told}"
    typed = submit_form(ada, find_entry_form(ada.get(NEW)), sets__0__exercise="Bench press", sets__0__reps="x")
    assert next(said for _, _, said in exercise_blocks(typed.text)) == line
    assert next(said for _, _, said in exercise_blocks(ada.get(f"{NEW}&like={own}").text)) == line
    for page in (NEW, f"{NEW}&like={own}"):
        assert f'<option value="Bench press" data-last="{line}"' in ada.get(page).text
    [(_, _, said), *_] = exercise_blocks(ada.get(f"/training/{own}/edit").text)
    assert said == ""
    assert "data-last=" not in ada.get("/training/new?kind=resistance&day=2026-03-09").text


def test_set_table_suggests_recent_and_common_exercises(ada: Browser, cyd: Browser, program: ApiClient) -> None:
    first = put_session(program, *({"exercise": f"Lift {n}", "reps": 1} for n in range(9)), day="2026-03-09")
    put_session(program, {"exercise": "lift 3", "reps": 2}, SQUAT)
    page = ada.get(NEW).text
    buttons = re.findall(r'data-add-exercise="([^"]*)"', page)
    assert buttons == ["lift 3", "Back squat", *(f"Lift {n}" for n in (0, 1, 2, 4, 5, 6)), ""]
    suggested = re.findall(r'<option value="([^"]*)"', page.partition("<datalist")[2].partition("</datalist")[0])
    assert suggested[:3] == ["lift 3", "Back squat", "Lift 0"]
    assert len(suggested) > 100
    assert "Overhead press" in suggested
    assert re.findall(r'data-add-exercise="([^"]*)"', ada.get(f"{NEW}&like={first}").text) == ["Back squat", ""]
    assert re.findall(r'data-add-exercise="([^"]*)"', cyd.get(NEW).text) == [""]


def test_exercise_without_amount_is_refused_at_its_field(ada: Browser, exported_record: ExportRecord) -> None:
    typed = {"sets__0__exercise": "Row", "sets__3__exercise": "Squat", "sets__3__load_kg": "60", "sets__4__reps": "5",
             "sets__6__exercise": "Plank", "sets__6__counted": "seconds", "sets-live": "of ticks"}  # fmt: skip
    answer = submit_form(ada, find_entry_form(ada.get(NEW)), **typed)
    assert answer.status_code == 422
    assert field_error(answer.text, "sets-0") == field_error(answer.text, "sets-3") == NO_SET
    assert field_error(answer.text, "sets-6") == NO_SET.replace("Reps", "Seconds")
    assert field_error(answer.text, "sets-4") == ""
    assert 'href="#sets-6-seconds"' in answer.text
    shown = find_entry_form(answer)
    assert (shown.get("sets-6-counted"), shown.get("sets-live")) == ("seconds", "of ticks")
    done = {"sets__0__exercise": "", "sets__3__load_kg": "", "sets__6__seconds": "60"}
    assert submit_form(ada, shown, **done).status_code == 303
    [session] = exported_record()["entries"]
    assert [(one["exercise"], one["reps"], one["seconds"]) for one in session["sets"]] == [
        ("Squat", 5, None),
        ("Plank", None, 60),
    ]


def test_timed_measured_and_assisted_sets_are_saved_and_edited(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    sets = [
        {"exercise": "Sled push", "distance_m": 20.5, "load_kg": 80, "seconds": 12},
        {"exercise": "Pull-up", "reps": 8, "load_kg": -17.5},
    ]
    form = find_entry_form(ada.get(f"/training/{put_session(program, *sets)}/edit"))
    assert [form.get(name) for name in ("sets-0-distance_m", "sets-0-seconds", "sets-0-counted")] == [
        "20.5",
        "12",
        "distance_m",
    ]
    assert (form.get("sets-2-load_kg"), form.get("sets-2-counted")) == ("-17.5", "reps")
    assert submit_form(ada, form, sets__2__load_kg="−15").status_code == 303
    [session] = exported_record()["entries"]
    assert [(one["load_kg"], one["distance_m"]) for one in session["sets"]] == [(80, 20.5), (-15, None)]


@pytest.mark.parametrize(
    ("weight_unit", "loads", "step"),
    [
        ("kg", [60, 62.5], None),
        ("kg", [20, 22, 26], "2"),
        ("kg", [60, 61.25, 65], "1.25"),
        ("kg", [20, 40, 60], None),
        ("kg", [-20, -15, -10], "5"),
        ("lb", [45.359, 49.895, 54.431], "10.0"),
        ("lb", [45.359], None),
    ],
)
def test_load_step_follows_history_of_exercise(
    ada: Browser, program: ApiClient, weight_unit: str, loads: list[float], step: str | None
) -> None:
    for number, load in enumerate(loads, start=1):
        put_session(program, {"exercise": "Row", "reps": 8, "load_kg": load}, day=f"2026-03-0{number}")
    settings = find_form(ada.get("/settings").text, "/settings")
    assert submit_form(ada, settings, weight_unit=weight_unit).status_code == 303
    page = ada.get(NEW).text
    assert f'data-load-step="{ {"kg": 2.5, "lb": 5}[weight_unit] }"' in page
    [option] = re.findall(r'<option value="Row"[^>]*>', page)
    assert re.findall(r'data-load-step="([^"]*)"', option) == ([step] if step else [])


def test_common_exercises_are_counted_in_their_unit(ada: Browser) -> None:
    page = ada.get(NEW).text
    assert '<option value="Plank" data-counted="seconds">' in page
    assert '<option value="Sled push" data-counted="distance_m">' in page
    assert '<option value="Back squat">' in page
