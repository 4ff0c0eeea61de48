"""A table that no app wrote: its columns are said once, by page or by a program, and remembered."""

from __future__ import annotations

import json

from tests.support.html import main_text
from tests.support.import_files import sleep_log, write_fitbit_file
from tests.support.loop_files import ALL_NAMES, HABITS, MARKS, make_loop_zip
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


def test_names_are_asked_once_remembered_and_taken_back(ada: Browser, exported_record: ExportRecord) -> None:
    address = upload(ada, make_loop_zip())
    page = ada.get(f"{address}/columns").text
    assert "Meditate on 2 days, Sun 1 Mar 2026 to Tue 3 Mar 2026, counted in minutes" in main_text(page)
    assert page.count('value="practice_minutes"') == 1  # of what is counted, not of what is ticked
    form = {"choice-0": "practice_minutes", "choice-1": "movement", "choice-2": "tag"}
    wrong = ada.post(f"{address}/columns", {**form, "choice-1": ""})
    assert wrong.status_code == 422
    assert "Say what this is: Walk, run." in main_text(wrong.text)
    assert '<option value="tag" selected>' in wrong.text
    assert ada.post(f"{address}/columns", form).headers["location"] == address
    preview = main_text(ada.get(address).text)
    assert "3 entries are new. 2 days get a tag." in preview
    assert "No coffee : 2 new days" in preview
    assert ada.post(f"{address}/save", {}).status_code == 303
    record = exported_record()
    assert sorted(entry["kind"] for entry in record["entries"]) == ["other", "practice", "practice"]
    assert [(tag["name"], tag["days"]) for tag in record["day_tags"]] == [("No coffee", ["2026-03-01", "2026-03-03"])]
    assert "3 entries added. 2 days got a tag." in main_text(ada.get(address).text)

    again = main_text(ada.get(upload(ada, make_loop_zip())).text)
    assert "Nothing is new. 3 are in your log already, just the same." in again
    assert "No coffee : 0 new days, 2 have it already" in again
    later = MARKS.replace("2026-03-04,UNKNOWN,UNKNOWN,UNKNOWN", "2026-03-04,UNKNOWN,YES_MANUAL,YES_MANUAL")
    assert "1 entry is new. 1 day gets a tag." in main_text(ada.get(upload(ada, make_loop_zip(later))).text)
    more = [text.replace("No coffee", "No tea") for text in (later, HABITS)]
    asked = ada.get(ada.get(upload(ada, make_loop_zip(*more))).headers["location"]).text
    assert (asked.count(" selected"), asked.count('value="nothing" selected')) == (3, 1)  # the third name is new

    assert ada.post(f"{address}/undo", {}).status_code == 303
    record = exported_record()
    assert (record["entries"], record["day_tags"]) == ([], [])
    stored = ada.get("/data/account").json()["import_mappings"]
    assert [one["mapping"]["names"] for one in stored] == [ALL_NAMES]


def test_tags_without_room_or_with_a_name_for_a_clinician_stay_out(
    program: ApiClient,
) -> None:
    names = [*(f"n{number}" for number in range(6)), "ibuprofen 400 mg"]
    data = f"Date,{','.join(names)},\n2026-03-01{',2' * 7},\n2027-03-01{',2' * 7},\n".encode()
    assert program.put("/day-tags/0195f2a0-0000-7000-8000-000000000001", {"name": "N0"}).status_code == 200
    assert program.put("/day-tags/0195f2a0-0000-7000-8000-000000000002", {"name": "old"}).status_code == 200
    answer = program.upload("/imports", "loop.csv", data)
    assert answer.status_code == 400
    assert "what each name in the file is: n0, n1" in answer.json()["detail"]
    mapping = json.dumps({"names": dict.fromkeys(names, "tag")})
    report = program.upload("/imports", "loop.csv", data, mapping=mapping, partial="true").json()["report"]
    assert report["tags"] == [{"name": f"n{number}", "days": 1, "same": 0} for number in range(5)]
    places = [refused["location"] for refused in report["refused"]]
    assert places == [*(f"tag n{number}, 2027-03-01" for number in range(6)), "tag ibuprofen 400 mg", "tag n5"]
    assert [len(tag) for tag in [program.get("/day-tags").json()["items"]]] == [6]


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
