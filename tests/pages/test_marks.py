"""Marks by page: nothing, skipped, taken back, and a whole bare week at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import form_of, send, words
from tests.support.people import Browser

DAY = "/days/2026-03-12"


def marks(record: Record) -> set[tuple[str, str, str]]:
    return {(one["day"], one["pillar"], one["mark"]) for one in record()["marks"]}


@pytest.mark.parametrize("mark", ["none", "skipped"])
def test_a_day_is_marked_and_taken_back(ada: Browser, record: Record, mark: str) -> None:
    form = form_of(ada.get(DAY).text, f"{DAY}/marks/training")
    answer = send(ada, form, mark=mark)
    assert (answer.status_code, answer.headers["location"]) == (303, DAY)
    assert marks(record) == {("2026-03-12", "training", mark)}
    day = ada.get(DAY).text
    assert {"none": "rest day", "skipped": "Left out of every average"}[mark] in words(day)
    assert send(ada, form_of(day, f"{DAY}/marks/training"), mark="").status_code == 303
    assert marks(record) == set()


def test_nothing_in_training_is_a_rest_day(ada: Browser) -> None:
    open_day, past = words(ada.get(DAY).text), words(ada.get("/days/2026-03-11").text)
    assert "Rest day , training" in open_day
    assert "Rest day , training" in past
    for other in ("sleep", "food", "stress practice"):
        assert f"Nothing today , {other}" in open_day
        assert f"Nothing that day , {other}" in past
    ada.post(f"{DAY}/marks/training", {"mark": "none"})
    ada.post(f"{DAY}/marks/diet", {"mark": "none"})
    told = words(ada.get(DAY).text)
    assert "Training rest day A rest day Counts as 0 min until a session is added." in told
    assert "Food nothing today" in told


def test_a_mark_beside_an_entry_is_refused(ada: Browser, record: Record) -> None:
    ada.post("/training/new", {"kind": "other", "activity": "Walk"})
    answer = ada.post(f"{DAY}/marks/training", {"mark": "none"})
    assert answer.status_code == 409
    assert "already has an entry" in words(answer.text)
    assert marks(record) == set()


def test_an_entry_lifts_a_mark(ada: Browser, record: Record) -> None:
    ada.post(f"{DAY}/marks/training", {"mark": "skipped"})
    ada.post("/training/new", {"kind": "other", "activity": "Walk"})
    assert marks(record) == set()


def test_a_level_stands_beside_no_practices(ada: Browser, record: Record) -> None:
    ada.post(f"{DAY}/marks/stress", {"mark": "none"})
    assert ada.post("/stress/new", {"kind": "level", "stress_now": "4"}).status_code == 303
    assert marks(record) == {("2026-03-12", "stress", "none")}


def test_the_bare_days_of_a_week_at_once(ada: Browser, record: Record) -> None:
    form = form_of(ada.get("/").text, "/marks")
    assert len(form.all("cell")) == 4 * 3
    answer = send(ada, form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    days = ("2026-03-09", "2026-03-10", "2026-03-11")
    pillars = ("sleep", "diet", "training", "stress")
    assert marks(record) == {(day, pillar, "none") for day in days for pillar in pillars}
    assert "Bare this week" not in ada.get("/").text


@pytest.mark.parametrize("bad", ["2026-03-10.reading", "2026-02-30.sleep", "sleep", "2027-01-01.sleep", ""])
def test_several_marks_are_kept_all_or_none(ada: Browser, record: Record, bad: str) -> None:
    cells = [("cell", "2026-03-09.sleep"), ("cell", bad), ("cell", "2026-03-11.sleep")]
    assert ada.post("/marks", cells).status_code in {404, 422}
    assert marks(record) == set()


def test_several_marks_beside_an_entry(ada: Browser, record: Record) -> None:
    ada.post("/training/new", {"kind": "other", "day": "2026-03-10", "activity": "Walk"})
    cells = [("cell", "2026-03-09.training"), ("cell", "2026-03-10.training")]
    assert ada.post("/marks", cells).status_code == 409
    assert marks(record) == set()


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
def test_marks_that_cannot_be(ada: Browser, record: Record, address: str, form: dict[str, Any], status: int) -> None:
    assert ada.post(address, form).status_code == status
    assert marks(record) == set()


@pytest.mark.parametrize(
    "back",
    ["//example.net", "https://example.net", "/\\example.net", "\\\\example.net", "javascript:alert(1)", "",
     "/\t/example.net", "/\n/example.net"],
)  # fmt: skip
def test_no_form_leads_to_another_site(ada: Browser, back: str) -> None:
    for answer in (ada.post("/marks", {"back": back}), ada.post("/library/sleep-midpoint/saved", {"back": back})):
        assert answer.status_code in {303, 404}
        assert answer.headers.get("location", "/") == "/"


def test_a_form_leads_back_to_its_own_page(ada: Browser) -> None:
    assert ada.post("/marks", {"back": "/days/2026-03-01"}).headers["location"] == "/days/2026-03-01"
