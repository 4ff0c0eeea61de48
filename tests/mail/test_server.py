"""The server that takes mails: how it is named, that nothing is said in the clear to elsewhere, and what it answers."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Iterator
from email.headerregistry import Address

import pytest
from tests.conftest import NOW
from tests.support.post import Office, encrypted

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


def named(url: str) -> MailServer:
    server = parse_mail_server(url, FROM)
    assert server is not None
    return server


def test_without_settings_there_is_none() -> None:
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
def test_a_server_is_read_from_its_address(url: str, read: tuple[object, ...]) -> None:
    found = named(url)
    assert (found.host, found.port, found.tls, found.user, found.password) == read
    assert found.sender.addr_spec == FROM
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
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
def test_what_cannot_be_is_refused_without_repeating_it(url: str, sender: str) -> None:
    with pytest.raises(StartRefused) as refused:
        parse_mail_server(url, sender)
    assert "HABITLOG_SMTP_URL" in refused.value.detail or "HABITLOG_MAIL_FROM" in refused.value.detail
    assert "s3cret" not in refused.value.detail
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("[::1]", True), ("0.0.0.0", False),
     ("10.0.0.1", False), ("localhost.example.org", False), ("mail.example.org", False)],
)  # fmt: skip
def test_only_this_machine_is_here(host: str, here: bool) -> None:
    assert named(f"smtp://{host}").is_local is here


def test_on_this_machine_it_is_taken_as_it_is() -> None:
    with Office() as office:
        assert send_message(named(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == "sent"
    [(to, kept)] = office.post.kept
    assert (to, kept["From"], kept["To"]) == (TO, FROM, TO)


def test_a_user_signs_in_with_the_password_as_it_was_meant() -> None:
    with Office(asks=True) as office:
        assert send_message(named(f"smtp://{WRITTEN}127.0.0.1:{office.port}"), LETTER, TO) == "sent"
        assert send_message(named(f"smtp://ada:wrong@127.0.0.1:{office.port}"), LETTER, TO) == "away"
    assert office.post.signed_in[0] == (b"ada", SECRET.encode())
    assert len(office.post.kept) == 1


def test_elsewhere_nothing_is_said_in_the_clear(caplog: pytest.LogCaptureFixture) -> None:
    """0.0.0.0 is this machine too, by an address that does not say so."""
    with Office("0.0.0.0", asks=True) as office:
        assert send_message(named(f"smtp://{WRITTEN}0.0.0.0:{office.port}"), LETTER, TO) == "away"
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
def sealed(request: pytest.FixtureRequest, certificate: tuple[str, str]) -> Iterator[tuple[str, Office]]:
    """A server that speaks TLS, at once or by STARTTLS, and its address."""
    context = encrypted(*certificate)
    options = (
        {"tls_context": context, "require_starttls": True} if request.param == "smtp" else {"ssl_context": context}
    )
    with Office("0.0.0.0", **options) as office:
        yield f"{request.param}://0.0.0.0:{office.port}", office


def test_a_certificate_nobody_vouches_for_is_not_trusted(sealed: tuple[str, Office]) -> None:
    url, office = sealed
    assert send_message(named(url), LETTER, TO) == "away"
    assert office.post.kept == []


def test_behind_a_certificate_that_is_trusted_it_is_taken(
    sealed: tuple[str, Office], certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    url, office = sealed
    assert send_message(named(url), LETTER, TO) == "sent"
    assert [to for to, _ in office.post.kept] == [TO]
    if url.startswith("smtps"):
        assert (
            send_message(named(url.replace("0.0.0.0", "127.0.0.2")), LETTER, TO) == "away"
        )  # it vouches for another name


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 no such person", "refused"), ("450 come back later", "later"), ("421 closing", "later")],
)
def test_what_a_server_says_of_an_address(answer: str, outcome: str, caplog: pytest.LogCaptureFixture) -> None:
    with Office() as office:
        office.post.answers[TO] = answer
        with caplog.at_level(logging.INFO, "habitlog"):
            assert send_message(named(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == outcome
    assert office.post.kept == []
    assert TO not in caplog.text


def test_an_address_in_other_letters_needs_a_server_that_knows_them() -> None:
    to = "adá@example.org"
    made = build_message(
        "a-key", Address("", "habitlog", "example.org"), to, "", NOW, has_sharing_news=True, has_sign_in_news=False
    )
    for knows, outcome in ((True, "sent"), (False, "refused")):
        with Office(enable_SMTPUTF8=knows) as office:
            assert send_message(named(f"smtp://127.0.0.1:{office.port}"), made, to) == outcome


def test_nobody_there() -> None:
    office = Office()
    assert send_message(named(f"smtp://127.0.0.1:{office.port}"), LETTER, TO) == "away"
