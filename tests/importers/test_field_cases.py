"""Kinds of faults that people reported on importers of other logs, as small files of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.api_answers import assert_problem, created_entry
from tests.support.command_line import CommandRunner
from tests.support.import_files import HEVY_COLUMNS, sleep_log, write_fitbit_file, write_hevy_file
from tests.support.people import ApiClient

BENCH_WITH_SEMICOLONS = f"""{HEVY_COLUMNS.replace(",", ";")}
Push;13.02.2026 18:00;13.02.2026 19:00;;Bench Press (Barbell);;;0;normal;62,5;8;;;7,5
Push;13.02.2026 18:00;13.02.2026 19:00;;Bench Press (Barbell);;;1;normal;62,5;8;;;7,5
"""
CARDIO = f"""{HEVY_COLUMNS}
Sunday run,"8 Feb 2026, 09:05","8 Feb 2026, 09:49",,Running,,,0,normal,,,7.9,2580,
Bike and bench,"10 Feb 2026, 18:00","10 Feb 2026, 18:55",,Spinning,,,0,normal,,,,1500,
Bike and bench,"10 Feb 2026, 18:00","10 Feb 2026, 18:55",,Bench Press (Barbell),,,0,normal,60,8,,,
Bike and bench,"10 Feb 2026, 18:00","10 Feb 2026, 18:55",,Bench Press (Barbell),,,1,normal,60,8,,,
"""


class Log:
    """Ada's log, as commands import into it and export it."""

    def __init__(self, run: CommandRunner, email: str, folder: Path) -> None:
        self.run, self.email, self.folder = run, email, folder

    def import_data(self, data: bytes | str, *options: str) -> str:
        """Import a file and return what the command says."""
        path = self.folder / "file"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        result = self.run("import", "auto", str(path), "--user", self.email, *options)
        assert "Traceback" not in result.err
        return result.out + result.err

    def entries(self) -> list[dict[str, Any]]:
        """Return all entries by day."""
        record = json.loads(self.run("export", "--user", self.email).out)
        return sorted(record["entries"], key=lambda entry: (entry["day"], entry["kind"]))


@pytest.fixture
def log(run: CommandRunner, ada_email: str, home: Path) -> Log:
    return Log(run, ada_email, home)


def test_table_of_a_country_with_decimal_commas(log: Log) -> None:
    log.import_data(BENCH_WITH_SEMICOLONS)
    (session,) = log.entries()
    assert [(one["load_kg"], one["rpe"]) for one in session["sets"]] == [(62.5, 7.5)] * 2


def test_corrected_workout_is_not_taken_for_the_same(log: Log) -> None:
    log.import_data(write_hevy_file(40, 40))
    said = log.import_data(write_hevy_file(42.5, 42.5, 42.5))
    assert "the file says otherwise (--replace takes it): 1" in said
    log.import_data(write_hevy_file(42.5, 42.5, 42.5), "--replace")
    assert [one["load_kg"] for one in log.entries()[0]["sets"]] == [42.5] * 3


def test_night_that_was_exported_too_early_is_replaced(log: Log) -> None:
    log.import_data(write_fitbit_file(sleep_log(11, "2026-02-17T23:24", "2026-02-18T02:51", 192)))
    whole = write_fitbit_file(sleep_log(12, "2026-02-17T23:24", "2026-02-18T07:05", 431))
    assert "the file says otherwise (--replace takes it): 1" in log.import_data(whole)
    log.import_data(whole, "--replace")
    assert [night["asleep_min"] for night in log.entries()] == [431]


def test_night_of_a_country_where_one_lived(log: Log) -> None:
    nights = write_fitbit_file(
        sleep_log(21, "2025-03-29T18:40", "2025-03-30T02:35", 440),
        sleep_log(22, "2025-11-01T23:10", "2025-11-02T07:10", 505),
    )
    assert "Nothing was imported" in log.import_data(nights)
    assert "Times in America/New_York." in log.import_data(nights, "--zone", "America/New_York")
    assert [(night["asleep_min"], night["zone"]) for night in log.entries()] == [
        (440, "America/New_York"),
        (505, "America/New_York"),
    ]


def test_cardio_in_a_strength_export_is_other_movement(log: Log) -> None:
    log.import_data(CARDIO)
    run, ride, bench = log.entries()
    assert (run["kind"], run["activity"], run["session_min"]) == ("other", "Running", 44)
    assert (ride["kind"], ride["activity"], ride["session_min"]) == ("other", "Spinning", 25)
    assert [one["exercise"] for one in bench["sets"]] == ["Bench Press (Barbell)"] * 2
    assert "Already there, the same: 3" in log.import_data(CARDIO)


