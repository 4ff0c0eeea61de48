"""Pounds, a 12-hour clock and a decimal comma: written and read that way on every page, with nothing kept changing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.conftest import Clock
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, form_of, send, words
from tests.support.entries import FOOD, GOOD, NIGHT, SETS
from tests.support.people import Browser, Program, account
from tests.support.records import fill_whole
from tests.support.wire import entry_of, everything

from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.usecases import education
from habitlog.usecases.identity import accounts

HALF = "Bulgarian split squat"
OTHER = {"weight_unit": "lb", "clock": "12", "decimal_mark": "comma"}
EVERY = [
    {"weight_unit": "lb"}, {"clock": "12"}, {"decimal_mark": "comma"}, {"day_start": "5"},
    {"zone": "America/Los_Angeles"}, {**OTHER, "day_start": "23", "zone": "Pacific/Kiritimati"},
]  # fmt: skip


def prefer(browser: Browser, **values: str) -> None:
    form = form_of(browser.get("/settings").text, "/settings")
    assert send(browser, form, **values).headers["location"] == "/settings?done=saved"


def sets_form(browser: Browser, address: str = "/training/new?kind=resistance&day=2026-03-12") -> Any:
    return entry_form(browser.get(address))


def lift(browser: Browser, load: str, **more: str) -> Any:
    typed = {"sets__0__exercise": HALF, "sets__0__reps": "5", "sets__0__load_kg": load, **more}
    return send(browser, sets_form(browser), **typed)


@pytest.mark.parametrize("changed", EVERY, ids=",".join)
def test_a_preference_changes_no_stored_value_and_no_past_day(
    ada: Browser, program: Program, app: FastAPI, database: Database, record: Record, changed: dict[str, str]
) -> None:
    someone = account(app, "Ada", "")
    fill_whole(app, program, someone)
    before = record()
    with database.begin_read() as transaction:
        numbers = daily_metrics.load_daily_metrics(transaction, someone.id)
    assert "training.volume_load" in {metric for metric, _ in numbers}
    prefer(ada, **changed)
    after = record()
    assert before.pop("person") != after.pop("person")
    assert before.pop("sha256") != after.pop("sha256")
    assert after == before
    with database.begin_write() as transaction:
        assert (
            daily_metrics.load_daily_metrics(transaction, someone.id)
            == numbers
            == daily_metrics.compute_daily_metrics(transaction, someone.id, PILLARS.values())
        )


def test_programs_get_kilograms_24_hours_and_points_whatever_is_preferred(ada: Browser, program: Program) -> None:
    for pillar, raw in GOOD:
        entry_of(program.post(f"/{pillar}/entries", raw))
    paths = (
        "/days/2026-03-12",
        "/pillars",
        "/training/entries",
        "/trends/training.volume_load",
        "/trends/sleep.midpoint",
    )
    window = {"from": "2026-02-12", "to": "2026-03-12"}

    def told() -> list[Any]:
        return [program.get(path, **(window if "trends" in path else {})).json() for path in paths]

    before = (told(), everything(program))
    prefer(ada, **OTHER)
    assert (told(), everything(program)) == before
    entry = entry_of(program.post("/training/entries", SETS | {"day": "2026-03-11"}))
    assert [one["load_kg"] for one in entry["sets"]] == [40, 62.5, 62.5]
    too_much = program.post("/training/entries", {**SETS, "sets": [{"exercise": "Row", "load_kg": 1001}]})
    assert too_much.json()["errors"] == [{"field": "sets.0.load_kg", "message": "1000 is the most that fits here."}]


def test_the_reason_of_a_snippet_is_written_for_whoever_reads_it(ada: Browser, program: Program, app: FastAPI) -> None:
    prefer(ada, **OTHER)
    house = app.state.context
    with house.database.begin_write() as transaction:
        me = accounts.find_person_by_email(transaction, ada.email)
        for snippet in house.library.snippets:
            if snippet.id != "fibre-and-whole-grains":
                education.toggle_snippet_choice(transaction, house.library, me, snippet.id, "dismissed", house.now())
    for day in range(6, 13):
        eaten = ["pulses", "nuts_seeds", "whole_grains", "other_veg"][: 4 if day == 6 else 3]
        said = program.post("/diet/entries", FOOD | {"day": f"2026-03-{day:02d}", "items": eaten}).json()["snippets"]
    page = re.search(r'class="snippet-reason">([^<]+)<', ada.get("/days/2026-03-12").text)
    assert page
    assert "came to 3.1 of 5 on average" in said[0]["because"]
    assert page[1] == said[0]["because"].replace("3.1", "3,1")


def test_a_load_in_pounds_is_kept_in_kilograms_and_comes_back_as_typed(ada: Browser, record: Record) -> None:
    prefer(ada, **OTHER)
    page = ada.get("/training/new?kind=resistance&day=2026-03-12")
    assert ">lb<span" in page.text
    assert ">kg<span" not in page.text
    more = {
        "sets__1__exercise": HALF,
        "sets__1__load_kg": "102,5",
        "sets__2__exercise": HALF,
        "sets__2__load_kg": "45.5",
    }
    assert lift(ada, "100", sets__0__rpe="8,5", **more).status_code == 303
    [entry] = record()["entries"]
    assert [one["load_kg"] for one in entry["sets"]] == [45.359, 46.493, 20.638]
    shown = sets_form(ada, f"/training/{entry['id']}/edit")
    assert [shown.get(f"sets-{at}-load_kg") for at in range(3)] == ["100", "102,5", "45,5"]
    assert shown.get("sets-0-rpe") == "8,5"


def test_last_time_is_told_and_taken_over_in_the_persons_own_unit(
    ada: Browser, program: Program, record: Record
) -> None:
    own = entry_of(program.post("/training/entries", SETS | {"day": "2026-03-10"}))["id"]
    prefer(ada, **OTHER)
    address = f"/training/new?kind=resistance&day=2026-03-12&like={own}"
    page = ada.get(address).text
    assert "Last time, Tue 10 March: 137,8 lb × 8, 8" in page
    assert "Last time" not in words(page)
    assert "&#34;load_kg&#34;:&#34;137,79&#34;" in page
    form = sets_form(ada, address)
    assert [form.get(f"sets-{at}-load_kg") for at in range(3)] == ["88,185", "137,79", "137,79"]
    assert send(ada, form).status_code == 303
    first, second = record()["entries"]
    assert first["sets"] == second["sets"]


@pytest.mark.parametrize("style", [OTHER, {"weight_unit": "lb"}, {"decimal_mark": "comma"}], ids=str)
def test_an_entry_written_in_kilograms_and_saved_untouched_stays_the_same(
    ada: Browser, program: Program, record: Record, style: dict[str, str]
) -> None:
    loads = [0, 0.001, 20, 62.5, 61.235, 999.999, 1000, 7.777]
    sets = [{"exercise": HALF, "reps": 5, "load_kg": load, "rpe": 8.5} for load in loads]
    night = entry_of(program.post("/sleep/entries", NIGHT))
    entry = entry_of(program.post("/training/entries", SETS | {"sets": [*sets, {"exercise": HALF, "reps": 5}]}))
    before = record()
    prefer(ada, **style)
    for pillar, one in (("sleep", night), ("training", entry)):
        assert send(ada, sets_form(ada, f"/{pillar}/{one['id']}/edit")).status_code == 303
    assert record()["entries"] == before["entries"]
    assert {one["version"] for one in record()["entries"]} == {1}


def test_a_form_opened_before_the_unit_was_changed_is_read_as_it_was_typed(ada: Browser, record: Record) -> None:
    form = sets_form(ada)
    prefer(ada, weight_unit="lb")
    refused = send(ada, form, sets__0__exercise=HALF, sets__0__load_kg="60", sets__0__reps="five")
    assert refused.status_code == 422
    assert ">kg<span" in refused.text
    assert send(ada, entry_form(refused), sets__0__reps="5").status_code == 303
    assert record()["entries"][0]["sets"][0]["load_kg"] == 60


@pytest.mark.parametrize(
    ("style", "typed", "sentence"),
    [
        (OTHER, "2205", "2204,6 is the most that fits here."),
        ({"weight_unit": "lb"}, "2205", "2204.6 is the most that fits here."),
        ({"weight_unit": "kg"}, "1000,5", "1000 is the most that fits here."),
        (OTHER, "-5", "0 is the least that fits here."),
        (OTHER, "1.000,5", "A number is expected, in the digits 0 to 9."),
        (OTHER, "1,000.5", "A number is expected, in the digits 0 to 9."),
        ({"decimal_mark": "point"}, "1,000.5", "A number is expected, in the digits 0 to 9."),
    ],
)
def test_a_load_that_does_not_fit_is_told_in_the_persons_own_unit(
    ada: Browser, record: Record, style: dict[str, str], typed: str, sentence: str
) -> None:
    prefer(ada, **style)
    answer = lift(ada, typed)
    assert answer.status_code == 422
    assert error_at(answer.text, "sets-0") == f"Load, {style.get('weight_unit', 'kg')}: {sentence}"
    assert entry_form(answer).get("sets-0-load_kg") == typed
    assert record()["entries"] == []


def test_a_step_is_told_with_the_persons_own_mark(ada: Browser) -> None:
    prefer(ada, **OTHER)
    assert error_at(lift(ada, "100", sets__0__rpe="8,3").text, "sets-0") == "RPE: This goes in steps of 0,5."


def test_the_most_that_is_named_does_fit(ada: Browser, record: Record) -> None:
    prefer(ada, **OTHER)
    assert lift(ada, "2204,6").status_code == 303
    assert record()["entries"][0]["sets"][0]["load_kg"] == 999.99


def test_the_day_page_tells_the_time_by_the_clock_that_was_chosen(ada: Browser, program: Program) -> None:
    entry_of(program.post("/sleep/entries", NIGHT))
    assert "In bed 22:45 to 07:15." in words(ada.get("/").text)
    prefer(ada, clock="12")
    assert "In bed 10:45 pm to 7:15 am." in words(ada.get("/").text)
    assert ">5:00 am<" in ada.get("/settings").text


@pytest.mark.parametrize("typed", [("10:45 pm", "7.15am"), ("10.45PM", "7:15 a.m."), ("22:45", "7:15")])
def test_times_are_read_with_am_and_pm_where_a_browser_has_no_picker(
    ada: Browser, record: Record, typed: tuple[str, str]
) -> None:
    form = entry_form(ada.get("/sleep/new?kind=night&day=2026-03-12"))
    assert send(ada, form, bed_at=typed[0], out_at=typed[1]).status_code == 303
    [night] = record()["entries"]
    assert (night["bed_at"], night["out_at"]) == ("2026-03-11T22:45:00+01:00", "2026-03-12T07:15:00+01:00")


def test_trends_are_in_pounds_on_a_12_hour_clock_with_a_comma(ada: Browser, program: Program, clock: Clock) -> None:
    clock.now += timedelta(days=4)
    for day in range(1, 13):
        on = f"2026-03-{day:02d}"
        work = {"exercise": "Row", "reps": 10, "load_kg": 20 + day}
        entry_of(program.post("/training/entries", SETS | {"day": on, "started_at": None, "sets": [work]}))
        night = {"bed_at": f"{on}T01:00", "try_at": f"{on}T01:00", "final_wake_at": f"{on}T07:{day:02d}"}
        entry_of(program.post("/sleep/entries", NIGHT | night | {"sol_min": 0, "out_at": f"{on}T07:30"}))
    plain = {name: ada.get(f"/trends/{name}?range=4w").text for name in ("training.volume_load", "sleep.midpoint")}
    assert "320 kg" in words(plain["training.volume_load"])
    prefer(ada, **OTHER)
    load, midpoint = (ada.get(f"/trends/{name}?range=4w").text for name in plain)
    assert "705 lb" in words(load)
    assert re.search(r"axis runs from \d+ to \d+ lb\.", words(load))
    assert "kg" not in words(load)
    assert re.search(r'<text class="value"[^>]*>700</text>', load)
    assert "4:06 am" in words(midpoint)
    assert re.search(r'<text class="value"[^>]*>4(:\d\d<tspan[^>]*>| )am<', midpoint)
    assert " lb a week" in words(ada.get("/trends").text)
    for at, items in enumerate(([], ["pulses"], [], []), start=9):
        entry_of(program.post("/diet/entries", FOOD | {"day": f"2026-03-{at:02d}", "items": items}))
    assert "9,2 of 18" in words(ada.get("/trends/diet.gdr?range=4w&rows=all").text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weight_unit", "stone"),
        ("weight_unit", ""),
        ("clock", "13"),
        ("decimal_mark", "dot"),
        ("decimal_mark", "x" * 99),
    ],
)
def test_a_preference_that_is_none_is_refused_at_its_field(
    ada: Browser, record: Record, field: str, value: str
) -> None:
    before = record()
    form = form_of(ada.get("/settings").text, "/settings")
    answer = send(ada, form, **{"name": "Somebody", field: value})
    assert answer.status_code == 422
    assert error_at(answer.text, field).startswith("One of these fits here:")
    assert form_of(answer.text, "/settings").get("name") == "Somebody"
    assert record() == before


def test_a_settings_form_of_before_leaves_the_preferences_alone(ada: Browser, record: Record) -> None:
    prefer(ada, **OTHER)
    ada.post("/settings", {"name": "Ada", "zone": "Europe/Oslo", "day_start": "4"})
    assert record()["person"] == {
        "name": "Ada",
        "zone": "Europe/Oslo",
        "day_start": 4,
        **OTHER,
        "patterns": "off",
        "mails": "on",
    }


@pytest.mark.parametrize(
    ("mark", "typed", "said"),
    [
        ("point", "1,000", "1,000 can be 1000 or 1.000. Written in one of these ways it is clear."),
        ("comma", "2.200", "2.200 can be 2200 or 2,200. Written in one of these ways it is clear."),
    ],
)
def test_a_thousand_is_not_taken_for_one(ada: Browser, record: Record, mark: str, typed: str, said: str) -> None:
    prefer(ada, weight_unit="lb", decimal_mark=mark)
    answer = lift(ada, typed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert entry_form(answer).get("sets-0-load_kg") == typed
    assert record()["entries"] == []
    assert lift(ada, typed.replace(",", "").replace(".", "")).status_code == 303
    assert lift(ada, typed.translate({44: 46, 46: 44})).status_code == 303


def test_what_does_not_fit_a_night_is_said_on_the_clock_that_was_chosen(ada: Browser) -> None:
    prefer(ada, clock="12")
    form = entry_form(ada.get("/sleep/new?kind=night&day=2026-03-12"))
    answer = send(ada, form, bed_at="22:45", final_wake_at="07:30", out_at="07:15")
    assert "The last waking 7:30 am comes after getting up 7:15 am." in words(answer.text)
    answer = send(ada, form, bed_at="late", out_at="07:15")
    assert "A clock time is written like 10:45 pm." in words(answer.text)
    form = entry_form(ada.get("/sleep/new?kind=night&day=2025-10-26"))
    answer = send(ada, form, bed_at="02:30", out_at="07:15")
    assert "2:30 am came twice. Which one was it?" in words(answer.text)
    assert "second 2:30 am (an hour later)" in words(answer.text)
