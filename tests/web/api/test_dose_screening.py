"""The guard at the programs' door: refused texts are nowhere, kept texts come with a card."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import assert_problem, created_entry, list_all_entries
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.entries import LEVEL, OTHER, PRACTICE
from tests.support.people import PASSWORD, ApiClient, ensure_account

from habitlog.errors import ClinicianTopic
from habitlog.usecases.identity import accounts, tokens

LIFTED_SETS = [{"exercise": "Row", "reps": 8}, {"exercise": "HERE", "reps": 8}]
LIFTED = {"kind": "resistance", "day": "2026-03-12", "sets": LIFTED_SETS}
FIELDS: list[tuple[str, dict[str, Any], str]] = [
    ("stress", {**LEVEL, "note": "HERE"}, "note"),
    ("training", LIFTED, "sets.1.exercise"),
    ("training", {**OTHER, "activity": "HERE"}, "activity"),
    ("stress", {**PRACTICE, "practice": "other", "practice_text": "HERE"}, "practice_text"),
]
DOSES = ["sema 0.25 mg once a week", "test cyp 0.5 ml e3.5d", "10 units subq every other day", "BPC-157 250 mcg bid"]


def replace_text_in_entry(raw: dict[str, Any], text: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(raw).replace("HERE", text))
    return changed


@for_each_case(("pillar", "raw", "field"), FIELDS, ids=[field for *_, field in FIELDS])
@for_each_case("dose", DOSES)
def test_dose_is_refused_in_every_text_field(
    shared: ApiClient, pillar: str, raw: dict[str, Any], field: str, dose: str
) -> None:
    told = assert_problem(shared.post(f"/{pillar}/entries", replace_text_in_entry(raw, dose)), 422, "clinician-topic")
    assert told["errors"] == [{"field": field, "message": "This was not saved."}]
    assert told["class"] in "ABC"
    assert set(told["referral"]) == {"kind", "title", "text", "link"}
    assert "suggestion" in told
    assert dose not in json.dumps({**told, "suggestion": ""})
    assert list_all_entries(shared) == []


def test_suggested_text_without_dose_is_accepted(program: ApiClient) -> None:
    text = "Slept badly after the walk. Took metformin 500 mg with dinner."
    told = assert_problem(program.post("/stress/entries", {**LEVEL, "note": text}), 422, "clinician-topic")
    assert "500" not in told["suggestion"]
    saved = created_entry(program.post("/stress/entries", {**LEVEL, "note": told["suggestion"]}))
    assert saved["note"] == told["suggestion"]


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("took metformin this morning", "quiet"),
        ("creatine 5 g", "supplement"),
        ("want to die", "urgent"),
    ],
)
def test_accepted_note_returns_safety_card(program: ApiClient, text: str, card: str) -> None:
    answer = program.post("/stress/entries", {**LEVEL, "note": text})
    assert created_entry(answer)["note"] == text
    assert answer.json()["referral"]["kind"] == card


@pytest.mark.parametrize("text", ["HRV 62, slept well", "soup had 200 mg sodium", "bench 5 sets of 5"])
def test_ordinary_note_returns_no_safety_card(program: ApiClient, text: str) -> None:
    assert program.post("/stress/entries", {**LEVEL, "note": text}).json()["referral"] is None


def test_replacement_text_is_screened(program: ApiClient) -> None:
    saved = created_entry(program.post("/stress/entries", {**LEVEL, "note": "calm"}))
    call = program.put(f"/stress/entries/{saved['id']}", {**LEVEL, "note": DOSES[0]})
    assert_problem(call, 422, "clinician-topic")
    assert list_all_entries(program) == [saved]


def test_names_of_tokens_and_people_are_screened(app: FastAPI) -> None:
    app_context, ada = app.state.context, ensure_account(app, "Ada", "Etc/UTC")
    with pytest.raises(ClinicianTopic) as refused, app_context.database.begin_write() as transaction:
        tokens.create_token(transaction, ada, {"name": DOSES[0], "scope": "read"}, NOW)
    assert refused.value.field == "name"
    raw = {"name": DOSES[0], "email": "eve@example.org", "password": PASSWORD, "zone": "Etc/UTC"}
    with pytest.raises(ClinicianTopic), app_context.database.begin_write() as transaction:
        accounts.create_account(transaction, accounts.parse_new_account(raw, NOW))
    with pytest.raises(ClinicianTopic), app_context.database.begin_write() as transaction:
        accounts.change_profile(transaction, ada, {"name": DOSES[0], "zone": "Etc/UTC"})
    with app_context.database.begin_read() as transaction:
        assert accounts.count_accounts(transaction) == 1


@pytest.mark.sqlite_only
def test_refused_text_is_in_neither_database_nor_log(
    program: ApiClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "zebra semaglutide 0.73 mg weekly"
    with caplog.at_level(logging.DEBUG):
        assert_problem(program.post("/stress/entries", {**LEVEL, "note": secret}), 422, "clinician-topic")
        keyed = program.post("/stress/entries", {**LEVEL, "note": secret}, Idempotency_Key="k")
        assert_problem(keyed, 422, "clinician-topic")
        created_entry(program.post("/stress/entries", {**LEVEL, "note": "quagga walk"}))
    assert "guard: class" in caplog.text
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("habitlog.sqlite3*"))
    assert b"quagga" in stored
    for word in ("zebra", "semaglutide", "0.73"):
        assert word.encode() not in stored
        assert word not in caplog.text


def test_snippets_have_reason_and_sources_and_are_repeatable(program: ApiClient) -> None:
    night = {"kind": "night", "bed_at": "2026-03-11T22:45", "out_at": "2026-03-12T07:15"}
    here = "/sleep/entries/0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11"
    first = program.put(here, night).json()["snippets"]
    assert first == program.put(here, night).json()["snippets"]
    (snippet,) = first
    assert snippet["because"]
    assert all({"id", "type", "title"} <= set(source) for source in snippet["sources"])
    whole = program.get(f"/snippets/{snippet['id']}").json()
    assert whole == {**snippet, "because": None}
    assert whole in program.get("/snippets").json()["items"]
    assert whole in program.get("/snippets", topic=snippet["topics"][0]).json()["items"]
    assert program.get("/snippets", topic="nothing").json() == {"items": []}
