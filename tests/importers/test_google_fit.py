"""Google Fit sessions of Google Takeout, from made-up files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.import_drafts import check_drafts
from tests.support.import_files import sleep_log, write_fitbit_file

from habitlog.errors import Malformed
from habitlog.importers import google_fit
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import open_files


def session(kind: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"fitnessActivity": kind, "startTime": f"2026-03-{start}Z", "endTime": f"2026-03-{end}Z", **more}


SLEEP = session(
    "sleep", "01T22:00:00", "02T06:00:00", duration="28800s",
    segment=[
        session("sleep", "01T22:00:00", "02T02:00:00"), session("sleep.awake", "02T02:00:00", "02T03:00:00"),
        session("sleep.deep", "02T03:00:00", "02T06:00:00"), session("dream", "02T05:00:00", "02T06:00:00"),
    ],
)  # fmt: skip
RUN = session("running", "02T17:00:00", "02T17:40:00", duration="1800.5s", aggregate=[{"metricName": "x"}])
TCX = b"""<?xml version="1.0"?><TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>%s</Id>
<Lap><TotalTimeSeconds>1800</TotalTimeSeconds></Lap></Activity></Activities></TrainingCenterDatabase>"""


def read(*sessions: Any, **tracks: bytes) -> ParsedFile:
    members = {
        f"Takeout/Fit/All Sessions/{number}.json": json.dumps(one).encode() for number, one in enumerate(sessions)
    }
    members |= {f"Takeout/Fit/Activities/{name}.tcx": data for name, data in tracks.items()}
    with open_files(make_zip({**members, "Takeout/archive_browser.html": b"<html>"})) as found:
        assert (found.format, found.unread) == ("google_fit", 1)
        return check_drafts(google_fit.parse_source(ImportSource(found.files, "Europe/Berlin")))


def test_sessions_become_nights_movement_and_practices() -> None:
    sit = session("meditation", "03T06:00:00", "03T06:12:00")
    drive = session("in_vehicle", "03T07:00:00", "03T08:00:00")
    night, run, practice = read(SLEEP, RUN, sit, drive, RUN).drafts
    assert (night.fields["bed_at"], night.fields["asleep_min"]) == ("2026-03-01T23:00:00", 420)
    assert (run.fields["activity"], run.fields["started_at"], run.fields["session_min"]) == (
        "Running",
        "2026-03-02T18:00:00",
        30,
    )
    assert (practice.fields["practice"], practice.fields["minutes"]) == ("meditation", 12)
    parsed = read(SLEEP, RUN, sit, drive, RUN)
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (5, 1, [])
    assert parsed.unsupported == {
        "sleep stage of a kind that is not known": 1,
        "session without movement: in_vehicle": 1,
        "distance, energy, steps and heart points of a session": 2,
        "sleep stages of the device": 1,
    }
    assert [draft.id for draft in read(RUN, SLEEP).drafts] == [night.id, run.id]


def test_tracks_of_sessions_are_not_doubled() -> None:
    parsed = read(RUN, same=TCX % b"2026-03-02T17:00:01Z", other=TCX % b"2026-03-09T17:00:01Z", broken=TCX[:90])
    assert [draft.fields["day"] for draft in parsed.drafts] == ["2026-03-02", "2026-03-09"]
    assert parsed.unsupported["TCX file of a session that another file has too"] == 1
    assert [refusal.code for refusal in parsed.refusals] == ["xml_damaged"]


def test_track_is_of_session_that_began_within_two_minutes() -> None:
    later = session("running", "02T19:00:00", "02T19:30:00", duration="1800s")
    times = ["16:57:59", "16:58:00", "17:02:00", "17:02:01", "18:58:00", "19:02:01"]
    tracks = {f"t{number}": TCX % f"2026-03-02T{time}Z".encode() for number, time in enumerate(times)}
    parsed = read(later, RUN, **tracks)
    assert parsed.unsupported["TCX file of a session that another file has too"] == 3
    assert [draft.fields["started_at"] for draft in parsed.drafts[2:]] == [
        "2026-03-02T17:57:59",
        "2026-03-02T18:02:01",
        "2026-03-02T20:02:01",
    ]


def test_sleep_beside_logs_of_fitbit_is_left_out_only_at_their_time() -> None:
    logs = write_fitbit_file(
        sleep_log(1, "2026-03-01T22:00", "2026-03-02T06:00", 400),
        sleep_log(2, "2026-03-02T13:00", "2026-03-02T13:30", 25, isMainSleep=False),
        sleep_log(3, "2026-03-03T22:00", "2026-03-04T06:00", 400),
    )
    during = session("sleep", "02T04:00:00", "02T04:30:00")  # an hour ahead in Berlin, inside the first log
    touching = session("sleep", "02T12:30:00", "02T13:30:00")  # begins when the nap ends
    between = session("sleep", "02T22:00:00", "03T05:00:00")
    across = session("sleep", "03T20:00:00", "04T06:00:00")
    members = {"Takeout/Fitbit/sleep-1.json": logs}
    members |= {
        f"Takeout/Fit/All Sessions/{number}.json": json.dumps(one).encode()
        for number, one in enumerate([across, between, touching, during])
    }
    with open_files(make_zip(members)) as found:
        parsed = google_fit.parse_source(ImportSource(found.files, "Europe/Berlin"))
    assert parsed.unsupported["sleep that Fitbit logged at the same time"] == 2
    assert sorted(str(draft.fields.get("bed_at", draft.fields.get("start_at"))) for draft in parsed.drafts[3:]) == [
        "2026-03-02T13:30:00",
        "2026-03-02T23:00:00",
    ]


def test_sleep_logs_of_fitbit_beside_sessions_are_read_once() -> None:
    logs = write_fitbit_file(
        sleep_log(1, "2026-03-01T23:05", "2026-03-02T06:50", 400),
        sleep_log(2, "2026-03-04T23:05", "2026-03-05T06:50", 410),
    )
    members = {"Takeout/Fit/All Sessions/1.json": json.dumps(SLEEP).encode(), "Takeout/Fitbit/sleep-1.json": logs}
    members["Takeout/Fit/All Sessions/2.json"] = json.dumps(RUN).encode()
    with open_files(make_zip(members)) as found:
        assert (found.format, len(found.files)) == ("google_fit", 3)
        parsed = google_fit.parse_source(ImportSource(found.files, "Europe/Berlin"))
    assert [draft.fields.get("asleep_min", "run") for draft in parsed.drafts] == [400, 410, "run"]
    assert parsed.unsupported["sleep that Fitbit logged at the same time"] == 1
    with open_files(make_zip({"sleep.json": logs})) as found:
        assert found.format == "fitbit"


def test_sessions_that_cannot_be_are_refused_one_by_one() -> None:
    parsed = read(
        {**RUN, "startTime": "1900-01-01T00:00:00Z"},
        {**RUN, "endTime": "9999-01-01T00:00:00Z"},
        {**RUN, "startTime": -1},
        {**RUN, "startTime": "2026-03-02T17:00:00"},
        {**RUN, "startTime": RUN["endTime"]},
        {"fitnessActivity": 7, "startTime": ""},
        RUN,
    )
    assert [refusal.code for refusal in parsed.refusals] == [
        "file_year_out_of_range",
        "file_year_out_of_range",
        "not_a_timestamp_with_offset",
        "not_a_timestamp_with_offset",
        "item_ends_before_start",
        "not_a_google_fit_file",
    ]
    assert len(parsed.drafts) == 1


def test_what_is_no_session_is_refused() -> None:
    for data in (b'{"fitnessActivity": "run', b"[]", b'{"fitnessActivity": 1}', b"{" * 100_000):
        with pytest.raises(Malformed, match="not_a_google_fit_file"):
            google_fit.parse_source(ImportSource.from_bytes(data, "UTC"))
