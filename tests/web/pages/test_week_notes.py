"""One line of a person's own on a week: on its review and in the list of the year, screened like a note."""

from __future__ import annotations

from tests.support.html import find_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord, PutEntry

WEEK = "/weeks/2026-03-02"
UNSURE = "Calm evening, upped my sema to 0.5 with Ayla."


def test_line_of_a_week_is_kept_changed_and_removed(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    put_entry("stress", {"kind": "level", "day": "2026-03-03", "stress_now": 3})
    form = find_form(ada.get(WEEK).text, f"{WEEK}/note")
    saved = submit_form(ada, form, note="  Moved house,\r\nslept on the floor ")
    assert saved.headers["location"] == f"{WEEK}#own-line"
    line = "Moved house, slept on the floor"
    for page in (WEEK, "/years/2026"):
        assert line in main_text(ada.get(page).text), page
    assert exported_record()["week_notes"] == [{"week": "2026-03-02", "note": line}]
    too_long = submit_form(ada, form, note="x" * 281)
    assert too_long.status_code == 422
    assert "280" in main_text(too_long.text)
    assert "x" * 281 in too_long.text
    # Any day of the week names it, also of one that is not over; one to come has none.
    assert ada.post("/weeks/2026-03-12/note", {"note": "Rain"}).headers["location"] == "/weeks/2026-03-09#own-line"
    assert ada.post("/weeks/2026-03-16/note", {"note": "Sun"}).status_code == 404
    submit_form(ada, form, note=" ")
    assert [note["week"] for note in exported_record()["week_notes"]] == ["2026-03-09"]


def test_line_of_a_week_is_screened_like_a_note(ada: Browser, exported_record: ExportRecord) -> None:
    form = find_form(ada.get(WEEK).text, f"{WEEK}/note")
    refused = submit_form(ada, form, note="Calm week, semaglutide 0.5 mg on Monday")
    assert refused.status_code == 422
    assert "A doctor or pharmacist" in refused.text
    assert exported_record()["week_notes"] == []
    unsure = submit_form(ada, form, note=UNSURE)
    assert unsure.status_code == 409, main_text(unsure.text)
    assert "Is this about a medicine?" in unsure.text
    kept = submit_form(ada, find_form(unsure.text, f"{WEEK}/note"), guard="not-a-medicine")
    assert kept.status_code == 303
    assert [note["note"] for note in exported_record()["week_notes"]] == [UNSURE]
