"""Forms of all eight kinds, sent without JavaScript: what was typed is what is kept, or is still there to mend."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.html import DAY, field_error, find_entry_form, main_text, open_form, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

SETS = {
    "sets__0__exercise": "Bench press", "sets__0__load_kg": "40", "sets__0__reps": "10", "sets__0__set_type": "warmup",
    "sets__2__exercise": "Bench press", "sets__2__load_kg": "62,5", "sets__2__reps": "8", "sets__2__rir": "2",
    "sets__5__exercise": "Row", "sets__5__load_kg": "55.25", "sets__5__reps": "12", "sets__5__rpe": "8,5",
    "sets__5__rest_s": "90",
}  # fmt: skip
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "sleep", "night",
        {"bed_at": "22:45", "try_at": "23:10", "sol_min": "25", "wakes": "2", "waso_min": "35",
         "final_wake_at": "06:50", "out_at": "07:15", "quality": "4", "day_kind": "work", "alarm": "yes"},
        {"bed_at": "2026-03-11T22:45:00+01:00", "try_at": "2026-03-11T23:10:00+01:00", "sol_min": 25, "wakes": 2,
         "waso_min": 35, "final_wake_at": "2026-03-12T06:50:00+01:00", "out_at": "2026-03-12T07:15:00+01:00",
         "quality": 4, "day_kind": "work", "alarm": True, "asleep_min": None},
    ),
    (
        "sleep", "nap", {"start_at": "13:00", "end_at": "13:25"},
        {"start_at": "2026-03-12T13:00:00+01:00", "end_at": "2026-03-12T13:25:00+01:00"},
    ),
    (
        "diet", "list", {"items": ["whole_grains", "pulses"], "list_complete": "yes"},
        {"items": ["whole_grains", "pulses"], "list_complete": True, "form": "full29"},
    ),
    (
        "training", "resistance", SETS | {"session_min": "55", "effort": "6", "started_at": "17:05"},
        {"session_min": 55, "effort": 6, "started_at": "2026-03-12T17:05:00+01:00"},
    ),
    (
        "training", "hiit",
        {"modality": "ski-erg", "work_s": "60", "rest_s": "0", "rounds": "10", "session_min": "30", "hr_avg": "150",
         "hr_max": "171", "warmup_min": "10", "effort": "0"},
        {"modality": "ski-erg", "work_s": 60, "rest_s": 0, "rounds": 10, "blocks": 1, "session_min": 30, "effort": 0,
         "hr_avg": 150, "hr_max": 171, "warmup_min": 10, "cooldown_min": None, "started_at": None},
    ),
    (
        "training", "other", {"activity": "Walk in the woods", "session_min": "45"},
        {"activity": "Walk in the woods", "session_min": 45, "effort": None},
    ),
    (
        "stress", "practice",
        {"practice": "other", "practice_text": "Knitting", "minutes": "20", "stress_before": "6", "stress_after": "0"},
        {"practice": "other", "practice_text": "Knitting", "minutes": 20, "stress_before": 6, "stress_after": 0},
    ),
    ("stress", "level", {"stress_now": "0"}, {"stress_now": 0}),
]  # fmt: skip
IDS = [f"{pillar}-{kind}" for pillar, kind, _, _ in CASES]


@pytest.mark.parametrize(("pillar", "kind", "typed", "kept"), CASES, ids=IDS)
def test_new_form_saves_every_kind(
    ada: Browser, exported_record: ExportRecord, pillar: str, kind: str, typed: dict[str, Any], kept: dict[str, Any]
) -> None:
    note = 'A long day,\r\nwith "quotes" & <b>signs</b>.'
    answer = submit_form(ada, open_form(ada, pillar, kind), **typed, note=note)
    assert answer.status_code == 303, main_text(answer.text)
    [entry] = exported_record()["entries"]
    assert answer.headers["location"] == f"/days/{DAY}?saved={entry['id']}#{pillar}"
    assert {name: entry[name] for name in kept} == kept
    assert (entry["pillar"], entry["kind"], entry["day"], entry["zone"]) == (pillar, kind, DAY, "Europe/Stockholm")
    assert entry["note"] == note.replace("\r\n", "\n")
    day = ada.get(answer.headers["location"])
    assert "logged Undo" in main_text(day.text)
    assert f"/{pillar}/{entry['id']}/edit" in day.text


def test_new_form_omits_blank_set_rows(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, open_form(ada, "training", "resistance"), **SETS)
    not_told = {"seconds": None, "distance_m": None}
    assert exported_record()["entries"][0]["sets"] == [
        {"exercise": "Bench press", "set_type": "warmup", "reps": 10, "load_kg": 40, "rpe": None, "rir": None,
         "rest_s": None, **not_told},
        {"exercise": "Bench press", "set_type": "work", "reps": 8, "load_kg": 62.5, "rpe": None, "rir": 2,
         "rest_s": None, **not_told},
        {"exercise": "Row", "set_type": "work", "reps": 12, "load_kg": 55.25, "rpe": 8.5, "rir": None, "rest_s": 90,
         **not_told},
    ]  # fmt: skip


WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("sleep", "night", {"bed_at": "22:45", "out_at": "7 Uhr", "sol_min": "25", "quality": "4"}, "out_at"),
    ("sleep", "night", {"bed_at": "22:45", "try_at": "23:10", "sol_min": "ten", "out_at": "07:15"}, "sol_min"),
    ("sleep", "night", {"bed_at": "22:45", "out_at": "07:15", "wakes": "2"}, "waso_min"),
    ("sleep", "night", {"out_at": "07:15", "quality": "4"}, "bed_at"),
    ("sleep", "nap", {"start_at": "13:00", "end_at": "13:00"}, "end_at"),
    ("diet", "list", {"items": ["whole_grains", "stones"], "list_complete": "yes"}, "items"),
    ("training", "hiit", {"modality": "row", "work_s": "4", "rest_s": "60", "rounds": "10"}, "work_s"),
    ("training", "hiit", {"work_s": "60", "rest_s": "60", "rounds": "10"}, "modality"),
    ("training", "other", {"activity": " ", "session_min": "45"}, "activity"),
    ("training", "other", {"activity": "W" * 200, "session_min": "45"}, "activity"),
    ("training", "other", {"activity": "Walk", "session_min": "4,5"}, "session_min"),
    ("training", "other", {"activity": "Walk", "session_min": "1e3"}, "session_min"),
    ("training", "other", {"activity": "Walk", "effort": "11"}, "effort"),
    ("stress", "practice", {"practice": "breathing", "minutes": "10", "stress_before": "6"}, "stress_after"),
    ("stress", "practice", {"practice": "juggling", "minutes": "10"}, "practice"),
    ("stress", "practice", {"practice": "breathing", "minutes": ""}, "minutes"),
    ("stress", "level", {}, "stress_now"),
    ("stress", "level", {"stress_now": "3", "note": "x" * 2001}, "note"),
]


@pytest.mark.parametrize(("pillar", "kind", "typed", "field"), WRONG)
def test_new_form_keeps_invalid_values(
    ada: Browser, exported_record: ExportRecord, pillar: str, kind: str, typed: dict[str, Any], field: str
) -> None:
    typed = {"note": "kept, whatever happens"} | typed
    form = open_form(ada, pillar, kind)
    answer = submit_form(ada, form, **typed)
    assert answer.status_code == 422
    assert exported_record()["entries"] == []
    assert field_error(answer.text, field)
    assert f'href="#{field}"' in answer.text
    shown = find_entry_form(answer)
    assert shown.get("entry_id") == form.get("entry_id")
    choices = {"items", "practice", "effort"}
    typed.pop("list_complete", None)
    for name, value in typed.items():
        if isinstance(value, str) and not (name == field and name in choices):
            assert shown.get(name) == value, name
    if "items" in typed:
        assert shown.all("items") == ["whole_grains"]


def test_new_form_saves_corrected_values(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "sleep", "night")
    wrong = submit_form(ada, form, bed_at="22:45", out_at="07:15", wakes="2", quality="3")
    answer = submit_form(ada, find_entry_form(wrong), waso_min="12")
    assert answer.status_code == 303
    [entry] = exported_record()["entries"]
    assert (entry["id"], entry["wakes"], entry["waso_min"], entry["quality"]) == (form.get("entry_id"), 2, 12, 3)


def test_new_form_keeps_set_rows(ada: Browser, exported_record: ExportRecord) -> None:
    wrong = SETS | {"sets__2__reps": "eight", "sets__5__rpe": "8,3"}
    answer = submit_form(ada, open_form(ada, "training", "resistance"), **wrong, session_min="55")
    assert answer.status_code == 422
    assert exported_record()["entries"] == []
    shown = find_entry_form(answer)
    for name, value in wrong.items():
        assert shown.get(name.replace("__", "-")) == value
    assert shown.get("session_min") == "55"
    for row, place in ((2, "reps"), (5, "rpe")):
        assert field_error(answer.text, f"sets-{row}")
        assert f'href="#sets-{row}-{place}"' in answer.text
    assert not field_error(answer.text, "sets-0")
    assert submit_form(ada, shown, sets__2__reps="8", sets__5__rpe="8,5").status_code == 303
    assert [one["reps"] for one in exported_record()["entries"][0]["sets"]] == [10, 8, 12]


def test_new_form_refuses_session_without_sets(ada: Browser) -> None:
    answer = submit_form(ada, open_form(ada, "training", "resistance"), session_min="55")
    assert answer.status_code == 422
    assert field_error(answer.text, "sets")


def test_new_form_sent_twice_saves_once(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "training", "other")
    answers = [submit_form(ada, form, activity="Walk", session_min="45") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    [entry] = exported_record()["entries"]
    assert entry["version"] == 1


def test_two_new_forms_save_two_entries(ada: Browser, exported_record: ExportRecord) -> None:
    for _ in range(2):
        submit_form(ada, open_form(ada, "training", "other"), activity="Walk")
    assert len(exported_record()["entries"]) == 2


def test_new_form_names_existing_once_a_day_entry(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, open_form(ada, "stress", "level"), stress_now="3")
    answer = submit_form(ada, open_form(ada, "stress", "level"), stress_now="7", note="the evening")
    assert answer.status_code == 409
    assert "There is already one for this day" in field_error(answer.text, "stress_now")
    assert (find_entry_form(answer).get("stress_now"), find_entry_form(answer).get("note")) == ("7", "the evening")
    assert [one["stress_now"] for one in exported_record()["entries"]] == [3]


@pytest.mark.parametrize(
    ("times", "instants"),
    [
        (("22:45", "23:10", "07:15"), ("2026-03-11T22:45:00", "2026-03-11T23:10:00", "2026-03-12T07:15:00")),
        (("23:50", "00:20", "07:15"), ("2026-03-11T23:50:00", "2026-03-12T00:20:00", "2026-03-12T07:15:00")),
        (("01:10", "01:30", "09:00"), ("2026-03-12T01:10:00", "2026-03-12T01:30:00", "2026-03-12T09:00:00")),
        (("09:30", "09:30", "17:00"), ("2026-03-12T09:30:00", "2026-03-12T09:30:00", "2026-03-12T17:00:00")),
        (("22.45", "23:10:30", "0:15"), ("2026-03-11T22:45:00", "2026-03-11T23:10:30", "2026-03-12T00:15:00")),
    ],
)
def test_new_night_form_resolves_times_across_midnight(
    ada: Browser, exported_record: ExportRecord, times: tuple[str, ...], instants: tuple[str, ...]
) -> None:
    bed, trying, out = times
    assert submit_form(ada, open_form(ada, "sleep", "night"), bed_at=bed, try_at=trying, out_at=out).status_code == 303
    [night] = exported_record()["entries"]
    assert tuple(night[name][:19] for name in ("bed_at", "try_at", "out_at")) == instants
    assert night["day"] == DAY


@pytest.mark.parametrize(
    ("day", "bed", "out"),
    [
        ("2025-03-30", "2025-03-29T23:00:00+01:00", "2025-03-30T07:00:00+02:00"),
        ("2025-10-26", "2025-10-25T23:00:00+02:00", "2025-10-26T07:00:00+01:00"),
    ],
)
def test_new_night_form_across_clock_change(
    ada: Browser, exported_record: ExportRecord, day: str, bed: str, out: str
) -> None:
    submit_form(ada, open_form(ada, "sleep", "night", day), bed_at="23:00", out_at="07:00")
    [night] = exported_record()["entries"]
    assert (night["bed_at"], night["out_at"]) == (bed, out)


@pytest.mark.parametrize("day", ["2026-03-13", "2027-01-01"])
def test_new_form_refuses_future_day(ada: Browser, exported_record: ExportRecord, day: str) -> None:
    form = open_form(ada, "stress", "level")
    answer = submit_form(ada, form, day=day, stress_now="3")
    assert answer.status_code == 422
    assert "This day has not come yet." in main_text(answer.text)
    assert exported_record()["entries"] == []


@pytest.mark.parametrize("day", ["2026-02-30", "9999-12-31", "0000-01-01", "12/03/2026", "2026-3-1"])
def test_new_form_refuses_invalid_day(ada: Browser, exported_record: ExportRecord, day: str) -> None:
    form = open_form(ada, "stress", "level")
    assert ada.get(f"/stress/new?day={day}").status_code == 404
    assert submit_form(ada, form, day=day, stress_now="3").status_code == 404
    assert exported_record()["entries"] == []


@pytest.mark.parametrize("note", ["nul \0", "lone %ED%A0%80", "x" * 10_000_000])
def test_new_form_refuses_unstorable_note(ada: Browser, exported_record: ExportRecord, note: str) -> None:
    form = open_form(ada, "stress", "level")
    key = form.get("csrf")
    if "%" in note:
        body = f"csrf={key}&kind=level&day={DAY}&stress_now=3&note={note}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = ada.client.post("/stress/new", content=body, headers=headers)
    else:
        answer = submit_form(ada, form, stress_now="3", note=note)
    assert answer.status_code in {400, 413, 422}
    assert exported_record()["entries"] == []


ONCE: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("sleep", "night", "additional", {"bed_at": "22:45", "out_at": "07:15"},
     {"bed_at": "23:30", "out_at": "06:40", "sol_min": "15", "quality": "4"}),
    ("diet", "list", "items", {"items": ["pulses"], "list_complete": "yes"},
     {"items": ["other_red_meat", "citrus"], "context": ["travelling"], "list_complete": "no"}),
    ("stress", "level", "stress_now", {"stress_now": "3"}, {"stress_now": "7"}),
]  # fmt: skip


@pytest.mark.parametrize(("pillar", "kind", "field", "first", "second"), ONCE, ids=[one[1] for one in ONCE])
def test_second_entry_of_day_is_refused_with_link_to_first(
    ada: Browser,
    exported_record: ExportRecord,
    pillar: str,
    kind: str,
    field: str,
    first: dict[str, Any],
    second: dict[str, Any],
) -> None:
    forms = [open_form(ada, pillar, kind) for _ in range(2)]
    assert submit_form(ada, forms[0], **first).status_code == 303
    answer = submit_form(ada, forms[1], **second, note="the second one")
    assert answer.status_code == 409
    [kept] = exported_record()["entries"]
    assert kept["note"] is None
    assert field_error(answer.text, field).startswith("There is already one for this day")
    assert "Nothing was saved." in main_text(answer.text)
    assert f'href="#{field}"' in answer.text
    way = re.search(r'<a class="link-button" href="([^"]+)">Open that entry</a>', answer.text)
    assert way
    assert way[1] == f"/{pillar}/{kept['id']}/edit"
    assert ada.get(way[1]).status_code == 200
    shown = find_entry_form(answer)
    for name, value in (second | {"note": "the second one"}).items():
        if name != "list_complete":
            assert shown.all(name) == ([value] if isinstance(value, str) else value), name


@pytest.mark.parametrize(("pillar", "kind", "first"), [(one[0], one[1], one[3]) for one in ONCE if one[0] != "diet"])
def test_new_form_is_shown_when_day_has_entry(ada: Browser, pillar: str, kind: str, first: dict[str, Any]) -> None:
    submit_form(ada, open_form(ada, pillar, kind), **first)
    page = ada.get(f"/days/{DAY}").text.replace("&amp;additional=yes", "")
    assert page.count(f"/{pillar}/new?kind={kind}") == (kind == "night")
    assert open_form(ada, pillar, kind).get("kind") == kind


def test_refused_entry_is_saved_on_other_day(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "stress", "level")
    submit_form(ada, form, stress_now="3")
    refused = find_entry_form(submit_form(ada, open_form(ada, "stress", "level"), stress_now="7"))
    assert submit_form(ada, refused, day="2026-03-11").status_code == 303
    assert {(one["day"], one["stress_now"]) for one in exported_record()["entries"]} == {(DAY, 3), ("2026-03-11", 7)}


def test_entry_moved_to_taken_day_is_refused(ada: Browser, exported_record: ExportRecord) -> None:
    for day, value in ((DAY, "3"), ("2026-03-11", "7")):
        submit_form(ada, open_form(ada, "stress", "level", day), stress_now=value)
    here, moved = sorted(exported_record()["entries"], key=lambda one: one["day"], reverse=True)
    form = find_entry_form(ada.get(f"/stress/{moved['id']}/edit"))
    answer = submit_form(ada, form, day=DAY, stress_now="6")
    assert answer.status_code == 409
    assert field_error(answer.text, "stress_now").startswith("There is already one for this day")
    assert f'href="/stress/{here["id"]}/edit"' in answer.text
