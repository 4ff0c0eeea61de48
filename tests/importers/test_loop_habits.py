"""Loop Habit Tracker: what becomes of habits, from both kinds of its exports and both forms of its values."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.archives import make_zip
from tests.support.import_drafts import check_drafts
from tests.support.loop_files import ALL_NAMES, HABITS, MARKS, make_loop_database, make_loop_zip, midnight_ms

from habitlog.errors import Invalid, Malformed
from habitlog.importers import IMPORTERS, loop_habits, sqlite_files
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource, StoredFile
from habitlog.usecases.files.file_formats import open_files, recognize_format

MARCH = [(7, midnight_ms("2026-03-01"), 7500, ""), (7, midnight_ms("2026-03-03"), 15000, "in the park")]
COFFEE = [(9, midnight_ms(day), value, "") for day, value in [("2026-03-01", 2), ("2026-03-02", 3), ("2026-03-03", 2)]]
NUMBERS = "Date,Meditate,No coffee\n2026-03-03,15000,2\n2026-03-02,-1,3\n2026-03-01,7500,2\n"


def read(data: bytes, names: dict[str, Any] | None = None) -> ParsedFile:
    with open_files(data, "loop_habits") as found:
        mapping = {"names": names or ALL_NAMES}
        return check_drafts(loop_habits.parse_source(ImportSource(found.files, "Europe/Berlin", "kg", mapping)))


def fields(parsed: ParsedFile) -> list[tuple[str, dict[str, object]]]:
    return [
        (draft.pillar, {name: value for name, value in draft.fields.items() if name != "zone"})
        for draft in parsed.drafts
    ]


def days(parsed: ParsedFile) -> dict[str, list[str]]:
    return {name: [day.isoformat() for day in tagged] for name, tagged in parsed.tagged_days.items()}


def test_habits_become_what_their_person_says() -> None:
    data = make_loop_zip()
    assert recognize_format(data) == "loop_habits"
    parsed = read(data)
    meditation = {"kind": "practice", "practice": "meditation"}
    assert fields(parsed) == [
        ("stress", meditation | {"minutes": 8, "day": "2026-03-01"}),
        ("stress", meditation | {"minutes": 15, "day": "2026-03-03", "note": "in the park"}),
        ("training", {"kind": "other", "activity": "Walk, run", "day": "2026-03-02"}),
    ]
    assert days(parsed) == {"No coffee": ["2026-03-01", "2026-03-03"]}
    assert (parsed.items_read, parsed.duplicates, parsed.refusals, parsed.left_out) == (4, 0, [], [])
    assert parsed.unsupported == {
        "day that the frequency of a habit implies, on which it was not done": 1,
        "day on which a habit was skipped": 1,
        "note of a day on which a habit was not done": 1,
    }


def test_what_is_not_chosen_is_counted() -> None:
    parsed = read(make_loop_zip(), {"Meditate": "tag", "Walk, run": "nothing", "No coffee": "nothing"})
    assert parsed.drafts == []
    assert days(parsed) == {"Meditate": ["2026-03-01", "2026-03-03"]}
    left_out = {name: count for name, count in parsed.unsupported.items() if "," in name and "frequency" not in name}
    assert left_out == {
        "Walk, run, not chosen": 1,
        "No coffee, not chosen": 2,
        "Meditate, amount of a day that has a tag": 2,
    }
    assert parsed.unsupported["note of a day that has a tag"] == 1


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("asleep_hours", ("sleep", {"kind": "night", "asleep_min": 450, "day": "2026-03-01"})),
        ("movement_minutes", ("training", {"kind": "other", "activity": "A", "session_min": 8, "day": "2026-03-01"})),
        ("movement", ("training", {"kind": "other", "activity": "A", "day": "2026-03-01"})),
        ("practice_hours", ("stress", {"kind": "practice", "practice": "other", "practice_text": "A", "minutes": 450,
                                       "day": "2026-03-01"})),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_unit_that_is_chosen(choice: str, expected: tuple[str, dict[str, object]]) -> None:
    assert fields(read(b"Date,A,\n2026-03-02,0\n2026-03-01,7500\n2026-02-28,-1\n", {"A": choice})) == [expected]


def test_stress_level_is_a_whole_number_to_ten() -> None:
    parsed = read(b"Date,Stress,\n2026-03-03,NO\n2026-03-02,4500\n2026-03-01,10000\n", {"Stress": "stress_level"})
    assert [(draft.fields["day"], draft.fields["stress_now"]) for draft in parsed.drafts] == [
        ("2026-03-01", 10),
        ("2026-03-03", 0),
    ]
    assert [refusal.code for refusal in parsed.refusals] == ["stress_level_format"]


def test_every_form_of_the_same_days_has_the_same_ids() -> None:
    names = {name: ALL_NAMES[name] for name in ("Meditate", "No coffee")}
    database = make_loop_database([*MARCH, *COFFEE])
    files = [make_loop_zip(), database, NUMBERS.encode(), make_zip({"backup.db": database})]
    for data in files:
        assert recognize_format(data) == "loop_habits"
        parsed = read(data, ALL_NAMES if data is files[0] else names)
        ids = {draft.id for draft in parsed.drafts if draft.pillar == "stress"}
        assert ids == {draft.id for draft in read(files[0]).drafts if draft.pillar == "stress"}
        assert days(parsed) == {"No coffee": ["2026-03-01", "2026-03-03"]}


def test_older_form_is_read_from_spreadsheets_too() -> None:
    text = "Date;Meditate;No coffee\n03-14-26;15000;2\n03-13-26;-1;-1\n03-02-26;7500;3\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert loop_habits.matches(text.encode(encoding))
        parsed = read(text.encode(encoding), {"Meditate": "practice_minutes", "No coffee": "tag"})
        assert [draft.fields["day"] for draft in parsed.drafts] == ["2026-03-02", "2026-03-14"]
        assert days(parsed) == {"No coffee": ["2026-03-14"]}
    unclear = read(b"Date,A\n03-02-26,2\n03-03-26,-1\n", {"A": "tag"})
    assert [refusal.code for refusal in unclear.refusals] == ["file_date_format", "file_date_format"]


def test_later_export_adds_its_new_days_alone() -> None:
    later = MARKS.replace("2026-03-04,UNKNOWN,", "2026-03-05,20000,NO,YES_MANUAL,\n2026-03-04,UNKNOWN,")
    earlier_ids = [draft.id for draft in read(make_loop_zip()).drafts]
    later_ids = [draft.id for draft in read(make_loop_zip(later)).drafts]
    assert len(set(later_ids)) == len(later_ids) == len(earlier_ids) + 1
    assert set(earlier_ids) < set(later_ids)


def test_two_habits_of_one_name_are_both_read() -> None:
    parsed = read(b"Date,A,A,\n2026-03-01,2,2,\n2026-02-28,2,-1,\n", {"A": "movement"})
    assert len({draft.id for draft in parsed.drafts}) == 3
    assert days(read(b"Date,A,A,\n2026-03-01,2,2,\n2026-02-28,2,-1,\n", {"A": "tag"})) == {
        "A": ["2026-02-28", "2026-03-01"]
    }


def test_bad_cells_and_rows_are_named() -> None:
    rows = "2026-03-05,2,5\n2026-03-04,-7,many\n1900-01-01,2,2\n9999-12-31,2,2\n2026-02-30,2,2\n2026-03-01\n"
    parsed = read(f"Date,A,B,\n{rows}2026-03-05,2,2\n".encode(), {"A": "tag", "B": "nothing"})
    assert [refusal.code for refusal in parsed.refusals] == [
        "file_year_out_of_range",
        "file_year_out_of_range",
        "date_or_time_does_not_exist",
        "row_field_count_wrong",
    ]
    assert [(cell.location, cell.code) for cell in parsed.left_out] == [
        ("row 3, A", "number_below_zero"),
        ("row 3, B", "not_a_number"),
    ]
    assert (parsed.items_read, parsed.duplicates, days(parsed)) == (7, 1, {"A": ["2026-03-05"]})


def test_mapping_names_what_is_wrong() -> None:
    names = {"Meditate": "practice_minutes", "Walk, run": "practice_minutes", "No coffee": "sport"}
    with pytest.raises(Invalid) as refused:
        read(make_loop_zip(), names)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [
        ("names.Walk, run", "name_without_amounts"),
        ("names.No coffee", "choice_unknown"),
    ]
    with pytest.raises(Invalid) as missing:
        read(make_loop_zip(), {"Meditate": "tag"})
    assert [problem.code for problem in missing.value.problems] == ["names_not_said"]
    with pytest.raises(Invalid) as taken:
        read(b"Date,A,B,\n2026-03-01,7000,7000,\n", {"A": "asleep_hours", "B": "asleep_minutes"})
    assert [problem.code for problem in taken.value.problems] == ["name_choice_taken"]
    with open_files(make_loop_zip()) as found, pytest.raises(Malformed, match="names_needed"):
        loop_habits.parse_source(ImportSource(found.files, "UTC"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"SQLite format 3\x00", "database_damaged"),
        (make_loop_database(MARCH)[:3000], "database_damaged"),
        (make_loop_database([], "drop table Repetitions"), "loop_database_unknown"),
        (HABITS.encode(), "loop_marks_missing"),
        (make_zip({"a.csv": MARKS.encode(), "b.csv": MARKS.encode()}), "loop_several_sources"),
        (make_zip({"a.db": make_loop_database([]), "b.csv": MARKS.encode()}), "loop_several_sources"),
        (b"Date," + b"x,y," * 151 + b"\n2026-03-01" + b",2" * 302, "file_has_too_many_names"),
    ],
)  # fmt: skip
def test_broken_exports_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Malformed, match=code):
        read(data)


def test_tables_of_ones_own_are_left_alone() -> None:
    tables = ["Day,Stress\n2026-03-01,3\n", "Date,Stress\n2026-03-01,3\n", "Date,Value,Notes\n2026-03-01,3,x\n"]
    tables += ["Date,Stress\n2026-03-01,-1\n2026-03-02,3\n", "Date,Stress\n2026-03-02,-1\n2026-03-01,7\n"]
    for table in tables:
        assert recognize_format(table.encode()) == "table"
    assert not loop_habits.matches(b"Date," + b"x" * 5_000_000)


def test_database_is_read_and_never_run() -> None:
    hostile = (
        "create view Other as with recursive n(x) as (select 1 union all select x + 1 from n) select x from n;"
        "create trigger t after insert on Habits begin delete from Habits; end;"
        "create virtual table search using fts5(body);"
    )
    (draft, _) = read(make_loop_database(MARCH, hostile), {"Meditate": "practice_minutes", "No coffee": "tag"}).drafts
    assert draft.fields["minutes"] == 8
    with sqlite_files.open_foreign_database(StoredFile(make_loop_database([], hostile))) as database:
        assert database.find_columns("Other") == database.find_columns("search") == frozenset()
    computed = (
        "drop table Repetitions; create table Repetitions (habit, timestamp as (length(zeroblob(habit))), value);"
    )
    with pytest.raises(Malformed, match="loop_database_unknown"):
        read(make_loop_database([], computed))
    view = "drop table Repetitions; create view Repetitions as select 7 habit, 0 timestamp, 2 value, '' notes;"
    with pytest.raises(Malformed, match="loop_database_unknown"):
        read(make_loop_database([], view))


@pytest.mark.parametrize(
    "forged",
    [
        "create virtual table Other using fts4(name); insert into Other values ('x');",
        "create virtual table Other using rtree(id, a, b);",
        """create table Other (name); pragma writable_schema = on;
        update sqlite_master set sql = 'create/**/virtual table Other using dbstat' where name = 'Other';""",
    ],
    ids=["search", "places", "comment"],
)
def test_virtual_table_that_claims_a_page_is_not_run(forged: str) -> None:
    claims_page = (
        "pragma writable_schema = on; update sqlite_master set rootpage = 2 where name = 'Other';"
        "pragma writable_schema = off;"
    )
    hostile = make_loop_database(MARCH, forged + claims_page)
    with sqlite_files.open_foreign_database(StoredFile(hostile)) as database:
        assert database.find_columns("Other") == frozenset()
        assert "name" in database.find_columns("Habits")
    assert len(read(hostile, {"Meditate": "practice_minutes", "No coffee": "tag"}).drafts) == 2


def test_marks_that_are_no_marks_are_refused_one_by_one() -> None:
    marks: list[tuple[int, object, object, str]] = [
        *((7, moment, 1000, "") for moment in ("soon", -9_999_999_999_999, 253_402_214_400_000, None)),
        *((7, midnight_ms("2026-03-01"), value, "") for value in ("many", -5, 5000, 6000)),
        (5, midnight_ms("2026-03-01"), 1000, ""),
    ]
    parsed = read(make_loop_database(marks), {"Meditate": "practice_minutes", "No coffee": "tag"})
    assert [draft.fields["minutes"] for draft in parsed.drafts] == [5]
    assert (parsed.items_read, parsed.duplicates, len(parsed.refusals)) == (9, 1, 6)
    assert parsed.unsupported == {"mark of a habit that was deleted": 1}


def test_database_with_a_log_of_changes_beside_it_is_read() -> None:
    data = bytearray(make_loop_database(MARCH))
    data[18:20] = b"\x02\x02"
    assert len(read(bytes(data), {"Meditate": "practice_minutes", "No coffee": "tag"}).drafts) == 2
    assert IMPORTERS["loop_habits"].matches(bytes(data[:16384]))
