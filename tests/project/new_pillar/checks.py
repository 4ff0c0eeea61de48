"""Tests of a fifth pillar on pages, API, trends, export and library, run in a copy of habitlog that has it."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from tests.support.api_answers import created_entry, refused_fields
from tests.support.clock import NOW
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import export_whole_record

from habitlog.db import Database
from habitlog.usecases.files import import_files

OUTING: dict[str, Any] = {"kind": "outing", "day": "2026-03-11", "place": "By the lake", "minutes": 40}


def test_new_pillar_by_page(ada: Browser) -> None:
    day = ada.get("/").text
    assert "Was there daylight?" in day
    assert "Last four weeks" in day
    form = ada.get("/daylight/new").text
    assert "Where was it?" in form
    typed = {"kind": "outing", "day": "2026-03-12", "place": "Harbour", "minutes": "25", "started_at": "12:05"}
    assert ada.post("/daylight/new", typed).status_code == 303
    assert "Harbour, 25\u00a0min" in ada.get("/").text
    refused = ada.post("/daylight/new", typed | {"minutes": "901", "place": "Rock & <pool>"})
    assert refused.status_code == 422
    assert "Rock &amp; &lt;pool&gt;" in refused.text
    assert ada.post("/days/2026-03-10/marks/daylight", {"mark": "none"}).status_code == 303
    assert "No time outdoors that day" in ada.get("/days/2026-03-10").text


def test_new_pillar_by_api(program: ApiClient) -> None:
    entry = created_entry(program.post("/daylight/entries", OUTING))
    assert program.get(f"/daylight/entries/{entry['id']}").json() == entry
    assert refused_fields(program.post("/daylight/entries", OUTING | {"minutes": 0})) == ["minutes"]
    assert program.post("/daylight/entries", OUTING | {"place": "semaglutide 1 mg weekly"}).status_code == 422
    assert program.get("/days/2026-03-11").json()["pillars"]["daylight"]["entries"] == [entry]
    listed = {item["pillar"]: item for item in program.get("/pillars").json()["items"]}
    assert [metric["metric"] for metric in listed["daylight"]["metrics"]] == [
        "daylight.minutes",
        "daylight.week_minutes",
        "daylight.longest",
    ]


def test_new_pillar_by_trend(ada: Browser, program: ApiClient) -> None:
    for back in range(28):
        day = f"2026-02-{28 - back:02d}"
        created_entry(program.post("/daylight/entries", OUTING | {"day": day, "minutes": 90 - back}))
    span = {"from": "2026-02-01", "to": "2026-02-28"}
    trend = program.get("/trends/daylight.minutes", **span).json()
    assert (trend["verdict"], trend["reason"], len(trend["points"])) == (
        "not_enough_data",
        "Not enough weeks yet: 3 with a value, 12 needed.",
        28,
    )
    weeks = program.get("/trends/daylight.week_minutes", **span).json()["points"]
    assert [week["day"] for week in weeks] == ["2026-02-02", "2026-02-09", "2026-02-16"]
    assert program.get("/trends/daylight.longest", **span).json()["value"] == 90
    for page in ("/trends", *(f"/trends/daylight.{name}" for name in ("minutes", "week_minutes", "longest"))):
        assert ada.get(page).status_code == 200, page


def test_new_pillar_by_export_and_import(app: FastAPI, program: ApiClient, database: Database) -> None:
    created_entry(program.post("/daylight/entries", OUTING | {"note": "Clear sky."}))
    assert program.put("/days/2026-03-10/marks/daylight", {"mark": "skipped"}).status_code == 200
    ada, eve = ensure_account(app, "Ada", ""), ensure_account(app, "Eve", "Etc/UTC")
    record = export_whole_record(database, ada)
    assert [entry["pillar"] for entry in json.loads(record)["entries"]] == ["daylight"]
    report = import_files.import_now(database, eve, "export.json", record, eve.zone, NOW).report
    assert report is not None
    assert (dict(report.added), report.refused) == ({"daylight outing": 1}, ())
    assert export_whole_record(database, ensure_account(app, "Eve", "")) == record


def test_new_pillar_snippet_is_shown_with_source(ada: Browser, program: ApiClient) -> None:
    answer = program.post("/daylight/entries", OUTING).json()
    assert [snippet["id"] for snippet in answer["snippets"]] == ["daylight-and-two-clocks"]
    assert "Work days, free days and the sun" in ada.get("/library").text
