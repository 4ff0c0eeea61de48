"""The text of a notification mail: that there is news and where to read it, never what it is or whom it concerns."""

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
    user, _, domain = recipient.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(username=user, domain=domain)
    message["Subject"] = SUBJECT
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_key}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    parts = [_format_section(SHARING_NEWS, base_url, "/sharing")] if has_sharing_news else []
    if has_sign_in_news:
        parts += [_format_section(SIGN_IN_NEWS, base_url, "/settings"), fill(COMPROMISED_ADVICE)]
    message.set_content("\n\n".join(("Hello,", *parts, fill(FOOTER))) + "\n")
    return message


def _format_section(news: str, base_url: str, path: str) -> str:
    # A URL stands on a line of its own: a broken one does not work.
    return (
        f"{fill(f'{news} Signing in shows it:')}\n{base_url}{path}"
        if base_url
        else fill(f"{news} Signing in shows it.")
    )
