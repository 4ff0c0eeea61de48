"""habitlog's own JSON documents: one item a line, a checksum at the end, the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import orjson
from msgspec import Struct

from habitlog.errors import Malformed

SCHEMA_VERSION = 1
RECORD_SECTIONS = ("methods", "entries", "marks", "snippets", "experiments", "day_tags", "week_notes")
LATER_SECTIONS = ("experiments", "day_tags", "week_notes")
"""The sections that exports of earlier programs do not have."""


class RecordFile(Struct, frozen=True):
    """The contents of an export whose checksum is right; its items are not yet validated."""

    person: dict[str, Any]
    entries: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    snippets: list[dict[str, Any]]
    experiments: list[dict[str, Any]]
    day_tags: list[dict[str, Any]]
    week_notes: list[dict[str, Any]]

    def count_items(self) -> int:
        """Return how many items there are besides the settings."""
        return sum(len(getattr(self, name)) for name in RECORD_SECTIONS[1:])


class JsonDocumentWriter:
    """Writes a document in pieces and keeps the counts and the SHA-256 of every byte before the last line."""

    def __init__(self) -> None:
        self._checksum = hashlib.sha256()
        self._counts: dict[str, int] = {}

    def _hash_piece(self, data: bytes) -> bytes:
        self._checksum.update(data)
        return data

    def write_head(self, person: dict[str, Any]) -> bytes:
        """Return the first lines: schema version and settings."""
        return self._hash_piece(b'{"schema_version":%d,\n"person":%s' % (SCHEMA_VERSION, to_canonical_json(person)))

    def write_section(self, name: str, chunks: Iterator[list[dict[str, Any]]]) -> Iterator[bytes]:
        """Yield one list of the document, a chunk of items at a time."""
        yield self._hash_piece(b',\n"%s":[' % name.encode())
        count = 0
        for chunk in chunks:
            if chunk:
                lead = b",\n" if count else b"\n"
                yield self._hash_piece(lead + b",\n".join(to_canonical_json(item) for item in chunk))
                count += len(chunk)
        self._counts[name] = count
        yield self._hash_piece(b"\n]" if count else b"]")

    def write_tail(self) -> bytes:
        """Return the last line: the flag `complete`, counts and checksum."""
        self._hash_piece(b",\n")
        counts = to_canonical_json(self._counts)
        return b',\n"complete":true,"counts":%s,"sha256":"%s"}\n' % (counts, self._checksum.hexdigest().encode())


def to_canonical_json(item: dict[str, Any]) -> bytes:
    """Write an object in the form of RFC 8785: sorted names, no spaces, shortest numbers."""
    return orjson.dumps(item, option=orjson.OPT_SORT_KEYS)


def is_record_file(data: bytes) -> bool:
    """Return whether the bytes begin like an export of habitlog."""
    return re.match(rb'\s*\{\s*"schema_version"', data) is not None


def parse_record_file(data: bytes) -> RecordFile:
    """Parse an export; raises `Malformed` for another document, a changed or cut one, or another schema version."""
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    try:
        whole = json.loads(data.decode("utf-8"))
        end = json.loads(b"{" + last)
    except (ValueError, RecursionError):
        raise Malformed("export_not_json") from None
    if not isinstance(whole, dict) or "schema_version" not in whole:
        raise Malformed("not_a_habitlog_export")
    if whole["schema_version"] != SCHEMA_VERSION:
        raise Malformed("export_version_unknown")
    if end.get("complete") is not True or hashlib.sha256(body + b"\n").hexdigest() != end.get("sha256"):
        raise Malformed("export_checksum_wrong")
    lists = [whole.get(name, [] if name in LATER_SECTIONS else None) for name in RECORD_SECTIONS[1:]]
    person = whole.get("person")
    if not isinstance(person, dict) or not all(
        isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in lists
    ):
        raise Malformed("export_part_missing")
    return RecordFile(person, *lists)  # type: ignore[arg-type]  # just checked to be lists of objects
