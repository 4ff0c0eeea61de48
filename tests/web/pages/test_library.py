"""Pages that are read: snippets with their reasons, trends with few and many values, and names that would be code."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import PASSWORD, Browser

from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email

LEVEL = {"kind": "level", "day": "2026-03-12", "stress_now": "3"}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{ 7*7 }}&lt;"


def log_nights(app: FastAPI, count: int) -> None:
    """Keep Ada's last nights, each a little longer than the one before."""
    with app.state.context.database.begin_write() as transaction:
        ada = find_person_by_email(transaction, "ada@example.org")
        for back in range(count):
            day = date(2026, 3, 12) - timedelta(days=back)
            bed = f"{day - timedelta(days=1)}T{22 + back // 60:02d}:{back % 60:02d}"
            raw = {"kind": "night", "bed_at": bed, "try_at": bed, "sol_min": 10, "wakes": 0,
                   "final_wake_at": f"{day}T06:50", "out_at": f"{day}T07:00"}  # fmt: skip
            entries.put_entry(transaction, ada, find_pillar("sleep"), str(uuid4()), raw, NOW)


def snippet_on(page: str) -> str:
    found = re.search(r'action="/library/([^"/]+)/saved"', page)
    assert found, "no snippet on this page"
    return found[1]


def test_snippet_is_shown_with_reason_and_source(ada: Browser) -> None:
    assert 'id="snippet-title"' not in ada.get("/").text
    ada.post("/sleep/new", {"kind": "night", "bed_at": "22:45", "out_at": "07:15"})
    page = ada.get("/").text
    because = re.search(r'<p class="snippet-reason">(.*?)</p>', page)
    assert because
    assert because[1].lower().startswith(("shown because", "because"))
    assert re.search(r'<a href="https://doi\.org/[^"]+" rel="noreferrer noopener">', page)
    assert "Limits:" in main_text(page)
    assert ada.get(f"/library/{snippet_on(page)}").status_code == 200


def test_snippet_is_saved_and_dismissed(ada: Browser) -> None:
    ada.post("/sleep/new", {"kind": "night", "bed_at": "22:45", "out_at": "07:15"})
    page = ada.get("/").text
    piece = snippet_on(page)
    assert submit_form(ada, find_form(page, f"/library/{piece}/saved")).headers["location"] == "/"
    assert "Remove from saved" in ada.get("/").text
    assert 'id="saved"' in ada.get("/library").text
    submit_form(ada, find_form(ada.get("/").text, f"/library/{piece}/saved"))
    assert 'id="saved"' not in ada.get("/library").text
    submit_form(ada, find_form(ada.get("/").text, f"/library/{piece}/dismissed"))
    after = ada.get("/").text
    assert f"/library/{piece}/saved" not in after
    ada.post(f"/library/{piece}/dismissed", {})
    assert snippet_on(ada.get("/").text) == piece


def test_snippet_choice_is_reproducible(ada: Browser) -> None:
    ada.post("/stress/new", LEVEL)
    pages = [snippet_on(ada.get("/").text) for _ in range(3)]
    assert len(set(pages)) == 1


def test_saved_snippet_is_per_person(ada: Browser, cyd: Browser) -> None:
    ada.post("/sleep/new", {"kind": "night", "bed_at": "22:45", "out_at": "07:15"})
    piece = snippet_on(ada.get("/").text)
    ada.post(f"/library/{piece}/saved", {})
    assert 'id="saved"' not in cyd.get("/library").text


def test_unknown_snippet_is_not_found(ada: Browser) -> None:
    assert ada.get("/library/nothing-here").status_code == 404
    assert ada.post("/library/nothing-here/saved", {}).status_code == 404
    assert ada.post("/library/nothing-here/adored", {}).status_code == 422


def test_every_snippet_has_page(ada: Browser, app: FastAPI) -> None:
    index = ada.get("/library").text
    for snippet in app.state.context.library.snippets:
        assert f'href="/library/{snippet.id}"' in index
    for snippet in app.state.context.library.snippets[::9]:
        page = ada.get(f"/library/{snippet.id}").text
        assert "https://doi.org/" in page
        assert "Studied in:" in page


