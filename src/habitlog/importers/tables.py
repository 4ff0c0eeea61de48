"""Tables in text files: encodings and separators as spreadsheets of different countries write them."""

from __future__ import annotations

import codecs
import csv
import io
import re

from habitlog.errors import Malformed

SEPARATORS = (",", ";", "\t")
_ENCODINGS_BY_MARK = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_table(data: bytes) -> list[list[str]]:
    """Return the lines of a table as cells; the separator is the one that splits the first line into most cells.

    The encoding is UTF-8, or UTF-16 with a byte order mark. Raises `Malformed` for what is no text, and for lines that
    cannot be split.
    """
    try:
        text = decode_text(data)
        separator = find_separator(text)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("not_a_table") from None


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
    try:
        first_line = _find_first_line(codecs.getincrementaldecoder(_find_encoding(data))().decode(data))
        cells = next(csv.reader([first_line], delimiter=find_separator(first_line)), [])
    except (UnicodeDecodeError, csv.Error):
        return []
    return [name.strip().lower() for name in cells]


def _find_first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.removeprefix("\ufeff"), maxsplit=1)[0]
