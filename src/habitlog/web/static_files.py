"""Static files: read and joined once at the start, under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from habitlog.tracking import Pillar
from habitlog.web.bundles import SCRIPTS, join_scripts, join_stylesheets
from habitlog.web.charts.symbols import build_pillar_css
from habitlog.web.compression import accepts_gzip

STATIC_DIR = Path(__file__).parent / "static"
"""The directory that is served at /static/, beside the bundles."""
CACHE_FOR_GOOD = "public, max-age=31536000, immutable"
MIN_SAVED_SHARE = 0.1
"""A file is compressed when that makes it smaller by this share, which pictures are not."""


class StaticFile(Struct, frozen=True, dict=True):
    """The content of a file and, where it is much smaller, the same compressed."""

    content: bytes
    media_type: str
    content_hash: str

    @classmethod
    def from_content(cls, name: str, content: bytes) -> StaticFile:
        """Hash a file."""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return cls(content, media_type, hashlib.sha256(content).hexdigest()[:10])

    @cached_property
    def gzipped(self) -> bytes | None:
        """The content compressed, or None where that is hardly smaller; made when it is first asked for.

        `mtime` 0 makes the bytes the same in every process.
        """
        gzipped = gzip.compress(self.content, 9, mtime=0)
        return gzipped if len(gzipped) < len(self.content) * (1 - MIN_SAVED_SHARE) else None

    def to_response(self, request_headers: Headers) -> Response:
        """Return the file as a client accepts it, or 304 where the client has it."""
        is_gzipped = self.gzipped is not None and accepts_gzip(request_headers)
        etag = f'"{self.content_hash}{"-gzip" if is_gzipped else ""}"'
        headers = {"ETag": etag} | ({"Vary": "Accept-Encoding"} if self.gzipped is not None else {})
        if etag in (known.strip().removeprefix("W/") for known in request_headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        if is_gzipped:
            headers["Content-Encoding"] = "gzip"
        body = self.gzipped if is_gzipped and self.gzipped is not None else self.content
        return Response(body, headers=headers, media_type=self.media_type)


def load_static_files(pillars: Iterable[Pillar]) -> dict[str, StaticFile]:
    """Return the files of `STATIC_DIR` and the bundles made of them, by name."""
    contents = {path.name: path.read_bytes() for path in STATIC_DIR.iterdir() if path.is_file()}
    texts = {name: content.decode() for name, content in contents.items() if name.endswith((".css", ".js"))}
    contents["pages.css"] = join_stylesheets(texts | {"pillars.css": build_pillar_css(pillars)}).encode()
    for name, entries in SCRIPTS.items():
        contents[name] = join_scripts(entries, texts).encode()
    return {name: StaticFile.from_content(name, content) for name, content in contents.items()}


def format_asset_url(files: Mapping[str, StaticFile], name: str) -> str:
    """Return the address of a file, which has a hash of its content for caches."""
    return f"/static/{name}?v={files[name].content_hash}"


class CachedStaticFiles(StaticFiles):
    """Serves static files from memory. An address with the hash of the content may be kept for good.

    An address with the hash of another version gets this version's content, which is not kept: a page and its files may
    come from two processes while an upgrade is under way.
    """

    def __init__(self, files: Mapping[str, StaticFile]) -> None:
        super().__init__(directory=STATIC_DIR)
        self.files = files

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file. Parts of a file, other methods and unknown names are left to the base class."""
        request_headers, file = Headers(scope=scope), self.files.get(path)
        is_part = "range" in request_headers and (STATIC_DIR / path).is_file()
        if file is None or scope["method"] != "GET" or is_part:
            response = await super().get_response(path, scope)
        else:
            response = file.to_response(request_headers)
        is_current = file is not None and scope["query_string"] == f"v={file.content_hash}".encode()
        response.headers["Cache-Control"] = CACHE_FOR_GOOD if is_current else "no-cache"
        return response
