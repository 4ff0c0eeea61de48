"""Compression of responses by Accept-Encoding, where it reveals nothing.

The size of a compressed page tells whether a text of its address is also elsewhere on the page (the BREACH attack). An
attacker has to make a browser load the page many times with texts of their choice, so what another site may have asked
for is not compressed, and neither is a page that shows a secret. The key of forms differs in every page
(`habitlog.accounts.credentials.mask_csrf_key`).
"""

from __future__ import annotations

import zlib

import anyio.lowlevel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_COMPRESSED = {"Cache-Control": "no-store, no-transform"}
"""Headers of a page that shows a secret."""
MIN_BYTES = 600
"""Shorter responses fit into one packet as they are."""
LEVEL = 5
_MEDIA_TYPES = ("text/", "application/json", "application/problem+json", "application/manifest+json", "image/svg+xml")
_GZIP_WINDOW = 31


def accepts_gzip(headers: Headers) -> bool:
    """Whether Accept-Encoding takes gzip: named or by `*`, and not with the weight 0."""
    weights: dict[str, str] = {}
    for part in headers.get("accept-encoding", "").split(","):
        coding, _, parameters = part.partition(";")
        weights[coding.strip().lower()] = parameters.replace(" ", "").lower() or "q=1"
    weight = weights.get("gzip", weights.get("*", "q=0")).removeprefix("q=")
    return weight.strip("0.") != ""


def may_be_forged(headers: Headers, *, https: bool) -> bool:
    """Whether another site may have made a browser send a request that carries a cookie.

    Browsers that send no Sec-Fetch-Site over https are old ones. Over http no browser sends it, and whoever could
    measure the size of a page there could read it.
    """
    site = headers.get("sec-fetch-site")
    is_own = site in {"same-origin", "none"} if site is not None else not https
    return "cookie" in headers and not is_own


class CompressionMiddleware:
    """ASGI middleware: texts are sent with gzip to clients that take it.

    A response with a strong ETag, with a content encoding or with `no-transform` stays as it is, so nothing is
    compressed twice. A response in several parts is compressed part by part and never gathered.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if accepts_gzip(headers) and not may_be_forged(headers, https=self.https):
            send = _CompressingSender(send)
        await self.app(scope, receive, send)


class _CompressingSender:
    """Holds the start of a response back until its first part shows whether it is worth compressing."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.held_start: Message | None = None
        self.compressor: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_compressible(Headers(raw=message["headers"])):
            self.held_start = message
        elif message["type"] == "http.response.body" and (self.held_start or self.compressor):
            await self._send_part(message)
        else:
            await self.send(message)

    async def _send_part(self, message: Message) -> None:
        body, is_last = message.get("body", b""), not message.get("more_body", False)
        start, self.held_start = self.held_start, None
        if start is None or not is_last or len(body) >= MIN_BYTES:
            body = self._compress(body, is_last=is_last)
        if start is not None:
            await self.send({**start, "headers": self._list_headers(start, len(body) if is_last else None)})
        await self.send({**message, "body": body})
        if not is_last:
            await anyio.lowlevel.checkpoint()

    def _compress(self, part: bytes, *, is_last: bool) -> bytes:
        if self.compressor is None:
            self.compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
        return self.compressor.compress(part) + self.compressor.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)

    def _list_headers(self, start: Message, length: int | None) -> list[tuple[bytes, bytes]]:
        headers = MutableHeaders(raw=list(start["headers"]))
        headers.add_vary_header("Accept-Encoding")
        if self.compressor is not None:
            headers["Content-Encoding"] = "gzip"
            del headers["Content-Length"]
            if length is not None:
                headers["Content-Length"] = str(length)
        return headers.raw


def _is_compressible(headers: Headers) -> bool:
    return (
        headers.get("content-type", "").startswith(_MEDIA_TYPES)
        and not {"content-encoding", "content-range"} & set(headers.keys())
        and not headers.get("etag", "").startswith('"')
        and "no-transform" not in headers.get("cache-control", "")
    )
