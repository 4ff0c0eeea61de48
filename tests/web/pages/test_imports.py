"""Importing files by page: what would change, what did, and taking it back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.database_rows import read_all_rows
from tests.support.html import main_text
from tests.support.import_files import sleep_log, write_fitbit_file, write_hevy_file
from tests.support.people import Browser, sign_in
from tests.support.records import ExportRecord

from habitlog.usecases.jobs.retention import delete_expired_rows

UPPER = write_hevy_file(40, 40)
CORRECTED = write_hevy_file(42.5, 42.5, 42.5)
SHORT_NIGHT = write_fitbit_file(sleep_log(11, "2026-02-17T23:24", "2026-02-18T02:51", 192))
WHOLE_NIGHT = write_fitbit_file(sleep_log(12, "2026-02-17T23:24", "2026-02-18T07:05", 431))


def upload(browser: Browser, data: bytes, name: str = "workouts.csv", **fields: str) -> str:
    """Upload a file and return the address of its preview."""
    answer = browser.upload("/imports", [(name, data)], **fields)
    assert answer.status_code == 303, main_text(answer.text)
    return answer.headers["location"]


def import_data(browser: Browser, data: bytes, **fields: str) -> str:
    """Upload and import a file and return the address of its report."""
    address = upload(browser, data)
    answer = browser.post(f"{address}/save", fields)
    assert answer.status_code == 303, main_text(answer.text)
    return address


def list_sets(record: dict[str, Any]) -> list[float]:
    return [one["load_kg"] for entry in record["entries"] for one in entry["sets"]]


def test_page_says_which_of_several_files_wait(ada: Browser) -> None:
    unknown = ("unknown.xyz", bytes(range(256)))
    alone = ada.upload("/imports", [unknown])
    assert alone.status_code == 422
    assert "other file" not in main_text(alone.text)
    answer = ada.upload("/imports", [unknown, ("workouts.csv", UPPER)])
    assert answer.status_code == 422
    assert "The other file was uploaded. It is under Your imports." in main_text(answer.text)
    nights = ("sleep.json", SHORT_NIGHT)
    answer = ada.upload("/imports", [("workouts.csv", UPPER), unknown, nights])
    assert "The other 2 files were uploaded. They are under Your imports." in main_text(answer.text)


def test_preview_writes_nothing_and_import_writes_all(ada: Browser, exported_record: ExportRecord) -> None:
    address = upload(ada, UPPER)
    said = main_text(ada.get(address).text)
    assert "1 entry is new." in said
    assert "February 2026 Training 1 0 0" in said
    assert exported_record()["entries"] == []
    assert ada.post(f"{address}/save", {}).headers["location"] == address
    assert list_sets(exported_record()) == [40, 40]
    assert "1 entry added." in main_text(ada.get(address).text)


def test_same_file_again_changes_nothing(ada: Browser, exported_record: ExportRecord) -> None:
    import_data(ada, UPPER)
    before = exported_record()
    address = upload(ada, UPPER)
    assert "Nothing is new. 1 is in your log already, just the same." in main_text(ada.get(address).text)
    ada.post(f"{address}/save", {})
    assert exported_record() == before


def test_edited_source_is_shown_beside_log(ada: Browser, exported_record: ExportRecord) -> None:
    import_data(ada, UPPER)
    address = upload(ada, CORRECTED)
    said = main_text(ada.get(address).text)
    assert "1 is in your log already, and the file says something else." in said
    assert "In your log" in said
    assert "42.5 kg" in said
    ada.post(f"{address}/save", {"different": "log"})
    assert list_sets(exported_record()) == [40, 40]
    import_data(ada, CORRECTED, different="file")
    assert list_sets(exported_record()) == [42.5, 42.5, 42.5]


def test_file_is_taken_for_ticked_differences_alone(ada: Browser, exported_record: ExportRecord) -> None:
    days = ("3 Feb 2026", "4 Feb 2026")
    for day in days:
        import_data(ada, write_hevy_file(40, day=day))
    first, second = (write_hevy_file(45, day=day) for day in days)
    address = upload(ada, first + second.partition(b"\n")[2])
    ticks = re.findall(r'name="take" value="([^"]+)"', ada.get(address).text)
    assert len(ticks) == 2
    ada.post(f"{address}/save", {"different": "log", "take": ticks[1]})
    said = main_text(ada.get(address).text)
    assert "1 replaced. 1 left as it was, though the file says something else." in said
    assert sorted(list_sets(exported_record())) == [40, 45]


def test_later_night_of_same_date_replaces_partial_one(ada: Browser, exported_record: ExportRecord) -> None:
    import_data(ada, SHORT_NIGHT)
    address = upload(ada, WHOLE_NIGHT)
    assert "In the file 431 min" in main_text(ada.get(address).text)
    ada.post(f"{address}/save", {"different": "log"})
    assert [entry["asleep_min"] for entry in exported_record()["entries"]] == [192]
    import_data(ada, WHOLE_NIGHT, different="file")
    assert [entry["asleep_min"] for entry in exported_record()["entries"]] == [431]
    assert "1 is in your log already, just the same." in main_text(ada.get(upload(ada, WHOLE_NIGHT)).text)


def test_undo_restores_what_was_there(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post("/days/2026-02-03/marks/training", {"mark": "none"})
    empty = exported_record()
    first = import_data(ada, UPPER)
    assert exported_record()["marks"] == []
    second = import_data(ada, CORRECTED, different="file")
    answer = ada.post(f"{second}/undo", {})
    assert "1 has its earlier contents again." in main_text(ada.get(answer.headers["location"]).text)
    assert list_sets(exported_record()) == [40, 40]
    assert ada.post(f"{second}/undo", {}).status_code == 409
    # The undo of the second import is a change since the first.
    answer = ada.post(f"{first}/undo", {})
    assert "1 was changed since and stays as it is." in main_text(ada.get(answer.headers["location"]).text)
    ada.post(f"{import_data(ada, write_hevy_file(20, day='5 Feb 2026'))}/undo", {})
    assert len(exported_record()["entries"]) == 1
    assert empty["marks"] == [{"day": "2026-02-03", "mark": "none", "pillar": "training"}]


def test_undo_of_added_entries_brings_marks_back(ada: Browser, exported_record: ExportRecord) -> None:
    ada.post("/days/2026-02-03/marks/training", {"mark": "none"})
    before = exported_record()
    address = import_data(ada, UPPER)
    answer = ada.post(f"{address}/undo", {})
    assert "1 entry was removed." in main_text(ada.get(answer.headers["location"]).text)
    assert exported_record() == before


@for_each_case("count", ["9" * 5000, "-1", "x", ""])
def test_page_after_undo_reads_any_count(ada: Browser, count: str) -> None:
    address = import_data(ada, UPPER)
    ada.post(f"{address}/undo", {})
    page = ada.get(f"{address}?deleted={count}&restored=0&kept=0")
    assert page.status_code == 200
    assert "The import was undone." not in main_text(page.text)


def test_undo_keeps_what_was_changed_since(ada: Browser, exported_record: ExportRecord) -> None:
    address = import_data(ada, SHORT_NIGHT)
    (entry,) = exported_record()["entries"]
    form = {
        "kind": "night",
        "day": "2026-02-18",
        "bed_at": "23:24",
        "out_at": "06:00",
        "version": str(entry["version"]),
    }
    assert ada.post(f"/sleep/{entry['id']}/edit", form).status_code == 303
    ada.post(f"{address}/undo", {})
    assert len(exported_record()["entries"]) == 1


def test_refused_row_refuses_file_until_rest_is_wanted(ada: Browser, exported_record: ExportRecord) -> None:
    data = UPPER + write_hevy_file(30, day="4 Feb 2026", reps="many").partition(b"\n")[2]
    address = upload(ada, data)
    assert "row 4 : reps is not a number." in main_text(ada.get(address).text)
    answer = ada.post(f"{address}/save", {})
    assert answer.status_code == 422
    assert "Nothing was imported" in main_text(answer.text)
    assert exported_record()["entries"] == []
    assert ada.post(f"{address}/save", {"partial": "yes"}).status_code == 303
    assert list_sets(exported_record()) == [40, 40]
    assert "1 item was not taken." in main_text(ada.get(address).text)


def test_note_for_clinician_stays_out_and_sets_come_in(ada: Browser, exported_record: ExportRecord) -> None:
    address = upload(ada, write_hevy_file(40, note="testosterone 250 mg today"))
    assert "The note names something that habitlog leaves to a clinician." in main_text(ada.get(address).text)
    ada.post(f"{address}/save", {})
    (entry,) = exported_record()["entries"]
    assert (entry["note"], len(entry["sets"])) == (None, 1)
    assert "250" not in main_text(ada.get(address).text)


def test_note_in_doubt_comes_in_once_its_words_are_accepted(ada: Browser, exported_record: ExportRecord) -> None:
    address = upload(ada, write_hevy_file(40, 40, note="Upped my sema to 0.5, said the owner"))
    said = main_text(ada.get(address).text)
    assert "The note may name a medicine" in said
    assert "may be a medicine or something else: sema." in said
    assert ada.post(f"{address}/words", {}).headers["location"] == address
    assert "something else: sema" not in main_text(ada.get(address).text)
    ada.post(f"{address}/save", {})
    [entry] = exported_record()["entries"]
    assert (len(entry["sets"]), "Upped my sema to 0.5" in entry["note"]) == (2, True)
    again = upload(ada, write_hevy_file(41, note="sema 0.5 mg weekly"))
    assert "The note names something" in main_text(ada.get(again).text)


def test_note_in_doubt_stays_out_of_its_entry(ada: Browser, exported_record: ExportRecord) -> None:
    import_data(ada, write_hevy_file(40, 40, note="Upped my sema to 0.5, said the owner"))
    [entry] = exported_record()["entries"]
    assert (len(entry["sets"]), entry["note"]) == (2, None)


def test_times_are_read_in_chosen_zone(ada: Browser, exported_record: ExportRecord) -> None:
    # On 30 March 2025 the clocks of Stockholm showed no 02:35.
    night = write_fitbit_file(sleep_log(21, "2025-03-29T18:40", "2025-03-30T02:35", 440))
    address = upload(ada, night)
    assert "did not happen" in main_text(ada.get(address).text)
    assert ada.post(f"{address}/zone", {"zone": "Mars/Olympus"}).status_code == 422
    ada.post(f"{address}/zone", {"zone": "America/New_York"})
    assert "read in America/New_York" in main_text(ada.get(address).text)
    ada.post(f"{address}/save", {})
    (entry,) = exported_record()["entries"]
    assert (entry["zone"], entry["asleep_min"]) == ("America/New_York", 440)


@for_each_case(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"Dear diary", "habitlog does not know this kind of file."),
        (b"\x00\x01\x02", "habitlog does not know this kind of file."),
        (b'{"schema_version": 7}', "not a whole export of habitlog"),
    ],
)
def test_unknown_file_is_not_stored(ada: Browser, data: bytes, reason: str) -> None:
    answer = ada.upload("/imports", [("diary.txt", data)])
    assert answer.status_code == 422
    assert reason in main_text(answer.text)
    assert "Your imports" not in main_text(answer.text)


def test_several_files_wait_in_list(ada: Browser) -> None:
    answer = ada.upload("/imports", [("a.csv", UPPER), ("b.json", SHORT_NIGHT)])
    assert answer.headers["location"] == "/imports"
    said = main_text(ada.get("/imports").text)
    assert "a.csv" in said
    assert "b.json" in said


def test_upload_without_file_asks_for_one(ada: Browser) -> None:
    answer = ada.client.post("/imports", data={"csrf": ada.csrf_token()}, files={"files": ("", b"")})
    assert answer.status_code == 422
    assert "Choose a file first." in main_text(answer.text)


def test_upload_needs_form_key(ada: Browser) -> None:
    assert ada.upload("/imports", [("a.csv", UPPER)], csrf="0" * 64).status_code == 403
    assert ada.post("/imports", {}).status_code == 415


def test_waiting_files_are_limited(ada: Browser) -> None:
    for number in range(20):
        upload(ada, UPPER, f"{number}.csv")
    answer = ada.upload("/imports", [("20.csv", UPPER)])
    assert answer.status_code == 422
    assert "20 files are waiting already." in main_text(answer.text)


def test_discarded_file_is_gone(ada: Browser) -> None:
    address = upload(ada, UPPER)
    assert ada.post(f"{address}/discard", {}).headers["location"] == "/imports"
    assert ada.get(address).status_code == 404
    saved = import_data(ada, UPPER)
    assert ada.post(f"{saved}/discard", {}).status_code == 404


def test_import_of_someone_else_is_not_found(ada: Browser, app: FastAPI) -> None:
    address = upload(ada, UPPER)
    other = sign_in(app, "Bo", "Europe/Stockholm")
    missing = other.get("/imports/00000000-0000-4000-8000-000000000000")
    assert other.get(address).status_code == missing.status_code == 404
    for action in ("save", "zone", "undo", "discard"):
        assert other.post(f"{address}/{action}", {}).status_code == 404
    assert "1 entry is new." in main_text(ada.get(address).text)


def test_record_of_habitlog_is_imported_by_page(ada: Browser, app: FastAPI) -> None:
    import_data(ada, UPPER)
    record = ada.get("/data/export").content
    other = sign_in(app, "Bo", "Europe/Stockholm")
    address = upload(other, record, "habitlog.json")
    assert "1 entry is new." in main_text(other.get(address).text)
    other.post(f"{address}/save", {})
    assert other.get("/data/export").content == record


def test_file_name_is_shown_as_text(ada: Browser) -> None:
    address = upload(ada, UPPER, "C:\\me\\<b>x.csv")
    page = ada.get(address).text
    assert "&lt;b&gt;x.csv" in page
    assert "C:\\me" not in page


def test_retention_deletes_waiting_files_and_old_copies(
    ada: Browser, app: FastAPI, clock: Clock, exported_record: ExportRecord
) -> None:
    waiting, saved = upload(ada, UPPER, "waiting.csv"), import_data(ada, UPPER)
    clock.now += timedelta(days=1, seconds=1)
    delete_expired_rows(app.state.context.database, clock.now)
    assert ada.get(waiting).status_code == 404
    assert "Undo this import" in main_text(ada.get(saved).text)
    clock.now += timedelta(days=30)
    delete_expired_rows(app.state.context.database, clock.now)
    ada = sign_in(app, "Ada", "Europe/Stockholm")
    assert "Undo this import" not in main_text(ada.get(saved).text)
    assert ada.post(f"{saved}/undo", {}).status_code == 409
    assert len(exported_record()["entries"]) == 1
    clock.now += timedelta(days=340)
    delete_expired_rows(app.state.context.database, clock.now)
    assert sign_in(app, "Ada", "Europe/Stockholm").get(saved).status_code == 404


def test_text_of_deleted_entry_is_in_no_copy_after_an_hour(
    ada: Browser, app: FastAPI, clock: Clock, exported_record: ExportRecord
) -> None:
    database = app.state.context.database
    import_data(ada, write_hevy_file(40, note="a word like quincunx"))
    import_data(ada, write_hevy_file(40, 40), different="file")
    assert "quincunx" in repr(read_all_rows(database)["imported_entry"])
    (entry,) = exported_record()["entries"]
    assert ada.post(f"/training/{entry['id']}/delete", {"version": str(entry["version"])}).status_code == 303
    delete_expired_rows(database, clock.now)
    assert "quincunx" in repr(read_all_rows(database))
    clock.now += timedelta(hours=1, seconds=1)
    delete_expired_rows(database, clock.now)
    assert "quincunx" not in repr(read_all_rows(database))
