"""A lost password: a mailed link, a printed one, and answers that tell nothing of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.clock import STOCKHOLM, Clock
from tests.support.command_line import CommandRunner
from tests.support.html import field_error, main_text
from tests.support.people import NEW, PASSWORD, Browser, create_api_client, ensure_account, is_signed_in
from tests.support.smtp_server import SmtpServer

from habitlog.mail.smtp import parse_mail_server
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import password_reset
from habitlog.usecases.jobs import send_notifications

HOUR = timedelta(hours=1)
BASE = "https://log.example.org"


class Office:
    """A mail server, and the turns of the job that sends through it."""

    def __init__(self, app: FastAPI, server: SmtpServer, clock: Clock) -> None:
        self.app, self.server, self.clock = app, server, clock
        url = f"smtp://127.0.0.1:{server.port}"
        config = replace(app.state.context.config, smtp_url=url, mail_from="habitlog@example.org")
        app.state.context = replace(app.state.context, config=config)
        found = parse_mail_server(url, "habitlog@example.org")
        assert found is not None
        self.mail_server = found

    def send(self) -> list[str]:
        """Run the job once and return the codes it mailed."""
        context, before = self.app.state.context, len(self.server.post.kept)
        key = context.config.load_secret_key()
        send_notifications.run_once(context.database, self.mail_server, BASE, key, self.clock)
        texts = [message.get_content() for _, message in self.server.post.kept[before:]]
        return [code for text in texts for code in re.findall(rf"{BASE}/password-reset/new#([\w-]{{43}})", text)]


@pytest.fixture
def office(app: FastAPI, clock: Clock) -> Iterator[Office]:
    """Mails are set up."""
    with SmtpServer() as server:
        yield Office(app, server, clock)


def choose(browser: Browser, code: str, password: str = NEW) -> int:
    return browser.post("/password-reset/new", {"code": code, "password": password}).status_code


def sign_in_status(browser: Browser, password: str) -> int:
    return browser.post("/sign-in", {"email": "ada@example.org", "password": password}).status_code


def test_mailed_code_sets_password_once_and_ends_sessions(ada: Browser, anyone: Browser, office: Office) -> None:
    program = create_api_client(ada.app, ensure_account(ada.app, "Ada", STOCKHOLM), "read")
    said = main_text(anyone.post("/password-reset", {"email": " Ada@Example.org "}).text)
    assert "If this address has an account" in said
    (code,) = office.send()
    assert office.send() == []
    assert choose(anyone, code) == 200
    assert not is_signed_in(ada)
    assert program.get("/pillars").status_code == 401
    assert sign_in_status(anyone, PASSWORD) == 401
    assert sign_in_status(anyone, NEW) == 303
    assert choose(anyone, code, PASSWORD) == 422


def test_answer_is_the_same_without_account(ada: Browser, anyone: Browser, office: Office) -> None:
    there, not_there = (anyone.post("/password-reset", {"email": f"{name}@example.org"}) for name in ("ada", "nobody"))
    assert (there.status_code, there.content) == (not_there.status_code, not_there.content)
    assert len(office.send()) == 1


def test_code_works_for_an_hour(ada: Browser, anyone: Browser, office: Office, clock: Clock) -> None:
    anyone.post("/password-reset", {"email": "ada@example.org"})
    (code,) = office.send()
    clock.now += HOUR
    assert choose(anyone, code) == 422
    assert sign_in_status(anyone, PASSWORD) == 303


def test_later_code_takes_the_place_of_the_earlier(ada: Browser, anyone: Browser, office: Office) -> None:
    anyone.post("/password-reset", {"email": "ada@example.org"})
    (first,) = office.send()
    anyone.post("/password-reset", {"email": "ada@example.org"})
    (second,) = office.send()
    assert choose(anyone, first) == 422
    assert choose(anyone, second) == 200


def test_wrong_code_and_weak_password_are_told_at_their_fields(ada: Browser, anyone: Browser, office: Office) -> None:
    answer = anyone.post("/password-reset/new", {"code": "A" * 43, "password": NEW})
    assert "This code does not work" in field_error(answer.text, "code")
    anyone.post("/password-reset", {"email": "ada@example.org"})
    (code,) = office.send()
    answer = anyone.post("/password-reset/new", {"code": code, "password": "short"})
    assert field_error(answer.text, "password")
    assert f'value="{code}"' in answer.text
    assert choose(anyone, code) == 200


def test_mails_to_an_account_are_limited(ada: Browser, anyone: Browser, office: Office) -> None:
    statuses = [anyone.post("/password-reset", {"email": "ada@example.org"}).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_tried_codes_are_limited(ada: Browser, anyone: Browser) -> None:
    statuses = [choose(anyone, f"{number:043}") for number in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({422}, 429)


def test_disabled_account_gets_no_code(ada: Browser, anyone: Browser, office: Office, clock: Clock) -> None:
    someone = ensure_account(ada.app, "Ada", STOCKHOLM)
    with ada.app.state.context.database.begin_write() as transaction:
        deletion.disable_account(transaction, someone, clock.now)
    anyone.post("/password-reset", {"email": "ada@example.org"})
    assert office.send() == []


def test_page_without_mail_names_who_can_help(ada: Browser, anyone: Browser) -> None:
    said = main_text(anyone.get("/password-reset").text)
    assert "This habitlog sends no mails." in said
    assert anyone.post("/password-reset", {"email": "ada@example.org"}).status_code == 200
    assert 'href="/password-reset"' in anyone.get("/sign-in").text


def test_second_step_stays_on(ada: Browser, anyone: Browser, office: Office, clock: Clock) -> None:
    from tests.support.two_factor import enrol

    enrol(ada, clock)
    anyone.post("/password-reset", {"email": "ada@example.org"})
    code = office.send()[-1]
    assert choose(anyone, code) == 200
    answer = anyone.post("/sign-in", {"email": "ada@example.org", "password": NEW})
    assert answer.headers["location"].startswith("/sign-in/two-factor")
    assert not is_signed_in(anyone)


def test_database_has_neither_code_nor_key(ada: Browser, anyone: Browser, office: Office, clock: Clock) -> None:
    from tests.support.database_rows import read_all_rows

    anyone.post("/password-reset", {"email": "ada@example.org"})
    (code,) = office.send()
    assert code not in repr(read_all_rows(ada.app.state.context.database))
    clock.now += HOUR
    with ada.app.state.context.database.begin_write() as transaction:
        assert password_reset.purge_password_resets(transaction, clock.now) == 1


def test_printed_link_works(run: CommandRunner, ada_email: str) -> None:
    link = run("user", "reset-link", ada_email)
    assert link.status == 0
    assert re.fullmatch(r"/password-reset/new#[\w-]{43}\n", link.out)
    assert run("user", "reset-link", "nobody@example.org").status == 1
