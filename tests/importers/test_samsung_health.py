"""Samsung Health accounts: sleeps with what their stages say, and activities, from made-up tables."""

from __future__ import annotations

import pytest
from tests.support.archives import make_zip
from tests.support.import_drafts import check_drafts

from habitlog.errors import Malformed
from habitlog.importers import samsung_health
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import open_files

P = "com.samsung.health"
SLEEP = (
    "com.samsung.shealth.sleep,7006011,11\n"
    f"sleep_score,sleep_duration,{P}.sleep.start_time,{P}.sleep.end_time,{P}.sleep.time_offset,{P}.sleep.pkg_name,"
    f"{P}.sleep.datauuid\n"
    "79,351,2026-06-04 21:00:00.000,2026-06-05 05:00:00.000,UTC+0200,com.sec.android.app.shealth,n1,\n"
    "-1,,2026-06-05 12:00:00.000,2026-06-05 12:40:00.000,UTC+0200,com.sec.android.app.shealth,n2,\n"
    "80,300,2026-06-05 22:00:00.000,2026-06-06 04:00:00.000,UTC+0900,com.sec.android.app.shealth,n3,\n"
)
STAGES = (
    "com.samsung.health.sleep_stage,7006011,3\n"
    "start_time,sleep_id,stage,time_offset,end_time,datauuid\n"
    "2026-06-04 21:00:00.000,n1,40002,UTC+0200,2026-06-05 01:00:00.000,s1\n"
    "2026-06-05 01:00:00.000,n1,40001,UTC+0200,2026-06-05 01:30:00.000,s2\n"
    "2026-06-05 01:30:00.000,n1,40003,UTC+0200,2026-06-05 03:00:00.000,s3\n"
    "2026-06-05 03:00:00.000,n1,40004,UTC+0200,2026-06-05 05:00:00.000,s4\n"
    "2026-06-05 03:00:00.000,gone,40004,UTC+0200,2026-06-05 05:00:00.000,s5\n"
    "2026-06-05 04:00:00.000,n1,7,UTC+0200,2026-06-05 05:00:00.000,s6\n"
)
EXERCISE = (
    "com.samsung.shealth.exercise,7006011,17\n"
    f"title,start_time,{P}.exercise.start_time,{P}.exercise.exercise_type,{P}.exercise.duration,"
    f"{P}.exercise.distance,{P}.exercise.time_offset,{P}.exercise.datauuid\n"
    ",x,2026-06-05 16:00:00.000,1002,1800000,5000,UTC+0200,e1,\n"
    "Bouldering,x,2026-06-06 16:00:00.000,0,3600000,,UTC+0200,e2,\n"
    ",x,2026-06-07 16:00:00.000,13001,--,,UTC+0200,e3,\n"
    ",x,2026-06-05 16:00:00.000,1002,1800000,5000,UTC+0200,e1,\n"
)
FILES = {"sleep.csv": SLEEP, "stage.csv": STAGES, "exercise.csv": EXERCISE}


def read(files: dict[str, str], encoding: str = "utf-8") -> ParsedFile:
    archive = make_zip({f"samsunghealth_ada/{name}": text.encode(encoding) for name, text in files.items()})
    with open_files(archive) as found:
        assert found.format == "samsung_health"
        return check_drafts(samsung_health.parse_source(ImportSource(found.files, "Europe/Berlin")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_account_is_read_from_its_three_tables(encoding: str) -> None:
    parsed = read(FILES, encoding)
    night, nap, other, run, climb, hike = (draft.fields for draft in parsed.drafts)
    assert (night["bed_at"], night["out_at"], night["asleep_min"]) == (
        "2026-06-04T23:00:00",
        "2026-06-05T07:00:00",
        450,
    )
    assert (nap["kind"], nap["start_at"], nap["end_at"]) == ("nap", "2026-06-05T14:00:00", "2026-06-05T14:40:00")
    assert "asleep_min" not in other  # without stages nobody knows
    assert (run["activity"], run["started_at"], run["session_min"]) == ("Running", "2026-06-05T18:00:00", 30)
    assert (climb["activity"], climb["session_min"]) == ("Bouldering", 60)
    assert (hike["activity"], "session_min" in hike) == ("Other workout", False)
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (7, 1, [])
    assert [(cell.location, cell.code) for cell in parsed.left_out] == [("exercise, row 5, duration", "not_a_number")]
    assert parsed.unsupported == {
        "time recorded in another time zone, expressed in yours": 1,
        "sleep stage without its sleep": 1,
        "sleep stage of a kind that is not known": 1,
        "distance, energy and heart rate of an activity": 1,
        "activity of kind 13001, kept as other workout": 1,
        "length of an activity outside 1 to 900 minutes": 1,
        "sleep stages of the device": 1,
        "night without minutes asleep, kept with its times": 1,
    }


def test_later_export_has_the_same_ids() -> None:
    earlier = {draft.id for draft in read(FILES).drafts}
    later = EXERCISE + ",x,2026-06-08 16:00:00.000,1001,600000,,UTC+0200,e4,\n"
    ids = [draft.id for draft in read({**FILES, "exercise.csv": later}).drafts]
    assert earlier < set(ids)
    assert len(ids) == len(set(ids)) == len(earlier) + 1


def test_rows_that_cannot_be_are_refused_one_by_one() -> None:
    header = "\n".join(SLEEP.splitlines()[:2])
    rows = [
        "1,1,1900-01-01 21:00:00.000,1900-01-02 05:00:00.000,,,a",
        "1,1,9999-06-04 21:00:00.000,9999-06-05 05:00:00.000,,,b",
        "1,1,2026-02-30 21:00:00.000,2026-03-01 05:00:00.000,,,c",
        "1,1,2026-06-05 05:00:00.000,2026-06-04 21:00:00.000,,,d",
        "1,1,-1,-2,,,e",
        "1,1,2026-06-04",
        "1,1,1780606800000,1780635600000,UTC+0200,,f",
    ]
    parsed = read({"sleep.csv": "\n".join([header, *rows])})
    assert sorted(refusal.code for refusal in parsed.refusals) == [
        "file_date_or_time_does_not_exist",
        "file_year_out_of_range",
        "file_year_out_of_range",
        "not_a_timestamp",
        "row_field_count_wrong",
        "sleep_ends_before_start",
    ]
    assert [draft.fields["bed_at"] for draft in parsed.drafts] == ["2026-06-04T23:00:00"]


def test_other_tables_are_refused() -> None:
    for text in ("com.samsung.shealth.exercise.weather,1,2\nstart_time\n", "Dear diary", SLEEP[:30], SLEEP[:70]):
        with pytest.raises(Malformed, match="not_a_samsung_health_file"):
            samsung_health.parse_source(ImportSource.from_bytes(text.encode(), "UTC"))
    with pytest.raises(Malformed, match="not_a_table"):
        samsung_health.parse_source(ImportSource.from_bytes((SLEEP + "x" * 5_000_000).encode(), "UTC"))
    assert not samsung_health.matches(b"com.samsung" * 1000)
