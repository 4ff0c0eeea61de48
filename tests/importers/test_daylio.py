"""Daylio: activities as their person says, and what of an entry has no field."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.import_drafts import check_drafts

from habitlog.errors import Malformed
from habitlog.importers import daylio
from habitlog.importers.base import ParsedFile
from habitlog.importers.source_files import ImportSource
from habitlog.usecases.files.file_formats import recognize_format

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"
ROWS = (
    '2026-03-03,March 3,Tuesday,21:10,good,"running | good sleep | family","Long day","Two lines\nof it"\n'
    '2026-03-02,March 2,Monday,9:05 pm,meh,"family","",""\n'
    '2026-03-02,March 2,Monday,8:00 am,rad,"family | running","",""\n'
    '2026-03-01,March 1,Sunday,22:00,awful,"","",""\n'
)
NAMES = {"running": "movement", "good sleep": "nothing", "family": "tag"}


def read(text: str, names: dict[str, Any] | None = None, encoding: str = "utf-8") -> ParsedFile:
    source = ImportSource.from_bytes(text.encode(encoding), "Europe/Berlin", "kg", {"names": names or NAMES})
    return check_drafts(daylio.parse_source(source))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_activities_become_what_their_person_says(encoding: str) -> None:
    assert recognize_format((HEADER + ROWS).encode(encoding)) == "daylio"
    parsed = read(HEADER + ROWS, encoding=encoding)
    assert [(draft.pillar, draft.fields) for draft in parsed.drafts] == [
        ("training", {"kind": "other", "activity": "running", "zone": "Europe/Berlin", "day": day})
        for day in ("2026-03-03", "2026-03-02")
    ]
    assert [day.isoformat() for day in parsed.tagged_days["family"]] == ["2026-03-02", "2026-03-03"]
    assert (parsed.items_read, parsed.duplicates, parsed.refusals) == (4, 0, [])
    assert parsed.unsupported == {
        "mood of an entry": 4,
        "title of a note": 1,
        "note of a day": 1,
        "activity that another entry of its day has too": 1,
        "good sleep, not chosen": 1,
    }


def test_later_export_has_the_same_ids_and_bad_rows_are_named() -> None:
    earlier = read(HEADER + ROWS)
    more = ROWS.splitlines(keepends=True)
    later = (
        HEADER
        + '2026-03-04,March 4,Wednesday,7:00,good,"running","",""\n'
        + ROWS
        + more[-1]
        + '9999-01-01,x,x,x,good,"running","",""\n1900-01-01,x,x,x,good,"","",""\n--,x,x,x,-1,"","",""\n2026-03-01,x\n'
    )
    parsed = read(later)
    assert {draft.id for draft in earlier.drafts} < {draft.id for draft in parsed.drafts}
    assert (len(parsed.drafts), parsed.duplicates) == (3, 1)
    assert sorted(refusal.code for refusal in parsed.refusals) == [
        "file_date_format",
        "file_year_out_of_range",
        "file_year_out_of_range",
        "row_field_count_wrong",
    ]


def test_what_is_no_whole_export_is_refused() -> None:
    for text, code in (
        ("mood,activities\ngood,x\n", "daylio_columns_missing"),
        (HEADER[:30], "daylio_columns_missing"),
        (HEADER + ",".join(["x" * 200_000] * 2), "not_a_table"),
    ):
        with pytest.raises(Malformed, match=code):
            read(text)
    with pytest.raises(Malformed, match="names_needed"):
        daylio.parse_source(ImportSource.from_bytes((HEADER + ROWS).encode(), "UTC"))
