"""The server that takes mails: how it is named, that nothing is said in the clear to elsewhere, and what it answers."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Iterator
from email.headerregistry import Address

import pytest
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.smtp_server import SmtpServer, encrypted

from habitlog.errors import StartRefused
from habitlog.mail.message import build_message
from habitlog.mail.smtp import MailServer, parse_mail_server, send_message

FROM = "habitlog@example.org"
TO = "ada@example.org"
SECRET = "s3cret:/@"
WRITTEN = "ada:s3cret%3A%2F%40@"
LETTER = build_message(
    "a-key", Address("", "habitlog", "example.org"), TO, "", NOW, has_sharing_news=True, has_sign_in_news=False
)


def parse_smtp_settings(url: str) -> MailServer:
    server = parse_mail_server(url, FROM)
    assert server is not None
    return server


def test_smtp_is_absent_without_settings() -> None:
    assert parse_mail_server("", "") is None


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, False, "", "")),
        ("smtps://mail.example.org/", ("mail.example.org", 465, True, "", "")),
        (f"smtp://{WRITTEN}mail.example.org:2525", ("mail.example.org", 2525, False, "ada", SECRET)),
        ("smtp://ada%40example.org:pass@[2001:db8::1]", ("2001:db8::1", 587, False, "ada@example.org", "pass")),
    ],
)
def test_smtp_url_is_parsed(url: str, read: tuple[object, ...]) -> None:
    found = parse_smtp_settings(url)
    assert (found.host, found.port, found.tls, found.user, found.password) == read
    assert found.sender.addr_spec == FROM
    assert SECRET not in repr(found)


@for_each_case(
    ("url", "sender"),
    [
        ("smtp://mail.example.org", ""), ("", FROM), ("mail.example.org:587", FROM), ("https://mail.example.org", FROM),
        ("smtp://", FROM), ("smtp://:587", FROM), (f"smtp://{WRITTEN}", FROM), ("smtp://h:99999", FROM),
        ("smtp://h:port", FROM), ("smtp://ada@h", FROM), ("smtp://:s3cret@h", FROM), ("smtp://h/path", FROM),
        ("smtp://h?tls=no", FROM), ("smtp://h#no", FROM), ("smtp://[::1", FROM),
        ("smtp://h", "habitlog"), ("smtp://h", "@example.org"), ("smtp://h", "habitlog@"), ("smtp://h", "a b@c.d"),
        ("smtp://h", "a@b.c\r\nBcc: all@b.c"), ("smtp://h", "Hä <ä@b.c>"), ("smtp://h", "a@b.c, d@e.f"),
    ],
)  # fmt: skip
def test_invalid_smtp_url_is_refused_without_echo(url: str, sender: str) -> None:
    with pytest.raises(StartRefused) as refused:
        parse_mail_server(url, sender)
    assert "HABITLOG_SMTP_URL" in refused.value.reason or "HABITLOG_MAIL_FROM" in refused.value.reason
    assert "s3cret" not in refused.value.reason
    assert refused.value.__cause__ is None


@for_each_case(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("[::1]", True), ("0.0.0.0", False),
     ("10.0.0.1", False), ("localhost.example.org", False), ("mail.example.org", False)],
)  # fmt: skip
def test_smtp_plaintext_is_only_for_loopback(host: str, here: bool) -> None:
    assert parse_smtp_settings(f"smtp://{host}").is_local is here


def test_smtp_on_loopback_needs_no_tls() -> None:
    with SmtpServer() as office:
        assert send_message(parse_smtp_settings(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == "sent"
    [(to, kept)] = office.post.kept
    assert (to, kept["From"], kept["To"]) == (TO, FROM, TO)


def test_smtp_login_decodes_password() -> None:
    with SmtpServer(asks=True) as office:
        assert send_message(parse_smtp_settings(f"smtp://{WRITTEN}127.0.0.1:{office.port}"), LETTER, TO) == "sent"
        assert send_message(parse_smtp_settings(f"smtp://ada:wrong@127.0.0.1:{office.port}"), LETTER, TO) == "away"
    assert office.post.signed_in[0] == (b"ada", SECRET.encode())
    assert len(office.post.kept) == 1


def test_smtp_to_remote_host_requires_tls(caplog: pytest.LogCaptureFixture) -> None:
    """0.0.0.0 is this machine too, by an address that does not say so."""
    with SmtpServer("0.0.0.0", asks=True) as office:
        assert send_message(parse_smtp_settings(f"smtp://{WRITTEN}0.0.0.0:{office.port}"), LETTER, TO) == "away"
    assert (office.post.kept, office.post.signed_in) == ([], [])
    assert [record.getMessage() for record in caplog.records if record.name.startswith("habitlog")] == [
        "mail: the server could not be used, SMTPNotSupportedError"
    ]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 and 0.0.0.0 that nobody but a test trusts, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("the command openssl, which makes the certificate, is not here")
    folder = tmp_path_factory.mktemp("tls")
    files = str(folder / "cert.pem"), str(folder / "key.pem")
    names = "subjectAltName=IP:127.0.0.1,IP:0.0.0.0"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2", "-subj", "/CN=here",
               "-addext", names, "-out", files[0], "-keyout", files[1]]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return files


@pytest.fixture(params=["smtp", "smtps"])
def tls_server(request: pytest.FixtureRequest, certificate: tuple[str, str]) -> Iterator[tuple[str, SmtpServer]]:
    """A server that speaks TLS, at once or by STARTTLS, and its address."""
    context = encrypted(*certificate)
    options = (
        {"tls_context": context, "require_starttls": True} if request.param == "smtp" else {"ssl_context": context}
    )
    with SmtpServer("0.0.0.0", **options) as office:
        yield f"{request.param}://0.0.0.0:{office.port}", office


def test_smtp_untrusted_certificate_is_refused(tls_server: tuple[str, SmtpServer]) -> None:
    url, office = tls_server
    assert send_message(parse_smtp_settings(url), LETTER, TO) == "away"
    assert office.post.kept == []


def test_smtp_trusted_certificate_is_accepted(
    tls_server: tuple[str, SmtpServer], certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    url, office = tls_server
    assert send_message(parse_smtp_settings(url), LETTER, TO) == "sent"
    assert [to for to, _ in office.post.kept] == [TO]
    if url.startswith("smtps"):
        assert (
            send_message(parse_smtp_settings(url.replace("0.0.0.0", "127.0.0.2")), LETTER, TO) == "away"
        )  # it vouches for another name


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 no such person", "refused"), ("450 come back later", "later"), ("421 closing", "later")],
)
def test_smtp_recipient_reply_decides_outcome(answer: str, outcome: str, caplog: pytest.LogCaptureFixture) -> None:
    with SmtpServer() as office:
        office.post.answers[TO] = answer
        with caplog.at_level(logging.INFO, "habitlog"):
            assert send_message(parse_smtp_settings(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == outcome
    assert office.post.kept == []
    assert TO not in caplog.text


def test_smtp_non_ascii_address_requires_smtputf8() -> None:
    to = "adá@example.org"
    made = build_message(
        "a-key", Address("", "habitlog", "example.org"), to, "", NOW, has_sharing_news=True, has_sign_in_news=False
    )
    for knows, outcome in ((True, "sent"), (False, "refused")):
        with SmtpServer(enable_SMTPUTF8=knows) as office:
            assert send_message(parse_smtp_settings(f"smtp://127.0.0.1:{office.port}"), made, to) == outcome


def test_smtp_unreachable_server_is_reported() -> None:
    office = SmtpServer()
    assert send_message(parse_smtp_settings(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == "away"
