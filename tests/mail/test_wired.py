"""Where a mail server is set the service sends beside its work; a server that is away hurts nothing else."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.conftest import STOCKHOLM, Clock
from tests.pages.reading import form_of, send, words
from tests.support.people import Browser, account, sign_in
from tests.support.post import Office

from habitlog.app import create_app
from habitlog.config import Config
from habitlog.usecases import notifications
from habitlog.usecases.jobs import send_notifications

FROM = "habitlog@example.org"


def senders() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "mails"]


def test_without_a_mail_server_nothing_is_sent(settings: Config, clock: Clock) -> None:
    with TestClient(create_app(settings, clock)) as client:
        assert client.get("/readyz").status_code == 200
        assert senders() == []


def test_a_server_that_is_away_hurts_nobody(settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_notifications, "EVERY", 0.01)
    mailed = replace(settings, smtp_url=f"smtp://127.0.0.1:{Office().port}", mail_from=FROM)
    with TestClient(create_app(mailed, clock)) as client:
        assert senders() == ["mails"]
        assert client.get("/readyz").status_code == 200
    assert senders() == []


def test_a_server_that_never_answers_holds_up_nothing(
    settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_notifications, "EVERY", 0.01)
    monkeypatch.setattr("habitlog.background.PATIENCE", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        mailed = replace(settings, smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}", mail_from=FROM)
        app = create_app(mailed, clock)
        ada, someone = sign_in(app, "Ada", STOCKHOLM), account(app, "Ada", STOCKHOLM)
        with TestClient(app) as client:
            with app.state.context.database.begin_write() as transaction:
                notifications.add_notification(transaction, someone.id, "factor-on", None, clock())
            line, _ = silent.accept()
            assert client.get("/readyz").status_code == 200
            assert ada.post("/settings", {"name": "Ada", "zone": STOCKHOLM, "day_start": "4"}).status_code == 303
            assert senders() == ["mails"]
        line.close()
        for one in threading.enumerate():
            if one.name == "mails":
                one.join(60)
    assert senders() == []


def with_mails(app: FastAPI) -> None:
    house = app.state.context
    app.state.context = replace(house, config=replace(house.config, smtp_url="smtp://127.0.0.1", mail_from=FROM))


def test_mails_can_be_switched_off_where_there_are_any(ada: Browser) -> None:
    assert form_of(ada.get("/settings").text, "/settings").all("mails") == []
    with_mails(ada.app)
    form = form_of(ada.get("/settings").text, "/settings")
    assert form.get("mails") == "on"
    assert send(ada, form, mails="off").headers["location"] == "/settings?done=saved"
    assert form_of(ada.get("/settings").text, "/settings").get("mails") == "off"
    assert "Mails about sharing and signing in" in words(ada.get("/settings").text)
    refused = send(ada, form, mails="maybe")
    assert refused.status_code == 422
    ada.post("/settings", {"name": "Ada", "zone": "Europe/Oslo", "day_start": "4"})
    assert form_of(ada.get("/settings").text, "/settings").get("mails") == "off"


def test_a_password_is_in_no_picture_of_the_settings(settings: Config) -> None:
    mailed = replace(settings, smtp_url="smtp://ada:s3cret@127.0.0.1", mail_from=FROM)
    assert "s3cret" not in f"{mailed!r} {mailed.mail_server()!r}"
