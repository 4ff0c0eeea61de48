"""The library for programs: filters, what is kept, and which piece comes with an entry."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from tests.support.api_answers import assert_problem
from tests.support.cases import for_each_case
from tests.support.people import ApiClient, create_api_client, ensure_account, sign_in

from habitlog.usecases.education import load_library

TODAY = "2026-03-12"


def items(program: ApiClient, **query: Any) -> list[dict[str, Any]]:
    answer = program.get("/snippets", **query)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@for_each_case(
    ("query", "holds"),
    [
        ({"topic": "cortisol"}, lambda item: "cortisol" in item["topics"]),
        ({"pillar": "sleep"}, lambda item: item["pillar"] == "sleep"),
        ({"pillar": "fundamentals"}, lambda item: item["pillar"] == "fundamentals"),
        ({"evidence": "trial"}, lambda item: item["evidence"] == "trial"),
        ({"saved": "false"}, lambda item: True),
        (
            {"topic": "cortisol", "evidence": "trial"},
            lambda item: "cortisol" in item["topics"] and item["evidence"] == "trial",
        ),
    ],
)
def test_snippet_filter_returns_matching_snippets(shared: ApiClient, query: dict[str, str], holds: Any) -> None:
    everything = items(shared)
    assert items(shared, **query) == [item for item in everything if holds(item)] != []


def test_unknown_topic_returns_no_snippets(shared: ApiClient) -> None:
    assert items(shared, topic="moonlight") == []
    assert items(shared, saved="true") == []


@for_each_case("query", [{"pillar": "moon"}, {"evidence": "gossip"}, {"saved": "perhaps"}])
def test_invalid_snippet_filter_is_refused_by_name(shared: ApiClient, query: dict[str, str]) -> None:
    problem = assert_problem(shared.get("/snippets", **query), 422, "invalid")
    [field] = problem["errors"]
    assert field["field"].endswith(next(iter(query)))


def test_snippet_saved_on_page_is_listed_by_api(app: FastAPI) -> None:
    browser = sign_in(app, "Ada", "Europe/Stockholm")
    program = create_api_client(app, ensure_account(app, "Ada", "Europe/Stockholm"), "read")
    for piece in ("social-jetlag", "kinds-of-fibre"):
        browser.post(f"/library/{piece}/saved", {})
    browser.post("/library/sleep-and-more/dismissed", {})
    assert {item["id"] for item in items(program, saved="true")} == {"social-jetlag", "kinds-of-fibre"}
    assert [item["id"] for item in items(program, saved="true", pillar="diet")] == ["kinds-of-fibre"]
    assert len(items(program, saved="false")) == len(items(program)) - 2
    stranger = create_api_client(app, ensure_account(app, "Cyd", "Europe/Stockholm"), "read")
    assert items(stranger, saved="true") == []


def test_clinician_line_comes_only_with_hormone_topics(shared: ApiClient) -> None:
    everything = items(shared)
    lines = {item["clinician_line"] for item in items(shared, topic="hormones-education")}
    assert lines == {"What this means for one person is a question for a clinician."}
    assert {i["clinician_line"] for i in everything if "hormones-education" not in i["topics"]} == {None}
    assert shared.get("/snippets/thyroid-and-the-resting-fire").json()["clinician_line"] in lines


def test_first_entry_of_kind_is_mentioned_once(program: ApiClient) -> None:
    level = {"kind": "level", "zone": "Europe/Stockholm", "stress_now": 3}
    first = program.post("/stress/entries", {**level, "day": "2026-03-10"}).json()
    assert first["snippets"][0]["because"] == "Shown because this is the first stress level in your log."
    second = program.post("/stress/entries", {**level, "day": TODAY}).json()
    assert "first" not in second["snippets"][0]["because"]
    entry = first["entry"]
    kept = {name: entry[name] for name in ("kind", "zone", "day", "stress_now")}
    again = program.put(f"/stress/entries/{entry['id']}", {**kept, "stress_now": 4}).json()
    assert again["snippets"][0]["because"] == first["snippets"][0]["because"]


def test_entry_answer_selects_snippet(program: ApiClient) -> None:
    practice = {"kind": "practice", "zone": "Europe/Stockholm", "minutes": 20}
    program.post("/stress/entries", {**practice, "day": "2026-02-01", "practice": "rest"})
    reasons = {
        program.post("/stress/entries", {**practice, "day": f"2026-02-{day:02d}", "practice": "yoga_tai_chi"}).json()[
            "snippets"
        ][0]["because"]
        for day in range(2, 16)
    }
    assert "Shown because you logged yoga or tai chi." in reasons


def test_tag_of_a_new_parent_keeps_lost_sleep_off_the_cards(program: ApiClient) -> None:
    touches = {snippet.id: snippet.touches for snippet in load_library().snippets}

    def log_nights(month: int) -> set[str]:
        """Log a fortnight of nights and return what its cards touch."""
        touched: set[str] = set()
        for day in range(2, 16):
            night = {"bed_at": f"2025-{month:02d}-{day - 1:02d}T23:00", "out_at": f"2025-{month:02d}-{day:02d}T07:00"}
            times = {"try_at": night["bed_at"], "final_wake_at": night["out_at"], "sol_min": 50, "waso_min": 90}
            entry = {"kind": "night", "zone": "Europe/Stockholm", "wakes": 1, "quality": 2, **night, **times}
            for snippet in program.post("/sleep/entries", entry).json()["snippets"]:
                touched |= touches[snippet["id"]]
        return touched

    assert log_nights(9) & {"sleep-loss", "habits"}
    tag = str(uuid4())
    program.put(f"/day-tags/{tag}", {"name": "New baby"})
    assert program.put(f"/days/2025-11-01/tags/{tag}", {}).status_code in {200, 201, 204}
    assert not log_nights(11) & {"sleep-loss", "habits"}
