"""Zip archives and those inside them: members are read into memory or in chunks, within limits.

Names are never used as paths.
"""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from habitlog.errors import Malformed
from habitlog.importers.source_files import CHUNK_BYTES, HEAD_BYTES

MAX_MEMBERS = 50_000
MAX_INNER_ARCHIVES = 200
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


class _Unpacked:
    """What was unpacked of an archive and those inside it altogether, and how many files they hold."""

    def __init__(self) -> None:
        self._size = self._members = 0

    def add_bytes(self, size: int) -> None:
        """Count bytes; raises `Malformed` when there are too many."""
        self._size += size
        if self._size > MAX_UNPACKED_BYTES:
            raise Malformed("archive_too_large", most_mb=MAX_UNPACKED_BYTES // 2**20)

    def add_members(self, count: int) -> None:
        """Count files; raises `Malformed` when there are too many."""
        self._members += count
        if self._members > MAX_MEMBERS:
            raise Malformed("archive_has_too_many_files", most=MAX_MEMBERS)


class Archive:
    """An opened zip archive. What is unpacked of it altogether is counted while it is read, whatever its headers say.

    Raises `Malformed` for one that is damaged, protected by a password, or has too many members.
    """

    def __init__(self, file: BinaryIO, unpacked: _Unpacked | None = None) -> None:
        self._unpacked = unpacked or _Unpacked()
        self._file, self._inner = file, list[Archive]()
        try:
            _check_directory_size(self._file)
            self._zip = zipfile.ZipFile(self._file)
            self.members = tuple(ArchiveMember(self, entry) for entry in _list_entries(self._zip))
            self._unpacked.add_members(len(self.members))
        except _DAMAGES:
            self._file.close()
            raise Malformed("archive_damaged") from None
        except Malformed:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file, and what was unpacked of archives inside; members cannot be read any more."""
        for archive in self._inner:
            archive.close()
        self._zip.close()
        self._file.close()

    def iter_entry(self, entry: zipfile.ZipInfo, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
        """Yield the bytes of a member in pieces; raises `Malformed` when too much has been unpacked."""
        if entry.compress_type not in _READABLE_METHODS:
            raise Malformed("archive_method_unknown")
        try:
            with self._zip.open(entry) as opened:
                while chunk := opened.read(chunk_bytes):
                    self._unpacked.add_bytes(len(chunk))
                    yield chunk
        except _DAMAGES:
            raise Malformed("archive_damaged") from None

    def list_files(self) -> list[ArchiveMember]:
        """Return the members, with those of archives among them in the place of these; deeper ones are not opened.

        An archive inside that is damaged or protected stays as it is. Raises `Malformed` for too many of them.
        """
        files: list[ArchiveMember] = []
        for member in self.members:
            inner = self._open_inner(member) if member.kind == "zip" else None
            files += [member] if inner is None else inner.members
        return files

    def _open_inner(self, member: ArchiveMember) -> Archive | None:
        """Unpack an archive into a file that is gone once it is closed, and open it; None where it is none."""
        if not is_archive(member.read_head()):
            return None
        if len(self._inner) >= MAX_INNER_ARCHIVES:
            raise Malformed("archive_has_too_many_archives", most=MAX_INNER_ARCHIVES)
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the archive that reads it
        try:
            _copy_chunks(member.iter_chunks(), copy)
            self._inner.append(Archive(copy, self._unpacked))
        except Malformed as problem:
            copy.close()
            if problem.code not in {"archive_damaged", "archive_protected", "archive_method_unknown"}:
                raise
            return None
        return self._inner[-1]


class ArchiveMember:
    """A file of an archive."""

    def __init__(self, archive: Archive, entry: zipfile.ZipInfo) -> None:
        self._archive, self._entry = archive, entry

    @property
    def name(self) -> str:
        """The name with its folders, as the archive has it."""
        return self._entry.filename

    @property
    def size(self) -> int:
        """How many bytes it has, as the archive says."""
        return self._entry.file_size

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


def _copy_chunks(chunks: Iterator[bytes], target: BinaryIO) -> None:
    for chunk in chunks:
        try:
            target.write(chunk)
        except OSError:
            raise Malformed("no_room_to_unpack") from None


def count_kinds(files: Sequence[ArchiveMember]) -> list[str]:
    """Return what files there are, by the endings of names, such as "json (12)"; unusual ones are "other"."""
    counts = Counter(file.kind for file in files)
    return [f"{kind} ({count})" for kind, count in counts.most_common()]


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
