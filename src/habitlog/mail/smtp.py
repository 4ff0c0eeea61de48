"""The SMTP server: parsed from one setting, and contacted without encryption on the local machine only."""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import closing, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

from habitlog.errors import StartRefused

log = logging.getLogger(__name__)

DeliveryOutcome = Literal["sent", "refused", "later", "away"]
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
ANSWER_TIMEOUT = 20.0
"""Seconds a server has for each answer."""
SMTP_URL_FORMAT_ERROR = (
    "HABITLOG_SMTP_URL has the form smtp://user:password@host:587 or smtps://user:password@host:465."
)
INCOMPLETE_SETTINGS_ERROR = (
    "HABITLOG_SMTP_URL and HABITLOG_MAIL_FROM go together: with one of them alone no mail can be sent."
)
MAIL_FROM_FORMAT_ERROR = (
    "HABITLOG_MAIL_FROM is an address, as in habitlog@example.org or Habitlog <habitlog@example.org>."
)


class MailServer(Struct, frozen=True):
    """A server, how it is reached and by whom, and the address that mails come from.

    With `tls` the connection is encrypted from its start; otherwise STARTTLS comes before anything else, except
    on this machine.
    """

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: Address

    def __repr__(self) -> str:
        """Leave out the password."""
        return f"MailServer({self.host!r}, {self.port})"

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine, so that nothing sent to it passes a network."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_mail_server(url: str, sender: str) -> MailServer | None:
    """Return the server that two settings name, or nothing where both are empty.

    Raises `StartRefused`, with words that repeat neither, for one without the other and for what cannot be read.
    """
    if not url and not sender:
        return None
    if not url or not sender:
        raise StartRefused(INCOMPLETE_SETTINGS_ERROR)
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        raise StartRefused(SMTP_URL_FORMAT_ERROR) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not _is_complete_url(parts) or bool(user) is not bool(password):
        raise StartRefused(SMTP_URL_FORMAT_ERROR)
    return MailServer(parts.hostname or "", port, parts.scheme == "smtps", user, password, _parse_sender(sender))


def _is_complete_url(parts: SplitResult) -> bool:
    return (
        parts.scheme in DEFAULT_PORTS
        and bool(parts.hostname)
        and parts.path in {"", "/"}
        and not parts.query + parts.fragment
    )


def _parse_sender(value: str) -> Address:
    found = getaddresses([value]) if value.isprintable() else []
    name, address = found[0] if len(found) == 1 else ("", "")
    user, _, domain = address.rpartition("@")
    if not user or not domain or not address.isascii() or " " in address:
        raise StartRefused(MAIL_FROM_FORMAT_ERROR)
    return Address(name, user, domain)


def send_message(server: MailServer, message: EmailMessage, recipient: str) -> DeliveryOutcome:
    """Hand one mail to the server.

    "sent" where it was taken, "refused" where it takes none to this address, "later" where it takes none now, "away"
    where it was not reached or not trusted. What went wrong is logged by its kind, without any address.
    """
    try:
        with closing(_connect_to_server(server)) as line:
            _authenticate(server, line)
            outcome = _deliver_message(server, line, message, recipient)
            with suppress(OSError):
                line.quit()
            return outcome
    except (OSError, ValueError) as error:
        log.warning("mail: the server could not be used, %s", _describe_error(error))
        return "away"


def _connect_to_server(server: MailServer) -> smtplib.SMTP:
    # Without an explicit local name smtplib resolves the name of this machine over the network.
    where, me = (server.host, server.port), server.sender.domain
    if server.tls:
        return smtplib.SMTP_SSL(*where, me, timeout=ANSWER_TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(*where, me, timeout=ANSWER_TIMEOUT)


def _authenticate(server: MailServer, connection: smtplib.SMTP) -> None:
    if not server.tls and not server.is_local:
        connection.starttls(context=ssl.create_default_context())
    if server.user:
        connection.login(server.user, server.password)


def _deliver_message(
    server: MailServer, connection: smtplib.SMTP, message: EmailMessage, recipient: str
) -> DeliveryOutcome:
    try:
        connection.send_message(message, server.sender.addr_spec, [recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        log.warning("mail: not taken, %s %s", type(error).__name__, code)
        return "refused" if code >= 500 else "later"
    except smtplib.SMTPResponseException as error:
        log.warning("mail: not taken, %s", _describe_error(error))
        return "later"
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        log.warning("mail: an address the server cannot write to, %s", _describe_error(error))
        return "refused"
    return "sent"


def _describe_error(error: Exception) -> str:
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
