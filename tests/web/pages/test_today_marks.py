"""Marks by page: nothing, left out, undone, and several days at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.entries import LEVEL
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

DAY = "/days/2026-03-12"


def exported_marks(record: ExportRecord) -> set[tuple[str, str, str]]:
    return {(one["day"], one["pillar"], one["mark"]) for one in record()["marks"]}


@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_day_mark_is_set_and_removed(ada: Browser, exported_record: ExportRecord, mark: str) -> None:
    form = find_form(ada.get(DAY).text, f"{DAY}/marks/training")
    answer = submit_form(ada, form, mark=mark)
    assert (answer.status_code, answer.headers["location"]) == (303, DAY)
    assert exported_marks(exported_record) == {("2026-03-12", "training", mark)}
    day = ada.get(DAY).text
    assert {"none": "rest day", "skipped": "Left out of every average"}[mark] in main_text(day)
    assert submit_form(ada, find_form(day, f"{DAY}/marks/training"), mark="").status_code == 303
    assert exported_marks(exported_record) == set()


def test_day_mark_none_in_training_is_rest_day(ada: Browser) -> None:
    for day in (DAY, "/days/2026-03-11"):
        page = main_text(ada.get(day).text)
        for button in ("Did not sleep , sleep", "Ate nothing , food", "Rest day , training", "No practice , stress"):
            assert button in page
    ada.post(f"{DAY}/marks/training", {"mark": "none"})
    ada.post(f"{DAY}/marks/diet", {"mark": "none"})
    told = main_text(ada.get(DAY).text)
    assert "Training rest day Undo , training Rest day Counts as 0 min until a session is logged." in told
    assert "Food ate nothing" in told


def test_day_mark_beside_entry_is_refused(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post("/training/new", {"kind": "other", "activity": "Walk"})
    answer = ada.post(f"{DAY}/marks/training", {"mark": "none"})
    assert answer.status_code == 409
    assert "already has an entry" in main_text(answer.text)
    assert exported_marks(exported_record) == set()


def test_day_mark_is_removed_by_entry(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post(f"{DAY}/marks/training", {"mark": "skipped"})
    ada.post("/training/new", {"kind": "other", "activity": "Walk"})
    assert exported_marks(exported_record) == set()


def test_stress_level_is_allowed_beside_no_practices(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post(f"{DAY}/marks/stress", {"mark": "none"})
    assert ada.post("/stress/new", {"kind": "level", "stress_now": "4"}).status_code == 303
    assert exported_marks(exported_record) == {("2026-03-12", "stress", "none")}


def test_days_without_training_are_marked_and_unmarked_at_once(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    assert "Days without an entry" not in ada.get("/").text, "the log has not begun"
    program.post("/stress/entries", LEVEL | {"day": "2026-03-10"})
    form = find_form(ada.get("/").text, "/marks")
    assert form.all("cell") == [], "no day is chosen beforehand"
    page = main_text(ada.get("/").text)
    assert "Rest day Tue 10 Mar Wed 11 Mar No practice Wed 11 Mar Log the chosen days" in page
    cells = ["2026-03-10.training", "2026-03-11.stress"]
    answer = submit_form(ada, form, cell=cells)
    assert answer.status_code == 303
    assert exported_marks(exported_record) == {("2026-03-10", "training", "none"), ("2026-03-11", "stress", "none")}
    after = ada.get(answer.headers["location"]).text
    assert "2 marks were set." in main_text(after)
    undo = find_form(after, "/marks")
    assert undo.all("cell") == cells
    assert submit_form(ada, undo).headers["location"] == "/"
    assert exported_marks(exported_record) == set()


@pytest.mark.parametrize("cell", ["2026-03-10.sleep", "2026-03-10.diet"])
def test_sleep_and_food_are_marked_one_day_at_a_time(ada: Browser, exported_record: ExportRecord, cell: str) -> None:
    answer = ada.post("/marks", [("cell", "2026-03-10.training"), ("cell", cell)])
    assert answer.status_code == 422
    assert "one day at a time" in main_text(answer.text)
    assert exported_marks(exported_record) == set()


@pytest.mark.parametrize("bad", ["2026-03-10.reading", "2026-02-30.training", "training", "2027-01-01.training", ""])
def test_several_marks_are_atomic(ada: Browser, exported_record: ExportRecord, bad: str) -> None:
    cells = [("cell", "2026-03-09.training"), ("cell", bad), ("cell", "2026-03-11.training")]
    assert ada.post("/marks", cells).status_code in {404, 422}
    assert exported_marks(exported_record) == set()


def test_several_marks_beside_entry_are_refused(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post("/training/new", {"kind": "other", "day": "2026-03-10", "activity": "Walk"})
    cells = [("cell", "2026-03-09.training"), ("cell", "2026-03-10.training")]
    assert ada.post("/marks", cells).status_code == 409
    assert exported_marks(exported_record) == set()


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/days/2026-03-13/marks/sleep", {"mark": "none"}, 422),
        ("/days/2026-03-12/marks/sleep", {"mark": "perfect"}, 422),
        ("/days/2026-03-12/marks/reading", {"mark": "none"}, 404),
        ("/days/2026-03-12/marks/sleep", {"mark": ""}, 404),
        ("/days/2026-02-30/marks/sleep", {"mark": "none"}, 422),
    ],
)
def test_invalid_mark_is_refused(
    ada: Browser, exported_record: ExportRecord, address: str, form: dict[str, Any], status: int
) -> None:
    assert ada.post(address, form).status_code == status
    assert exported_marks(exported_record) == set()


@pytest.mark.parametrize(
    "back",
    ["//example.net", "https://example.net", "/\\example.net", "\\\\example.net", "javascript:alert(1)", "",
     "/\t/example.net", "/\n/example.net"],
)  # fmt: skip
def test_mark_form_does_not_redirect_to_other_site(ada: Browser, back: str) -> None:
    for answer in (ada.post("/marks", {"back": back}), ada.post("/library/sleep-midpoint/saved", {"back": back})):
        assert answer.status_code in {303, 404}
        assert answer.headers.get("location", "/") == "/"


def test_mark_form_redirects_to_its_page(ada: Browser) -> None:
    assert ada.post("/marks", {"back": "/days/2026-03-01"}).headers["location"] == "/days/2026-03-01"
