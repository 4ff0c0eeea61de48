"""Tables of one's own: what a mapping makes of rows, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.cases import for_each_case

from habitlog.errors import Invalid, Malformed
from habitlog.importers.base import ParsedFile
from habitlog.importers.mapped_table import parse_source
from habitlog.importers.source_files import ImportSource
from habitlog.importers.tables import looks_like_table
from habitlog.usecases.files.file_formats import recognize_format

BERLIN = "Europe/Berlin"
LEVELS = {"entries": "levels", "columns": {"day": "Day", "level": "Stress"}}
NIGHTS = {
    "entries": "nights",
    "columns": {"day": "Date", "bed_at": "Bed", "out_at": "Up", "asleep": "Slept"},
    "units": {"asleep": "h"},
    "date_of": "bed",
}


def read(text: str, mapping: dict[str, Any], zone: str = BERLIN, encoding: str = "utf-8") -> ParsedFile:
    return parse_source(ImportSource.from_bytes(text.encode(encoding), zone, "kg", mapping))


def fields(parsed: ParsedFile) -> list[dict[str, object]]:
    return [{name: value for name, value in draft.fields.items() if name != "zone"} for draft in parsed.drafts]


def night(bed: str, out: str, asleep: int) -> dict[str, object]:
    return {"kind": "night", "bed_at": bed, "out_at": out, "asleep_min": asleep}


@for_each_case("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@for_each_case("separator", [",", ";", "\t"])
def test_nights_have_dates_of_both_times(separator: str, encoding: str) -> None:
    rows = "Date,Bed,Up,Slept\n2026-03-01,22:30,6:15,7.5\n2026-03-02,0:20,7:00 am,7h 5m\n2026-03-03,8:00,15:00,6\n"
    parsed = read(rows.replace(",", separator), NIGHTS, encoding=encoding)
    assert fields(parsed) == [
        night("2026-03-01T22:30:00", "2026-03-02T06:15:00", 450),
        night("2026-03-03T00:20:00", "2026-03-03T07:00:00", 425),
        night("2026-03-04T08:00:00", "2026-03-04T15:00:00", 360),
    ]
    up = read("Date,Bed,Up,Slept\n2026-03-02,22:30,6:15,7.5\n2026-03-02,0:20,7:00,6", {**NIGHTS, "date_of": "up"})
    assert [one["bed_at"] for one in fields(up)] == ["2026-03-01T22:30:00", "2026-03-02T00:20:00"]


def test_every_kind_of_row_becomes_its_entry() -> None:
    sets = {
        "entries": "sets",
        "columns": {"day": "D", "exercise": "E", "reps": "R", "load": "W"},
        "units": {"load": "lb"},
    }
    (session,) = fields(read("D,E,R,W\n2026-03-01,Squat,5,100\n2026-03-01,Squat,6,--", sets))
    assert [(one["reps"], one["load_kg"]) for one in session["sets"]] == [(5, 45.359), (6, None)]  # type: ignore[attr-defined]
    times = {"day": "D", "started_at": "S", "name": "N", "length": "L"}
    other = {"entries": "other", "columns": times, "units": {"length": "min"}}
    assert fields(read("D,S,N,L\n2026-03-01,18:05,Run,31", other)) == [
        {
            "kind": "other",
            "activity": "Run",
            "day": "2026-03-01",
            "started_at": "2026-03-01T18:05:00",
            "session_min": 31,
        }
    ]
    practices = {**other, "entries": "practices", "columns": {"day": "D", "length": "L"}, "name": "Meditation"}
    rows = read("D,L\n2026-03-01,10\n2026-03-01,10", practices)
    assert fields(rows) == [{"kind": "practice", "practice": "meditation", "minutes": 10, "day": "2026-03-01"}] * 2
    assert len({draft.id for draft in rows.drafts}) == 2
    assert fields(read("Day,Stress,Mood\n2026-03-01,7,:)", LEVELS)) == [
        {"kind": "level", "stress_now": 7, "day": "2026-03-01"}
    ]
    assert read("Day,Stress,Mood\n2026-03-01,7,:)", LEVELS).unsupported == {"column Mood": 1}


def test_ids_are_those_of_the_next_file_with_more_rows() -> None:
    first = read("Day,Stress\n2026-03-01,7", LEVELS)
    later = read("Day,Stress\n2026-03-02,1\n2026-03-01,5\n2026-03-01,5", LEVELS)
    assert first.drafts[0].id == later.drafts[1].id
    assert (len(later.drafts), later.duplicates) == (2, 1)


def test_order_of_day_and_month_is_taken_from_dates_or_asked() -> None:
    days = [one["day"] for one in fields(read("Day,Stress\n3/4/2026,1\n3/13/26,2", LEVELS))]
    assert days == ["2026-03-04", "2026-03-13"]
    with pytest.raises(Invalid) as error:
        read("Day,Stress\n3/4/2026,1", LEVELS)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("date_order", "date_order_needed")]
    assert fields(read("Day,Stress\n3/4/2026,1", {**LEVELS, "date_order": "day_first"}))[0]["day"] == "2026-04-03"


@for_each_case(
    ("row", "code"),
    [
        ("1900-01-01,3", "file_year_out_of_range"),
        ("9999-01-01,3", "file_year_out_of_range"),
        ("2026-02-30,3", "date_or_time_does_not_exist"),
        ("yesterday,3", "file_date_format"),
        ("2026-03-01,11", "stress_level_format"),
        ("2026-03-01,--", "stress_level_format"),
        ("2026-03-01,-1", "number_below_zero"),
        ("2026-03-01,3,4", "row_field_count_wrong"),
        ("2026-03-01", "row_field_count_wrong"),
    ],
)
def test_row_without_what_it_needs_is_refused_with_its_place(row: str, code: str) -> None:
    parsed = read(f"Day,Stress\n2026-03-09,3\n{row}", LEVELS)
    assert [(each.location, each.code) for each in parsed.refusals] == [("row 3", code)]
    assert len(parsed.drafts) == 1


def test_cell_that_cannot_be_read_is_left_out_with_its_column() -> None:
    parsed = read("Date,Bed,Up,Slept\n2026-03-01,late,6:15,7\n2026-03-02,23:00,7:00,much", NIGHTS)
    assert [(each.location, each.code) for each in parsed.left_out] == [
        ("row 2, Bed", "file_clock_format"),
        ("row 3, Slept", "not_a_number"),
    ]
    assert fields(parsed)[0] == {"kind": "night", "day": "2026-03-02", "asleep_min": 420}


def test_quality_of_a_night_is_read_where_it_is_on_the_scale() -> None:
    columns = {"day": "Date", "asleep": "Slept", "quality": "Q"}
    parsed = read("Date,Slept,Q\n2026-03-01,7,4\n2026-03-02,7,80", {**NIGHTS, "columns": columns})
    assert [night.get("quality") for night in fields(parsed)] == [4, None]
    assert [(each.location, each.code) for each in parsed.left_out] == [("row 3, Q", "sleep_quality_format")]


@for_each_case(
    ("mapping", "field"),
    [
        ({}, "entries"),
        ({"entries": "moods"}, "entries"),
        ({"entries": "levels", "columns": {"day": "Day"}}, "columns.level"),
        ({"entries": "levels", "columns": {"day": "Day", "level": "Strain"}}, "columns.level"),
        ({"entries": "levels", "columns": {"day": "Day", "level": "Stress", "sets": "Day"}}, "columns.sets"),
        ({"entries": "practices", "columns": {"day": "Day", "length": "Stress"}, "name": "Rest"}, "units.length"),
        ({"entries": "other", "columns": {"day": "Day"}}, "columns.name"),
        ({"entries": "other", "columns": {"day": "Day"}, "name": "x" * 81}, "name"),
        ({"entries": "nights", "columns": {"day": "Day", "out_at": "Stress"}, "date_of": "up"}, "columns.bed_at"),
        ({**LEVELS, "date_order": "year"}, "date_order"),
    ],
)
def test_mapping_that_does_not_fit_names_the_field(mapping: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        read("Day,Stress\n2026-03-01,3", mapping)
    assert [problem.field for problem in error.value.problems] == [field]


def test_table_without_mapping_says_that_one_is_needed() -> None:
    with pytest.raises(Malformed, match="mapping_needed"):
        parse_source(ImportSource.from_bytes(b"Day,,Day\n1,2,3", BERLIN))


@for_each_case(
    "data", [b"", b"Dear diary", b'{"a": 1,\n"b": 2}', b"<a,b>\nc,d", b"a,b\n1,2,3", b"a,b\x00\n1,2", b"\xff,b"]
)
def test_what_is_no_table_does_not_look_like_one(data: bytes) -> None:
    assert not looks_like_table(data)
    assert looks_like_table(b"a,b\n" + b"x" * 20_000 + b",1\n")


def test_table_alone_in_an_archive_is_one_of_ones_own() -> None:
    table = b"Day,Stress\n2026-03-01,3\n"
    assert recognize_format(make_zip({"own.csv": table})) == "table"
    with pytest.raises(Malformed, match="archive_without_known_file"):
        recognize_format(make_zip({"own.csv": table, "other.csv": table}))


@for_each_case(
    "cell",
    ["2026-03-12", "12.3.2026", "12 Mar 2026", "Mar 12, 2026", "12-Mar-26", "3/12/26", "2026-03-12T07:30:10+01:00"],
)
def test_dates_of_many_spreadsheets_are_read(cell: str) -> None:
    (draft,) = read(f'Day,Stress\n"{cell}",3', {**LEVELS, "date_order": "month_first"}).drafts
    assert draft.fields["day"] == "2026-03-12"


def test_dates_may_stand_in_the_columns_of_the_times() -> None:
    columns = {"day": "Up", "bed_at": "Bed", "out_at": "Up"}
    parsed = read("Bed,Up\n2026-03-01 22:30:20,2026-03-02 06:15", {**NIGHTS, "date_of": "up", "columns": columns})
    assert [(one["bed_at"], one["out_at"]) for one in fields(parsed)] == [
        ("2026-03-01T22:30:00", "2026-03-02T06:15:00")
    ]
