"""Patterns that the tool computes from an export against those of the API."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import FastAPI
from tests.support import diaries
from tests.support.people import ensure_account
from tests.tools.test_recompute import Log, compare_values, run

from habitlog.usecases.trends import patterns


def test_recompute_of_patterns_equals_api(app: FastAPI, tmp_path: Path) -> None:
    """Every pair, its test, its interval and its slope; the reason of a pair is a code there and a sentence here."""
    log = Log(app, ensure_account(app, "Ada", "Europe/Stockholm"), tmp_path)
    diaries.import_diary(app, "Ada", 150, planted=1)
    with log.database.begin_write() as transaction:
        patterns.switch_patterns(transaction, log.person, {"patterns": "on"})
    answer = log.program.get("/patterns").json()
    found = json.loads(run(log.folder, log.export, "--patterns", "--json").stdout)
    assert [bool(told.pop("reason")) for told in found] == [bool(pair.pop("reason")) for pair in answer["pairs"]]
    assert len(found) == 20
    assert any(told["passed"] for told in found)
    faults = [
        line
        for told, pair in zip(found, answer["pairs"], strict=True)
        for line in compare_values(told, pair, f"{told['earlier']} {told['later']}")
    ]
    assert faults == []
