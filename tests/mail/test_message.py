"""What a mail says, byte by byte: that there is news and where, nothing of what or whom, and no header by trickery."""

from __future__ import annotations

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clock import NOW

from habitlog.accounts.schema import SignUpInput, parse_input
from habitlog.education.linter import lint_text
from habitlog.errors import Invalid
from habitlog.mail.message import build_message

SENDER = Address("Habitlog", "habitlog", "example.org")
BASE = "https://log.example.org"


def build_test_message(
    to: str = "ada@example.org", base: str = BASE, *, sharing: bool = True, signing_in: bool = False
) -> bytes:
    made = build_message("0b9c", SENDER, to, base, NOW, has_sharing_news=sharing, has_sign_in_news=signing_in)
    return made.as_bytes(policy=SMTP.clone(utf8=True))


def test_message_says_there_is_news_and_where() -> None:
    assert build_test_message().decode("ascii").split("\r\n") == [
        "From: Habitlog <habitlog@example.org>",
        "To: ada@example.org",
        "Subject: Something new in habitlog",
        "Date: Thu, 12 Mar 2026 18:30:00 +0000",
        "Message-ID: <0b9c@example.org>",
        "Auto-Submitted: auto-generated",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "MIME-Version: 1.0",
        "",
        "Hello,",
        "",
        "Something about your sharing in habitlog changed. Signing in shows it:",
        "https://log.example.org/sharing",
        "",
        "This mail goes out by itself, and says no more on purpose: what",
        "changed is told inside habitlog. Under Settings mails can be switched",
        "off.",
        "",
    ]


def test_message_about_sign_in_explains_password_change() -> None:
    text = build_test_message(signing_in=True).decode("ascii")
    assert f"{BASE}/sharing" in text
    assert f"{BASE}/settings" in text
    assert "a new password ends every session" in text
    alone = build_test_message(sharing=False, signing_in=True).decode("ascii")
    assert "sharing" not in alone


def test_message_without_base_url_has_no_link() -> None:
    text = build_test_message(base="", signing_in=True).decode("ascii")
    assert "http" not in text
    assert "/s" not in text


@pytest.mark.parametrize("signing_in", [True, False])
@pytest.mark.parametrize("base", [BASE, ""])
def test_message_text(base: str, signing_in: bool) -> None:
    body = message_from_bytes(build_test_message(base=base, signing_in=signing_in), policy=SMTP).get_content()
    assert lint_text(body) == []


def account(email: str) -> str:
    """Return an address as an account keeps it; raises `Invalid`."""
    raw = {"email": email, "name": "A", "zone": "Etc/UTC", "password": "four plant dyes and a needle"}
    return parse_input(SignUpInput, raw).email


@given(st.emails() | st.from_regex(r"\A[^@]{1,20}@[^@]{1,20}\Z") | st.text(max_size=20).map("a@b{}".format))
def test_message_recipient_cannot_inject_header(email: str) -> None:
    try:
        to = account(email)
    except Invalid:
        return
    try:
        made = build_test_message(to)
    except ValueError:
        return
    read = message_from_bytes(made, policy=SMTP.clone(utf8=True))
    assert isinstance(read, EmailMessage)
    assert len(read.keys()) == 9
    assert len(read["To"].addresses) == 1
    assert read["Bcc"] is None
    assert read["Subject"] == "Something new in habitlog"


@pytest.mark.parametrize("to", ["a@b.c\r\nBcc: all@b.c", "a\nX: y@b.c", "a\r@b.c"])
def test_message_refuses_line_break_in_address(to: str) -> None:
    with pytest.raises(ValueError, match=r"CR or LF|header|linefeed|invalid"):
        build_test_message(to)
