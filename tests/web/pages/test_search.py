"""Search of one's own entries, whose words stand in no address."""

from __future__ import annotations

from tests.support.entries import LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import PutEntry

NAMED = {**PRACTICE, "practice": "other", "practice_text": "Knitting"}


def search(browser: Browser, words: str) -> str:
    """Search by the form of the page, and return the answer."""
    answer = submit_form(browser, find_form(browser.get("/search").text, "/search"), q=words)
    assert (answer.status_code, answer.request.url.query) == (200, b"")
    return answer.text


def test_search_finds_notes_activities_practices_and_exercises(ada: Browser, put_entry: PutEntry) -> None:
    put_entry("sleep", {**NIGHT, "note": "Slept at the Café,\nthin walls"})
    for pillar, raw in (("training", SETS), ("training", OTHER), ("stress", NAMED), ("stress", LEVEL)):
        put_entry(pillar, raw)
    for words, found in {
        "CAFE walls": "Slept at the <mark>Café</mark>,\nthin walls",
        "press": "Bench <mark>press</mark>",
        "woods": "Walk in the <mark>woods</mark>",
        "knit": "<mark>Knit</mark>ting",
    }.items():
        page = search(ada, words)
        assert "1 entry found" in main_text(page)
        assert found in page
        assert 'href="/#' in page
    assert "Nothing found" in main_text(search(ada, "cafe woods"))
    assert "found" not in main_text(search(ada, " "))
    assert "<mark>" not in search(ada, "<script>%_'")


def test_search_finds_tags_of_days_and_week_notes(ada: Browser, program: ApiClient) -> None:
    tag = "5a1f3c1e-52b1-4c62-8a53-3a5c3a0f0b05"
    program.put(f"/day-tags/{tag}", {"name": "New job"})
    assert "Tag of days On no day yet" in main_text(search(ada, "job"))
    for day in ("2026-03-02", "2026-03-03"):
        program.put(f"/days/{day}/tags/{tag}", None)
    program.put("/week-notes/2026-03-04", {"note": "The first job of my own"})
    page = search(ada, "job")
    assert "No entry, but Tag of days 2 days, the first on" in main_text(page)
    assert 'href="/days/2026-03-02"' in page
    assert 'href="/weeks/2026-03-02#own-line"' in page
    assert "The first <mark>job</mark> of my own" in page
    assert "New <mark>job</mark>" in page


def test_search_is_of_ones_own_and_of_pillars_that_are_shown(ada: Browser, put_entry: PutEntry, cyd: Browser) -> None:
    put_entry("stress", {**LEVEL, "note": "Exam", "day": "2026-03-02"})
    assert 'href="/days/2026-03-02#stress"' in search(ada, "exam")
    assert "Nothing found" in main_text(search(cyd, "exam"))
    settings = find_form(ada.get("/settings").text, "/settings")
    assert submit_form(ada, settings, shown=["", "sleep", "diet", "training"]).status_code == 303
    assert "Nothing found" in main_text(search(ada, "exam"))


def test_search_shows_latest_hundred_and_cuts_long_texts(ada: Browser, put_entry: PutEntry) -> None:
    for number in range(101):
        put_entry("training", {**OTHER, "note": f"{'x' * 300} lake{number} {'y' * 300}"})
    page = search(ada, "lake")
    assert "101 entries found The latest 100 are below" in main_text(page)
    assert f"… {'x' * 59} <mark>lake</mark>" in page


def test_search_with_words_for_a_clinician_shows_card_and_own_notes(ada: Browser, put_entry: PutEntry) -> None:
    put_entry("stress", {**LEVEL, "note": "took metformin this morning"})
    page = search(ada, "metformin")
    assert "A doctor or pharmacist" in page
    assert "took <mark>metformin</mark>" in page
