"""HabitBull: habits as their person says."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.import_drafts import check_drafts

from habitlog.errors import Malformed
from habitlog.importers import habitbull
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import recognize_format

HEADER = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
ROWS = (
    "Meditation,,Mind,2026-03-01,1,short\nMeditation,,Mind,2026-03-02,20,\n"
    "Early,,Time,2026-03-01,1,\nEarly,,Time,2026-03-02,0,\n"
)
NAMES = {"Meditation": "practice_minutes", "Early": "tag"}


def read(text: str, names: dict[str, Any] | None = None, encoding: str = "utf-8") -> ParsedFile:
    mapping = {"names": names or NAMES}
    return check_drafts(
        habitbull.parse_source(ImportSource.from_bytes(text.encode(encoding), "Europe/Berlin", "kg", mapping))
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_habits_become_what_their_person_says(encoding: str) -> None:
    assert recognize_format((HEADER + ROWS).encode(encoding)) == "habitbull"
    parsed = read(HEADER + ROWS, encoding=encoding)
    assert [(draft.fields["day"], draft.fields["minutes"]) for draft in parsed.drafts] == [
        ("2026-03-01", 1),
        ("2026-03-02", 20),
    ]
    assert parsed.drafts[0].fields["note"] == "short"
    assert [day.isoformat() for day in parsed.tagged_days["Early"]] == ["2026-03-01"]
    assert (parsed.items_read, parsed.duplicates, parsed.refusals, parsed.unsupported) == (4, 0, [], {})


def test_order_of_day_and_month_is_what_the_dates_show() -> None:
    text = f"{HEADER}A,,,03/13/2026,1,\nA,,,03/02/2026,1,\n"
    assert [day.isoformat() for day in read(text, {"A": "tag"}).tagged_days["A"]] == ["2026-03-02", "2026-03-13"]
    unclear = read(f"{HEADER}A,,,2026-03-01,1,\nA,,,03/02/2026,1,\n", {"A": "tag"})
    assert [refusal.code for refusal in unclear.refusals] == ["file_date_format"]


def test_bad_rows_are_named_and_repeated_days_count_once() -> None:
    bad = "Early,,,1900-01-01,1,\nEarly,,,9999-01-01,1,\nEarly,,,2026-03-04,-1,\nEarly,,,2026-03-04,many,\nEarly,,\n"
    parsed = read(f"{HEADER}{ROWS}{bad}Early,,Time,2026-03-01,1,\n")
    assert sorted(refusal.code for refusal in parsed.refusals) == [
        "file_year_out_of_range",
        "file_year_out_of_range",
        "not_a_number",
        "number_below_zero",
        "row_field_count_wrong",
    ]
    assert parsed.duplicates == 1
    later = read(f"{HEADER}{ROWS}Meditation,,,2026-03-03,5,\n")
    assert {draft.id for draft in parsed.drafts} < {draft.id for draft in later.drafts}
    with pytest.raises(Malformed, match="habitbull_columns_missing"):
        read(HEADER[:40])
