"""The texts of mails: that there is news and where to read it, never what it is; and the code for a lost password."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from textwrap import fill

SUBJECT = "Something new in habitlog"
SHARING_NEWS = "Something about your sharing in habitlog changed."
SIGN_IN_NEWS = "Something about how you sign in to habitlog changed."
COMPROMISED_ADVICE = "Where that was not you, a new password ends every session and every token."
FOOTER = (
    "This mail goes out by itself, and says no more on purpose: what changed is told inside habitlog. "
    "Under Settings mails can be switched off."
)


RESET_SUBJECT = "A new password for habitlog"
RESET_TEXT = "Somebody asked for a new password for the account of this address. Whoever opens this can choose one:"
RESET_FOOTER = (
    "It works once, for an hour. Where it was not you who asked, nothing changes as long as nobody uses it, and this "
    "mail can be deleted."
)


def build_message(
    message_key: str,
    sender: Address,
    recipient: str,
    base_url: str,
    now: datetime,
    *,
    has_sharing_news: bool,
    has_sign_in_news: bool,
) -> EmailMessage:
    """Return the mail to `recipient` about news in sharing, in signing in, or in both.

    It holds a link where `base_url` is set. The same `message_key` makes the same Message-ID, so that a mail that went
    out twice can be recognised. Raises `ValueError` for an address that fits in no header.
    """
    message = _address_message(message_key, sender, recipient, SUBJECT, now)
    parts = [_format_section(SHARING_NEWS, base_url, "/sharing")] if has_sharing_news else []
    if has_sign_in_news:
        parts += [_format_section(SIGN_IN_NEWS, base_url, "/settings"), fill(COMPROMISED_ADVICE)]
    message.set_content("\n\n".join(("Hello,", *parts, fill(FOOTER))) + "\n")
    return message


def build_reset_message(
    message_key: str, sender: Address, recipient: str, base_url: str, now: datetime, code: str
) -> EmailMessage:
    """Return the mail with the code for a new password: as a link where `base_url` is set, otherwise as a text.

    The code stands in the fragment of the link, which browsers send to nobody. Raises `ValueError` for an address that
    fits in no header.
    """
    message = _address_message(message_key, sender, recipient, RESET_SUBJECT, now)
    way = f"{base_url}/password-reset/new#{code}" if base_url else code
    message.set_content("\n\n".join(("Hello,", fill(RESET_TEXT), way, fill(RESET_FOOTER))) + "\n")
    return message


def _address_message(message_key: str, sender: Address, recipient: str, subject: str, now: datetime) -> EmailMessage:
    user, _, domain = recipient.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(username=user, domain=domain)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_key}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _format_section(news: str, base_url: str, path: str) -> str:
    # A URL stands on a line of its own: a broken one does not work.
    return (
        f"{fill(f'{news} Signing in shows it:')}\n{base_url}{path}"
        if base_url
        else fill(f"{news} Signing in shows it.")
    )
