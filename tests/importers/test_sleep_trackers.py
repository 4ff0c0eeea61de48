"""Oura, Sleep as Android and WHOOP: sleeps and workouts, as they are and with every fault."""

from __future__ import annotations

import pytest
from tests.support.archives import make_zip
from tests.support.cases import for_each_case

from habitlog.errors import Malformed
from habitlog.importers import oura, sleep_as_android, whoop
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import open_files, recognize_format

BERLIN = "Europe/Berlin"
HEADER = 'Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,"22:10"\n'
SLEEPS = "Cycle start time,Cycle timezone,Sleep onset,Wake onset,Asleep duration (min),Nap\n"
OURA = "date,Total Sleep Duration,Bedtime Start,Bedtime End,Sleep Score\n"
WORKOUTS = "Cycle start time,Cycle timezone,Workout start time,Workout end time,Duration (min),Activity name\n"


def recording(number: str, end: str, hours: str, zone: str = BERLIN, comment: str = "") -> str:
    return f'{HEADER}"{number}","{zone}","x","{end}","{end}","{hours}","0.0","{comment}","10007","0.1"\n'


def read_android(text: str, encoding: str = "utf-8") -> ParsedFile:
    return sleep_as_android.parse_source(ImportSource.from_bytes(text.encode(encoding), "Etc/UTC"))


def read_whoop(text: str, zone: str = BERLIN) -> ParsedFile:
    return whoop.parse_source(ImportSource.from_bytes(text.encode(), zone))


@for_each_case("encoding", ["utf-8", "utf-8-sig"])
def test_android_sleeps_are_nights_and_naps_in_their_own_zone(encoding: str) -> None:
    # The night of the autumn change: from 23:30 to the second 2:30, four hours on.
    night = recording("1761427800000", "26. 10. 2025 2:30", "4.000", comment="#home")
    nap = recording("1761484800000", "26. 10. 2025 15:00", "0.667")
    short = recording("1761570010000", "27. 10. 2025 14:00", "0.010")
    parsed = read_android(night + nap + short + night, encoding)
    assert [draft.fields for draft in parsed.drafts] == [
        {"kind": "night", "zone": BERLIN, "bed_at": "2025-10-25T23:30:00", "out_at": "2025-10-26T02:30:00+01:00"},
        {"kind": "nap", "zone": BERLIN, "start_at": "2025-10-26T14:20:00", "end_at": "2025-10-26T15:00:00"},
    ]
    assert (parsed.items_read, parsed.duplicates) == (4, 1)
    assert parsed.refusals == []
    assert parsed.unsupported["sleep shorter than a minute"] == 1
    assert parsed.unsupported["comment of a sleep, with its tags"] == 1
    assert recognize_format(make_zip({"sleep-export.csv": night.encode()})) == "sleep_as_android"


@for_each_case(
    ("text", "code"),
    [
        (recording("-1", "26. 10. 2025 6:30", "7"), "not_a_timestamp"),
        (recording("--", "26. 10. 2025 6:30", "7"), "not_a_timestamp"),
        (recording("99999999999999", "26. 10. 2025 6:30", "7"), "file_year_out_of_range"),
        (recording("1761427800000", "25. 10. 2025 6:30", "7"), "sleep_ends_before_start"),
        (recording("1761427800000", "31. 2. 2025 6:30", "7"), "file_date_or_time_does_not_exist"),
        (recording("1761427800000", "26. 10. 9999 6:30", "7"), "file_year_out_of_range"),
        (recording("1761427800000", "26. 10. 2025 6:30", "7", "Mars/Base"), "zone_format"),
        (recording("1761427800000", "29. 10. 2025 6:30", "7"), "sleep_too_long"),
        (HEADER + '"1761427800000","Europe/Berlin"', "not_a_timestamp"),
    ],
)
def test_android_sleep_with_a_fault_is_refused_with_its_row(text: str, code: str) -> None:
    parsed = read_android(text)
    assert [(each.location, each.code) for each in parsed.refusals] == [("row 2", code)]
    assert parsed.drafts == []


