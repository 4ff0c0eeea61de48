"""Nights that cannot be: each is told at a field, in words with its clock times, and keeps what was typed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.cases import for_each_case
from tests.support.html import field_error, find_entry_form, find_form, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

GOOD = {"bed_at": "22:45", "try_at": "23:10", "sol_min": "25", "wakes": "2", "waso_min": "35", "final_wake_at": "06:50",
        "out_at": "07:15"}  # fmt: skip
OFF = "One of the two times is wrong."
NEW = "/sleep/new?kind=night&day=2026-03-12"


@for_each_case(
    ("changes", "field", "said"),
    [
        ({"final_wake_at": "07:30"}, "out_at", f"Waking for good 07:30 comes after getting up 07:15. {OFF}"),
        ({"try_at": "22:30"}, "try_at", f"Getting into bed 22:45 comes after trying to sleep 22:30. {OFF}"),
        ({"try_at": "07:30"}, "final_wake_at", f"Trying to sleep 07:30 comes after waking for good 06:50. {OFF}"),
        ({"final_wake_at": "23:00"}, "final_wake_at",
         f"Trying to sleep 23:10 comes after waking for good 23:00. {OFF}"),
        ({"final_wake_at": "", "try_at": "07:30"}, "out_at",
         f"Trying to sleep 07:30 comes after getting up 07:15. {OFF}"),
        ({"bed_at": "14:00"}, "try_at",
         "Getting into bed 14:00 and trying to sleep 23:10 are 9 h 10 min apart. Up to 8 hours are possible."),
        ({"bed_at": "07:15", "try_at": "", "final_wake_at": ""}, "out_at",
         f"Getting into bed and getting up are at the same time. {OFF}"),
        ({"sol_min": "480"}, "final_wake_at",
         "Waking for good 06:50 is not after falling asleep, 480 min from 23:10, at 07:10."),
        ({"try_at": "06:50", "bed_at": "06:45", "sol_min": ""}, "final_wake_at",
         "Waking for good 06:50 is not after trying to sleep 06:50."),
        ({"waso_min": "436"}, "waso_min",
         "436 min awake is longer than the 7 h 15 min from falling asleep 23:35 to waking for good 06:50."),
        ({"waso_min": "511", "try_at": ""}, "waso_min", "511 min awake is longer than the 8 h 30 min in bed."),
        ({"waso_min": ""}, "waso_min", "The minutes awake in the night are needed, all together."),
        ({"wakes": "0"}, "waso_min", "With no time awake, the minutes are 0."),
        ({"asleep_min": "400"}, "asleep_min", "The times above already give the minutes asleep."),
        ({"asleep_min": "511", "sol_min": ""}, "asleep_min", "That is longer than the 8 h 30 min in bed."),
        ({"bed_at": ""}, "bed_at", "The times you got into bed and got up are needed, or how long you slept."),
    ],
)  # fmt: skip
def test_impossible_night_is_refused_with_message(
    shared_ada: Browser, shared_exported_record: ExportRecord, changes: dict[str, str], field: str, said: str
) -> None:
    typed = GOOD | changes
    answer = submit_form(shared_ada, find_entry_form(shared_ada.get(NEW)), **typed)
    assert answer.status_code == 422
    assert field_error(answer.text, field) == said
    shown = find_entry_form(answer)
    assert {name: shown.get(name) for name in typed} == typed
    assert shared_exported_record()["entries"] == []


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("13:00", "12:40", "Waking up 12:40 is not after falling asleep 13:00. A nap ends after it starts."),
        ("13:00", "13:00", "Waking up 13:00 is not after falling asleep 13:00. A nap ends after it starts."),
        (
            "04:00",
            "13:05",
            (
                "04:00 to 13:05 is 9 h 5 min. A nap can last up to 8 hours; a longer sleep is a night, or another main "
                "sleep of its day."
            ),
        ),
        ("13:00", "", "This is needed."),
    ],
)
def test_impossible_nap_is_refused_with_message(shared_ada: Browser, start: str, end: str, said: str) -> None:
    form = find_entry_form(shared_ada.get("/sleep/new?kind=nap&day=2026-03-12"))
    answer = submit_form(shared_ada, form, start_at=start, end_at=end)
    assert field_error(answer.text, "end_at") == said
    assert find_entry_form(answer).get("start_at") == start


CLOCKS = st.times().map(lambda clock: f"{clock:%H:%M}")
DAYS = st.sampled_from(["2026-03-11", "2025-10-26", "2025-10-27", "2025-03-30"])


@given(day=DAYS, bed=CLOCKS, trying=CLOCKS, woken=CLOCKS, up=CLOCKS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_four_clock_times_are_saved_or_refused(
    shared_ada: Browser, shared_exported_record: ExportRecord, day: str, bed: str, trying: str, woken: str, up: str
) -> None:
    form = find_entry_form(shared_ada.get(f"/sleep/new?kind=night&day={day}"))
    typed = {"bed_at": bed, "try_at": trying, "final_wake_at": woken, "out_at": up}
    answer = submit_form(shared_ada, form, **typed)
    if answer.status_code == 422:
        assert any(field_error(answer.text, name) for name in typed)
        shown = find_entry_form(answer)
        assert {name: shown.get(name) for name in typed} == typed
        assert shared_exported_record()["entries"] == []
        return
    assert answer.status_code == 303
    [night] = shared_exported_record()["entries"]
    assert night["day"] == day
    assert {name: night[name][11:16] for name in typed} == typed
    span = datetime.fromisoformat(night["out_at"]) - datetime.fromisoformat(night["bed_at"])
    assert timedelta(0) < span <= timedelta(hours=24)
    address = f"/sleep/{night['id']}"
    page = shared_ada.get(f"{address}/edit")
    assert {name: find_entry_form(page).get(name) for name in typed} == typed
    submit_form(shared_ada, find_form(page.text, f"{address}/delete"))
