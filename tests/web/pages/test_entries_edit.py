"""Changing and deleting entries by page: nothing is lost on the way, and nobody reaches another's."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from tests.support.entries import FOOD, GOOD, HIIT, LEVEL, NIGHT, PRACTICE, SETS
from tests.support.html import Form, find_entry_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord, PutEntry

from habitlog.pillars import PILLARS
from habitlog.pillars.diet.food_groups import CORE_GROUP_KEYS
from habitlog.tracking import FormField

SECONDS = NIGHT | {"bed_at": "2026-03-11T22:45:30", "try_at": "2026-03-11T22:45:30", "out_at": "2026-03-12T07:15:07"}
REPEATED = {
    "kind": "night",
    "bed_at": "2025-10-26T02:30:00+01:00",
    "try_at": "2025-10-26T02:40:00+01:00",
    "sol_min": 10,
    "wakes": 0,
    "final_wake_at": "2025-10-26T08:00:00+01:00",
    "out_at": "2025-10-26T08:10:00+01:00",
}
"""Two o'clock came twice in this night; this is the second time."""
ABROAD = {**NIGHT, "zone": "Asia/Tokyo"}
ASLEEP = {"kind": "night", "day": "2026-03-12", "asleep_min": 431}
LONG = FOOD | {"form": "full29", "items": ["whole_grains", "refined_staples"], "list_complete": False}
MANY = SETS | {"sets": [{"exercise": "Row", "reps": 5, "load_kg": 60 + 0.25 * n} for n in range(40)]}


@pytest.mark.parametrize(
    ("pillar", "raw"),
    [*GOOD, ("sleep", SECONDS), ("sleep", REPEATED), ("sleep", ABROAD), ("sleep", ASLEEP), ("diet", LONG),
     ("training", MANY), ("training", HIIT | {"hr_avg": 150, "warmup_min": 5, "blocks": 2})],
)  # fmt: skip
def test_edit_saved_untouched_changes_nothing(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, pillar: str, raw: dict[str, Any]
) -> None:
    entry = put_entry(pillar, raw | {"note": 'A "note" with\n\nlines & <signs>'})
    before = exported_record()
    form = find_entry_form(ada.get(f"/{pillar}/{entry['id']}/edit"))
    button = {"list_complete": "yes" if raw.get("list_complete") else "no"} if pillar == "diet" else {}
    assert submit_form(ada, form, **button).status_code == 303
    assert exported_record() == before


