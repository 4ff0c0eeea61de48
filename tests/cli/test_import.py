"""Files by the command line: their summary, a second time that changes nothing, and real exports."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from tests.support.cases import for_each_case
from tests.support.command_line import CommandRunner

from habitlog.cli.progress_bar import format_progress
from habitlog.usecases.files.import_progress import ImportProgress

LOG = {
    "logId": 1, "dateOfSleep": "2021-03-28", "startTime": "2021-03-28 00:30:00", "endTime": "2021-03-28T08:30:00.000",
    "duration": 28_800_000, "timeInBed": 480, "minutesAsleep": 360, "minutesAwake": 60, "minutesToFallAsleep": 0,
    "minutesAfterWakeup": 0, "efficiency": 91, "type": "stages", "mainSleep": True,
    "levels": {"summary": {}, "data": []},
}  # fmt: skip
NAP = {**LOG, "logId": 2, "startTime": "2021-03-28 13:00:00", "endTime": "2021-03-28T13:40:00.000", "mainSleep": False,
       "duration": 2_400_000, "timeInBed": 40, "minutesAsleep": 38, "minutesAwake": 2}  # fmt: skip
HEVY = """"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index",\
"set_type","weight_kg","reps","distance_km","duration_seconds","rpe"
"Upper","3 May 2021, 08:05","3 May 2021, 09:00","","Row (Cable)","","","0","warmup","20","10","","0",""
"Upper","3 May 2021, 08:05","3 May 2021, 09:00","","Row (Cable)","","","1","normal","42.5","10","","0","8.5"
"Core","3 May 2021, 18:05","3 May 2021, 18:30","","Plank","","","0","normal","","","","60",""
"""


def entries(run: CommandRunner, email: str) -> list[dict[str, object]]:
    document: dict[str, list[dict[str, object]]] = json.loads(run("export", "--user", email).out)
    return document["entries"]


def import_twice(run: CommandRunner, email: str, format_: str, path: Path) -> tuple[str, str]:
    """Rehearse, bring a file in, then again; return what the last two said."""
    before = run("export", "--user", email).out
    assert run("import", format_, str(path), "--user", email, "--dry-run", "--partial").status == 0
    assert run("export", "--user", email).out == before
    first = run("import", format_, str(path), "--user", email, "--partial")
    after = run("export", "--user", email).out
    again = run("import", "auto", str(path), "--user", email, "--partial")
    assert (first.status, again.status, first.err, again.err) == (0, 0, "", "")
    assert run("export", "--user", email).out == after != before
    return first.out, again.out


def test_fitbit_import_files_nights_and_naps(run: CommandRunner, ada_email: str, home: Path) -> None:
    path = home / "sleep.json"
    path.write_text(json.dumps([LOG, NAP, LOG]))
    first, again = import_twice(run, ada_email, "fitbit", path)
    assert first.splitlines()[:5] == [
        "In the file: 3, of them 1 twice. Times in Europe/Oslo.",
        "Added sleep nap: 1",
        "Added sleep night: 1",
        "Already there, the same: 0",
        "Refused: 0",
    ]
    assert again.splitlines()[1:4] == ["Added nothing.", "Already there, the same: 2", "Refused: 0"]
    night, nap = sorted(entries(run, ada_email), key=lambda entry: str(entry["kind"]), reverse=True)
    assert (night["day"], night["bed_at"], night["out_at"]) == (
        "2021-03-28", "2021-03-28T00:30:00+01:00", "2021-03-28T08:30:00+02:00",
    )  # fmt: skip
    assert (nap["kind"], nap["day"]) == ("nap", "2021-03-28")


def test_hevy_import_keeps_two_sessions_a_day(run: CommandRunner, ada_email: str, home: Path) -> None:
    path = home / "hevy.csv"
    path.write_text(HEVY)
    first, again = import_twice(run, ada_email, "hevy", path)
    assert "Added training resistance: 2" in first
    assert "Already there, the same: 2" in again
    core, upper = sorted(entries(run, ada_email), key=lambda entry: str(entry["started_at"]), reverse=True)
    assert [one["set_type"] for one in upper["sets"]] == ["warmup", "work"]  # type: ignore[attr-defined]
    assert core["sets"][0]["exercise"] == "Plank"  # type: ignore[index]


def test_json_export_is_imported_into_another_account(run: CommandRunner, ada_email: str, home: Path) -> None:
    (home / "hevy.csv").write_text(HEVY)
    run("import", "hevy", str(home / "hevy.csv"), "--user", ada_email)
    record = home / "ada.json"
    run("export", "--user", ada_email, "--output", str(record))
    words = ("user", "add", "eve@example.org", "--password-stdin")
    assert run(*words, given="seven slow boats go by\n").status == 0
    assert run("import", "json", str(record), "--user", "eve@example.org").status == 0
    assert run("export", "--user", "eve@example.org").out == record.read_text()


@for_each_case("format_", ["json", "fitbit", "hevy"])
@for_each_case("data", [b"", b"\xff\xfe\x00", b"Dear diary", b"[{}]", b"{}", b"null"])
def test_import_of_invalid_file_writes_nothing(
    run: CommandRunner, ada_email: str, home: Path, format_: str, data: bytes
) -> None:
    (home / "file").write_bytes(data)
    said = run("import", format_, str(home / "file"), "--user", ada_email)
    assert said.status == 1
    assert "Traceback" not in said.err
    assert entries(run, ada_email) == []


def test_real_fitbit_export_is_imported_once(run: CommandRunner, ada_email: str, real_data: Path) -> None:
    told = json.loads((real_data / "pmdata" / "expected.json").read_text())["p01"]
    first, again = import_twice(run, ada_email, "fitbit", real_data / "pmdata" / "p01" / "fitbit" / "sleep.json")
    assert f"In the file: {told['sleep_logs']}, of them {told['sleep_logs'] - told['unique_logIds']} twice" in first
    assert f"Added sleep night: {told['main_sleeps']}" in first
    assert (f"Added sleep nap: {told['naps']}" in first) == bool(told["naps"])
    assert f"Already there, the same: {told['unique_logIds']}" in again
    (night,) = (one for one in entries(run, ada_email) if one["day"] == "2020-03-29" and one["kind"] == "night")
    bed, out = (datetime.fromisoformat(str(night[name])) for name in ("bed_at", "out_at"))
    assert (out - bed).total_seconds() / 60 == 414


def test_real_hevy_export_is_imported_once(run: CommandRunner, ada_email: str, real_data: Path) -> None:
    (path,) = (real_data / "strength").glob("hevy_*.csv")
    first, _ = import_twice(run, ada_email, "hevy", path)
    assert "Refused: 0" in first
    days = [str(entry["day"]) for entry in entries(run, ada_email)]
    assert f"Added training resistance: {len(days)}" in first
    assert len(days) - len(set(days)) >= 30


def test_command_reads_mapping_once_and_zones_by_spans(run: CommandRunner, ada_email: str, home: Path) -> None:
    table, mapping = home / "own.csv", home / "mapping.json"
    table.write_text("Day,Time,Sport\n2025-06-30,18:05,Run\n2025-07-01,18:05,Run\n", encoding="utf-8")
    columns = {"day": "Day", "started_at": "Time", "name": "Sport"}
    mapping.write_text(json.dumps({"entries": "other", "columns": columns}), encoding="utf-8")
    missing = run("import", "auto", str(table), "--user", ada_email)
    assert missing.status == 1
    assert "what its columns are: Day, Time" in missing.err
    zones = ("--zone", "America/New_York until 2025-06-30", "--zone", "Europe/Berlin")
    first = run("import", "auto", str(table), "--user", ada_email, "--mapping", str(mapping), *zones)
    assert "Times in America/New_York until 2025-06-30, Europe/Berlin." in first.out
    assert [entry["zone"] for entry in entries(run, ada_email)] == ["America/New_York", "Europe/Berlin"]
    assert "Already there, the same: 2" in run("import", "auto", str(table), "--user", ada_email, *zones).out


def test_command_reads_what_names_are_once(run: CommandRunner, ada_email: str, home: Path) -> None:
    table, mapping = home / "Checkmarks.csv", home / "mapping.json"
    table.write_bytes(b"Date,Coffee,Run,\n2025-07-02,2,0,\n2025-07-01,2,2,\n")
    mapping.write_text(json.dumps({"names": {"Coffee": "tag", "Run": "movement"}}), encoding="utf-8")
    missing = run("import", "auto", str(table), "--user", ada_email)
    assert missing.status == 1
    assert "what each name in the file is: Coffee, Run" in missing.err
    first = run("import", "auto", str(table), "--user", ada_email, "--mapping", str(mapping))
    assert "Tagged with Coffee: 2 days, before: 0" in first.out
    assert [entry["activity"] for entry in entries(run, ada_email)] == ["Run"]
    again = run("import", "auto", str(table), "--user", ada_email).out
    assert "Tagged with Coffee: 0 days, before: 2" in again
    assert "Already there, the same: 1" in again


def test_progress_says_what_is_done_of_how_much() -> None:
    progress = ImportProgress()
    assert format_progress(progress) == "waiting"
    progress.begin("reading", 60 * 2**20)
    progress.advance(30 * 2**20)
    assert format_progress(progress) == f"reading [{'#' * 15}{'.' * 15}] 30 of 60 MB"
    progress.begin("writing", 300)
    progress.advance(100)
    assert format_progress(progress) == f"writing [{'#' * 10}{'.' * 20}] 100 of 300"