@pytest.mark.parametrize("range_", ["4w", "12w", "1y", "all"])
@pytest.mark.parametrize("count", [0, 9, 70])
def test_trend_page_by_number_of_nights(ada: Browser, app: FastAPI, count: int, range_: str) -> None:
    log_nights(app, count)
    index = ada.get(f"/trends?range={range_}")
    assert index.status_code == 200
    for metric in DAILY_METRICS:
        there = range_ if metric.startswith("sleep.") else "all"
        assert (f'href="/trends/{metric}?range={there}"' in index.text) is (count > 0)
    assert index.text.count("No values in these weeks.") == (len(PILLARS) - 1 if count else 0)
    page = ada.get(f"/trends/sleep.duration?range={range_}")
    said = main_text(page.text)
    assert 'class="verdict"' in page.text
    if count < 14:
        assert "Not enough weeks yet" in said
        assert re.search(r"\d+ needed", said)
    else:
        assert re.search(r"longer|Not enough weeks yet", said.partition("Method")[0])
    days = {"4w": 28, "12w": 84, "1y": 364, "all": {0: 28, 9: 7, 70: 70}[count]}[range_]
    whole = max(count - len(("Mon", "Tue", "Wed", "Thu")), 0)
    assert f"{min(whole, days)} of {days} " in said
    assert ("<svg" in page.text.partition("<main")[2].partition("verdict")[2]) is (count > 0) or count == 0


def test_every_metric_has_trend_page(ada: Browser, app: FastAPI) -> None:
    for metric in DAILY_METRICS:
        assert ada.get(f"/trends/{metric}").status_code == 200
    log_nights(app, 20)
    for metric in DAILY_METRICS:
        assert ada.get(f"/trends/{metric}?range=all&rows=all").status_code == 200


def test_trend_page_explains_metric(ada: Browser) -> None:
    metric = DAILY_METRICS["sleep.efficiency"]
    assert metric.explained in ada.get("/trends/sleep.efficiency").text


@pytest.mark.parametrize("address", ["/trends?range=2w", "/trends/sleep.duration?range=", "/trends/nothing"])
def test_unknown_trend_is_not_found(ada: Browser, address: str) -> None:
    assert ada.get(address).status_code == 404


def test_trend_page_value_table(ada: Browser, app: FastAPI) -> None:
    log_nights(app, 40)
    some, all_ = (ada.get(f"/trends/sleep.duration?range=all{rows}").text for rows in ("", "&rows=all"))
    assert some.count('<th scope="row">') == 14
    assert all_.count('<th scope="row">') == 36


def test_trend_page_shows_own_values_only(ada: Browser, cyd: Browser, app: FastAPI) -> None:
    log_nights(app, 30)
    assert "0 of 84" in main_text(cyd.get("/trends/sleep.duration").text)


def test_names_and_notes_are_escaped_on_every_page(app: FastAPI, anyone: Browser) -> None:
    form = {"name": HOSTILE, "email": "eva@example.org", "password": PASSWORD, "zone": "Europe/Stockholm"}
    answer = anyone.post("/sign-up", form, csrf="")
    assert answer.status_code == 303, main_text(answer.text)
    for sent in (
        {"kind": "other", "activity": HOSTILE, "note": HOSTILE},
        {"kind": "resistance", "sets-0-exercise": HOSTILE, "sets-0-reps": "5"},
    ):
        assert anyone.post("/training/new", sent).status_code == 303
    sent = {"kind": "practice", "practice": "other", "practice_text": HOSTILE, "minutes": "5"}
    assert anyone.post("/stress/new", sent).status_code == 303
    anyone.post("/data/tokens", {"name": HOSTILE, "scope": "read"})
    pages = ["/", "/settings", "/data", "/trends", "/library", "/clinician"]
    pages += re.findall(r'href="(/(?:training|stress)/[0-9a-f-]{36}/edit)"', anyone.get("/").text)
    assert len(pages) == 9
    wrong = [anyone.post("/training/new", {"kind": "other", "activity": HOSTILE, "effort": HOSTILE, "note": HOSTILE}),
             anyone.post("/settings", {"name": HOSTILE, "zone": HOSTILE, "day_start": HOSTILE}),
             anyone.post("/sign-in", {"email": HOSTILE, "password": HOSTILE}, csrf="")]  # fmt: skip
    for page in [*(anyone.get(address) for address in pages), *wrong]:
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "49&" not in page.text
    assert "&lt;script&gt;alert(1)" in anyone.get("/").text


def test_odd_path_is_not_echoed(ada: Browser) -> None:
    for address in ("/days/<script>", "/library/<script>alert(1)</script>", "/?card=<script>", "/trends/<img>"):
        page = ada.get(address)
        assert page.status_code in {200, 404, 405, 422}
        assert "<script>" not in page.text


def test_day_page_of_future_and_past(ada: Browser) -> None:
    assert ada.get("/days/2026-03-13").status_code == 404
    assert ada.get("/days/2015-01-01").status_code == 200
    assert "Undo" not in main_text(ada.get("/days/2015-01-01").text)
