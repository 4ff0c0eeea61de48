"""Nights in which the clocks change, by page: 23 and 25 hours, a time that came twice or never, and moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, send, words
from tests.support.people import Browser, account, sign_in

from habitlog.storage import daily_metrics

AUTUMN, SPRING = "2025-10-26", "2025-03-30"
Metrics = Callable[[], dict[str, float]]


@pytest.fixture
def london(app: FastAPI) -> Browser:
    return sign_in(app, "Dee", "Europe/London")


@pytest.fixture
def metrics(app: FastAPI) -> Metrics:
    """Return Ada's metrics by name."""

    def read() -> dict[str, float]:
        with app.state.context.database.begin_read() as transaction:
            stored = daily_metrics.load_daily_metrics(transaction, account(app, "Ada", "Europe/Stockholm").id)
        return {metric: value for (metric, _), value in stored.items()}

    return read


def night(browser: Browser, day: str, **typed: str) -> Any:
    return send(browser, entry_form(browser.get(f"/sleep/new?kind=night&day={day}")), **typed)


def choices(html: str, name: str) -> list[str]:
    found = re.findall(rf'name="{name}-pass" value="\d"[^>]*><span>([^<]*)</span>', html)
    return [one.strip() for one in found]


@pytest.mark.parametrize(
    ("day", "in_bed", "asleep", "middle"),
    [
        (SPRING, 7 * 60, 6 * 60, 3 * 60 + 45),
        (AUTUMN, 9 * 60, 8 * 60, 2 * 60 + 45),
        ("2025-06-01", 480, 420, 3 * 60 + 15),
    ],
)
def test_lengths_are_elapsed_time(
    ada: Browser, metrics: Metrics, day: str, in_bed: float, asleep: float, middle: float
) -> None:
    typed = {"bed_at": "23:00", "try_at": "23:15", "sol_min": "30", "wakes": "0", "final_wake_at": "06:45"}
    assert night(ada, day, **typed, out_at="07:00").status_code == 303
    told = metrics()
    assert (told["sleep.time_in_bed"], told["sleep.duration"], told["sleep.midpoint"]) == (in_bed, asleep, middle)


def test_a_time_that_came_twice_is_asked_about_and_kept_as_chosen(ada: Browser, record: Record) -> None:
    typed = {"bed_at": "02:30", "out_at": "08:00", "quality": "4", "note": "late train"}
    asked = night(ada, AUTUMN, **typed)
    assert asked.status_code == 422
    assert "came twice. Which one was it?" in error_at(asked.text, "bed_at")
    assert choices(asked.text, "bed_at") == ["first 02:30 (summer time)", "second 02:30 (an hour later)"]
    assert choices(asked.text, "out_at") == []
    assert record()["entries"] == []
    shown = entry_form(asked)
    assert {name: shown.get(name) for name in typed} == typed
    assert send(ada, shown, bed_at__pass="2").status_code == 303
    [saved] = record()["entries"]
    assert (saved["bed_at"], saved["quality"]) == ("2025-10-26T02:30:00+01:00", 4)


@pytest.mark.parametrize(("chosen", "instant"), [("1", "01:30:00+01:00"), ("2", "01:30:00+00:00")])
def test_either_pass_can_be_meant(london: Browser, record: Record, chosen: str, instant: str) -> None:
    asked = night(london, AUTUMN, bed_at="01:30", out_at="08:00")
    assert send(london, entry_form(asked), bed_at__pass=chosen).status_code == 303
    assert record("Dee")["entries"][0]["bed_at"] == f"2025-10-26T{instant}"


