"""Pounds, a 12-hour clock and a decimal comma: written and read that way on every page, with nothing kept changing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import created_entry, list_all_entries
from tests.support.clock import Clock
from tests.support.entries import FOOD, GOOD, NIGHT, SETS
from tests.support.html import field_error, find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import ExportRecord, log_full_record

from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.usecases import education
from habitlog.usecases.identity import accounts
from habitlog.web.static_files import STATIC_DIR

HALF = "Bulgarian split squat"
OTHER = {"weight_unit": "lb", "clock": "12", "decimal_mark": "comma"}
EVERY = [
    {"weight_unit": "lb"}, {"clock": "12"}, {"decimal_mark": "comma"}, {"day_start": "5"},
    {"zone": "America/Los_Angeles"}, {**OTHER, "day_start": "23", "zone": "Pacific/Kiritimati"},
]  # fmt: skip


def save_preferences(browser: Browser, **values: str) -> None:
    form = find_form(browser.get("/settings").text, "/settings")
    assert submit_form(browser, form, **values).headers["location"] == "/settings?done=saved"


def sets_form(browser: Browser, address: str = "/training/new?kind=resistance&day=2026-03-12") -> Any:
    return find_entry_form(browser.get(address))


def save_set(browser: Browser, load: str, **more: str) -> Any:
    typed = {"sets__0__exercise": HALF, "sets__0__reps": "5", "sets__0__load_kg": load, **more}
    return submit_form(browser, sets_form(browser), **typed)


@pytest.mark.parametrize("changed", EVERY, ids=",".join)
def test_preference_changes_no_stored_value(
    ada: Browser,
    program: ApiClient,
    app: FastAPI,
    database: Database,
    exported_record: ExportRecord,
    changed: dict[str, str],
) -> None:
    someone = ensure_account(app, "Ada", "")
    log_full_record(app, program, someone)
    before = exported_record()
    with database.begin_read() as transaction:
        numbers = daily_metrics.load_daily_metrics(transaction, someone.id)
    assert "training.volume_load" in {metric for metric, _ in numbers}
    save_preferences(ada, **changed)
    after = exported_record()
    assert before.pop("person") != after.pop("person")
    assert before.pop("sha256") != after.pop("sha256")
    assert after == before
    with database.begin_write() as transaction:
        assert (
            daily_metrics.load_daily_metrics(transaction, someone.id)
            == numbers
            == daily_metrics.compute_daily_metrics(transaction, someone.id, PILLARS.values())
        )


def test_api_ignores_preferences(ada: Browser, program: ApiClient) -> None:
    for pillar, raw in GOOD:
        created_entry(program.post(f"/{pillar}/entries", raw))
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

    before = (told(), list_all_entries(program))
    save_preferences(ada, **OTHER)
    assert (told(), list_all_entries(program)) == before
    entry = created_entry(program.post("/training/entries", SETS | {"day": "2026-03-11"}))
    assert [one["load_kg"] for one in entry["sets"]] == [40, 62.5, 62.5]
    too_much = program.post("/training/entries", {**SETS, "sets": [{"exercise": "Row", "load_kg": 1001}]})
    assert too_much.json()["errors"] == [{"field": "sets.0.load_kg", "message": "At most 1000."}]


def test_snippet_reason_uses_preferences(ada: Browser, program: ApiClient, app: FastAPI) -> None:
    save_preferences(ada, **OTHER)
    app_context = app.state.context
    with app_context.database.begin_write() as transaction:
        me = accounts.find_person_by_email(transaction, ada.email)
        for snippet in app_context.library.snippets:
            if snippet.id != "fibre-and-whole-grains":
                education.toggle_snippet_choice(transaction, me, snippet, "dismissed", app_context.now())
    # The piece takes its turn once in eight days.
    shown: dict[str, str] = {}
    for number in range(88):
        day = str(date(2025, 12, 10) + timedelta(days=number))
        eaten = ["pulses", "nuts_seeds", "whole_grains", "other_veg"][: 3 if number % 7 else 4]
        for snippet in program.post("/diet/entries", FOOD | {"day": day, "items": eaten}).json()["snippets"]:
            shown[day] = snippet["because"]
    day, because = shown.popitem()
    page = re.search(r'class="snippet-reason">([^<]+)<', ada.get(f"/days/{day}").text)
    assert page
    assert re.search(r"came to 3\.\d of 5 on average", because)
    assert page[1] == re.sub(r"(\d)\.(\d)", r"\1,\2", because)


def test_load_in_pounds_round_trips(ada: Browser, exported_record: ExportRecord) -> None:
    save_preferences(ada, **OTHER)
    page = ada.get("/training/new?kind=resistance&day=2026-03-12")
    assert ">lb<span" in page.text
    assert ">kg<span" not in page.text
    more = {
        "sets__1__exercise": HALF,
        "sets__1__load_kg": "102,5",
        "sets__1__reps": "5",
        "sets__2__exercise": HALF,
        "sets__2__load_kg": "45.5",
        "sets__2__reps": "5",
    }
    assert save_set(ada, "100", sets__0__rpe="8,5", **more).status_code == 303
    [entry] = exported_record()["entries"]
    assert [one["load_kg"] for one in entry["sets"]] == [45.359, 46.493, 20.638]
    shown = sets_form(ada, f"/training/{entry['id']}/edit")
    assert [shown.get(f"sets-{at}-load_kg") for at in range(3)] == ["100", "102,5", "45,5"]
    assert shown.get("sets-0-rpe") == "8,5"


def test_last_session_is_shown_in_preferred_unit(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    own = created_entry(program.post("/training/entries", SETS | {"day": "2026-03-10"}))["id"]
    save_preferences(ada, **OTHER)
    address = f"/training/new?kind=resistance&day=2026-03-12&like={own}"
    page = ada.get(address).text
    assert "Last time, Tue 10 March: 137,8 lb × 8, 8" in page
    assert "Last time, Tue 10 March: 137,8 lb × 8, 8" in main_text(page)
    assert "&#34;load_kg&#34;:&#34;137,79&#34;" in page
    form = sets_form(ada, address)
    assert [form.get(f"sets-{at}-load_kg") for at in range(3)] == ["88,185", "137,79", "137,79"]
    assert submit_form(ada, form).status_code == 303
    first, second = exported_record()["entries"]
    assert first["sets"] == second["sets"]


@pytest.mark.parametrize("style", [OTHER, {"weight_unit": "lb"}, {"decimal_mark": "comma"}], ids=str)
def test_kilogram_entry_saved_in_pounds_is_unchanged(
    ada: Browser, program: ApiClient, exported_record: ExportRecord, style: dict[str, str]
) -> None:
    loads = [0, 0.001, 20, 62.5, 61.235, 999.999, 1000, 7.777]
    sets = [{"exercise": HALF, "reps": 5, "load_kg": load, "rpe": 8.5} for load in loads]
    night = created_entry(program.post("/sleep/entries", NIGHT))
    entry = created_entry(program.post("/training/entries", SETS | {"sets": [*sets, {"exercise": HALF, "reps": 5}]}))
    before = exported_record()
    save_preferences(ada, **style)
    for pillar, one in (("sleep", night), ("training", entry)):
        assert submit_form(ada, sets_form(ada, f"/{pillar}/{one['id']}/edit")).status_code == 303
    assert exported_record()["entries"] == before["entries"]
    assert {one["version"] for one in exported_record()["entries"]} == {1}


def test_form_opened_before_unit_change_is_read_in_its_unit(ada: Browser, exported_record: ExportRecord) -> None:
    form = sets_form(ada)
    save_preferences(ada, weight_unit="lb")
    refused = submit_form(ada, form, sets__0__exercise=HALF, sets__0__load_kg="60", sets__0__reps="five")
    assert refused.status_code == 422
    assert ">kg<span" in refused.text
    assert submit_form(ada, find_entry_form(refused), sets__0__reps="5").status_code == 303
    assert exported_record()["entries"][0]["sets"][0]["load_kg"] == 60


@pytest.mark.parametrize(
    ("style", "typed", "sentence"),
    [
        (OTHER, "2205", "At most 2204,6."),
        ({"weight_unit": "lb"}, "2205", "At most 2204.6."),
        ({"weight_unit": "kg"}, "1000,5", "At most 1000."),
        (OTHER, "-700", "At least -661,3."),
        (OTHER, "1.000,5", "A number is expected, in the digits 0 to 9."),
        (OTHER, "1,000.5", "A number is expected, in the digits 0 to 9."),
        ({"decimal_mark": "point"}, "1,000.5", "A number is expected, in the digits 0 to 9."),
    ],
)
def test_load_error_uses_preferred_unit(
    ada: Browser, exported_record: ExportRecord, style: dict[str, str], typed: str, sentence: str
) -> None:
    save_preferences(ada, **style)
    answer = save_set(ada, typed)
    assert answer.status_code == 422
    assert field_error(answer.text, "sets-0") == f"Load, {style.get('weight_unit', 'kg')}: {sentence}"
    assert find_entry_form(answer).get("sets-0-load_kg") == typed
    assert exported_record()["entries"] == []


def test_step_error_uses_decimal_mark(ada: Browser) -> None:
    save_preferences(ada, **OTHER)
    assert field_error(save_set(ada, "100", sets__0__rpe="8,3").text, "sets-0") == "RPE: This goes in steps of 0,5."


@pytest.mark.parametrize(("typed", "load_kg"), [("2204,6", 999.99), ("-661,3", -299.961)])
def test_load_limit_named_in_error_is_accepted(
    ada: Browser, exported_record: ExportRecord, typed: str, load_kg: float
) -> None:
    save_preferences(ada, **OTHER)
    assert save_set(ada, typed).status_code == 303
    assert exported_record()["entries"][0]["sets"][0]["load_kg"] == load_kg


def test_day_page_uses_preferred_clock(ada: Browser, program: ApiClient) -> None:
    created_entry(program.post("/sleep/entries", NIGHT))
    assert "In bed 22:45 to 07:15." in main_text(ada.get("/").text)
    save_preferences(ada, clock="12")
    assert "In bed 10:45 pm to 7:15 am." in main_text(ada.get("/").text)
    assert ">5:00 am<" in ada.get("/settings").text


@pytest.mark.parametrize("typed", [("10:45 pm", "7.15am"), ("10.45PM", "7:15 a.m."), ("22:45", "7:15")])
def test_typed_am_pm_time_is_read(ada: Browser, exported_record: ExportRecord, typed: tuple[str, str]) -> None:
    form = find_entry_form(ada.get("/sleep/new?kind=night&day=2026-03-12"))
    assert submit_form(ada, form, bed_at=typed[0], out_at=typed[1]).status_code == 303
    [night] = exported_record()["entries"]
    assert (night["bed_at"], night["out_at"]) == ("2026-03-11T22:45:00+01:00", "2026-03-12T07:15:00+01:00")


def test_trend_page_uses_preferences(ada: Browser, program: ApiClient, clock: Clock) -> None:
    clock.now += timedelta(days=4)
    for day in range(1, 13):
        on = f"2026-03-{day:02d}"
        work = {"exercise": "Row", "reps": 10, "load_kg": 20 + day}
        created_entry(program.post("/training/entries", SETS | {"day": on, "started_at": None, "sets": [work]}))
        night = {"bed_at": f"{on}T01:00", "try_at": f"{on}T01:00", "final_wake_at": f"{on}T07:{day:02d}"}
        created_entry(program.post("/sleep/entries", NIGHT | night | {"sol_min": 0, "out_at": f"{on}T07:30"}))
    plain = {name: ada.get(f"/trends/{name}?range=4w").text for name in ("training.volume_load", "sleep.midpoint")}
    assert "320 kg" in main_text(plain["training.volume_load"])
    save_preferences(ada, **OTHER)
    load, midpoint = (ada.get(f"/trends/{name}?range=4w").text for name in plain)
    assert "705 lb" in main_text(load)
    assert re.search(r"axis runs from 0 to [\d\s]+ lb\.", main_text(load))
    assert "kg" not in main_text(load)
    assert re.search(r'<text class="value( long)?"[^>]*>2\u202f000<', load)
    assert "4:06 am" in main_text(midpoint)
    assert re.search(r'<text class="value"[^>]*>4(:\d\d<tspan[^>]*>| )am<', midpoint)
    assert re.search(r"\d lb\b", main_text(ada.get("/trends").text))
    for at, items in enumerate(([], ["pulses"], [], []), start=9):
        created_entry(program.post("/diet/entries", FOOD | {"day": f"2026-03-{at:02d}", "items": items}))
    assert "9,2 of 18" in main_text(ada.get("/trends/diet.gdr?range=4w&rows=all").text)


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
def test_invalid_preference_is_refused_at_field(
    ada: Browser, exported_record: ExportRecord, field: str, value: str
) -> None:
    before = exported_record()
    form = find_form(ada.get("/settings").text, "/settings")
    answer = submit_form(ada, form, **{"name": "Somebody", field: value})
    assert answer.status_code == 422
    assert field_error(answer.text, field).startswith("Choose one of these:")
    assert find_form(answer.text, "/settings").get("name") == "Somebody"
    assert exported_record() == before


def test_old_settings_form_keeps_preferences(ada: Browser, exported_record: ExportRecord) -> None:
    save_preferences(ada, **OTHER)
    ada.post("/settings", {"name": "Ada", "zone": "Europe/Oslo", "day_start": "4"})
    assert exported_record()["person"] == {
        "name": "Ada",
        "zone": "Europe/Oslo",
        "day_start": 4,
        "hidden_pillars": [],
        "hidden_measures": [],
        **OTHER,
        "patterns": "off",
        "mails": "on",
        "theme": "system",
        "rest_days_from": None,
        "rest_days_until": None,
        "margins": {},
    }


@pytest.mark.parametrize(
    ("mark", "typed", "said"),
    [
        ("point", "1,000", "1,000 could be 1000 or 1.000. Enter it in one of these ways."),
        ("comma", "2.200", "2.200 could be 2200 or 2,200. Enter it in one of these ways."),
    ],
)
def test_thousands_separator_is_refused(
    ada: Browser, exported_record: ExportRecord, mark: str, typed: str, said: str
) -> None:
    save_preferences(ada, weight_unit="lb", decimal_mark=mark)
    answer = save_set(ada, typed)
    assert answer.status_code == 422
    assert said in main_text(answer.text)
    assert find_entry_form(answer).get("sets-0-load_kg") == typed
    assert exported_record()["entries"] == []
    assert save_set(ada, typed.replace(",", "").replace(".", "")).status_code == 303
    assert save_set(ada, typed.translate({44: 46, 46: 44})).status_code == 303


def test_night_error_uses_preferred_clock(ada: Browser) -> None:
    save_preferences(ada, clock="12")
    form = find_entry_form(ada.get("/sleep/new?kind=night&day=2026-03-12"))
    answer = submit_form(ada, form, bed_at="22:45", final_wake_at="07:30", out_at="07:15")
    assert "Waking for good 7:30 am comes after getting up 7:15 am." in main_text(answer.text)
    answer = submit_form(ada, form, bed_at="late", out_at="07:15")
    assert "Enter a clock time, like 10:45 pm." in main_text(answer.text)
    form = find_entry_form(ada.get("/sleep/new?kind=night&day=2025-10-26"))
    answer = submit_form(ada, form, bed_at="02:30", out_at="07:15")
    assert "2:30 am came twice. Which one was it?" in main_text(answer.text)
    assert "second 2:30 am (an hour later)" in main_text(answer.text)


@pytest.mark.parametrize(
    ("theme", "attribute"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("system", "")]
)
def test_theme_is_chosen_for_every_page(
    ada: Browser, exported_record: ExportRecord, theme: str, attribute: str
) -> None:
    save_preferences(ada, theme=theme)
    assert exported_record()["person"]["theme"] == theme
    for path in ("/", "/trends", "/nothing-here"):
        assert f'<html lang="en-GB"{attribute}>' in ada.get(path).text


def test_both_dark_rules_of_the_stylesheet_have_the_same_colors() -> None:
    sheet = (STATIC_DIR / "base.css").read_text(encoding="utf-8")
    blocks = re.findall(r"data-theme=(?:light\]\)|dark\]) \{\n(    --page-bg.*?)\n  \}", sheet, re.DOTALL)
    assert len(blocks) == 2
    assert blocks[0] == blocks[1]
