"""Entries through the programs' door."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.entries import GOOD, NIGHT
from tests.support.people import Program


@pytest.mark.parametrize(("pillar", "entry"), GOOD, ids=lambda one: one if isinstance(one, str) else one["kind"])
def test_every_kind_is_logged_and_read_back(program: Program, pillar: str, entry: dict[str, Any]) -> None:
    made = program.post(f"/{pillar}/entries", entry)
    assert made.status_code == 201, made.text
    saved = made.json()["entry"]
    assert made.headers["Location"] == f"/api/v1/{pillar}/entries/{saved['id']}"
    assert made.headers["ETag"] == '"1"'
    assert program.get(f"/{pillar}/entries/{saved['id']}").json() == saved
    assert program.get(f"/{pillar}/entries").json() == {"items": [saved], "next": None}


def test_a_night_belongs_to_the_date_of_getting_up(program: Program) -> None:
    saved = program.post("/sleep/entries", NIGHT).json()["entry"]
    assert saved["day"] == "2026-03-12"
    assert saved["bed_at"] == "2026-03-11T22:45:00+01:00"
