"""Days without a session read as rest: a setting that changes no stored value, said where it has an effect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.import_files import write_hevy_file
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import ExportRecord, PutEntry

from habitlog.db import Database
from habitlog.storage import daily_metrics

TODAY, DAY = date(2026, 3, 12), timedelta(days=1)
FIRST = date(2026, 1, 7)
"""A Wednesday, of the first session."""
RANGE = {"from": "2026-01-05", "to": str(TODAY)}


def put_sessions(put_entry: PutEntry) -> None:
    """Log two sessions a week, one of them without minutes, and leave a day out."""
    for number in range(0, 63, 7):
        for day, minutes in (
            (FIRST + number * DAY, {"session_min": 50, "effort": 4}),
            (FIRST + (number + 3) * DAY, {}),
        ):
            put_entry("training", {"kind": "other", "activity": "Climbing", "day": str(day), **minutes})


def save_setting(browser: Browser, switch: str, first: str = "", last: str = "") -> Any:
    form = find_form(browser.get("/settings").text, "/settings")
    return submit_form(browser, form, rest_days=switch, rest_days_from=first, rest_days_until=last)


def read_points(program: ApiClient, metric: str = "training.resistance_sets") -> dict[str, float]:
    return {point["day"]: point["value"] for point in program.get(f"/trends/{metric}", **RANGE).json()["points"]}


def test_setting_reads_unknown_days_as_rest(
    ada: Browser,
    program: ApiClient,
    put_entry: PutEntry,
    exported_record: ExportRecord,
    app: FastAPI,
    database: Database,
) -> None:
    put_sessions(put_entry)
    ada.post("/days/2026-02-02/marks/training", {"mark": "skipped"})
    before = program.get("/trends/training.week_load", **RANGE).json()
    assert "rest_days" not in before
    assert {point["value"] for point in before["points"]} == {None}
    assert field_error(save_setting(ada, "on", "2026-03-01", "2026-02-01").text, "rest_days_until")
    assert field_error(save_setting(ada, "on").text, "rest_days_from")
    # The first day that is offered is that of the first session; an earlier one changes nothing.
    assert f'name="rest_days_from" type="date" value="{FIRST}"' in ada.get("/settings").text
    stored, record = load_stored(app, database), exported_record()
    assert save_setting(ada, "on", "2025-06-01").status_code == 303

    points = read_points(program)
    assert min(points) == str(FIRST)
    assert max(points) == str(TODAY - DAY)
    assert "2026-02-02" not in points
    assert len(points) == (TODAY - FIRST).days - 1
    # A session without minutes is none that is known.
    assert "2026-01-10" not in read_points(program, "training.minutes")
    told = program.get("/trends/training.minutes", **RANGE).json()
    assert told["rest_days"] == {"from": "2026-01-05", "to": str(TODAY - DAY)}
    sentence = "Days without a session count as rest since 1 June 2025."
    for page in ("/trends/training.minutes", "/trends", "/weeks/2026-03-02", "/clinician/summary"):
        assert sentence in main_text(ada.get(page).text), page
    for page in ("/trends/sleep.duration", "/trends/training.e1rm?exercise=Squat"):
        assert sentence not in main_text(ada.get(page).text), page
    rows = ada.get("/trends/training.resistance_sets/values.csv?range=4w").text
    assert "2026-03-06,0,sets,none" in rows.replace('"', "") or ",none," in rows

    after = exported_record()
    assert after["person"]["rest_days_from"] == "2025-06-01"
    assert {key: after[key] for key in ("entries", "marks")} == {key: record[key] for key in ("entries", "marks")}
    assert load_stored(app, database) == stored
    assert save_setting(ada, "off").status_code == 303
    assert program.get("/trends/training.week_load", **RANGE).json() == before


def load_stored(app: FastAPI, database: Database) -> dict[tuple[str, date], float]:
    with database.begin_read() as transaction:
        return daily_metrics.load_daily_metrics(transaction, ensure_account(app, "Ada", "").id)


def test_setting_holds_between_its_days(ada: Browser, program: ApiClient, put_entry: PutEntry) -> None:
    put_sessions(put_entry)
    known = read_points(program)
    save_setting(ada, "on", "2026-02-10", "2026-02-12")
    filled = read_points(program).keys() - known.keys()
    assert filled == {"2026-02-10", "2026-02-12"}
    assert "from 10 February 2026 to 12 February 2026" in main_text(ada.get("/trends/training.minutes").text)
    program.delete(f"/training/entries/{program.get('/training/entries').json()['items'][0]['id']}")
    assert "/settings#rest-days" in ada.get("/trends/training.minutes").text


def test_import_of_sessions_offers_the_setting(ada: Browser) -> None:
    address = ada.upload("/imports", [("hevy.csv", write_hevy_file(40))]).headers["location"]
    form = find_form(ada.get(address).text, f"{address}/save")
    assert submit_form(ada, form).status_code == 303
    offer = "You can have days without a session count as rest"
    report = ada.get(address).text
    assert offer in main_text(report)
    assert 'href="/settings#rest-days"' in report
    save_setting(ada, "on", "2021-01-01")
    assert offer not in main_text(ada.get(address).text)
