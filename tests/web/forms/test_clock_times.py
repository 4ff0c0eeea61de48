"""Nights in which the clocks change, by page: 23 and 25 hours, a time that came twice or never, and moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.html import field_error, find_entry_form, main_text, submit_form
from tests.support.people import Browser, ensure_account, sign_in
from tests.support.records import ExportRecord

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
            stored = daily_metrics.load_daily_metrics(transaction, ensure_account(app, "Ada", "Europe/Stockholm").id)
        return {metric: value for (metric, _), value in stored.items()}

    return read


def night(browser: Browser, day: str, **typed: str) -> Any:
    return submit_form(browser, find_entry_form(browser.get(f"/sleep/new?kind=night&day={day}")), **typed)


def pass_choices(html: str, name: str) -> list[str]:
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
def test_night_duration_is_elapsed_time(
    ada: Browser, metrics: Metrics, day: str, in_bed: float, asleep: float, middle: float
) -> None:
    typed = {"bed_at": "23:00", "try_at": "23:15", "sol_min": "30", "wakes": "0", "final_wake_at": "06:45"}
    assert night(ada, day, **typed, out_at="07:00").status_code == 303
    told = metrics()
    assert (told["sleep.time_in_bed"], told["sleep.duration"], told["sleep.midpoint"]) == (in_bed, asleep, middle)


def test_ambiguous_time_is_asked_and_stored_as_chosen(ada: Browser, exported_record: ExportRecord) -> None:
    typed = {"bed_at": "02:30", "out_at": "08:00", "quality": "4", "note": "late train"}
    asked = night(ada, AUTUMN, **typed)
    assert asked.status_code == 422
    assert "came twice. Which one was it?" in field_error(asked.text, "bed_at")
    assert pass_choices(asked.text, "bed_at") == ["first 02:30 (summer time)", "second 02:30 (an hour later)"]
    assert pass_choices(asked.text, "out_at") == []
    assert exported_record()["entries"] == []
    shown = find_entry_form(asked)
    assert {name: shown.get(name) for name in typed} == typed
    assert submit_form(ada, shown, bed_at__pass="2").status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["bed_at"], saved["quality"]) == ("2025-10-26T02:30:00+01:00", 4)


@pytest.mark.parametrize(("chosen", "instant"), [("1", "01:30:00+01:00"), ("2", "01:30:00+00:00")])
def test_ambiguous_time_can_be_either_pass(
    london: Browser, exported_record: ExportRecord, chosen: str, instant: str
) -> None:
    asked = night(london, AUTUMN, bed_at="01:30", out_at="08:00")
    assert submit_form(london, find_entry_form(asked), bed_at__pass=chosen).status_code == 303
    assert exported_record("Dee")["entries"][0]["bed_at"] == f"2025-10-26T{instant}"


def test_ambiguous_time_choice_survives_other_error(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    wrong = submit_form(ada, find_entry_form(asked), bed_at__pass="2", wakes="2")
    assert wrong.status_code == 422
    assert find_entry_form(wrong).get("bed_at-pass") == "2"
    assert not field_error(wrong.text, "bed_at")
    assert submit_form(ada, find_entry_form(wrong), waso_min="10").status_code == 303
    assert exported_record()["entries"][0]["bed_at"].endswith("+01:00")


def test_ambiguous_time_choice_is_dropped_with_its_time(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    assert submit_form(ada, find_entry_form(asked), bed_at__pass="2", bed_at="01:40").status_code == 303
    assert exported_record()["entries"][0]["bed_at"] == "2025-10-26T01:40:00+02:00"


def test_night_across_repeated_hour_is_saved(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="02:50", out_at="02:10")
    assert pass_choices(asked.text, "out_at")
    assert not pass_choices(asked.text, "bed_at")  # 02:10 of the second pass has one 02:50 before it
    assert submit_form(ada, find_entry_form(asked), out_at__pass="2").status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["bed_at"], saved["out_at"]) == ("2025-10-26T02:50:00+02:00", "2025-10-26T02:10:00+01:00")


def test_two_ambiguous_times_are_asked_at_once(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="23:00", final_wake_at="02:10", out_at="02:40")
    assert pass_choices(asked.text, "out_at")
    assert pass_choices(asked.text, "final_wake_at")
    across = submit_form(ada, find_entry_form(asked), final_wake_at__pass="2", out_at__pass="1")
    assert (
        field_error(across.text, "out_at")
        == "Waking for good 02:10 comes after getting up 02:40. One of the two times is wrong."
    )
    assert submit_form(ada, find_entry_form(across), final_wake_at__pass="1", out_at__pass="2").status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["final_wake_at"], saved["out_at"]) == ("2025-10-26T02:10:00+02:00", "2025-10-26T02:40:00+01:00")


def test_edit_form_shows_pass_of_ambiguous_time(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    submit_form(ada, find_entry_form(asked), bed_at__pass="2")
    [saved] = exported_record()["entries"]
    address = f"/sleep/{saved['id']}/edit"
    form = find_entry_form(ada.get(address))
    assert form.get("bed_at-pass") == "2"
    submit_form(ada, form)
    assert exported_record()["entries"] == [saved]
    submit_form(ada, form, bed_at__pass="1")
    assert exported_record()["entries"][0]["bed_at"] == "2025-10-26T02:30:00+02:00"


def test_edit_without_choice_keeps_pass(ada: Browser, exported_record: ExportRecord) -> None:
    asked = night(ada, AUTUMN, bed_at="02:30", out_at="08:00")
    submit_form(ada, find_entry_form(asked), bed_at__pass="2")
    form = find_entry_form(ada.get(f"/sleep/{exported_record()['entries'][0]['id']}/edit"))
    form.pairs = [(name, value) for name, value in form.pairs if name != "bed_at-pass"]
    assert submit_form(ada, form, out_at="08:30").status_code == 303
    [changed] = exported_record()["entries"]
    assert (changed["bed_at"][11:], changed["out_at"][11:16]) == ("02:30:00+01:00", "08:30")


def test_ambiguous_time_is_asked_for_other_kinds(ada: Browser, exported_record: ExportRecord) -> None:
    form = find_entry_form(ada.get(f"/training/new?kind=other&day={AUTUMN}"))
    asked = submit_form(ada, form, activity="Night walk", started_at="02:15")
    assert pass_choices(asked.text, "started_at")
    assert submit_form(ada, find_entry_form(asked), started_at__pass="1").status_code == 303
    assert exported_record()["entries"][0]["started_at"] == "2025-10-26T02:15:00+02:00"


@pytest.mark.parametrize("name", ["bed_at", "final_wake_at"])
def test_nonexistent_time_is_refused_with_explanation(ada: Browser, exported_record: ExportRecord, name: str) -> None:
    typed = {"bed_at": "01:00", "out_at": "08:00", "quality": "2"} | {name: "02:30"}
    answer = night(ada, SPRING, **typed)
    assert answer.status_code == 422
    assert "went forward, and 02:30 did not happen" in field_error(answer.text, name)
    assert {one: find_entry_form(answer).get(one) for one in typed} == typed
    assert exported_record()["entries"] == []


def test_night_keeps_timezone_after_move(ada: Browser, exported_record: ExportRecord) -> None:
    night(ada, "2026-03-08", bed_at="23:00", out_at="07:00")
    [saved] = exported_record()["entries"]
    address = f"/sleep/{saved['id']}/edit"
    assert "Times in" not in main_text(ada.get(address).text)
    moved = {"name": "Ada", "zone": "America/New_York", "day_start": "4"}
    assert ada.post("/settings", moved).status_code == 303
    page = ada.get(address)
    assert "Times in Europe/Stockholm." in main_text(page.text)
    wrong = submit_form(ada, find_entry_form(page), out_at="7 Uhr")
    assert "Times in Europe/Stockholm." in main_text(wrong.text)
    assert submit_form(ada, find_entry_form(wrong), out_at="07:30").status_code == 303
    [changed] = exported_record()["entries"]
    assert (changed["zone"], changed["out_at"]) == ("Europe/Stockholm", "2026-03-08T07:30:00+01:00")
    assert "Times in" not in main_text(ada.get("/sleep/new?kind=night").text)


def test_night_with_minutes_asleep_and_bedtime_only(ada: Browser, exported_record: ExportRecord) -> None:
    assert night(ada, "2026-03-12", bed_at="22:45", asleep_min="400").status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["bed_at"], saved["day"]) == ("2026-03-11T22:45:00+01:00", "2026-03-12")
