"""A day with four hundred entries: shown, searched, changed and counted like any other."""

from __future__ import annotations

from tests.support.entries import OTHER, PRACTICE
from tests.support.html import DAY, find_entry_form, find_form, main_text, open_form, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord, PutEntry

WALKS = 400


def test_day_of_four_hundred_entries(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    walks = [
        put_entry("training", {**OTHER, "activity": f"Walk {number}", "session_min": 1}) for number in range(WALKS)
    ]
    put_entry("stress", PRACTICE)
    page = ada.get(f"/days/{DAY}")
    assert page.status_code == 200
    assert page.text.count("/edit") == WALKS + 1
    assert f"Walk {WALKS - 1}" in main_text(page.text)
    last = walks[-1]
    edited = submit_form(ada, find_entry_form(ada.get(f"/training/{last['id']}/edit")), session_min="30")
    assert edited.status_code == 303
    trend = ada.get(f"/trends/training.minutes?from={DAY}&to={DAY}")
    assert "429" in main_text(trend.text) or "7 h 9 min" in main_text(trend.text)
    added = submit_form(ada, open_form(ada, "training", "other"), activity="One more")
    assert added.status_code == 303
    search = submit_form(ada, find_form(ada.get("/search").text, "/search"), q="walk 39")
    assert "14 entries found" in main_text(search.text)
    assert len(exported_record()["entries"]) == WALKS + 2
