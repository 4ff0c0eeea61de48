"""Patterns that the tool computes from an export against those of the API."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.support import diaries
from tests.support.paths import ROOT
from tests.support.people import create_api_client, ensure_account

from habitlog.usecases.trends import patterns

NUMBERS = ("n", "n_eff", "correlation", "low", "high", "p", "adjusted_p", "slope", "slope_low", "slope_high")


def test_recompute_of_patterns_equals_api(app: FastAPI, tmp_path: Path) -> None:
    """Every pair, its test, its interval and its slope; the reason of a pair is a code there and a sentence here."""
    person = ensure_account(app, "Ada", "Europe/Stockholm")
    diaries.import_diary(app, "Ada", 150, planted=1)
    with app.state.context.database.begin_write() as transaction:
        patterns.switch_patterns(transaction, person, {"patterns": "on"})
    answer = create_api_client(app, person, "read").get("/patterns").json()
    export = tmp_path / "habitlog.json"
    export.write_bytes(create_api_client(app, person, "export").get("/export").content)
    command = [
        sys.executable,
        str(ROOT / "tools" / "recompute.py"),
        str(export),
        "--today",
        "2026-03-12",
        "--patterns",
        "--json",
    ]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert len(found) == len(answer["pairs"]) == 20
    assert any(told["passed"] for told in found)
    for told, pair in zip(found, answer["pairs"], strict=True):
        known = [key for key in NUMBERS if pair[key] is not None]
        assert known == [key for key in NUMBERS if told[key] is not None]
        assert [told[key] for key in known] == pytest.approx([pair[key] for key in known], rel=1e-9, abs=1e-9)
        assert [told[key] for key in ("earlier", "later", "lag", "passed")] == [
            pair[key] for key in ("earlier", "later", "lag", "passed")
        ]
        assert bool(told["reason"]) == bool(pair["reason"])
