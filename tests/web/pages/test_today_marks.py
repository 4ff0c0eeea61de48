"""Marks by page: nothing, skipped, taken back, and a whole bare week at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import Browser
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
    open_day, past = main_text(ada.get(DAY).text), main_text(ada.get("/days/2026-03-11").text)
    assert "Rest day , training" in open_day
    assert "Rest day , training" in past
    for other in ("sleep", "food", "stress practice"):
        assert f"Nothing today , {other}" in open_day
        assert f"Nothing that day , {other}" in past
    ada.post(f"{DAY}/marks/training", {"mark": "none"})
    ada.post(f"{DAY}/marks/diet", {"mark": "none"})
    told = main_text(ada.get(DAY).text)
    assert "Training rest day A rest day Counts as 0 min until a session is added." in told
    assert "Food nothing today" in told


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


def test_week_of_empty_days_is_marked_at_once(ada: Browser, exported_record: ExportRecord) -> None:
    form = find_form(ada.get("/").text, "/marks")
    assert len(form.all("cell")) == 4 * 3
    answer = submit_form(ada, form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    days = ("2026-03-09", "2026-03-10", "2026-03-11")
    pillars = ("sleep", "diet", "training", "stress")
    assert exported_marks(exported_record) == {(day, pillar, "none") for day in days for pillar in pillars}
    assert "Bare this week" not in ada.get("/").text


@pytest.mark.parametrize("bad", ["2026-03-10.reading", "2026-02-30.sleep", "sleep", "2027-01-01.sleep", ""])
def test_several_marks_are_atomic(ada: Browser, exported_record: ExportRecord, bad: str) -> None:
    cells = [("cell", "2026-03-09.sleep"), ("cell", bad), ("cell", "2026-03-11.sleep")]
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