def test_edit_of_note_keeps_other_fields(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("sleep", NIGHT | {"note": "windy"})
    form = find_entry_form(ada.get(f"/sleep/{entry['id']}/edit"))
    assert submit_form(ada, form, quality="2").status_code == 303
    [changed] = exported_record()["entries"]
    assert (changed["quality"], changed["version"]) == (2, 2)
    told = {"quality", "version", "updated_at"}
    assert {name: value for name, value in changed.items() if name not in told} == {
        name: value for name, value in entry.items() if name not in told
    }


EVERY_QUESTION = [
    pytest.param(pillar, raw, one, id=f"{pillar}-{raw['kind']}-{one.name}")
    for pillar, raw in GOOD
    for kind in PILLARS[pillar].kinds
    if kind.key == raw["kind"]
    for one in kind.fields
]


WHERE_IT_FITS = {"asleep_min": ASLEEP, "practice_text": PRACTICE | {"practice": "other", "practice_text": "Kites"}}
"""Examples for questions that the good ones leave no room for."""


def different_value(one: FormField, form: Form) -> dict[str, str | list[str]]:
    """Return what a form sends when one question alone is answered in another way that fits."""
    match one.widget:
        case "tiles":
            chosen = form.all(one.name)
            spare = min(CORE_GROUP_KEYS.difference(chosen))
            return {one.name: [*chosen, spare]}
        case "tags":
            return {one.name: [str(one.options[0].value)]}
        case "sets":
            return {f"{one.name}__1__reps": "9"}
        case "text":
            return {one.name: "Something else"}
        case "choice" | "select":
            return {one.name: next(str(o.value) for o in one.options if str(o.value) not in form.all(one.name))}
        case "yes_no":
            return {one.name: "no" if "yes" in form.all(one.name) else "yes"}
        case "time":
            now = next(iter(form.all(one.name)), "")
            return {one.name: f"{now[:3]}{int(now[3:]) + 1:02d}" if now else "17:00"}
    now = next(iter(form.all(one.name)), "")
    return {one.name: str(int(now) + 1 if now else int(one.low or 0) + 1)}


@pytest.mark.parametrize(("pillar", "raw", "one"), EVERY_QUESTION)
def test_edit_of_one_field_keeps_other_fields(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, pillar: str, raw: dict[str, Any], one: FormField
) -> None:
    entry = put_entry(pillar, WHERE_IT_FITS.get(one.name, raw) | {"note": "A note."})
    form = find_entry_form(ada.get(f"/{pillar}/{entry['id']}/edit"))
    button: dict[str, str | list[str]] = {"list_complete": "yes"} if pillar == "diet" else {}
    answer = submit_form(ada, form, **different_value(one, form), **button)
    assert answer.status_code == 303, main_text(answer.text)
    [changed] = exported_record()["entries"]
    assert {name for name in entry if changed[name] != entry[name]} == {one.name, "version"}


def test_edit_clears_emptied_field(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("sleep", NIGHT | {"note": "windy"})
    form = find_entry_form(ada.get(f"/sleep/{entry['id']}/edit"))
    submit_form(ada, form, quality="", alarm="", wakes="", waso_min="", note="")
    [changed] = exported_record()["entries"]
    assert [changed[name] for name in ("quality", "alarm", "wakes", "waso_min", "note")] == [None] * 5


def test_edit_moves_entry_to_another_day(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("training", SETS)
    form = find_entry_form(ada.get(f"/training/{entry['id']}/edit"))
    answer = submit_form(ada, form, day="2026-03-11")
    assert answer.headers["location"].startswith("/days/2026-03-11?saved=")
    assert exported_record()["entries"][0]["day"] == "2026-03-11"


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", "localtime", ""])
def test_edit_refuses_invalid_timezone(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, zone: str
) -> None:
    entry = put_entry("sleep", ABROAD)
    form = find_entry_form(ada.get(f"/sleep/{entry['id']}/edit"))
    assert form.get("zone") == "Asia/Tokyo"
    assert submit_form(ada, form, zone=zone).status_code == 303
    assert exported_record()["entries"] == [entry]


@pytest.mark.parametrize(("pillar", "raw"), GOOD)
def test_edit_of_another_persons_entry_is_not_found(
    ada: Browser, cyd: Browser, put_entry: PutEntry, exported_record: ExportRecord, pillar: str, raw: dict[str, Any]
) -> None:
    entry = put_entry(pillar, raw)
    before = exported_record()
    form = {"kind": raw["kind"], "day": "2026-03-12", "version": "1", "note": "mine"}
    ways = [("get", "edit"), ("post", "edit"), ("post", "delete"), ("post", "undo")]
    for method, way in ways:
        theirs, nobodys = (f"/{pillar}/{which}/{way}" for which in (entry["id"], uuid4()))
        answers = [cyd.get(one) if method == "get" else cyd.post(one, form) for one in (theirs, nobodys)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({without_fresh_id(answer.text) for answer in answers}) == 1
        assert entry["id"] not in answers[0].text
    assert exported_record() == before
    assert exported_record("Cyd")["entries"] == []


def without_fresh_id(html: str) -> str:
    return re.sub(r'name="entry_id" value="[0-9a-f-]{36}"', "", html)


def test_new_form_with_another_persons_id_is_saved_as_own(
    ada: Browser, cyd: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("stress", LEVEL)
    form = find_entry_form(cyd.get("/stress/new?kind=level"))
    assert submit_form(cyd, form, entry_id=entry["id"], stress_now="9").status_code == 303
    assert exported_record()["entries"] == [entry]
    assert exported_record("Cyd")["entries"][0]["stress_now"] == 9


def test_edit_under_other_pillar_is_not_found(ada: Browser, put_entry: PutEntry) -> None:
    entry = put_entry("stress", LEVEL)
    assert ada.get(f"/sleep/{entry['id']}/edit").status_code == 404
    assert ada.get(f"/reading/{entry['id']}/edit").status_code == 404
    assert ada.get("/stress/not-an-id/edit").status_code == 422
    assert ada.get("/stress/new?kind=nothing").status_code == 404
