"""habitlog's own JSON documents: one item a line, a checksum at the end, the same bytes for the same contents."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

import orjson
from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.source_files import SourceFile

SCHEMA_VERSION = 1
MAX_BYTES_AT_ONCE = 4 * 2**20
"""A larger export is read line by line."""
_MAX_LINE_BYTES = 4 * 2**20
RECORD_SECTIONS = ("methods", "entries", "marks", "snippets", "experiments", "day_tags", "week_notes")
LATER_SECTIONS = ("experiments", "day_tags", "week_notes")
"""The sections that exports of earlier programs do not have."""


class RecordFile(Struct, frozen=True):
    """The contents of an export whose checksum is right; its items are not yet validated."""

    person: dict[str, Any]
    entries: Collection[dict[str, Any]]
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


def read_record_file(file: SourceFile) -> RecordFile:
    """Parse an export as `parse_record_file` does; of a large one, entries are read when they are asked for."""
    if file.size <= MAX_BYTES_AT_ONCE:
        return parse_record_file(file.read_bytes())
    checksum, last, count = hashlib.sha256(), b"", 0
    members: dict[str, list[dict[str, Any]]] = {}

    def iter_hashed_lines() -> Iterator[bytes]:
        nonlocal last
        for line in _iter_lines(file):
            if last:
                checksum.update(last + b"\n")
                yield last
            last = line

    for name, text in _iter_members(iter_hashed_lines()):
        items = members.setdefault(name, [])
        if name == "entries":
            count += bool(text)
        elif text and name != "methods":
            items.append(_parse_object(text))
    end = _parse_object(b"{" + last)
    if end.get("complete") is not True or checksum.hexdigest() != end.get("sha256"):
        raise Malformed("export_checksum_wrong")
    if len(members.get("person", ())) != 1 or any(
        name not in members and name not in LATER_SECTIONS for name in RECORD_SECTIONS
    ):
        raise Malformed("export_part_missing")
    others = (members.get(name, []) for name in RECORD_SECTIONS[2:])
    return RecordFile(members["person"][0], StreamedEntries(file, count), *others)


class StreamedEntries(Collection[dict[str, Any]]):
    """The entries of an export on disk: each is parsed when its turn comes, and none is kept."""

    def __init__(self, file: SourceFile, count: int) -> None:
        self._file, self._count = file, count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for name, text in _iter_members(_iter_lines(self._file)):
            if name == "entries" and text:
                yield _parse_object(text)
            elif name == "marks":
                return


def _iter_lines(file: SourceFile) -> Iterator[bytes]:
    """Yield the lines that are not empty; raises `Malformed` for one of more than 4 MB."""
    rest = b""
    for chunk in file.iter_chunks():
        *lines, rest = (rest + chunk).split(b"\n")
        yield from filter(None, lines)
        if len(rest) > _MAX_LINE_BYTES:
            raise Malformed("export_not_json")
    if rest:
        yield rest


def _iter_members(lines: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield each item with the name of its list, and the person; of every list first its name with an empty text."""
    head = re.fullmatch(rb'\{"schema_version":([0-9]{1,9}),', next(lines, b""))
    if head is None:
        raise Malformed("not_a_habitlog_export")
    if int(head[1]) != SCHEMA_VERSION:
        raise Malformed("export_version_unknown")
    section = ""
    for line in lines:
        if section and line == b"],":
            section = ""
        elif section:
            yield section, line.removesuffix(b",")
        elif found := re.fullmatch(rb'"([a-z_]{1,40})":\[(\],)?', line):
            section = "" if found[2] else found[1].decode()
            yield found[1].decode(), b""
        elif line.startswith(b'"person":'):
            yield "person", line.removeprefix(b'"person":').removesuffix(b",")
        elif line.startswith(b'"complete":'):
            return
        else:
            raise Malformed("export_not_json")


def _parse_object(text: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(text)
    except ValueError:
        raise Malformed("export_not_json") from None
    if not isinstance(parsed, dict):
        raise Malformed("export_part_missing")
    return parsed
