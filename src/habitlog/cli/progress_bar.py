"""How far an import is, as one line of a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from habitlog.usecases.files.import_progress import ImportProgress

_WIDTH = 30
_SECONDS_BETWEEN_LINES = 0.2


@contextmanager
def show_progress() -> Iterator[ImportProgress]:
    """Yield a progress that is drawn on the terminal of standard error, if there is one, until the block ends."""
    from habitlog.usecases.files.import_progress import ImportProgress

    progress, ended = ImportProgress(), Event()
    if not sys.stderr.isatty():
        yield progress
        return

    def draw_until_end() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LINES):
            sys.stderr.write(f"\r{format_progress(progress)}\x1b[K")
            sys.stderr.flush()

    drawing = Thread(target=draw_until_end, daemon=True)
    drawing.start()
    try:
        yield progress
    finally:
        ended.set()
        drawing.join()
        sys.stderr.write("\r\x1b[K")


def format_progress(progress: ImportProgress) -> str:
    """Return the stage with a bar, and what is done of how much."""
    if not progress.total:
        return progress.stage
    filled = _WIDTH * progress.done // progress.total
    bar = "#" * filled + "." * (_WIDTH - filled)
    if progress.stage == "reading":
        return f"{progress.stage} [{bar}] {progress.done / 2**20:.0f} of {progress.total / 2**20:.0f} MB"
    return f"{progress.stage} [{bar}] {progress.done} of {progress.total}"
