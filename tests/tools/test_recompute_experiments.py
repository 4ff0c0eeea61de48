"""The tool that computes an export again draws and judges experiments as the service does."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM
from tests.support.nights import night
from tests.support.paths import ROOT
from tests.support.people import create_api_client, ensure_account
from tests.support.records import add_experiment

from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.storage.experiments import Said, set_said_days
from habitlog.usecases.entries import day_tags
from habitlog.usecases.files import imports

DAY = timedelta(days=1)
TODAY = date(2026, 3, 12)
EXPERIMENTS: dict[date, dict[str, Any]] = {
    date(2025, 8, 10): {"metric": "sleep.midpoint"},
    date(2025, 9, 8): {"metric": "sleep.efficiency", "weeks": 8, "lag_days": 0},
    date(2025, 11, 3): {"metric": "stress.level", "lag_days": 0, "weeks": 12},
    date(2026, 1, 26): {"stopped_on": date(2026, 1, 31)},
    date(2026, 2, 1): {"stopped_on": date(2026, 2, 26)},
    date(2026, 3, 5): {},
}
"""Experiments by their first day; the last one runs."""


def draft_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield nights, levels and food lists of 220 days, with gaps, and days ill or away."""
    for back in range(220):
        day, number = TODAY - back * DAY, back * 7919 % 101
        if number > 6:
            yield "sleep", {**night(day, 380 + number), "sol_min": number % 30}
        if number % 4:
            yield "stress", {"kind": "level", "day": str(day), "stress_now": number % 11}
        if number % 23 == 0:
            context = ["ill", "travelling"] if number % 2 else ["travelling"]
            raw = {"kind": "list", "items": [], "list_complete": False, "form": "core19", "context": context}
            yield "diet", {**raw, "day": str(day)}


def list_differences(one: Any, other: Any, at: str) -> Iterator[str]:
    """Yield where two JSON values differ, of everything that the first one has."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one:
            yield from list_differences(one[key], other.get(key), f"{at} {key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from list_differences(*pair, f"{at} {place}")
    elif isinstance(one, int | float) and isinstance(other, int | float):
        if not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{at}: {one} is not {other}"
    elif one != other:
        yield f"{at}: {one} is not {other}"


def recompute(export: Path, *options: str) -> str:
    command = [sys.executable, str(ROOT / "tools" / "recompute.py"), str(export), "--today", str(TODAY)]
    return subprocess.run([*command, "--experiments", *options], capture_output=True, text=True, check=True).stdout


def test_recompute_of_experiments_equals_api(app: FastAPI, tmp_path: Path) -> None:
    ada, database = ensure_account(app, "Ada", STOCKHOLM), app.state.context.database
    drafts = [
        EntryDraft(pillar, make_source_id("experiments", str(number)), raw, str(number))
        for number, (pillar, raw) in enumerate(draft_entries())
    ]
    with database.begin_write() as transaction:
        report = imports.import_drafts(transaction, ada, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW)
        assert report.refused == ()
        tag, _ = day_tags.save_tag(transaction, ada, str(uuid4()), {"name": "At home – FLÚ"}, NOW)
        for day in (date(2025, 11, 20), date(2025, 12, 2)):
            day_tags.tag_day(transaction, ada, tag.id, day, NOW, is_tagged=True)
        for first_day, columns in EXPERIMENTS.items():
            experiment = add_experiment(transaction, ada, first_day, **columns)
            said: list[tuple[date, Said | None]] = [(first_day + n * DAY, "as_drawn") for n in range(24) if n % 9]
            set_said_days(transaction, ada.id, experiment, said)
    export = tmp_path / "habitlog.json"
    export.write_bytes(create_api_client(app, ada, "export").get("/export").content)
    items = create_api_client(app, ada, "read").get("/experiments").json()["items"]
    told = {item["id"]: item for item in items}
    found = json.loads(recompute(export, "--json"))
    assert len(found) == len(EXPERIMENTS)
    for item in found:
        said_there = told[item["id"]]
        assert (item["state"], item["commitment"]) == (said_there["state"], said_there["commitment"])
        assert item["days"] == [{"day": day["day"], "arm": day["arm"]} for day in said_there["days"]]
        assert list(list_differences(item["result"], said_there["result"], item["id"])) == []
    results = [item["result"] for item in found]
    assert results.pop() is None
    days = [day for pair in results[2]["values"] for day in pair["days"]]
    assert {day["left_out"] for day in days if day["day"] in {"2025-11-20", "2025-12-02"}} == {"ill"}
    assert {reason for result in results for reason in result["left_out"]} == {"ill", "travelling", "no_value"}
    assert {result["verdict"] for result in results} >= {"no_clear_difference", "not_enough_pairs"}
    assert all(result["as_done"]["pairs"] < result["pairs"] for result in results if result["pairs"] > 8)
    lines = recompute(export).splitlines()
    assert len(lines) == len(EXPERIMENTS)
    assert lines[-1].endswith("running   day 8, result kept back until the end")
