"""A table that no app wrote: its columns are said once, by page or by a program, and remembered."""

from __future__ import annotations

import json

from tests.support.html import main_text
from tests.support.import_files import sleep_log, write_fitbit_file
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

TABLE = b"Day,Stress,Coffee\n2026-03-01,3,2\n2026-03-02,11,\n"
FORM = {"entries": "levels", "column-day": "Day", "column-level": "Stress", "unit-length": "min"}
MAPPING = json.dumps({"entries": "levels", "columns": {"day": "Day", "level": "Stress"}})


def upload(browser: Browser, data: bytes = TABLE) -> str:
    answer = browser.upload("/imports", [("own.csv", data)])
    assert answer.status_code == 303, main_text(answer.text)
    return answer.headers["location"]


def test_columns_are_asked_once_and_remembered(ada: Browser, exported_record: ExportRecord) -> None:
    address = upload(ada)
    assert ada.get(address).headers["location"] == f"{address}/columns"
    page = main_text(ada.get(f"{address}/columns").text)
    assert "Coffee" in page
    assert "Which column is which" not in page
    form = ada.get(f"{address}/columns?entries=levels").text
    assert '<option value="Day" selected>' in form
    wrong = ada.post(f"{address}/columns", {**FORM, "column-level": ""})
    assert wrong.status_code == 422
    assert "Choose the column." in main_text(wrong.text)
    assert ada.post(f"{address}/columns", FORM).headers["location"] == address
    preview = main_text(ada.get(address).text)
    assert "1 entry is new." in preview
    assert "row 3 : Stress is not a whole number from 0 to 10." in preview
    assert "column Coffee: 1" in preview
    assert ada.post(f"{address}/save", {"partial": "yes"}).status_code == 303
    assert [entry["stress_now"] for entry in exported_record()["entries"]] == [3]
    assert "Nothing is new." in main_text(ada.get(upload(ada)).text)
    account = ada.get("/data/account").json()
    assert [one["mapping"]["columns"] for one in account["import_mappings"]] == [{"day": "Day", "level": "Stress"}]


def test_dates_that_could_be_two_days_are_asked(ada: Browser) -> None:
    address = upload(ada, b"Day,Stress\n03/04/2026,3\n")
    answer = ada.post(f"{address}/columns", FORM)
    assert "does not show whether day or month comes first." in main_text(answer.text)
    assert ada.post(f"{address}/columns", {**FORM, "date_order": "month_first"}).status_code == 303
    assert "March 2026 Stress practice 1 0 0" in main_text(ada.get(address).text)


def test_only_tables_that_no_app_wrote_have_columns_to_say(ada: Browser) -> None:
    nap = b'[{"logId": 5, "startTime": "2026-03-06T23:00:00", "endTime": "2026-03-07T07:00:00", "mainSleep": true}]'
    address = upload(ada, nap)
    assert ada.get(f"{address}/columns").status_code == 404
    assert ada.post(f"{address}/columns", FORM).status_code == 404


def test_zones_by_spans_of_days_are_chosen_and_named(ada: Browser) -> None:
    log = write_fitbit_file(sleep_log(5, "2025-11-01T23:00", "2025-11-02T07:00", 505))
    address = upload(ada, log)
    assert "more minutes asleep" in main_text(ada.get(address).text)
    form = {"earlier_zone": "America/New_York", "until": "2025-11-02", "zone": "Europe/Berlin"}
    assert ada.post(f"{address}/zone", {**form, "until": "soon"}).status_code == 422
    assert ada.post(f"{address}/zone", form).status_code == 303
    page = ada.get(address).text
    assert "America/New_York until 2025-11-02, Europe/Berlin" in main_text(page)
    assert 'value="2025-11-02"' in page
    assert "1 entry is new." in main_text(page)


def test_program_sends_mapping_once(program: ApiClient) -> None:
    answer = program.upload("/imports", "own.csv", TABLE)
    assert answer.status_code == 400
    assert "what its columns are: Day, Stress" in answer.json()["detail"]
    assert program.upload("/imports", "own.csv", TABLE, mapping="[]").status_code == 422
    assert program.upload("/imports", "own.csv", TABLE, mapping=MAPPING).status_code == 422
    assert program.upload("/imports", "own.csv", TABLE, mapping=MAPPING, partial="true").status_code == 201
    assert program.upload("/imports", "own.csv", TABLE, partial="true").json()["report"]["same"] == 1
