"""The library's search by page and by API: word forms, rank, calm before anything, and never a list for a dose."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case
from tests.support.html import main_text
from tests.support.people import ApiClient, Browser, create_api_client, ensure_account

from habitlog.education.search import SnippetSearchIndex
from habitlog.usecases.education import load_library

LIBRARY = load_library()
INDEX = SnippetSearchIndex(LIBRARY.snippets)


@pytest.fixture(scope="module")
def shared(shared_app: FastAPI) -> ApiClient:
    """Ada's program."""
    return create_api_client(shared_app, ensure_account(shared_app, "Ada", "Europe/Stockholm"), "read")


def search_library(ada: Browser, q: str) -> str:
    answer = ada.client.get("/library", params={"q": q})
    assert answer.status_code == 200
    return main_text(answer.text)


@for_each_case(
    ("typed", "also"),
    [
        ("sleeping", "sleep"),
        ("studies", "study"),
        ("fiber", "fibre"),
        ("slept", "sleeps"),
        ("insulin resistant", "insulin resistance"),
        ("RESISTANCE, insulin", "insulin resistance"),
        ("fibres", "fibre"),
        ("stressed", "stress"),
        ("STRESS", "stress"),
        ("MÉDITATION", "meditation"),
        ("œstrogen", "oestrogens"),
        ("estrogen", "oestrogen"),
        ("mitochondrion", "mitochondria"),
        ("wholegrain", "whole grains"),
        ("ultraprocessed", "ultra-processed"),
        ("jet lag", "jetlag"),
        ("blood sugar", "glucose"),
        ("veggies", "vegetable"),
        ("waking up", "woke"),
        ("napping", "naps"),
        ("anxious", "anxiety"),
        ("how much sleep", "sleep"),
    ],
)
def test_search_matches_word_forms(shared: ApiClient, typed: str, also: str) -> None:
    found = [one["id"] for one in shared.get("/snippets", q=typed).json()["items"]]
    assert found
    assert found == [one["id"] for one in shared.get("/snippets", q=also).json()["items"]]


def test_search_ranks_title_topic_text() -> None:
    parts = []
    for one in INDEX.find_snippets("insulin").snippets:
        about = " ".join((*one.topics, one.chapter, *one.lines, one.pillar)).casefold()
        parts.append(0 if "insulin" in one.title.casefold() else 1 if "insulin" in about else 2)
    assert parts == sorted(parts)
    assert set(parts) == {0, 1, 2}


def test_search_combines_with_topic(shared: ApiClient) -> None:
    both = shared.get("/snippets", topic="sleep-duration", q="insulin").json()["items"]
    assert both
    assert all("sleep-duration" in one["topics"] for one in both)
    assert len(both) < len(shared.get("/snippets", q="insulin").json()["items"])
    assert shared.get("/snippets", q="  ").json() == shared.get("/snippets").json()


def test_search_page_shows_count(shared_ada: Browser) -> None:
    count = len(INDEX.find_snippets("muscles").snippets)
    assert f"{count} texts found" in search_library(shared_ada, "muscles")
    assert "these have some of them" in search_library(shared_ada, "muscles zebra")


@for_each_case(
    "typed",
    ["qwzx", "🙂🙂", "\u202eabc\u200b", "the", "' OR ;--", "<script>", "%", "zebra" * 4000, "\ufffd", "слон"],
)
def test_search_without_result_offers_chapters(shared_ada: Browser, typed: str) -> None:
    page = search_library(shared_ada, typed)
    assert "Nothing found" in page
    assert "What insulin does" in page


def test_search_accepts_invalid_unicode(shared_ada: Browser) -> None:
    assert shared_ada.get("/library?q=%ff%fe%ed%a0%80").status_code == 200
    assert "Nothing found" not in main_text(shared_ada.get("/library?q=").text)


def test_search_query_is_kept_and_escaped(shared_ada: Browser) -> None:
    answer = shared_ada.client.get("/library", params={"q": '"><b>sleep'})
    assert 'value="&#34;&gt;&lt;b&gt;sleep"' in answer.text


