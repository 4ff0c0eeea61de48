"""Words that may be a medicine, for programs: a problem with spans, and the member `guard` that answers it."""

from __future__ import annotations

from typing import Any

from tests.support.api_answers import assert_problem, created_entry, list_all_entries
from tests.support.entries import LEVEL
from tests.support.people import ApiClient

UNSURE = "Calm, upped my sema to 0.5 today."
ANSWER = {"guard": "not-a-medicine"}


def test_doubt_has_spans_and_is_answered_in_the_body(program: ApiClient) -> None:
    raw = {**LEVEL, "note": UNSURE}
    told = assert_problem(program.post("/stress/entries", raw), 409, "clinician-topic-unsure")
    assert told["class"] == "A"
    assert [UNSURE[start:end] for start, end in told["spans"]["note"]] == ["sema", "0.5"]
    assert told["suggestion"] == "Calm, ... my sema to ..."
    assert told["errors"] == [{"field": "note", "message": "Nothing is saved until you choose."}]
    assert list_all_entries(program) == []
    saved = created_entry(program.post("/stress/entries", raw | ANSWER))
    assert saved["note"] == UNSURE
    assert "guard" not in saved
    path = f"/stress/entries/{saved['id']}"
    assert program.patch(path, {"note": "Upped sema to 0.7."}).status_code == 200
    assert program.put(path, {**raw, "note": "Upped Sema to 0.8.", **ANSWER}).status_code == 200


def test_answer_holds_for_its_word_alone(program: ApiClient) -> None:
    saved = created_entry(program.post("/stress/entries", {**LEVEL, "note": UNSURE} | ANSWER))
    path = f"/stress/entries/{saved['id']}"
    for note in ("upped my reta to 0.5 today", "upped my с\u0435ма to 0.5, upped my tren to 0.7"):
        assert_problem(program.patch(path, {"note": note}), 409, "clinician-topic-unsure")
    for note in ("sema 0.5 mg weekly", "upped my sema to 0.5, took metformin 500 mg"):
        assert_problem(program.patch(path, {"note": note} | ANSWER), 422, "clinician-topic")


def test_needless_and_unknown_answers(program: ApiClient) -> None:
    calm: dict[str, Any] = {**LEVEL, "note": "Calm evening."}
    assert program.post("/stress/entries", calm | ANSWER).status_code == 201
    told = assert_problem(program.post("/stress/entries", calm | {"guard": "yes"}), 422, "invalid")
    assert told["errors"][0]["field"] == "guard"
