"""Week notes by the API: saved, read back, sent again as read, refused and removed."""

from __future__ import annotations

from tests.support.api_answers import assert_problem, refused_fields
from tests.support.people import ApiClient


def list_notes(program: ApiClient, **query: str) -> list[dict[str, str]]:
    items: list[dict[str, str]] = program.get("/week-notes", **query).json()["items"]
    return items


def test_note_of_week_is_saved_sent_again_and_removed(program: ApiClient) -> None:
    saved = program.put("/week-notes/2026-03-04", {"note": "Two nights by the sea"})
    note = {"week": "2026-03-02", "note": "Two nights by the sea"}
    assert (saved.status_code, saved.json()) == (200, note | {"referral": None})
    program.put("/week-notes/2026-03-09", {"note": "New job"})
    assert list_notes(program) == [note, {"week": "2026-03-09", "note": "New job"}]
    assert list_notes(program, **{"from": "2026-03-01", "to": "2026-03-08"}) == [note]
    assert program.put("/week-notes/2026-03-02", note).json() == note | {"referral": None}
    assert program.delete("/week-notes/2026-03-08").status_code == 204
    assert [item["note"] for item in list_notes(program)] == ["New job"]
    assert program.put("/week-notes/2026-03-09", {"note": ""}).json()["note"] == ""
    assert list_notes(program) == []


def test_note_that_cannot_be_kept_is_refused_at_its_member(program: ApiClient) -> None:
    for body, field in (
        ({"note": "x" * 2000}, "note"),
        ({}, "note"),
        ({"note": "x", "week": "2026-03-09"}, "week"),
        ({"note": "x", "more": 1}, "more"),
        ({"note": "x", "guard": "yes"}, "guard"),
    ):
        assert refused_fields(program.put("/week-notes/2026-03-04", body)) == [field]
    assert_problem(program.put("/week-notes/2026-03-16", {"note": "x"}), 404, "not-found")
    assert_problem(program.put("/week-notes/2026-03-04", {"note": "took 500 mg metformin"}), 422, "clinician-topic")
    assert list_notes(program) == []


def test_doubtful_word_is_asked_about_once(program: ApiClient) -> None:
    note = {"note": "Calm, upped my sema to 0.5 today."}
    told = assert_problem(program.put("/week-notes/2026-03-04", note), 409, "clinician-topic-unsure")
    assert told["spans"].keys() == {"note"}
    assert program.put("/week-notes/2026-03-04", note | {"guard": "not-a-medicine"}).status_code == 200
