"""What a mail says: that there is news, and where to read it; never what, of whom, or from whom."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from textwrap import fill

SUBJECT = "Something new in habitlog"
SHARING = "Something about your sharing in habitlog changed."
SIGNING_IN = "Something about how you sign in to habitlog changed."
NOT_YOU = "Where that was not you, a new password ends every session and every token."
BY_ITSELF = (
    "This mail goes out by itself, and says no more on purpose: what changed is told inside habitlog. "
    "Under Settings mails can be switched off."
)


def letter(
    key: str, sender: Address, to: str, base_url: str, now: datetime, *, sharing: bool, signing_in: bool
) -> EmailMessage:
    """Return the mail to the address `to` about news in sharing, in signing in, or in both.

    It holds a link where `base_url` is set. The same `key` makes the same Message-ID, so that a mail that went out
    twice can be told from two. Raises `ValueError` for an address that fits in no header.
    """
    user, _, domain = to.rpartition("@")
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = Address(username=user, domain=domain)
    made["Subject"] = SUBJECT
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{key}@{sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    told = [_told(SHARING, base_url, "/sharing")] if sharing else []
    if signing_in:
        told += [_told(SIGNING_IN, base_url, "/settings"), fill(NOT_YOU)]
    made.set_content("\n\n".join(("Hello,", *told, fill(BY_ITSELF))) + "\n")
    return made


def _told(what: str, base_url: str, where: str) -> str:
    # An address stands on a line of its own, whole: broken, it leads nowhere.
    return (
        f"{fill(f'{what} Signing in shows it:')}\n{base_url}{where}"
        if base_url
        else fill(f"{what} Signing in shows it.")
    )
