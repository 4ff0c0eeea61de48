"""Sleepmeter, Plees Tracker and the account table of Fitbit: sleeps with their times."""

from __future__ import annotations

import pytest
from tests.support.import_drafts import check_drafts

from habitlog.errors import Malformed
from habitlog.importers import IMPORTERS
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import recognize_format

SLEEPMETER = (
    'custom_tag_id,name\nCUSTOM_0001,"my tag"\n\n'
    "wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n"
    '"2026-03-02 07:00+0100","2026-03-01 23:30+0100","2026-03-01 23:00+0100",60-90|120-130,NIGHT_SLEEP,GOOD:5,NONE,'
    'NONE,NONE,5,"slept, "well"\nand long"\n'
    '"2026-03-02 15:00+0100","2026-03-02 14:00+0100","2026-03-02 14:00+0100",,NAP,NONE,NONE,NONE,NONE,,""\n'
    '"2026-03-03 07:00+0100","2026-03-02 23:00+0100","2026-03-02 23:00+0100",9-,NIGHT_SLEEP,NONE,NONE,NONE,NONE,,""\n'
)
PLEES = (
    "sid,start,stop,rating,comment,wakes\n1,1772402400000,1772431200000,4,fine,0\n2,1772460000000,1772463600000,0,,0\n"
)
FITBIT = (
    'Body\nDate,Weight,BMI,Fat\n"2026-03-01","70","22","20"\n\nSleep\n'
    "Start Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed,Minutes REM Sleep\n"
    '"2026-03-01 11:05PM","2026-03-02 6:50AM","410","55","18","465","95"\n'
    '"2026-03-02 2:00PM","2026-03-02 2:40PM","30","10","1","40","N/A"\n'
    '"2026-03-02 11:00PM","2026-03-03 7:00AM","1,234","10","1","480","N/A"\n\nFood Log 20260301\n"Daily Totals"\n'
)


def read(key: str, text: str, encoding: str = "utf-8") -> ParsedFile:
    return check_drafts(IMPORTERS[key].parse(ImportSource.from_bytes(text.encode(encoding), "Europe/Berlin")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_sleepmeter_nights_have_their_time_asleep(encoding: str) -> None:
    assert recognize_format(SLEEPMETER.encode(encoding)) == "sleepmeter"
    parsed = read("sleepmeter", SLEEPMETER, encoding)
    night, other, nap = (draft.fields for draft in parsed.drafts)
    assert (night["bed_at"], night["out_at"], night["asleep_min"], night["note"]) == (
        "2026-03-01T23:00:00",
        "2026-03-02T07:00:00",
        410,
        'slept, "well"\nand long',
    )
    assert "asleep_min" not in other
    assert (nap["kind"], nap["start_at"]) == ("nap", "2026-03-02T14:00:00")
    assert [(cell.location, cell.code) for cell in parsed.left_out] == [("row 8, holes", "times_awake_format")]
    assert (parsed.items_read, parsed.refusals) == (3, [])
    assert parsed.unsupported["dreams, aids, hindrances and tags of a sleep"] == 1


def test_plees_sleeps_keep_their_comments() -> None:
    assert recognize_format(PLEES.encode()) == "plees"
    parsed = read("plees", PLEES + "3,1772402400000,1772431200000,4,fine,0\n")
    night, nap = (draft.fields for draft in parsed.drafts)
    assert (night["kind"], night["bed_at"], night["note"]) == ("night", "2026-03-01T23:00:00", "fine")
    assert (nap["kind"], "note" in nap, parsed.duplicates, parsed.unsupported["rating of a sleep"]) == (
        "nap",
        False,
        1,
        1,
    )
    older = read("plees", "sid,start,stop,rating\n1,1772402400000,1772431200000,0\n")
    assert [draft.id for draft in older.drafts] == [parsed.drafts[0].id]


def test_fitbit_table_has_its_section_of_sleeps() -> None:
    assert recognize_format(FITBIT.encode()) == "fitbit_table"
    parsed = read("fitbit_table", FITBIT)
    night, nap, other = (draft.fields for draft in parsed.drafts)
    assert (night["bed_at"], night["out_at"], night["asleep_min"]) == (
        "2026-03-01T23:05:00",
        "2026-03-02T06:50:00",
        410,
    )
    assert (nap["kind"], "asleep_min" in other) == ("nap", False)
    assert [cell.code for cell in parsed.left_out] == ["more_asleep_than_elapsed"]
    assert (parsed.items_read, parsed.unsupported["line of a section other than sleep"]) == (3, 2)
    columns = "Sleep\nStart Time,End Time,Minutes Asleep\n"
    day_first = read("fitbit_table", columns + "12-03-2026 11:05 pm,13-03-2026 6:50 am,410\n")
    assert day_first.drafts[0].fields["bed_at"] == "2026-03-12T23:05:00"
    unclear = read("fitbit_table", columns + "01-03-2026 11:05 pm,02-03-2026 6:50 am,410\n")
    assert [refusal.code for refusal in unclear.refusals] == ["file_date_format"]


@pytest.mark.parametrize(
    ("key", "text", "codes"),
    [
        (
            "sleepmeter",
            SLEEPMETER.replace("2026-03-02 07", "9999-03-02 07").replace("2026-03-02 14:00", "2026-03-02 16:00")
            + '"1900-03-02 07:00+0100","1900-03-01 23:30+0100","1900-03-01 23:00+0100",,NAP,NONE,NONE,NONE,NONE,,""\n'
            + "x,y\n",
            {"file_year_out_of_range": 2, "sleep_ends_before_start": 1},
        ),
        (
            "plees",
            PLEES + "3,-1,-2,,,\n4,1772431200000,1772402400000,,,\n5,999999999999999,1,,,\n6,1\n7,soon,later,,,\n",
            {"not_a_timestamp": 2, "sleep_ends_before_start": 1, "file_year_out_of_range": 1,
             "row_field_count_wrong": 1},
        ),
        (
            "fitbit_table",
            FITBIT.replace("2026-03-02 6:50AM", "1900-01-01 6:50AM").replace("2:40PM", "2:70PM")
            .replace("2026-03-03", "--"),
            {"file_year_out_of_range": 1, "date_or_time_does_not_exist": 1, "file_date_format": 1},
        ),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_are_refused_one_by_one(key: str, text: str, codes: dict[str, int]) -> None:
    parsed = read(key, text)
    found = [refusal.code for refusal in parsed.refusals]
    assert {code: found.count(code) for code in found} == codes


@pytest.mark.parametrize("key", ["sleepmeter", "plees", "fitbit_table"])
def test_what_is_no_such_file_is_refused(key: str) -> None:
    whole = {"sleepmeter": SLEEPMETER, "plees": PLEES, "fitbit_table": FITBIT}[key]
    assert len(read(key, whole[:-20]).refusals) <= 1
    assert read(key, whole[: whole.index("\n", whole.index("wake" if key == "sleepmeter" else "tart"))]).drafts == []
    for text in (whole[:15], "x" * 5_000_000, "Sleep\nStart,End\n"):
        with pytest.raises(Malformed):
            read(key, text)
