"""Tables in text files: encodings and separators as spreadsheets of different countries write them."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from functools import lru_cache

from msgspec import Struct

from habitlog.errors import Malformed

SEPARATORS = (",", ";", "\t")
MAX_HEADING_LENGTH = 100
_NO_TABLE_STARTS = {b"{", b"[", b"<"}
MAX_LINES = 500_000
"""How many lines of a table are read: thirty sets a day for forty years."""
_HEAD_BYTES = 2**20
_ENCODINGS_BY_MARK = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_table(data: bytes) -> list[list[str]]:
    """Return the lines of a table as cells; the separator is the one that splits the first line into most cells.

    The encoding is UTF-8, or UTF-16 with a byte order mark. Raises `Malformed` for what is no text, and for lines that
    cannot be split, and for more than `MAX_LINES`.
    """
    try:
        encoding = _find_encoding(data)
        head = codecs.getincrementaldecoder(encoding)().decode(data[:_HEAD_BYTES])
        opened = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        reader = csv.reader(opened, delimiter=find_separator(head))
        lines = list(itertools.islice(reader, MAX_LINES))
        if next(reader, None) is not None:
            raise Malformed("file_has_too_many_items", most=MAX_LINES)
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("not_a_table") from None
    return lines


def decode_text(data: bytes) -> str:
    """Return the text of a file; raises `UnicodeDecodeError`."""
    return data.decode(_find_encoding(data))


def _find_encoding(data: bytes) -> str:
    return next((name for mark, name in _ENCODINGS_BY_MARK.items() if data.startswith(mark)), "utf-8")


def find_separator(text: str) -> str:
    """Return the character between the cells of the first line."""
    first_line = _find_first_line(text)
    return max(SEPARATORS, key=lambda separator: len(next(csv.reader([first_line], delimiter=separator), [])))


def read_header(data: bytes) -> list[str]:
    """Return the column names of a table that begins with `data`, in lower case; nothing for what is no table."""
    return [] if data[:64].lstrip()[:1] in _NO_TABLE_STARTS else list(_split_header(data))


@lru_cache(maxsize=2)
def _split_header(data: bytes) -> tuple[str, ...]:
    """Return the column names; kept for the importers that ask about the same file one after another."""
    try:
        first_line = _find_first_line(codecs.getincrementaldecoder(_find_encoding(data))().decode(data))
        cells = next(csv.reader([first_line], delimiter=find_separator(first_line)), [])
    except (UnicodeDecodeError, csv.Error):
        return ()
    return tuple(name.strip().lower() for name in cells)


def _find_first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.removeprefix("\ufeff"), maxsplit=1)[0]


class TableRow(Struct, frozen=True):
    """A row of a table by the names of its columns; `location` is as a spreadsheet shows it."""

    location: str
    cells: dict[str, str]

    def get_cell(self, name: str, alternative: str = "") -> str:
        """Return the cell of this name, or of the alternative where it is empty or missing."""
        return self.cells.get(name) or self.cells.get(alternative, "")


class NamedTable(Struct, frozen=True):
    """A table with the headings as they are written, its whole rows, and where other rows have more or fewer cells."""

    headings: list[str]
    rows: list[TableRow]
    incomplete: list[str]


def read_named_table(data: bytes, most: int) -> NamedTable:
    """Read a table; headings that are empty or occur again are told apart by the number of their column.

    Raises `Malformed` for what is no table, for an empty one, and for one with more than `most` rows.
    """
    lines = read_table(data)
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise Malformed("file_empty")
    if len(lines) > most + 1:
        raise Malformed("file_has_too_many_items", most=most)
    table = NamedTable(_name_columns([cell.strip().removeprefix("\ufeff") for cell in lines[0]]), [], [])
    for number, line in enumerate(lines[1:], start=2):
        if len(line) == len(table.headings) and any(map(str.strip, line)):
            table.rows.append(TableRow(f"row {number}", dict(zip(table.headings, map(str.strip, line), strict=True))))
        elif any(map(str.strip, line)):
            table.incomplete.append(f"row {number}")
    return table


def _name_columns(headings: list[str]) -> list[str]:
    counts = Counter(headings)
    return [
        name[:MAX_HEADING_LENGTH] if name and counts[name] == 1 else f"{name[:MAX_HEADING_LENGTH]} ({number})".strip()
        for number, name in enumerate(headings, start=1)
    ]


def looks_like_table(data: bytes) -> bool:
    """Return whether a file that begins with these bytes is text with as many cells, 2 or more, in two lines."""
    try:
        text = codecs.getincrementaldecoder(_find_encoding(data))().decode(data).removeprefix("\ufeff")
        if text.lstrip()[:1] in {"{", "[", "<"} or "\x00" in text:
            return False
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text))
        first, second = next(lines, []), next(lines, [])
    except (UnicodeDecodeError, csv.Error):
        return False
    return len(first) >= 2 and len(first) == len(second) and any(cell.strip() for cell in first)
