"""Documents to save: written to a temporary file first, then sent from it."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.usecases.files.export_formats import ExportFormat

CHUNK_BYTES = 64 * 1024
MAX_BYTES_IN_MEMORY = 1024 * 1024
"""A longer document waits on disk for its reader."""


class DownloadResponse(Response):
    """A document under a file name, JSON unless `media_type` says otherwise.

    The document is complete before its first byte is sent. A generator that read the database while its reader was
    slow, or had gone away, would keep its connection: Starlette does not close the iterator of a response whose
    client disconnects.
    """

    def __init__(self, chunks: Iterable[bytes], filename: str, media_type: str = "application/json") -> None:
        self._file = SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
        try:
            self._file.writelines(chunks)
        except BaseException:
            self._file.close()
            raise
        length = self._file.tell()
        self._file.seek(0)
        super().__init__(
            media_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="{filename}"', "Content-Length": str(length)},
        )

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the document; the file is closed however that ends."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while chunk := self._file.read(CHUNK_BYTES):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._file.close()


def send_export(database: Database, person: Person, export_format: ExportFormat) -> DownloadResponse:
    """Return the record of a person as a file of a format."""
    return DownloadResponse(export_format.write(database, person), export_format.file_name, export_format.media_type)
