"""Writes a private file so that it is there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_file_atomically(path: Path, chunks: Iterable[bytes], *, keep_existing: bool = False) -> None:
    """Write a file, readable by its owner alone, in place of an earlier one unless `keep_existing` is true.

    Raises `OSError` where it cannot be written, as in a folder that is not there; nothing is then left behind.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        if keep_existing:
            with suppress(FileExistsError):
                os.link(part, path)
        else:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