@for_each_case(
    ("typed", "card"),
    [("how much ozempic do I take", "referral"), ("metformin", "quiet"), ("creatine 5 g", "supplement"),
     ("HOW MUCH TESTOSTERONE per week", "referral"), ("testosterone 200 mg", "referral"),
     ("melatonin 5mg for sleep", "referral"), ("insulin units before dinner", "referral"),
     ("Insulin dose", "referral"), ("how much insulin", "referral"), ("testosterone dosage", "referral"),
     ("thyroid dose", "referral"), ("growth hormone injections", "quiet"), ("cortisol pills", "quiet"),
     ("I want to die", "urgent")],
)  # fmt: skip
def test_search_for_dose_refers_to_clinician(shared_ada: Browser, shared: ApiClient, typed: str, card: str) -> None:
    answer = shared_ada.client.get("/library", params={"q": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/clinician?card={card}")
    refused = shared.get("/snippets", q=typed)
    assert (refused.status_code, refused.json()["referral"]["kind"]) == (422, card)


@for_each_case(
    ("typed", "first"),
    [("insomnia", "trouble-sleeping-in-cohorts"), ("soda", "sweet-drinks-in-cohorts"),
     ("journaling", "putting-it-into-words"), ("lonely", "company-and-long-life"),
     ("shift worker", "three-weeks-and-back"),
     ("belly fat", "fat-around-the-organs"), ("why do I wake at night", "awake-in-the-night"),
     ("forest", "time-in-a-natural-place"), ("tiredness", "a-state-that-can-change"),
     ("social jetlag", "social-jetlag"),
     ("mitochondria", "where-a-cell-gets-its-energy")],
)  # fmt: skip
def test_search_uses_synonyms(shared: ApiClient, typed: str, first: str) -> None:
    assert first in [one["id"] for one in shared.get("/snippets", q=typed).json()["items"]][:2]


@for_each_case("typed", ["🙂", "🙂🙂 🙃", "qwzx", "the of and", "\u200b", "z" * 10_000, "(((", "a AND b", "ß"])
def test_search_api_returns_empty_list(shared: ApiClient, typed: str) -> None:
    assert shared.get("/snippets", q=typed).json() == {"items": []}


def test_search_truncates_long_query(shared: ApiClient) -> None:
    long = shared.get("/snippets", q="fibre " + "fibre " * 2_000)
    assert (long.status_code, long.json()) == (200, shared.get("/snippets", q="fibre").json())


def test_search_with_empty_query_returns_all(shared: ApiClient) -> None:
    assert len(shared.get("/snippets", q="").json()["items"]) == len(LIBRARY.snippets)


@for_each_case("typed", ["insulin", "testosterone", "growth hormone", "magnesium", "thyroid", "GLP-1"])
def test_search_for_topic_word(shared_ada: Browser, typed: str) -> None:
    assert "found" in search_library(shared_ada, typed)


@given(st.text(max_size=300))
def test_search_accepts_any_text(query: str) -> None:
    found = INDEX.find_snippets(query)
    assert len({one.id for one in found.snippets}) == len(found.snippets)


def test_search_finds_every_snippet_by_title() -> None:
    assert [one.id for one in LIBRARY.snippets if one not in INDEX.find_snippets(one.title).snippets[:3]] == []


def test_search_for_dose_is_not_put_in_url(shared_ada: Browser) -> None:
    found = shared_ada.post("/library", {"q": " muscles "})
    assert (found.status_code, found.headers["location"]) == (303, "/library?q=muscles")
    refused = shared_ada.post("/library", {"q": "test cyp 200 mg"})
    assert (refused.status_code, refused.headers["location"]) == (303, "/clinician?card=referral")
    assert shared_ada.post("/library", {"q": " "}).headers["location"] == "/library"


def test_dismissed_snippet_can_be_restored(ada: Browser) -> None:
    piece = INDEX.find_snippets("muscles").snippets[0]
    assert "Not for me" in ada.get(f"/library/{piece.id}").text
    ada.post(f"/library/{piece.id}/dismissed", {"back": "/library"})
    page = ada.get("/library").text
    assert page.index('id="dismissed"') < page.rindex(f"/library/{piece.id}")
    assert "Show it again" in ada.get(f"/library/{piece.id}").text
    ada.post(f"/library/{piece.id}/dismissed", {"back": "/library"})
    assert 'id="dismissed"' not in ada.get("/library").text
