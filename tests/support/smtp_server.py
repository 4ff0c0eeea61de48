"""A mail server of the tests' own: a real one, on this machine, that keeps what it is handed."""

from __future__ import annotations

import socket
import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

Said = tuple[str, EmailMessage]


class Post:
    """Takes mails and keeps (address, mail) of each; `answers` are what it says to a recipient, in place of yes."""

    def __init__(self) -> None:
        self.kept: list[Said] = []
        self.answers: dict[str, str] = {}
        self.signed_in: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: object, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        content = envelope.original_content or b""
        read = message_from_bytes(content, policy=SMTP)
        assert isinstance(read, EmailMessage)
        self.kept += [(str(to), read) for to in envelope.rcpt_tos]
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=data.password == b"s3cret:/@", handled=False)


class SmtpServer:
    """A server on a port of this machine, up between `open` and `close`; with `asks` it takes a password."""

    def __init__(self, host: str = "127.0.0.1", *, asks: bool = False, **options: Any) -> None:
        self.post = Post()
        self.host = host
        self.port = _free_port(host)
        asking = {"authenticator": self.post.authenticate, "auth_require_tls": False}
        self.options = options | asking if asks else options
        self._running: Controller | None = None

    def open(self) -> Self:
        self._running = Controller(self.post, self.host, self.port, **self.options)
        self._running.start()
        return self

    def close(self) -> None:
        if self._running is not None:
            self._running.stop(no_assert=True)
            self._running = None

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()


def encrypted(certificate: str, key: str) -> ssl.SSLContext:
    """Return what a server needs to speak TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