def test_whoop_account_is_read_from_all_its_files() -> None:
    sleeps = SLEEPS + "x,UTC-05:00,2026-01-14 23:00:00,2026-01-15 07:00:00,412,false\n"
    sleeps += "x,UTC-05:00,2026-01-15 14:00:00,2026-01-15 14:30:00,--,true\n"
    sleeps += "x,Europe/Berlin,2026-02-14 23:00:00,2026-02-15 07:00:00,-1,false\n"
    workouts = WORKOUTS + "x,UTC+01:00,2026-02-15 18:00:00,2026-02-15 18:45:10,45,Functional Fitness\n" * 2
    files = {
        "sleeps.csv": sleeps.encode(),
        "workouts.csv": workouts.encode(),
        "journal_entries.csv": b"Cycle,Note\n1,x\n",
    }
    with open_files(make_zip(files)) as found:
        assert (found.format, found.unread) == ("whoop", 1)
        parsed = whoop.parse_source(ImportSource(found.files, f"America/New_York until 2026-01-31, {BERLIN}"))
    night, nap, other, workout = (draft.fields for draft in parsed.drafts)
    assert night == {
        "kind": "night",
        "zone": "America/New_York",
        "bed_at": "2026-01-14T23:00:00",
        "out_at": "2026-01-15T07:00:00",
        "asleep_min": 412,
    }
    assert (nap["kind"], nap["start_at"]) == ("nap", "2026-01-15T14:00:00")
    assert (other["zone"], "asleep_min" in other) == (BERLIN, False)
    assert [each.location for each in parsed.left_out] == ["row 4, Asleep duration (min)"]
    assert (workout["activity"], workout["session_min"]) == ("Functional fitness", 45)
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (5, 1, [])


@for_each_case(
    ("row", "code"),
    [
        ("x,UTC+25:00,2026-01-14 23:00:00,2026-01-15 07:00:00,1,false", "not_an_offset"),
        ("x,soon,2026-01-14 23:00:00,2026-01-15 07:00:00,1,false", "not_an_offset"),
        ("x,UTC,1900-01-14 23:00:00,1900-01-15 07:00:00,1,false", "file_year_out_of_range"),
        ("x,UTC,9999-01-14 23:00:00,9999-01-15 07:00:00,1,false", "file_year_out_of_range"),
        ("x,UTC,2026-01-14 23:00:00,--,1,false", "not_a_timestamp"),
        ("x,UTC,2026-01-14 23:00:00,2026-01-14 22:00:00,1,false", "sleep_ends_before_start"),
        ("x,UTC,2026-01-14 23:00:00", "row_field_count_wrong"),
    ],
)
def test_whoop_sleep_with_a_fault_is_refused_with_its_row(row: str, code: str) -> None:
    parsed = read_whoop(SLEEPS + row)
    assert [(each.location, each.code) for each in parsed.refusals] == [("row 2", code)]
    assert parsed.drafts == []


def read_oura(text: str, zone: str = BERLIN) -> ParsedFile:
    return oura.parse_source(ImportSource.from_bytes(text.encode("utf-16"), zone))


def test_oura_dates_are_nights_with_their_time_asleep() -> None:
    night = "2026-01-15,26100,2026-01-14T23:00:00-05:00,2026-01-15T07:00:00-05:00,80\n"
    rows = night * 2 + "2026-01-16,,,,\n"
    rows += "2026-02-15,99999,2026-02-14T23:00:00+01:00,2026-02-15T07:00:00+01:00,--\n"
    rows += "2026-02-16,-1,2026-02-15T23:00:00+01:00,2026-02-16T07:00:00+01:00,\n"
    rows += "2026-02-17,1,2026-02-16T23:00:00,2026-02-17T07:00:00,\n2026-02-18,1,9999-02-16T23:00:00Z,--,\n"
    parsed = read_oura(OURA + rows, f"America/New_York until 2026-01-31, {BERLIN}")
    first, *others = (draft.fields for draft in parsed.drafts)
    times = {"bed_at": "2026-01-14T23:00:00", "out_at": "2026-01-15T07:00:00"}
    assert first == {"kind": "night", "zone": "America/New_York", **times, "asleep_min": 435}
    assert [(other["zone"], "asleep_min" in other) for other in others] == [(BERLIN, False)] * 2
    assert (parsed.items_read, parsed.duplicates, parsed.unsupported["date without a sleep"]) == (7, 1, 1)
    assert [each.location for each in parsed.left_out] == ["row 5, Total Sleep Duration", "row 6, Total Sleep Duration"]
    assert [(each.location, each.code) for each in parsed.refusals] == [
        ("row 7", "not_a_timestamp_with_offset"),
        ("row 8", "file_year_out_of_range"),
    ]


def test_other_tables_are_refused() -> None:
    for parse in (read_whoop, read_android, read_oura):
        with pytest.raises(Malformed):
            parse("Day,Stress\n2026-01-01,3\n")
