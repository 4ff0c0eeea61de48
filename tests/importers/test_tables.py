"""Tables as spreadsheets of different countries write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.cases import for_each_case

from habitlog.errors import Malformed
from habitlog.importers.json_values import MAX_VALUES, load_json
from habitlog.importers.source_files import MAX_BYTES_IN_MEMORY, StoredFile
from habitlog.importers.tables import MAX_LINES, read_header, read_table

LINES = [["Day", "Note"], ["2026-03-01", "two, three\nlines; and\ttabs"]]


@for_each_case("separator", [",", ";", "\t"])
@for_each_case("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_table_is_read_whatever_separates_and_encodes_it(separator: str, encoding: str) -> None:
    data = f'Day{separator}"Note"\r\n2026-03-01{separator}"{LINES[1][1]}"\r\n'.encode(encoding)
    assert read_table(data) == LINES
    assert read_header(data) == ["day", "note"]


@for_each_case("data", [b"\xff\xfe\x00", b"a,b\n\xff"])
def test_what_is_no_text_is_no_table(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_table(data)


def test_empty_file_has_no_columns() -> None:
    assert read_header(b"") == []
    assert read_table(b"") == []


def test_table_with_too_many_lines_is_refused_before_it_takes_the_memory() -> None:
    with pytest.raises(Malformed) as refused:
        read_table(b"Day,Stress\n" + b"a,1\n" * MAX_LINES)
    assert (refused.value.code, refused.value.parameters) == ("file_has_too_many_items", {"most": MAX_LINES})


def test_json_of_many_small_values_is_refused_before_it_takes_the_memory() -> None:
    with pytest.raises(Malformed, match="file_has_too_many_items"):
        load_json(b"[" + b"[]," * (MAX_VALUES // 2) + b"0]")
    assert load_json(b'{"a": [1, 2]}') == {"a": [1, 2]}


def test_file_on_disk_that_is_too_large_for_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sets.csv"
    with path.open("wb") as opened:
        opened.truncate(MAX_BYTES_IN_MEMORY + 1)
    with pytest.raises(Malformed, match="file_too_large_for_memory"):
        StoredFile(path).read_bytes()
