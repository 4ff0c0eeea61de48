"""Two tabs, one entry: both versions are shown, nothing typed is lost, and nothing is saved or deleted in silence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.html import Form, find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord, PutEntry

from habitlog.pillars import PILLARS


def diff_rows(html: str) -> list[tuple[str, str, str]]:
    """Return (label, saved now, typed here) of every difference on a page."""
    found = re.findall(r"<h3[^>]*>(.*?)</h3>.*?<dd>(.*?)</dd>.*?<dd>(.*?)</dd>", html, re.DOTALL)
    plain = [[text.replace("\N{NO-BREAK SPACE}", " ") for text in one] for one in found]
    return [(label, saved, typed) for label, saved, typed in plain]


def two_tabs(ada: Browser, other: Browser, pillar: str, entry: dict[str, Any]) -> tuple[Form, Form]:
    address = f"/{pillar}/{entry['id']}/edit"
    return find_entry_form(ada.get(address)), find_entry_form(other.get(address))


def test_conflict_shows_both_versions_and_saves_mine(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    here, there = two_tabs(ada, other_ada, "stress", put_entry("stress", LEVEL))
    assert submit_form(other_ada, there, stress_now="8", note="from the other tab").status_code == 303
    answer = submit_form(ada, here, stress_now="5", note="from this tab")
    assert answer.status_code == 412
    assert "changed elsewhere" in main_text(answer.text)
    assert diff_rows(answer.text) == [
        ("Stress now", "8 of 10", "5 of 10"),
        ("Note", "from the other tab", "from this tab"),
    ]
    form = find_entry_form(answer)
    assert (form.get("stress_now"), form.get("note"), form.get("version")) == ("5", "from this tab", "2")
    assert exported_record()["entries"][0]["stress_now"] == 8
    assert submit_form(ada, form).status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["stress_now"], saved["note"], saved["version"]) == (5, "from this tab", 3)


def test_conflict_keeps_saved_version(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("stress", LEVEL)
    here, there = two_tabs(ada, other_ada, "stress", entry)
    submit_form(other_ada, there, stress_now="8")
    answer = submit_form(ada, here, stress_now="5")
    before = exported_record()
    assert (
        f'<a class="button" href="/stress/{entry["id"]}/edit" data-discard-draft>Keep the saved version</a>'
        in answer.text
    )
    fresh = find_entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    assert (fresh.get("stress_now"), fresh.get("version")) == ("8", "2")
    assert exported_record() == before


def test_conflict_survives_validation_error(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    here, there = two_tabs(ada, other_ada, "training", put_entry("training", OTHER))
    submit_form(other_ada, there, session_min="60")
    wrong = submit_form(ada, here, session_min="long", activity="Walk")
    assert wrong.status_code == 422
    answer = submit_form(ada, find_entry_form(wrong), session_min="50")
    assert answer.status_code == 412
    assert diff_rows(answer.text) == [
        ("What was it?", "Walk in the woods", "Walk"),
        ("Total minutes", "60 min", "50 min"),
    ]
    assert exported_record()["entries"][0]["session_min"] == 60


def test_identical_change_is_no_conflict(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    here, there = two_tabs(ada, other_ada, "sleep", put_entry("sleep", NIGHT))
    assert submit_form(other_ada, there, quality="2").status_code == 303
    before = exported_record()
    answer = submit_form(ada, here, quality="2")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/days/2026-03-12?saved=")
    assert exported_record() == before


def test_conflict_shows_times_choices_and_empty_values(ada: Browser, other_ada: Browser, put_entry: PutEntry) -> None:
    here, there = two_tabs(ada, other_ada, "sleep", put_entry("sleep", NIGHT))
    submit_form(other_ada, there, bed_at="22:15", quality="", alarm="no", sol_min="20")
    answer = submit_form(ada, here, day_kind="free")
    assert diff_rows(answer.text) == [
        ("Got into bed", "22:15", "22:45"),
        ("Minutes to fall asleep", "20 min", "25 min"),
        ("Woken by an alarm", "no", "yes"),
        ("How was it?", "empty", "good"),
        ("Next day was a", "work day", "free day"),
    ]


def test_conflict_shows_sets_line_by_line(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    here, there = two_tabs(ada, other_ada, "training", put_entry("training", SETS))
    submit_form(other_ada, there, sets__1__load_kg="65", sets__3__exercise="Row", sets__3__reps="12")
    answer = submit_form(ada, here, sets__0__reps="12", sets__0__load_kg="37,5")
    assert diff_rows(answer.text) == [
        ("Set 1", "Bench press 40 kg × 10, warm-up", "Bench press 37.5 kg × 12, warm-up"),
        (
            "Set 2",
            "Bench press 65 kg × 8, 2 left in reserve, rest 120 s",
            "Bench press 62.5 kg × 8, 2 left in reserve, rest 120 s",
        ),
        ("Set 4", "Row × 12", "not there"),
    ]
    assert submit_form(ada, find_entry_form(answer)).status_code == 303
    assert [one["reps"] for one in exported_record()["entries"][0]["sets"]] == [12, 8, 8]


def test_conflict_shows_food_groups_and_pressed_button(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    here, there = two_tabs(ada, other_ada, "diet", put_entry("diet", FOOD))
    submit_form(other_ada, there, items=["whole_grains", "citrus"], list_complete="no")
    answer = submit_form(ada, here, items=["whole_grains", "pulses", "other_veg"], list_complete="yes")
    assert diff_rows(answer.text) == [
        ("Groups in this version alone", "Citrus", "Beans, lentils, Other vegetables"),
        ("List", "unfinished", "finished"),
    ]
    found = re.search(r'<button class="button solid" form="entry" name="(.*?)" value="(.*?)">Save mine', answer.text)
    assert found
    assert submit_form(ada, find_entry_form(answer), **{found[1]: found[2]}).status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["items"], saved["list_complete"]) == (["whole_grains", "pulses", "other_veg"], True)


def test_conflict_shows_kind_day_and_timezone(
    ada: Browser, put_entry: PutEntry, program: ApiClient, exported_record: ExportRecord
) -> None:
    entry = put_entry("training", OTHER | {"started_at": "2026-03-12T17:00"})
    here = find_entry_form(ada.get(f"/training/{entry['id']}/edit"))
    hiit = {
        "kind": "hiit", "day": "2026-03-11", "zone": "Asia/Tokyo", "modality": "run", "work_s": 30, "rest_s": 30,
        "rounds": 8, "started_at": "2026-03-11T17:00",
    }  # fmt: skip
    assert program.put(f"/training/entries/{entry['id']}", hiit).status_code == 200
    answer = submit_form(ada, here, session_min="50")
    assert answer.status_code == 412
    told = {label: (saved, typed) for label, saved, typed in diff_rows(answer.text)}
    assert told["Kind of entry"] == ("Intervals", "Other movement")
    assert told["Day"] == ("Wednesday 11 March", "Thursday 12 March")
    assert told["Time zone"] == ("Asia/Tokyo", "Europe/Stockholm")
    assert told["Started at"] == ("17:00, Wed 11 Mar", "17:00, Thu 12 Mar")
    assert told["What was it?"] == ("empty", "Walk in the woods")
    assert told["Rounds"] == ("8", "empty")
    assert submit_form(ada, find_entry_form(answer)).status_code == 303
    told_before = {name: value for name, value in entry.items() if name not in {"version", "session_min"}}
    [saved] = exported_record()["entries"]
    assert {name: saved[name] for name in told_before} == told_before
    assert (saved["session_min"], saved["version"]) == (50, 3)


@pytest.mark.parametrize(("pillar", "raw"), GOOD)
def test_conflict_shows_every_difference(
    ada: Browser, put_entry: PutEntry, program: ApiClient, pillar: str, raw: dict[str, Any]
) -> None:
    """Every field of a kind, emptied or changed elsewhere, is named on the page of the conflict."""
    entry = put_entry(pillar, raw | {"note": "A note."})
    form = find_entry_form(ada.get(f"/{pillar}/{entry['id']}/edit"))
    kind = PILLARS[pillar].find_kind(raw["kind"])
    assert kind is not None
    spare = {name for name, field in kind.record.model_fields.items() if not field.is_required()} & raw.keys()
    spare -= {"day", "wakes", "waso_min", "try_at", "sol_min", "final_wake_at", "bed_at", "out_at"}
    bare = {name: value for name, value in raw.items() if name not in spare}
    assert program.put(f"/{pillar}/entries/{entry['id']}", bare).status_code == 200
    answer = submit_form(ada, form, list_complete="yes")
    assert answer.status_code == 412
    labels = {one.name: one.label for one in kind.fields} | {"note": "Note"}
    assert {label for label, saved, _ in diff_rows(answer.text) if saved == "empty"} == {
        labels[name] for name in spare | {"note"}
    }


def test_resent_new_form_conflicts_after_change(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    form = find_entry_form(ada.get("/training/new?kind=other"))
    assert submit_form(ada, form, activity="Walk").status_code == 303
    assert submit_form(ada, form, activity="Walk").status_code == 303
    [entry] = exported_record()["entries"]
    assert entry["version"] == 1
    submit_form(ada, find_entry_form(ada.get(f"/training/{entry['id']}/edit")), activity="Long walk")
    answer = submit_form(ada, form, activity="Walk")
    assert (answer.status_code, diff_rows(answer.text)) == (412, [("What was it?", "Long walk", "Walk")])
    assert exported_record()["entries"][0]["activity"] == "Long walk"
    assert submit_form(ada, find_entry_form(answer)).status_code == 303
    assert exported_record()["entries"][0]["activity"] == "Walk"


def test_delete_of_changed_entry_conflicts(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("stress", PRACTICE)
    page = ada.get(f"/stress/{entry['id']}/edit")
    assert "after that it is final" in main_text(page.text)
    submit_form(other_ada, find_entry_form(other_ada.get(f"/stress/{entry['id']}/edit")), minutes="25")
    answer = submit_form(ada, find_form(page.text, f"/stress/{entry['id']}/delete"))
    assert answer.status_code == 412
    assert "so it was not deleted" in main_text(answer.text)
    assert find_entry_form(answer).get("minutes") == "25"
    assert exported_record()["entries"][0]["minutes"] == 25
    for version in ("", "*", '1", "2', "9" * 5000):
        assert ada.post(f"/stress/{entry['id']}/delete", {"version": version}).status_code == 412
    assert submit_form(ada, find_form(answer.text, f"/stress/{entry['id']}/delete")).status_code == 303
    assert exported_record()["entries"] == []


@pytest.mark.parametrize(("pillar", "raw"), GOOD)
def test_edit_of_deleted_entry_keeps_typed_values(
    ada: Browser,
    other_ada: Browser,
    put_entry: PutEntry,
    exported_record: ExportRecord,
    pillar: str,
    raw: dict[str, Any],
) -> None:
    entry = put_entry(pillar, raw | {"zone": "Asia/Tokyo"})
    address = f"/{pillar}/{entry['id']}"
    page = ada.get(f"{address}/edit")
    other_ada.post(f"{address}/delete", {"version": "1"})
    button = {"list_complete": "yes"} if pillar == "diet" else {}
    answer = submit_form(ada, find_entry_form(page), note="Typed with care", **button)
    assert answer.status_code == 404
    assert "This entry was deleted elsewhere." in main_text(answer.text)
    form = find_entry_form(answer)
    assert (form.action, form.get("note")) == (f"/{pillar}/new", "Typed with care")
    assert form.get("entry_id") != entry["id"]
    assert exported_record()["entries"] == []
    assert submit_form(ada, form, **button).status_code == 303
    [saved] = exported_record()["entries"]
    stamps = {"id": form.get("entry_id"), "version": 1, "note": "Typed with care"}
    assert saved == {**entry, **stamps}
    assert ada.get(f"{address}/edit").status_code == 404


def test_refused_note_keeps_typed_values_on_taken_day(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    """The version without amounts meets a second level of the day: a conflict, told on the form."""
    form = find_entry_form(ada.get("/stress/new?kind=level"))
    refused = submit_form(ada, form, stress_now="4", note="Calm evening. Took semaglutide 1 mg.")
    assert refused.status_code == 422
    put_entry("stress", LEVEL)
    answer = submit_form(ada, find_entry_form(refused), without_amounts="1")
    assert answer.status_code == 409
    assert find_entry_form(answer).get("stress_now") == "4"
    assert len(exported_record()["entries"]) == 1


def test_conflict_uses_decimal_mark_of_person(ada: Browser, other_ada: Browser, put_entry: PutEntry) -> None:
    submit_form(ada, find_form(ada.get("/settings").text, "/settings"), decimal_mark="comma")
    sets = [{"exercise": "Bench press", "load_kg": 62.5, "reps": 8, "rpe": 8.5}]
    here, there = two_tabs(ada, other_ada, "training", put_entry("training", {**SETS, "sets": sets}))
    assert submit_form(other_ada, there, sets__0__rpe="9,5").status_code == 303
    [(_, saved, typed)] = diff_rows(submit_form(ada, here, sets__0__load_kg="65").text)
    assert (saved, typed) == ("Bench press 62,5 kg × 8, RPE 9,5", "Bench press 65 kg × 8, RPE 8,5")
