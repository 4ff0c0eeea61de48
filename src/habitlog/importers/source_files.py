"""What an importer reads: files in memory, on disk or in an archive, and what holds where they do not say."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.formatting import WeightUnit

HEAD_BYTES = 16 * 1024
"""How much of a file is read to recognise its format."""
CHUNK_BYTES = 64 * 1024
MAX_BYTES_IN_MEMORY = 200 * 2**20


class SourceFile(Protocol):
    """A file whose bytes can be read as a whole, in chunks, or only at its beginning.

    `name` is the one that an archive gives it, never used as a path; empty for a file of its own.
    """

    @property
    def name(self) -> str:
        """The name in the archive."""
        ...

    @property
    def size(self) -> int:
        """How many bytes there are, as the archive says."""
        ...

    def read_bytes(self) -> bytes:
        """Return all bytes; raises `Malformed` for an archive's file that is too large to be held in memory."""
        ...

    def iter_chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, in pieces of at most 64 kB."""
        ...

    def read_head(self) -> bytes:
        """Return the first 16 kB."""
        ...


class StoredFile:
    """A file in memory or on disk."""

    name = ""

    def __init__(self, contents: bytes | Path) -> None:
        self._contents = contents

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._contents.stat().st_size if isinstance(self._contents, Path) else len(self._contents)

    def open(self) -> BinaryIO:
        """Open the file for reading; the caller closes it."""
        return self._contents.open("rb") if isinstance(self._contents, Path) else io.BytesIO(self._contents)

    def read_bytes(self) -> bytes:
        """Return all bytes; raises `Malformed` for a file on disk of more than 200 MB."""
        if isinstance(self._contents, bytes):
            return self._contents
        if self.size > MAX_BYTES_IN_MEMORY:
            raise Malformed("file_too_large_for_memory", most_mb=MAX_BYTES_IN_MEMORY // 2**20)
        return self._contents.read_bytes()

    def iter_chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, in pieces of at most 64 kB."""
        with self.open() as opened:
            while chunk := opened.read(CHUNK_BYTES):
                yield chunk

    def read_head(self) -> bytes:
        """Return the first 16 kB."""
        with self.open() as opened:
            return opened.read(HEAD_BYTES)


class ImportSource(Struct, frozen=True):
    """The files that are imported as one, and what holds where they do not say: time zones and unit of weights.

    There is one file, or the several of an archive where the importer joins files. `parse_file_zones` reads `zone`;
    `mapping` is what a person says of a file whose format needs it.
    """

    files: tuple[SourceFile, ...]
    zone: str
    weight_unit: WeightUnit = "kg"
    mapping: Mapping[str, Any] | None = None

    @classmethod
    def from_bytes(
        cls, data: bytes, zone: str, weight_unit: WeightUnit = "kg", mapping: Mapping[str, Any] | None = None
    ) -> ImportSource:
        """Return the source of one file in memory."""
        return cls((StoredFile(data),), zone, weight_unit, mapping)

    @property
    def file(self) -> SourceFile:
        """The one file, for an importer that joins none."""
        return self.files[0]
