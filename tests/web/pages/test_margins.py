"""The margin of a metric: chosen on its page and in the API, said in the verdict, exported, imported and refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.cases import for_each_case
from tests.support.diaries import SUNDAY
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord, PutEntry

ACTION = "/trends/sleep.duration/margin?range=12w"


def put_nights(put_entry: PutEntry, later: int = 0) -> None:
    """Keep 24 weeks of nights that differ little, the last twelve `later` minutes longer."""
    for back in range(168):
        minutes = 420 + 7 * (back % 11) + (later if back < 84 else 0)
        put_entry("sleep", {"kind": "night", "day": str(SUNDAY - timedelta(days=back)), "asleep_min": minutes})


def choose_margin(browser: Browser, text: str, page: str = "/trends/sleep.duration") -> Any:
    return submit_form(browser, find_form(browser.get(page).text, ACTION), margin=text)


def test_margin_makes_a_quiet_metric_steady(ada: Browser, put_entry: PutEntry, program: ApiClient) -> None:
    put_nights(put_entry)
    assert "No clear change in time asleep." in main_text(ada.get("/trends/sleep.duration").text)
    answer = choose_margin(ada, "15")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trends/sleep.duration?range=12w#steady")
    page = main_text(ada.get("/trends/sleep.duration").text)
    assert "Time asleep: steady." in page
    assert "Within the chosen margin of 15 minutes: between " in page
    assert "(90 % interval)" in page
    assert "could not be seen" not in page
    assert ": steady. Within the chosen margin of 15 minutes" in main_text(ada.get("/trends").text)
    days = {"from": str(SUNDAY - timedelta(days=83)), "to": str(SUNDAY)}
    told = program.get("/trends/sleep.duration", **days).json()
    assert (told["verdict"], told["margin"], told["within_margin"]) == ("steady", 15, True)
    choose_margin(ada, "")
    assert program.get("/trends/sleep.duration", **days).json()["verdict"] == "no_clear_change"


def test_clear_change_within_the_margin_says_both(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, 20)
    choose_margin(ada, "1 h 0 min")
    page = main_text(ada.get("/trends/sleep.duration").text)
    assert "Time asleep became longer, by 19 minutes." in page
    assert "This change is within the chosen margin of 60 minutes." in page


@for_each_case(
    ("typed", "said"),
    [
        ("0", "A margin is above 0. An empty field is none."),
        ("-5", "A margin is above 0. An empty field is none."),
        ("1e3", "Enter minutes, like 15."),
        ("15 kg", "Enter minutes, like 15."),
        ("nan", "Enter minutes, like 15."),
        ("10001", "At most 10000"),
        ("9" * 20, "At most 10000"),
    ],
)
def test_wrong_margin_is_said_at_its_field(ada: Browser, exported_record: ExportRecord, typed: str, said: str) -> None:
    answer = choose_margin(ada, typed)
    assert answer.status_code == 422
    assert said in main_text(answer.text)
    assert f'value="{typed}"' in answer.text
    assert exported_record()["person"]["margins"] == {}


@for_each_case(
    ("metric", "body", "status"),
    [
        ("sleep.midpoint", {"margin": 720}, 200),
        ("sleep.midpoint", {"margin": 721}, 422),
        ("sleep.quality", {"margin": 4.5}, 422),
        ("sleep.duration", {"margin": 0}, 422),
        ("sleep.duration", {"margin": "15"}, 422),
        ("sleep.duration", {"margin": True}, 422),
        ("sleep.duration", {"minutes": 15}, 422),
        ("sleep.duration", {}, 422),
        ("sleep.regularity", {"margin": 5}, 422),
        ("sleep.nothing", {"margin": 5}, 404),
    ],
)
def test_api_checks_margins(program: ApiClient, metric: str, body: dict[str, Any], status: int) -> None:
    assert program.put(f"/trends/{metric}/margin", body).status_code == status


def test_margin_is_typed_in_the_units_of_a_person(
    ada: Browser, program: ApiClient, exported_record: ExportRecord, put_entry: PutEntry
) -> None:
    """Stored and exported in kilograms."""
    form = find_form(ada.get("/settings").text, "/settings")
    submit_form(ada, form, weight_unit="lb", decimal_mark="comma")
    sets = [{"exercise": "Squat", "reps": 5, "load_kg": 60, "rir": 1}]
    put_entry("training", {"kind": "resistance", "day": str(SUNDAY), "sets": sets})
    action = "/trends/training.e1rm/margin?range=12w&exercise=Squat"
    page = ada.get("/trends/training.e1rm").text
    assert "Steady within, lb" in page
    assert submit_form(ada, find_form(page, action), margin="5,5").status_code == 303
    assert exported_record()["person"]["margins"] == {"training.e1rm": 2.495}
    assert 'value="5,5"' in ada.get("/trends/training.e1rm").text
    assert program.put("/trends/training.e1rm/margin", {"margin": None}).json()["margin"] is None
    assert exported_record()["person"]["margins"] == {}


def test_window_metric_has_no_margin(ada: Browser) -> None:
    assert "Steady within" not in ada.get("/trends/sleep.regularity").text
    assert ada.post("/trends/sleep.regularity/margin", {"margin": "5"}).status_code == 404
