"""Sets in the shape of Hevy's export, read back by the importer of that format."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from tests.support.api_answers import created_entry
from tests.support.clock import STOCKHOLM
from tests.support.entries import NIGHT, OTHER, SETS
from tests.support.people import ApiClient, create_api_client, ensure_account

from habitlog.importers.hevy import matches, parse_file


def test_sets_are_what_the_importer_of_the_shape_reads(app: FastAPI, program: ApiClient) -> None:
    sets = [
        {"exercise": 'Row, "seated"', "reps": 12, "load_kg": 40.5, "rpe": 8.5},
        {"exercise": "Farmer's walk", "distance_m": 40, "load_kg": 24},
        {"exercise": "Plank", "seconds": 60},
        {"exercise": "Pull-up", "reps": 8, "set_type": "amrap"},
    ]
    first = {**SETS, "day": "2026-03-10", "started_at": "2026-03-10T17:05", "note": "A secret."}
    second = {**first, "sets": sets, "day": "2026-03-11", "started_at": "2026-03-11T19:00"}
    entries = [created_entry(program.post("/training/entries", raw)) for raw in (first, second)]
    program.post("/training/entries", OTHER)
    program.post("/sleep/entries", NIGHT)
    export = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "export")
    answer = export.get("/export", format="hevy")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "secret" not in answer.text
    assert matches(answer.content)
    parsed = parse_file(answer.content, STOCKHOLM)
    assert (parsed.refusals, parsed.items_read, len(parsed.drafts)) == ([], 7, 2)
    names = ("exercise", "reps", "load_kg", "seconds", "distance_m", "set_type", "rpe")
    for draft, entry in zip(parsed.drafts, entries, strict=True):
        read: Any = draft.fields
        assert read["session_min"] == entry["session_min"]
        assert [[one.get(name) for name in names] for one in read["sets"]] == [
            [one[name] for name in names] for one in entry["sets"]
        ]