def test_a_choice_stays_when_something_else_does_not_fit(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    wrong = send(ada, entry_form(asked), bed_at__pass="2", wakes="2")
    assert wrong.status_code == 422
    assert entry_form(wrong).get("bed_at-pass") == "2"
    assert not error_at(wrong.text, "bed_at")
    assert send(ada, entry_form(wrong), waso_min="10").status_code == 303
    assert record()["entries"][0]["bed_at"].endswith("+01:00")


def test_a_choice_is_forgotten_with_its_time(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    assert send(ada, entry_form(asked), bed_at__pass="2", bed_at="01:40").status_code == 303
    assert record()["entries"][0]["bed_at"] == "2025-10-26T01:40:00+02:00"


def test_times_go_back_through_the_repeated_hour(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="02:50", out_at="02:10")
    assert choices(asked.text, "out_at")
    assert not choices(asked.text, "bed_at")  # 02:10 of the second pass has one 02:50 before it
    assert send(ada, entry_form(asked), out_at__pass="2").status_code == 303
    [saved] = record()["entries"]
    assert (saved["bed_at"], saved["out_at"]) == ("2025-10-26T02:50:00+02:00", "2025-10-26T02:10:00+01:00")


def test_two_times_in_the_repeated_hour_are_asked_about_at_once(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="23:00", final_wake_at="02:10", out_at="02:40")
    assert choices(asked.text, "out_at")
    assert choices(asked.text, "final_wake_at")
    across = send(ada, entry_form(asked), final_wake_at__pass="2", out_at__pass="1")
    assert (
        error_at(across.text, "out_at")
        == "The last waking 02:10 comes after getting up 02:40. One of the two times is off."
    )
    assert send(ada, entry_form(across), final_wake_at__pass="1", out_at__pass="2").status_code == 303
    [saved] = record()["entries"]
    assert (saved["final_wake_at"], saved["out_at"]) == ("2025-10-26T02:10:00+02:00", "2025-10-26T02:40:00+01:00")


def test_an_entry_shows_its_pass_and_it_can_be_changed(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    send(ada, entry_form(asked), bed_at__pass="2")
    [saved] = record()["entries"]
    address = f"/sleep/{saved['id']}/edit"
    form = entry_form(ada.get(address))
    assert form.get("bed_at-pass") == "2"
    send(ada, form)
    assert record()["entries"] == [saved]
    send(ada, form, bed_at__pass="1")
    assert record()["entries"][0]["bed_at"] == "2025-10-26T02:30:00+02:00"


def test_without_a_choice_an_untouched_time_keeps_its_pass(ada: Browser, record: Record) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    send(ada, entry_form(asked), bed_at__pass="2")
    form = entry_form(ada.get(f"/sleep/{record()['entries'][0]['id']}/edit"))
    form.pairs = [(name, value) for name, value in form.pairs if name != "bed_at-pass"]
    assert send(ada, form, out_at="08:30").status_code == 303
    [changed] = record()["entries"]
    assert (changed["bed_at"][11:], changed["out_at"][11:16]) == ("02:30:00+01:00", "08:30")


def test_other_kinds_ask_too(ada: Browser, record: Record) -> None:
    form = entry_form(ada.get(f"/training/new?kind=other&day={AUTUMN}"))
    asked = send(ada, form, activity="Night walk", started_at="02:15")
    assert choices(asked.text, "started_at")
    assert send(ada, entry_form(asked), started_at__pass="1").status_code == 303
    assert record()["entries"][0]["started_at"] == "2025-10-26T02:15:00+02:00"


@pytest.mark.parametrize("name", ["bed_at", "final_wake_at"])
def test_a_time_that_never_happened_is_refused_and_explained(ada: Browser, record: Record, name: str) -> None:
    typed = {"bed_at": "01:00", "out_at": "08:00", "quality": "2"} | {name: "02:30"}
    answer = night(ada, SPRING, **typed)
    assert answer.status_code == 422
    assert "went forward and 02:30 did not happen" in error_at(answer.text, name)
    assert {one: entry_form(answer).get(one) for one in typed} == typed
    assert record()["entries"] == []


def test_a_night_keeps_its_zone_after_a_move_and_says_it(ada: Browser, record: Record) -> None:
    night(ada, "2026-03-08", bed_at="23:00", out_at="07:00")
    [saved] = record()["entries"]
    address = f"/sleep/{saved['id']}/edit"
    assert "Times in" not in words(ada.get(address).text)
    moved = {"name": "Ada", "zone": "America/New_York", "day_start": "4"}
    assert ada.post("/settings", moved).status_code == 303
    page = ada.get(address)
    assert "Times in Europe/Stockholm." in words(page.text)
    wrong = send(ada, entry_form(page), out_at="7 Uhr")
    assert "Times in Europe/Stockholm." in words(wrong.text)
    assert send(ada, entry_form(wrong), out_at="07:30").status_code == 303
    [changed] = record()["entries"]
    assert (changed["zone"], changed["out_at"]) == ("Europe/Stockholm", "2026-03-08T07:30:00+01:00")
    assert "Times in" not in words(ada.get("/sleep/new?kind=night").text)


def test_minutes_asleep_with_a_bedtime_alone(ada: Browser, record: Record) -> None:
    assert night(ada, "2026-03-12", bed_at="22:45", asleep_min="400").status_code == 303
    [saved] = record()["entries"]
    assert (saved["bed_at"], saved["day"]) == ("2026-03-11T22:45:00+01:00", "2026-03-12")
