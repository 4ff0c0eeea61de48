"""How far an import is, and that it shall stop."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from habitlog.importers.source_files import SourceFile

ITEMS_PER_STEP = 100
"""After how many items work that takes a moment for each says how far it is."""
ImportStage = Literal["waiting", "reading", "checking", "comparing", "writing", "removing"]


class ProgressCounts(NamedTuple):
    """How far an import is at a moment: bytes of bytes or entries of entries of a stage; no `total` if not known."""

    stage: ImportStage
    done: int
    total: int


class ImportStopped(Exception):
    """The work on a file ends here, because its person or the service said so; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ImportProgress:
    """How far an import is: bytes of bytes while a file is read, entries of entries after that.

    One thread advances it, others read it and may call `stop`. What is written already is taken back without an end
    by `stop`: a stage of removing goes on.
    """

    def __init__(self) -> None:
        self.stage: ImportStage = "waiting"
        self.done = 0
        self.total = 0
        self._stop_code = ""

    def begin(self, stage: ImportStage, total: int = 0) -> None:
        """Begin a stage; raises `ImportStopped` where the work shall stop."""
        self.stage, self.done, self.total = stage, 0, total
        self._check()

    def advance(self, count: int = 1) -> None:
        """Count what is done; raises `ImportStopped` where the work shall stop."""
        self.done = min(self.done + count, self.total) if self.total else self.done + count
        self._check()

    def stop(self, code: str = "import_stopped") -> None:
        """Let the work stop at its next step."""
        self._stop_code = self._stop_code or code

    def _check(self) -> None:
        # A thread that waits for the interpreter gets it here, and not only after a switch interval.
        time.sleep(0)
        if self._stop_code and self.stage != "removing":
            raise ImportStopped(self._stop_code)


class CountedFile:
    """A file whose reading is counted; what is read a second time counts once."""

    def __init__(self, file: SourceFile, progress: ImportProgress) -> None:
        self._file, self._progress, self._counted = file, progress, 0

    @property
    def name(self) -> str:
        """The name in the archive."""
        return self._file.name

    @property
    def size(self) -> int:
        """How many bytes there are, as the archive says."""
        return self._file.size

    def read_bytes(self) -> bytes:
        """Return all bytes."""
        data = self._file.read_bytes()
        self._count(len(data))
        return data

    def iter_chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, in pieces of at most 64 kB."""
        position = 0
        for chunk in self._file.iter_chunks():
            position += len(chunk)
            self._count(position)
            yield chunk

    def read_head(self) -> bytes:
        """Return the first 16 kB."""
        return self._file.read_head()

    def _count(self, position: int) -> None:
        self._progress.advance(max(0, position - self._counted))
        self._counted = max(self._counted, position)


def count_reading(files: Sequence[SourceFile], progress: ImportProgress) -> tuple[SourceFile, ...]:
    """Begin the stage of reading, and return files that count what is read of them."""
    progress.begin("reading", sum(file.size for file in files))
    return tuple(CountedFile(file, progress) for file in files)
