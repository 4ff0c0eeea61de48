"""Every door through which a text comes in asks the one guard: pages, programs, files, commands, searches and names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from tests.support.api_answers import created_entry, list_all_entries
from tests.support.clock import STOCKHOLM
from tests.support.command_line import CommandRunner
from tests.support.entries import LEVEL, OTHER, PRACTICE, SETS
from tests.support.html import find_entry_form, submit_form
from tests.support.people import PASSWORD, ApiClient, Browser, create_api_client, ensure_account

from habitlog.pillars import PILLARS
from habitlog.tracking.metrics import KeyedMetric

DOSE = "семаглутид 0,5 мг раз в неделю"
HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",'
    '"set_type","weight_kg","reps","distance_km","duration_seconds","rpe"\n'
    f'"Upper","3 May 2021, 08:05","3 May 2021, 09:00","","{DOSE}","","","0","normal","20","10","","0",""\n'
)
PROFILE = {"name": DOSE, "zone": STOCKHOLM, "day_start": "0"}


def post_page(address: str, **form: str) -> Callable[[Browser], Any]:
    return lambda ada: ada.post(address, form)


def redirects(answer: Response) -> bool:
    """Whether a search led to the page for a clinician, its words left behind."""
    return answer.status_code == 303 and answer.headers["location"] == "/clinician?card=referral"


PAGES: dict[str, Callable[[Browser], Any]] = {
    "a note": post_page("/stress/new", kind="level", day="2026-03-12", stress_now="3", note=DOSE),
    "an activity": post_page("/training/new", kind="other", day="2026-03-12", activity=DOSE),
    "a practice": post_page(
        "/stress/new", kind="practice", day="2026-03-12", practice="other", practice_text=DOSE, minutes="5"
    ),
    "a name of one's own": post_page("/settings", **PROFILE),
    "a tag of days": post_page("/settings/tags", name=DOSE),
    "the line of a week": post_page("/weeks/2026-03-02/note", note=DOSE),
    "the name of a token": post_page("/data/tokens", name=DOSE, scope="read"),
}


@pytest.mark.parametrize("door", PAGES, ids=str)
def test_guard_screens_page_form(ada: Browser, program: ApiClient, door: str) -> None:
    answer = PAGES[door](ada)
    assert answer.status_code == 422
    assert "A doctor or pharmacist" in answer.text or "Not saved as written" in answer.text
    assert list_all_entries(program) == []
    assert DOSE not in ada.get("/settings").text + ada.get("/data").text


PROGRAMS: dict[str, tuple[str, dict[str, Any]]] = {
    "a note": ("stress", {**LEVEL, "note": DOSE}),
    "an activity": ("training", {**OTHER, "activity": DOSE}),
    "an exercise": ("training", {**SETS, "sets": [{"exercise": DOSE, "reps": 5}]}),
    "a practice": ("stress", {**PRACTICE, "practice": "other", "practice_text": DOSE}),
}


@pytest.mark.parametrize("door", PROGRAMS, ids=str)
def test_guard_screens_api_endpoint(program: ApiClient, door: str) -> None:
    pillar, raw = PROGRAMS[door]
    for answer in (
        program.post(f"/{pillar}/entries", raw),
        program.put(f"/{pillar}/entries/0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11", raw),
    ):
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("clinician-topic")
    assert list_all_entries(program) == []


def test_guard_screens_entry_change(program: ApiClient, ada: Browser) -> None:
    saved = created_entry(program.post("/stress/entries", LEVEL))
    assert program.put(f"/stress/entries/{saved['id']}", {**LEVEL, "note": DOSE}).status_code == 422
    form = find_entry_form(ada.get(f"/stress/{saved['id']}/edit"))
    assert submit_form(ada, form, note=DOSE).status_code == 422
    assert list_all_entries(program) == [saved]


def test_guard_screens_searches_and_metric_names(program: ApiClient, ada: Browser) -> None:
    named = [
        (measure.id, measure.key_name)
        for pillar in PILLARS.values()
        for measure in pillar.metrics
        if isinstance(measure, KeyedMetric)
    ]
    assert named
    for metric, asks in named:
        assert program.get(f"/trends/{metric}", **{asks: DOSE}).status_code == 422
        assert redirects(ada.client.get(f"/trends/{metric}", params={asks: DOSE}))
    for address in ("/training/suggestions", "/library"):
        assert redirects(ada.client.get(address, params={"q": DOSE}))
    for path in ("/training/suggestions", "/snippets"):
        answer = program.get(path, q=DOSE)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("clinician-topic")


def test_guard_screens_sign_up_name(anyone: Browser) -> None:
    form = {"name": DOSE, "email": "eve@example.org", "password": PASSWORD, "zone": STOCKHOLM}
    assert anyone.post("/sign-up", form, csrf="").status_code == 422


def test_guard_screens_imports_and_commands(run: CommandRunner, home: Path, app: FastAPI) -> None:
    refused = run("user", "add", "eve@example.org", "--name", DOSE, "--password-stdin", given=f"{PASSWORD}\n")
    assert refused.status == 1
    assert run("user", "add", "bo@example.org", "--password-stdin", given=f"{PASSWORD}\n").status == 0
    assert run("token", "add", "bo@example.org", "--scope", "read", "--name", DOSE).status == 1
    hevy, record = home / "hevy.csv", home / "record.json"
    hevy.write_text(HEVY, encoding="utf-8")
    told = run("import", "hevy", str(hevy), "--user", "bo@example.org")
    assert "left to a clinician" in told.out + told.err
    program = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "write")
    program.post("/stress/entries", {**LEVEL, "note": "calm"})
    whole = json.loads(run("export", "--user", "ada@example.org").out)
    for part in (whole["entries"][0], whole["person"]):
        part["note" if "note" in part else "name"], kept = DOSE, part.get("note", part.get("name"))
        record.write_text(json.dumps(whole), encoding="utf-8")
        told = run("import", "json", str(record), "--user", "bo@example.org")
        assert told.status == 1, told
        assert DOSE not in told.out + told.err
        part["note" if "note" in part else "name"] = kept
    assert DOSE not in run("export", "--user", "bo@example.org").out
