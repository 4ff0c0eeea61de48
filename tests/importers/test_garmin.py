"""Garmin accounts and TCX files: nights and other movement, as they are and with every fault."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.cases import for_each_case
from tests.support.fit_files import write_fit_file

from habitlog.errors import Malformed
from habitlog.importers import fit, garmin, tcx
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import open_files

MOVED = "America/New_York until 2026-01-31, Europe/Berlin"
NIGHT = {
    "calendarDate": "2026-01-15",
    "sleepStartTimestampGMT": "2026-01-15T04:00:00.0",
    "sleepEndTimestampGMT": "2026-01-15T12:00:00.0",
    "deepSleepSeconds": 4800,
    "lightSleepSeconds": 15000,
    "remSleepSeconds": -1,
    "sleepScores": {"overallScore": 80},
}
RUN = {"activityId": 1001, "name": "Home", "activityType": "trail_running", "startTimeGmt": 1769968800000}
RUN |= {"duration": 1800000.0, "distance": 500000.0}
TCX = b"""<?xml version="1.0"?><TrainingCenterDatabase xmlns="x"><Activities><Activity Sport="Biking">
<Id>2026-02-01T18:00:00.000Z</Id><Lap StartTime="2026-02-01T18:00:00Z"><TotalTimeSeconds>900.5</TotalTimeSeconds>
<Track><Trackpoint><Time>2026-02-01T18:00:00Z</Time></Trackpoint></Track></Lap>
<Lap StartTime="2026-02-01T18:15:00Z"><TotalTimeSeconds>600</TotalTimeSeconds></Lap></Activity></Activities>
</TrainingCenterDatabase>"""


def read_nights(*nights: Any) -> ParsedFile:
    return garmin.parse_source(ImportSource.from_bytes(json.dumps(nights).encode(), MOVED))


def test_recordings_inside_are_not_doubled() -> None:
    start = datetime(2026, 2, 1, 18, 0, tzinfo=UTC)
    uploads = {
        "same.fit": write_fit_file(start + timedelta(seconds=2), 1790),
        "older.fit": write_fit_file(start - timedelta(days=900), 2400, sport=2),
        "weight.fit": write_fit_file(start, 0, kind=9),
        "broken.fit": write_fit_file(start, 600)[:-3],
    }
    activities = [{"summarizedActivitiesExport": [RUN]}]
    members = {"a_summarizedActivities.json": json.dumps(activities).encode(), "Part1.zip": make_zip(uploads)}
    with open_files(make_zip(members)) as found:
        assert (found.format, found.unread) == ("garmin", 0)
        parsed = garmin.parse_source(ImportSource(found.files, MOVED))
    run, ride = parsed.drafts
    assert (run.fields["activity"], ride.fields["activity"]) == ("Trail running", "Cycling")
    (alone,) = fit.parse_source(ImportSource.from_bytes(uploads["older.fit"], MOVED)).drafts
    assert alone.id == ride.id  # a file that was imported alone before is the same
    assert parsed.unsupported["FIT file of an activity that another file has too"] == 1
    assert parsed.unsupported["FIT file that is no activity"] == 1
    assert [refusal.code for refusal in parsed.refusals] == ["fit_damaged"]
    with open_files(make_zip({"Part1.zip": make_zip({"a.fit": uploads["older.fit"]})})) as found:
        assert found.format == "fit"


def test_account_is_read_from_all_its_files() -> None:
    whole = {**NIGHT, "sleepEndTimestampGMT": "2026-01-15T12:30:00.0"}
    activities = [{"summarizedActivitiesExport": [RUN, {**RUN, "activityId": 9, "parent": True}]}]
    archive = make_zip(
        {
            "DI_CONNECT/DI-Connect-Wellness/a_sleepData.json": json.dumps([NIGHT, {"retro": False}] * 2).encode(),
            "DI_CONNECT/DI-Connect-Wellness/b_sleepData.json": json.dumps([whole]).encode(),
            "DI_CONNECT/DI-Connect-Fitness/a_summarizedActivities.json": json.dumps(activities).encode(),
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": make_zip({"1.fit": b"x"}),
            "customer_data/customer.json": b"{}",
        }
    )
    with open_files(archive) as found:
        assert (found.format, found.unread) == ("garmin", 2)
        parsed = garmin.parse_source(ImportSource(found.files, MOVED))
    night, run = parsed.drafts
    assert night.fields == {
        "kind": "night",
        "zone": "America/New_York",
        "bed_at": "2026-01-14T23:00:00",
        "out_at": "2026-01-15T07:30:00",
        "asleep_min": 330,
    }
    assert run.fields == {
        "kind": "other",
        "activity": "Trail running",
        "zone": "Europe/Berlin",
        "day": "2026-02-01",
        "started_at": "2026-02-01T19:00:00",
        "session_min": 30,
    }
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (7, 2, [])
    assert parsed.unsupported["date without a sleep"] == 2
    assert parsed.unsupported["whole of several activities, which are kept one by one"] == 1
    assert night.id == read_nights(NIGHT).drafts[0].id


@for_each_case(
    ("change", "code"),
    [
        ({"sleepStartTimestampGMT": "1900-01-15T04:00:00.0"}, "file_year_out_of_range"),
        ({"sleepEndTimestampGMT": "9999-01-15T04:00:00.0"}, "file_year_out_of_range"),
        ({"sleepEndTimestampGMT": "2026-02-30T04:00:00.0"}, "date_or_time_does_not_exist"),
        ({"sleepEndTimestampGMT": "--"}, "not_a_timestamp"),
        ({"sleepEndTimestampGMT": True}, "not_a_timestamp"),
        ({"sleepEndTimestampGMT": 1e14}, "file_year_out_of_range"),
        ({"sleepEndTimestampGMT": 10**400}, "not_a_timestamp"),
        ({"sleepEndTimestampGMT": float("nan")}, "not_a_timestamp"),
        ({"sleepEndTimestampGMT": "2026-01-15T04:00:00.0"}, "sleep_ends_before_start"),
        ({"sleepEndTimestampGMT": "2026-01-17T04:00:00.0"}, "sleep_too_long"),
        ({"calendarDate": None}, "not_a_timestamp"),
    ],
)
def test_night_with_a_fault_is_refused_alone(change: dict[str, Any], code: str) -> None:
    parsed = read_nights({**NIGHT, "calendarDate": "2026-01-14"}, {**NIGHT, **change})
    assert [(each.location, each.code) for each in parsed.refusals] == [("item 2", code)]
    assert len(parsed.drafts) == 1


def test_night_without_stages_or_of_the_web_service_is_kept() -> None:
    api = {"dailySleepDTO": {**NIGHT, "sleepStartTimestampGMT": 1768449600000, "sleepEndTimestampGMT": 1768478400000}}
    assert read_nights(api).drafts[0].fields["bed_at"] == "2026-01-14T23:00:00"
    bare = {name: value for name, value in NIGHT.items() if not name.endswith("Seconds")}
    assert "asleep_min" not in read_nights(bare).drafts[0].fields
    for value in (float("nan"), float("inf"), 10**400, "x", True):
        unreadable = dict.fromkeys(("deepSleepSeconds", "lightSleepSeconds"), value)
        assert "asleep_min" not in read_nights({**bare, **unreadable}).drafts[0].fields
        assert "session_min" not in read_nights({**RUN, "duration": value}).drafts[0].fields


@for_each_case("data", [b"", b"[1]", b'{"a"', b'[{"summarizedActivitiesExport": [3]}]', b"<x/>", b"\xff\xfe"])
def test_what_is_no_garmin_file_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="not_a_garmin_file"):
        garmin.parse_source(ImportSource.from_bytes(data, MOVED))


def test_tcx_activity_has_the_time_of_its_laps() -> None:
    parsed = tcx.parse_source(ImportSource((*ImportSource.from_bytes(TCX, MOVED).files,) * 2, MOVED))
    (ride,) = parsed.drafts
    assert ride.fields == {
        "kind": "other",
        "activity": "Biking",
        "zone": "Europe/Berlin",
        "day": "2026-02-01",
        "started_at": "2026-02-01T19:00:00",
        "session_min": 25,
    }
    assert (parsed.items_read, parsed.duplicates) == (2, 1)


@for_each_case(
    ("data", "code"),
    [
        (TCX[:400], "xml_damaged"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + TCX, "xml_entities_refused"),
        (b"<html></html>", "xml_root_unknown"),
        (TCX.replace(b"<Track>", b"<Track>" + b" " * 5_000_000), "xml_element_too_large"),
    ],
)
def test_broken_tcx_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(Malformed, match=code):
        tcx.parse_source(ImportSource.from_bytes(data, MOVED))


@for_each_case(
    ("change", "code"),
    [
        (b"2026-02-01T18:00:00.000", "not_a_timestamp_with_offset"),
        (b"1900-02-01T18:00:00.000Z", "file_year_out_of_range"),
        (b"9999-02-01T18:00:00.000Z", "file_year_out_of_range"),
        (b"--", "not_a_timestamp_with_offset"),
    ],
)
def test_tcx_activity_without_a_start_is_refused_alone(change: bytes, code: str) -> None:
    parsed = tcx.parse_source(ImportSource.from_bytes(TCX.replace(b"2026-02-01T18:00:00.000Z", change), MOVED))
    assert [(each.location, each.code) for each in parsed.refusals] == [("line 1", code)]
    assert parsed.drafts == []
