"""The server that takes mails: read from one setting, and never spoken to in the clear but on this machine."""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from habitlog.errors import StartRefused

log = logging.getLogger(__name__)

Outcome = Literal["sent", "refused", "later", "away"]
PORTS = {"smtp": 587, "smtps": 465}
PATIENCE = 20.0
"""Seconds a server has for each answer."""
FORM = "HABITLOG_SMTP_URL has the form smtp://user:password@host:587 or smtps://user:password@host:465."
BOTH = "HABITLOG_SMTP_URL and HABITLOG_MAIL_FROM go together: with one of them alone no mail can be sent."
SENDER = "HABITLOG_MAIL_FROM is an address, as in habitlog@example.org or Habitlog <habitlog@example.org>."


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server, how it is reached and by whom, and the address that mails come from.

    With `tls` the connection begins encrypted; otherwise it becomes so by STARTTLS before anything is said, except
    on this machine.
    """

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    sender: Address

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine, so that nothing said to it passes a network."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def server_of(url: str, sender: str) -> MailServer | None:
    """Return the server that two settings name, or nothing where both are empty.

    Raises `StartRefused`, with words that repeat neither, for one without the other and for what cannot be read.
    """
    if not url and not sender:
        return None
    if not url or not sender:
        raise StartRefused(BOTH)
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise StartRefused(FORM) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not _is_whole(parts) or bool(user) is not bool(password):
        raise StartRefused(FORM)
    return MailServer(parts.hostname or "", port, parts.scheme == "smtps", user, password, _sender(sender))


def _is_whole(parts: SplitResult) -> bool:
    return (
        parts.scheme in PORTS and bool(parts.hostname) and parts.path in {"", "/"} and not parts.query + parts.fragment
    )


def _sender(given: str) -> Address:
    found = getaddresses([given]) if given.isprintable() else []
    name, address = found[0] if len(found) == 1 else ("", "")
    user, _, domain = address.rpartition("@")
    if not user or not domain or not address.isascii() or " " in address:
        raise StartRefused(SENDER)
    return Address(name, user, domain)


def post(server: MailServer, letter: EmailMessage, to: str) -> Outcome:
    """Hand one mail to the server.

    "sent" where it was taken, "refused" where it takes none to this address, "later" where it takes none now, "away"
    where it was not reached or not trusted. What went wrong is logged by its kind, without any address.
    """
    try:
        with closing(_reached(server)) as line:
            _come_in(server, line)
            outcome = _hand_over(server, line, letter, to)
            with suppress(OSError):
                line.quit()
            return outcome
    except (OSError, ValueError) as error:
        log.warning("mail: the server could not be used, %s", _kind(error))
        return "away"


def _reached(server: MailServer) -> smtplib.SMTP:
    # Without a name of its own, smtplib asks the network for the name of this machine.
    where, me = (server.host, server.port), server.sender.domain
    if server.tls:
        return smtplib.SMTP_SSL(*where, me, timeout=PATIENCE, context=ssl.create_default_context())
    return smtplib.SMTP(*where, me, timeout=PATIENCE)


def _come_in(server: MailServer, line: smtplib.SMTP) -> None:
    if not server.tls and not server.is_here:
        line.starttls(context=ssl.create_default_context())
    if server.user:
        line.login(server.user, server.password)


def _hand_over(server: MailServer, line: smtplib.SMTP, letter: EmailMessage, to: str) -> Outcome:
    try:
        line.send_message(letter, server.sender.addr_spec, [to])
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        log.warning("mail: not taken, %s %s", type(error).__name__, code)
        return "refused" if code >= 500 else "later"
    except smtplib.SMTPResponseException as error:
        log.warning("mail: not taken, %s", _kind(error))
        return "later"
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        log.warning("mail: an address the server cannot write to, %s", _kind(error))
        return "refused"
    return "sent"


def _kind(error: Exception) -> str:
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"
