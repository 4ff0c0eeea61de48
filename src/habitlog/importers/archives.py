"""Zip archives: members are read into memory or in chunks, within limits, and their names are never used as paths."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from habitlog.errors import Malformed
from habitlog.importers.source_files import CHUNK_BYTES, HEAD_BYTES, StoredFile

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 200 * 2**20
MAX_UNPACKED_BYTES = 2 * 2**30
_MAX_DIRECTORY_BYTES = MAX_MEMBERS * 1024
_LOCAL_HEADER, _EMPTY_ARCHIVE = b"PK\x03\x04", b"PK\x05\x06"
_END_RECORD, _END_RECORD_64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64_SIZE = 20
_MAX_COMMENT_BYTES = 2**16
_READABLE_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""A kilobyte of the other methods can become gigabytes in one step, before anything is counted."""
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises for bytes that are no proper archive."""
_NAMED_KINDS = frozenset({"csv", "db", "fit", "gpx", "html", "json", "pdf", "tcx", "txt", "xlsx", "xml", "zip"})


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins like this is a zip archive."""
    return head.startswith((_LOCAL_HEADER, _EMPTY_ARCHIVE))


class Archive:
    """An opened zip archive. What is unpacked of it altogether is counted while it is read, whatever its headers say.

    Raises `Malformed` for one that is damaged, protected by a password, or has too many members.
    """

    def __init__(self, file: StoredFile) -> None:
        self._unpacked = 0
        self._file = file.open()
        try:
            _check_directory_size(self._file)
            self._zip = zipfile.ZipFile(self._file)
            self.members = tuple(ArchiveMember(self, entry) for entry in _list_entries(self._zip))
        except _DAMAGES:
            self._file.close()
            raise Malformed("archive_damaged") from None
        except Malformed:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file; members cannot be read any more."""
        self._zip.close()
        self._file.close()

    def iter_entry(self, entry: zipfile.ZipInfo, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Yield the bytes of a member in pieces; raises `Malformed` when too much has been unpacked."""
        if entry.compress_type not in _READABLE_METHODS:
            raise Malformed("archive_method_unknown")
        try:
            with self._zip.open(entry) as opened:
                while chunk := opened.read(chunk_bytes):
                    self._unpacked += len(chunk)
                    if self._unpacked > MAX_UNPACKED_BYTES:
                        raise Malformed("archive_too_large", most_mb=MAX_UNPACKED_BYTES // 2**20)
                    yield chunk
        except _DAMAGES:
            raise Malformed("archive_damaged") from None

    @property
    def holds_archive(self) -> bool:
        """Whether a member is named as an archive; archives in archives are never opened."""
        return any(member.kind == "zip" for member in self.members)

    def count_kinds(self) -> list[str]:
        """Return what the archive holds, by the endings of names, such as "json (12)"; unusual ones are "other"."""
        counts = Counter(member.kind for member in self.members)
        return [f"{kind} ({count})" for kind, count in counts.most_common()]


class ArchiveMember:
    """A file of an archive."""

    def __init__(self, archive: Archive, entry: zipfile.ZipInfo) -> None:
        self._archive, self._entry = archive, entry

    @property
    def name(self) -> str:
        """The name with its folders, as the archive has it."""
        return self._entry.filename

    @property
    def kind(self) -> str:
        """The ending of the name where it is a usual one, otherwise "other"."""
        ending = self._entry.filename.rpartition(".")[2].lower()
        return ending if ending in _NAMED_KINDS else "other"

    def read_bytes(self) -> bytes:
        """Return all bytes; raises `Malformed` after 200 MB."""
        chunks, size = [], 0
        for chunk in self.iter_chunks():
            size += len(chunk)
            if size > MAX_MEMBER_BYTES:
                raise Malformed("archive_file_too_large", most_mb=MAX_MEMBER_BYTES // 2**20)
            chunks.append(chunk)
        return b"".join(chunks)

    def iter_chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, in pieces of at most 64 kB."""
        return self._archive.iter_entry(self._entry)

    def read_head(self) -> bytes:
        """Return the first 16 kB."""
        return next(self._archive.iter_entry(self._entry, HEAD_BYTES), b"")


def _list_entries(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise Malformed("archive_has_too_many_files", most=MAX_MEMBERS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Malformed("archive_protected")
    return entries


def _check_directory_size(file: BinaryIO) -> None:
    """Refuse an archive whose list of members is too long to be read at all."""
    size = file.seek(0, 2)
    tail_start = max(0, size - _MAX_COMMENT_BYTES - _END_RECORD.size - _LOCATOR_64_SIZE - _END_RECORD_64.size)
    file.seek(tail_start)
    tail = file.read()
    position = tail.rfind(_EMPTY_ARCHIVE)
    if position < 0 or len(tail) - position < _END_RECORD.size:
        raise Malformed("archive_damaged")
    _, _, _, _, members, directory_bytes, _, _ = _END_RECORD.unpack_from(tail, position)
    position_64 = position - _LOCATOR_64_SIZE - _END_RECORD_64.size
    if position_64 >= 0 and tail.startswith(b"PK\x06\x06", position_64):
        _, _, _, _, _, _, _, members, directory_bytes, _ = _END_RECORD_64.unpack_from(tail, position_64)
    if members > MAX_MEMBERS or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise Malformed("archive_has_too_many_files", most=MAX_MEMBERS)
