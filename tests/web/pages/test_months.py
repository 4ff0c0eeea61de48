"""A month as a calendar, and leaving several days out at once."""

from __future__ import annotations

import pytest
from tests.support.entries import LEVEL
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord


def exported_marks(record: ExportRecord) -> set[tuple[str, str, str]]:
    return {(mark["day"], mark["pillar"], mark["mark"]) for mark in record()["marks"]}


def test_month_links_its_days_and_neighbours(ada: Browser, program: ApiClient) -> None:
    program.post("/stress/entries", LEVEL | {"day": "2026-02-10"})
    page = ada.get("/months/2026-02")
    assert page.status_code == 200
    for address in ("/days/2026-02-10", "/days/2026-01-26", "/months/2026-01", "/months/2026-03"):
        assert f'href="{address}"' in page.text
    assert "Tue 10 Feb. Sleep not known" in main_text(page.text).replace("no entry", "not known")
    current = ada.get("/months/2026-03").text
    assert 'href="/"' in current
    assert "/months/2026-04" not in current
    assert "/days/2026-03-13" not in current
    assert 'href="/months/2026-03"' in ada.get("/").text


@pytest.mark.parametrize("month", ["2026-04", "2026-13", "2026-3", "march", "1800-01"])
def test_month_that_cannot_be_shown_is_not_found(ada: Browser, month: str) -> None:
    assert ada.get(f"/months/{month}").status_code == 404


def test_days_are_left_out_and_taken_back(ada: Browser, program: ApiClient, exported_record: ExportRecord) -> None:
    program.post("/stress/entries", LEVEL | {"day": "2026-03-02"})
    ada.post("/days/2026-03-03/marks/training", {"mark": "none"})
    form = find_form(ada.get("/months/2026-03").text, "/marks/range")
    answer = submit_form(ada, form, first="2026-03-02", last="2026-03-03")
    assert answer.status_code == 303
    left_out = {
        (day, pillar, "skipped")
        for day in ("2026-03-02", "2026-03-03")
        for pillar in ("sleep", "diet", "training", "stress")
    } - {("2026-03-02", "stress", "skipped"), ("2026-03-03", "training", "skipped")}
    kept = ("2026-03-03", "training", "none")
    assert exported_marks(exported_record) == left_out | {kept}
    undo = find_form(ada.get(answer.headers["location"]).text, "/marks")
    assert submit_form(ada, undo).headers["location"] == "/months/2026-03"
    assert exported_marks(exported_record) == {kept}


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-03-05", "2026-03-04", "The last day is before the first."),
        ("2026-01-01", "2026-03-10", "At most 62 days"),
        ("2026-03-10", "2026-03-13", "not come yet"),
        ("", "2026-03-04", "Enter a date, like"),
        ("2026-02-30", "2026-03-04", "Enter a date"),
    ],
)
def test_range_that_cannot_be_left_out_is_refused(
    ada: Browser, exported_record: ExportRecord, first: str, last: str, text: str
) -> None:
    answer = ada.post("/marks/range", {"first": first, "last": last})
    assert answer.status_code == 422
    assert text in main_text(answer.text)
    assert exported_marks(exported_record) == set()