def test_note_for_a_clinician_does_not_cost_its_sets(log: Log) -> None:
    said = log.import_data(write_hevy_file(13.5, 13.5, note="ozempic 0.5 mg before training"))
    assert "Left out, row 2: The note names something" in said
    (session,) = log.entries()
    assert (len(session["sets"]), session["note"]) == (2, None)


def test_note_about_the_load_of_an_arm_is_kept(log: Log) -> None:
    note = r"Took more by mistake, increased to 13,5\nStay at 13,5 (11,5+2) and mind the elbow"
    log.import_data(write_hevy_file(55, 55, 55, 13.5, 13.5, note=note))
    (session,) = log.entries()
    assert len(session["sets"]) == 5
    assert "increased to 13,5\nStay at 13,5 (11,5+2)" in session["note"]


def test_line_break_of_a_source_is_a_line_break(log: Log) -> None:
    log.import_data(write_hevy_file(13.5, note=r"By mistake too much\nMind the elbow"))
    assert log.entries()[0]["note"] == "Overhead Press (Barbell): By mistake too much\nMind the elbow"


LONG_BEFORE_MIDNIGHT = sleep_log(31, "2026-02-11T19:50", "2026-02-12T04:20", 478, mainSleep=False)
LONG_BY_DAY = sleep_log(32, "2026-02-12T13:05", "2026-02-12T22:10", 512)


def test_two_long_sleeps_of_one_date_are_both_kept(log: Log) -> None:
    said = log.import_data(write_fitbit_file(LONG_BEFORE_MIDNIGHT, LONG_BY_DAY))
    assert "further main sleep of a date, kept as another main sleep: 1" in said
    assert sorted((night["kind"], night["asleep_min"]) for night in log.entries()) == [("night", 478), ("night", 512)]
    assert "Already there, the same: 2" in log.import_data(write_fitbit_file(LONG_BEFORE_MIDNIGHT, LONG_BY_DAY))


def test_second_long_sleep_that_comes_in_a_later_file(log: Log) -> None:
    log.import_data(write_fitbit_file(LONG_BEFORE_MIDNIGHT))
    said = log.import_data(write_fitbit_file(LONG_BEFORE_MIDNIGHT, LONG_BY_DAY))
    assert "Already there, the same: 1" in said
    assert sorted(night["asleep_min"] for night in log.entries()) == [478, 512]
    assert "Already there, the same: 2" in log.import_data(write_fitbit_file(LONG_BEFORE_MIDNIGHT, LONG_BY_DAY))


def test_long_sleep_beside_a_typed_one_at_the_same_time(log: Log, program: ApiClient) -> None:
    typed = {"kind": "night", "bed_at": "2026-02-11T19:45", "out_at": "2026-02-12T04:30", "asleep_min": 480}
    created_entry(program.post("/sleep/entries", typed))
    both = write_fitbit_file(LONG_BY_DAY, LONG_BEFORE_MIDNIGHT)
    options = ("--zone", "Europe/Stockholm")
    assert "the file says otherwise (--replace takes it): 1" in log.import_data(both, *options)
    assert sorted(night["asleep_min"] for night in log.entries()) == [480, 512]
    log.import_data(both, *options, "--replace")
    assert sorted(night["asleep_min"] for night in log.entries()) == [478, 512]


def test_night_inside_another_is_not_taken_silently(log: Log, program: ApiClient) -> None:
    inside = {"kind": "night", "bed_at": "2026-03-04T05:20", "out_at": "2026-03-05T04:10", "asleep_min": 465}
    night = {"kind": "night", "bed_at": "2026-03-03T22:10", "out_at": "2026-03-04T06:50", "asleep_min": 470}
    first = created_entry(program.post("/sleep/entries", night))
    told = assert_problem(program.post("/sleep/entries", inside), 409, "conflict")
    assert (told["entry"], "22:10 to 06:50" in told["detail"]) == (first["id"], True)
    nap = sleep_log(41, "2026-03-04T05:20", "2026-03-04T07:30", 90, mainSleep=False)
    said = log.import_data(write_fitbit_file(nap))
    assert "covers a part of this time" in said
    assert [entry["id"] for entry in log.entries()] == [first["id"]]
