"""Security headers on every response, refusal of cross-site forms, and HEAD requests."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from habitlog.log_records import current_request_id

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'none'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def build_security_headers(*, https: bool) -> dict[str, str]:
    """Return the security headers of every response."""
    return SECURITY_HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})


class SecurityMiddleware:
    """ASGI middleware: security headers, `Cache-Control: no-store` as the default, and 403 for a cross-site form.

    What the request leaves in `state.extra_headers` is sent, too. Log records of the request have its id, and so has an
    answer that says that the service failed.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https
        self.headers = build_security_headers(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request_id = secrets.token_hex(8)
        current_request_id.set(request_id)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    headers["X-Request-ID"] = request_id
                headers.setdefault("Cache-Control", "no-store")
                for name, value in self.headers.items():
                    headers[name] = value
                for name, value in scope.get("state", {}).get("extra_headers", {}).items():
                    headers[name] = value
            await send(message)

        if (
            scope["method"] not in SAFE_METHODS
            and not scope["path"].startswith("/api/")
            and is_cross_site(Headers(scope=scope), https=self.https)
        ):
            await _send_forbidden(send_guarded)
            return
        await self.app(scope, receive, send_guarded)


def is_cross_site(headers: Headers, *, https: bool) -> bool:
    """Whether Sec-Fetch-Site, or else Origin, names another site; an http page of an `https` site is another one.

    Browsers send one of them with every form they post. A client that sends neither is not a browser, and still needs
    the form key of the session.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    parts = urlsplit(origin)
    return parts.netloc != headers.get("host") or (https and parts.scheme != "https")


async def _send_forbidden(send: Send) -> None:
    body = b"This form came from another site, so nothing was done."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class HeadMiddleware:
    """ASGI middleware: a HEAD request gets the response of its GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)
