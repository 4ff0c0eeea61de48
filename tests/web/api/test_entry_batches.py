"""Many entries in one call: each as PUT takes it, all or each for itself, and the same again changes nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.support.api_answers import assert_problem, list_all_entries, refused_fields
from tests.support.entries import FOOD, GOOD, LEVEL, NAP, NIGHT, OTHER
from tests.support.people import ApiClient

UNSURE = {**OTHER, "note": "Calm, upped my sema to 0.5 today."}
DOSE = {**OTHER, "note": "sema 0.25 mg once a week"}


def item(pillar: str, raw: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "pillar": pillar, **raw, **more}


def test_batch_saves_what_put_would_and_repeats_without_effect(program: ApiClient) -> None:
    batch = {"entries": [item(pillar, raw) for pillar, raw in GOOD]}
    first = program.post("/entries/batch", batch)
    assert first.status_code == 200, first.text
    answers = first.json()["items"]
    assert [(one["id"], one["status"]) for one in answers] == [(one["id"], 201) for one in batch["entries"]]
    assert [one["entry"] for one in answers] == [
        program.get(f"/{one['entry']['pillar']}/entries/{one['id']}").json() for one in answers
    ]
    again = program.post("/entries/batch", batch, Prefer="return=minimal")
    assert again.json()["items"] == [{"id": one["id"], "status": 200, "version": 1} for one in answers]
    assert again.headers["preference-applied"] == "return=minimal"
    sent_back = program.post("/entries/batch", {"entries": [one["entry"] for one in answers]})
    assert {one["status"] for one in sent_back.json()["items"]} == {200}


def test_each_item_is_refused_for_itself_or_all_are(program: ApiClient) -> None:
    first = item("stress", LEVEL)
    entries = [
        first, item("stress", LEVEL), item("training", {**OTHER, "session_min": 0}), item("training", DOSE),
        item("mood", OTHER), item("training", UNSURE), item("training", UNSURE, guard="not-a-medicine"),
        item("sleep", NAP, version=3), item("diet", {**FOOD, "day": "2999-01-01"}), item("sleep", NIGHT),
    ]  # fmt: skip
    kinds = [None, "conflict", "invalid", "clinician-topic", "not-found", "clinician-topic-unsure", None, "invalid",
             "invalid", None]  # fmt: skip
    told = assert_problem(
        program.post("/entries/batch", {"entries": entries, "all_or_nothing": True}), 422, "batch-refused"
    )
    assert [one["status"] for one in told["items"]] == [424, 409, 422, 422, 404, 409, 424, 422, 422, 424]
    assert list_all_entries(program) == []
    answers = program.post("/entries/batch", {"entries": entries}).json()["items"]
    problems = [one.get("problem", {"type": None})["type"] for one in answers]
    assert problems == [kind and f"urn:habitlog:problem:{kind}" for kind in kinds]
    assert answers[1]["problem"]["href"] == f"/api/v1/stress/entries/{first['id']}"
    assert {entry["id"] for entry in list_all_entries(program)} == {entries[place]["id"] for place in (0, 6, 9)}
    whole = {"entries": [item("training", OTHER), item("sleep", NAP)], "all_or_nothing": True}
    assert [one["status"] for one in program.post("/entries/batch", whole).json()["items"]] == [201, 201]


def test_batch_that_is_none_is_refused_whole(shared: ApiClient) -> None:
    twice = item("training", OTHER)
    for body, fields in (
        ({}, ["entries"]),
        ({"entries": []}, ["entries"]),
        ({"entries": [1]}, ["entries.0"]),
        ({"entries": [OTHER]}, ["entries.0.id", "entries.0.pillar"]),
        ({"entries": [{**twice, "id": "x"}]}, ["entries.0.id"]),
        ({"entries": [{**twice, "pillar": 7}]}, ["entries.0.pillar"]),
        ({"entries": [{**twice, "guard": "yes"}]}, ["entries.0.guard"]),
        ({"entries": [twice, {**twice, "id": twice["id"].upper()}]}, ["entries.0.id", "entries.1.id"]),
        ({"entries": [twice], "all_or_nothing": "yes"}, ["all_or_nothing"]),
        ({"entries": [{}] * 1001}, ["entries"]),
        ({"entries": [twice], "more": 1}, ["more"]),
    ):
        assert refused_fields(shared.post("/entries/batch", body)) == fields
    assert_problem(shared.send("/entries/batch", b"[]"), 400, "malformed")
    assert list_all_entries(shared) == []


def test_minimal_answer_has_no_education(program: ApiClient) -> None:
    full = program.post("/training/entries", OTHER)
    short = program.post("/training/entries", OTHER, Prefer="respond-async, return=minimal")
    assert short.headers["preference-applied"] == "return=minimal"
    assert "preference-applied" not in full.headers
    assert (short.json()["snippets"], short.json().keys()) == ([], full.json().keys())
