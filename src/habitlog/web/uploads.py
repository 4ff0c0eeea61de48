"""Forms with files: large ones go to a folder while they arrive, so that no request takes much memory."""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, NamedTuple, cast

from fastapi import Request
from starlette.formparsers import MultiPartException, MultiPartParser

from habitlog.errors import Busy, Malformed, StorageFull, TooLarge, WrongMediaType
from habitlog.web.context import get_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from tempfile import SpooledTemporaryFile

    from starlette.datastructures import FormData, Headers

MAX_UPLOADED_FILES, MAX_UPLOAD_FIELDS = 20, 20
LARGE_FILE_BYTES = 2**20
"""A larger file stays on disk, and is read beside the requests."""
MAX_UPLOADS_OF_PERSON, MAX_UPLOADS = 2, 8
"""How many uploads may arrive at a time."""
FREE_BYTES_LEFT = 256 * 2**20
"""What an upload leaves free on the disk, so that entries can still be saved."""
MAX_PART_HEADER_BYTES = 16 * 1024
PART_SUFFIX = ".part"
"""The ending of a file that is still arriving; `usecases.jobs.retention` deletes one that was left."""


class UploadedFile(NamedTuple):
    """A file of a form: the name it has on the sender's device, and its bytes or where they lie until the answer."""

    name: str
    contents: bytes | Path


class UploadForm(NamedTuple):
    """A form with files: its other fields, the files that were chosen, and all pairs of names and texts of fields."""

    fields: dict[str, str]
    files: tuple[UploadedFile, ...]
    pairs: tuple[tuple[str, str], ...] = ()


_arriving: Counter[int] = Counter()
"""How many uploads of each person arrive at the moment."""


@asynccontextmanager
async def open_upload(request: Request, person_id: int) -> AsyncIterator[UploadForm]:
    """Yield a form with files of at most `max_import_mb` altogether; line ends of its texts as "\\n".

    Files that are still where they arrived are deleted afterwards. Raises `TooLarge` before anything is read where the
    length says so, and otherwise on the way; `Busy` where the person has other uploads under way, `StorageFull`,
    `WrongMediaType`, and `Malformed` for a body that is no such form or has too many parts.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise WrongMediaType("content_type_upload_expected")
    config = get_context(request).config
    most = config.max_import_mb * 2**20
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise TooLarge("body_too_large", most_mb=config.max_import_mb)
    if _arriving[person_id] >= MAX_UPLOADS_OF_PERSON or _arriving.total() >= MAX_UPLOADS:
        raise Busy("too_many_waiting")
    config.upload_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    expected = int(length) if length.isdecimal() else LARGE_FILE_BYTES
    if expected > LARGE_FILE_BYTES and shutil.disk_usage(config.upload_dir).free < expected + FREE_BYTES_LEFT:
        raise StorageFull("disk_full")
    parser = _DiskParser(request.headers, _limit_stream(request, most, config.max_import_mb), config.upload_dir)
    _arriving[person_id] += 1
    try:
        with _translate_disk_errors():
            parsed = await parser.parse_form()
            form = await _build_form(parsed)
        yield form
    finally:
        _arriving[person_id] -= 1
        if not _arriving[person_id]:
            del _arriving[person_id]
        parser.delete_files()


async def _limit_stream(request: Request, most: int, most_mb: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge("body_too_large", most_mb=most_mb)
        yield chunk


@contextmanager
def _translate_disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull("disk_full") from error
        raise


async def _build_form(parsed: FormData) -> UploadForm:
    pairs: list[tuple[str, str]] = []
    files: list[UploadedFile] = []
    for name, value in parsed.multi_items():
        if isinstance(value, str):
            pairs.append((name, value.replace("\r\n", "\n")))
        elif value.filename:
            path = Path(cast("str", value.file.name))
            is_large = (value.size or 0) > LARGE_FILE_BYTES
            files.append(UploadedFile(value.filename, path if is_large else await value.read()))
    await parsed.close()
    return UploadForm(dict(pairs), tuple(files), tuple(pairs))


class _DiskParser(MultiPartParser):
    """Writes each file to a folder while it arrives."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], folder: Path) -> None:
        super().__init__(headers, stream, max_files=MAX_UPLOADED_FILES, max_fields=MAX_UPLOAD_FIELDS)
        self._folder = folder
        self._paths: list[Path] = []

    async def parse_form(self) -> FormData:
        """Return the form; raises `Malformed` for what is none."""
        try:
            return await self.parse()
        except (MultiPartException, UnicodeDecodeError, KeyError, ValueError):
            raise Malformed("form_unreadable") from None

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """Read a piece of a header of a part."""
        if len(self._current_partial_header_value) + end - start > MAX_PART_HEADER_BYTES:
            raise MultiPartException("A header is too long.")
        super().on_header_value(data, start, end)

    def on_headers_finished(self) -> None:
        """Open a file in the folder where the part is one."""
        super().on_headers_finished()
        if self._current_part.file is not None:
            opened = NamedTemporaryFile(dir=self._folder, suffix=PART_SUFFIX, delete=False)  # noqa: SIM115 - closed by parse
            self._paths.append(Path(opened.name))
            self._files_to_close_on_error.pop().close()
            self._files_to_close_on_error.append(cast("SpooledTemporaryFile[bytes]", opened))
            self._current_part.file.file = opened  # type: ignore[assignment]  # it has the same methods

    def delete_files(self) -> None:
        """Delete the files that were not moved elsewhere."""
        for path in self._paths:
            path.unlink(missing_ok=True)
