"""The importers on real exports, against numbers a separate script computed."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from habitlog.errors import Malformed
from habitlog.importers import (
    IMPORTERS,
    apple_health,
    fit,
    fitbit,
    garmin,
    hevy,
    loop_habits,
    sleep_as_android,
    strong,
    tcx,
)
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource, StoredFile
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.training.record import Resistance
from habitlog.tracking.entry import parse_record

OSLO = "Europe/Oslo"
PEOPLE = ["p01", "p02", "p04", "p12", "p14", "p16"]
OFF = "sleep an hour off its counted minutes: its time zone or clock change may be another, times kept"


def sleep_of(data: Path, person: str, zone: str = OSLO) -> ParsedFile:
    return fitbit.parse_file((data / "pmdata" / person / "fitbit" / "sleep.json").read_bytes(), zone)


@pytest.mark.parametrize("person", PEOPLE)
def test_real_fitbit_logs_are_all_accounted_for(real_data: Path, person: str) -> None:
    told = json.loads((real_data / "pmdata" / "expected.json").read_text())[person]
    answer = sleep_of(real_data, person)
    nights = [parse_record(Night, d.fields) for d in answer.drafts if d.fields["kind"] == "night"]
    naps = [parse_record(Nap, d.fields) for d in answer.drafts if d.fields["kind"] == "nap"]
    assert answer.items_read == told["sleep_logs"]
    assert answer.items_read - answer.duplicates == told["unique_logIds"] == len({d.id for d in answer.drafts})
    assert (len(nights), len(naps), answer.refusals) == (told["main_sleeps"], told["naps"], [])
    assert len({night.entry_date for night in nights}) == len(nights)
    ends = sorted(entry.entry_date.isoformat() for entry in [*nights, *naps])
    assert (ends[0], ends[-1]) == (told["first"], told["last"])
    assert OFF not in answer.unsupported


@pytest.mark.parametrize(("person", "minutes"), [("p01", 414), ("p04", 488), ("p14", 513)])
def test_real_fitbit_night_of_clock_change_is_an_hour_shorter(real_data: Path, person: str, minutes: int) -> None:
    nights = [parse_record(Night, d.fields) for d in sleep_of(real_data, person).drafts if d.fields["kind"] == "night"]
    (night,) = [night for night in nights if night.entry_date.isoformat() == "2020-03-29"]
    assert night.time_in_bed_min == minutes


@pytest.mark.parametrize(("person", "doubts"), [("p01", 1), ("p02", 0), ("p04", 1), ("p12", 0), ("p14", 1)])
def test_real_fitbit_wrong_timezone_is_reported(real_data: Path, person: str, doubts: int) -> None:
    assert sleep_of(real_data, person, "UTC").unsupported.get(OFF, 0) == doubts


def test_real_exports_are_read_reproducibly(real_data: Path) -> None:
    assert sleep_of(real_data, "p04") == sleep_of(real_data, "p04")


def test_real_hevy_sessions_sets_and_volume(real_data: Path) -> None:
    (path,) = (real_data / "strength").glob("hevy_*.csv")
    (told_path,) = (real_data / "strength").glob("hevy_*expected.json")
    told: dict[str, Any] = json.loads(told_path.read_text())
    answer = hevy.parse_file(path.read_bytes(), OSLO)
    sessions = [parse_record(Resistance, draft.fields) for draft in answer.drafts]
    sets = [one for session in sessions for one in session.sets]
    kinds, types = told["set_types"], Counter(one.set_type for one in sets)
    assert (answer.items_read, answer.duplicates, answer.refusals) == (told["set_rows"], 0, [])
    assert (len(sessions), len(sets)) == (told["sessions"], told["set_rows"])
    assert types == {
        "warmup": kinds["warmup"],
        "work": kinds["normal"] + kinds["dropset"],
        "amrap": kinds["failure"],
    }
    assert answer.unsupported["drop sets kept as work sets"] == kinds["dropset"]
    assert sum(one.load_kg is None for one in sets) == told["rows_without_weight"]
    work = [one for one in sets if one.set_type != "warmup"]
    assert sum((one.reps or 0) * abs(one.load_kg or 0) for one in work) == told["working_volume_kg_excl_warmup"]
    minutes = [cast("int", session.session_min) for session in sessions]
    assert sum(minutes) == told["session_minutes_total"]
    a_day = Counter(session.entry_date for session in sessions)
    assert sum(count >= 2 for count in a_day.values()) == told["days_with_2_sessions"]
    assert len({draft.id for draft in answer.drafts}) == told["sessions"]


def apple_health_of(data: Path, name: str) -> ParsedFile:
    return apple_health.parse_source(ImportSource.from_bytes((data / "apple-health" / name).read_bytes(), OSLO))


def test_real_apple_health_sleep_is_in_the_zone_of_its_record(real_data: Path) -> None:
    answer = apple_health_of(real_data, "export_sleep_2024.xml")
    assert (answer.items_read, answer.duplicates, answer.refusals) == (8, 0, [])
    assert [(draft.fields["kind"], draft.fields["zone"]) for draft in answer.drafts] == [
        ("night", "Europe/Amsterdam"),
        ("night", "Europe/Amsterdam"),
    ]
    in_bed, asleep = (draft.fields for draft in answer.drafts)
    assert (in_bed["bed_at"], in_bed["out_at"]) == ("2023-12-31T23:55:28", "2023-12-31T23:56:53")
    assert (asleep["bed_at"], asleep["out_at"], asleep["asleep_min"]) == (
        "2024-01-01T02:27:53",
        "2024-01-01T02:40:23",
        12,
    )
    assert answer.unsupported["Heart rate (Apple Health)"] == 2


def test_real_apple_health_workout(real_data: Path) -> None:
    answer = apple_health_of(real_data, "export_workout_2019.xml")
    (workout,) = answer.drafts
    assert workout.fields == {
        "kind": "other",
        "activity": "Running",
        "zone": "America/Los_Angeles",
        "day": "2016-11-14",
        "started_at": "2016-11-14T06:25:41",
        "session_min": 5,
    }
    assert answer.items_read == 5
    assert answer.unsupported["Activity summary (Apple Health)"] == 2


def test_real_strong_sessions_and_sets(real_data: Path) -> None:
    (path,) = (real_data / "strength").glob("strong_*.csv")
    (told_path,) = (real_data / "strength").glob("strong_*expected.json")
    told: dict[str, Any] = json.loads(told_path.read_text())
    answer = strong.parse_source(ImportSource.from_bytes(path.read_bytes(), OSLO))
    sessions = [parse_record(Resistance, draft.fields) for draft in answer.drafts]
    sets = [one for session in sessions for one in session.sets]
    assert (answer.items_read, answer.duplicates, answer.refusals) == (told["set_rows"], 0, [])
    assert (len(sessions), len(sets)) == (told["sessions"], told["set_rows"])
    assert sum(cast("int", session.session_min) for session in sessions) == told["minutes_total"]
    assert sum(one.load_kg == 0 for one in sets) == told["zero_weight_rows"]
    starts = sorted(str(draft.fields["started_at"]).replace("T", " ") for draft in answer.drafts)
    assert (starts[0], starts[-1]) == (told["first"], told["last"])
    assert answer.unsupported == {
        "workout title": told["sessions"],
        "weight without a unit, read in kg as in your settings": told["set_rows"] - told["zero_weight_rows"],
    }


def test_real_garmin_nights_have_the_seconds_of_their_stages(real_data: Path) -> None:
    (path,) = (real_data / "garmin").glob("dailySleepData_2021-07_a.json")
    nights = [item["dailySleepDTO"] for item in json.loads(path.read_bytes())]
    parsed = garmin.parse_source(ImportSource.from_bytes(path.read_bytes(), "America/Chicago"))
    assert [draft.fields["asleep_min"] for draft in parsed.drafts] == [
        round(night["sleepTimeSeconds"] / 60) for night in nights
    ]
    ends = [str(draft.fields["out_at"])[:10] for draft in parsed.drafts]
    assert ends == [night["calendarDate"] for night in nights]


@pytest.mark.parametrize(("name", "minutes"), [("sup_activity_1", 19), ("mapmyride_biking", 52)])
def test_real_tcx_has_its_minutes(real_data: Path, name: str, minutes: int) -> None:
    data = (real_data / "workout-files" / f"{name}.tcx").read_bytes()
    (draft,) = tcx.parse_source(ImportSource.from_bytes(data, "UTC")).drafts
    assert draft.fields["session_min"] == minutes


def test_real_sleep_as_android_recordings_are_all_accounted_for(real_data: Path) -> None:
    (path,) = (real_data / "sleep-apps").glob("sleep-as-android_*.csv")
    parsed = sleep_as_android.parse_source(ImportSource.from_bytes(path.read_bytes(), "UTC"))
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (12, 0, [])
    assert len(parsed.drafts) + parsed.unsupported.get("sleep shorter than a minute", 0) == 12


def named_mapping(name: str, data: bytes) -> dict[str, Any]:
    listed = IMPORTERS[name].list_names
    assert listed
    return {"names": {one.name: "tag" for one in listed([StoredFile(data)])}}


def test_real_loop_days_are_those_that_were_ticked(real_data: Path) -> None:
    for path in (
        real_data / "habits" / "loop_checkmarks_2024.csv",
        *real_data.glob("habits/uhabits-gpl/*/Checkmarks.csv"),
    ):
        data = path.read_bytes()
        mapping = named_mapping("loop_habits", data)
        parsed = loop_habits.parse_source(ImportSource.from_bytes(data, OSLO, "kg", mapping))
        header, *lines = [line.rstrip(",").split(",") for line in data.decode("utf-8-sig").splitlines()]
        is_done = re.compile("2|YES_MANUAL|[1-9][0-9]{3,}").fullmatch
        done = {
            name: sum(is_done(line[place]) is not None for line in lines) for place, name in enumerate(header) if place
        }
        assert {name: len(days) for name, days in parsed.tagged_days.items()} == done
        assert (parsed.items_read, parsed.refusals, parsed.left_out) == (len(lines), [], [])


def test_real_loop_database_has_its_marks(real_data: Path) -> None:
    data = (real_data / "habits" / "uhabits-gpl" / "loop.db").read_bytes()
    mapping = named_mapping("loop_habits", data)
    parsed = loop_habits.parse_source(ImportSource.from_bytes(data, OSLO, "kg", mapping))
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        (marks,) = database.execute("select count(*) from Repetitions").fetchone()
        days = database.execute(
            "select name, count(distinct timestamp) from Repetitions, Habits where habit = Habits.Id group by name"
        ).fetchall()
    assert parsed.items_read == marks == 164
    assert {name: len(days) for name, days in parsed.tagged_days.items()} == dict(days)


def test_real_sleep_diaries_are_all_accounted_for(real_data: Path) -> None:
    for name, key, sleeps in (
        ("sleepmeter_2020-11-24.4.csv", "sleepmeter", 6),
        ("sleepmeter_2020-11-23.4.csv", "sleepmeter", 2),
        ("plees-tracker.csv", "plees", 3),
    ):
        data = (real_data / "sleep-apps" / name).read_bytes()
        parsed = IMPORTERS[key].parse(ImportSource.from_bytes(data, "UTC"))
        short = parsed.unsupported.get("sleep shorter than a minute", 0)
        assert (parsed.items_read, parsed.refusals) == (sleeps, [])
        assert len(parsed.drafts) + parsed.duplicates + short == sleeps


def test_real_habitbull_days_are_all_accounted_for(real_data: Path) -> None:
    for path in (real_data / "habits" / "uhabits-gpl").glob("habitbull*.csv"):
        data = path.read_bytes()
        mapping = named_mapping("habitbull", data)
        parsed = IMPORTERS["habitbull"].parse(ImportSource.from_bytes(data, "UTC", "kg", mapping))
        rows = list(csv.DictReader(data.decode().splitlines()))
        done = Counter(name for name, _ in {(row["HabitName"][:40], row["CalendarDate"]) for row in rows})
        assert {name: len(days) for name, days in parsed.tagged_days.items()} == done
        assert (parsed.items_read, parsed.refusals) == (len(rows), [])


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("20170518-191602-1740899583", [("Indoor rowing", 28)]),
        ("sample-activity-indoor-trainer", [("Cycling", 38)]),
        ("garmin-fenix-5-walk", [("Walking", 1)]),
        ("WorkoutRepeatSteps", []),
        ("activity-filecrc", None),
        ("activity-unexpected-eof", None),
        ("activity-settings-corruptheader", None),
    ],
)
def test_real_fit_files_are_read_or_refused(real_data: Path, name: str, read: list[tuple[str, int]] | None) -> None:
    source = ImportSource.from_bytes((real_data / "workout-files" / f"{name}.fit").read_bytes(), "UTC")
    if read is None:
        with pytest.raises(Malformed):
            fit.parse_source(source)
        return
    drafts = fit.parse_source(source).drafts
    assert [(draft.fields["activity"], draft.fields["session_min"]) for draft in drafts] == read
