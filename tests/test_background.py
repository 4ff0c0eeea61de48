"""Where a mail server is set the service sends beside its work; a server that is away hurts nothing else."""

from __future__ import annotations

import socket
import threading

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient
from tests.support.clock import STOCKHOLM, Clock
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import Browser, ensure_account, sign_in
from tests.support.smtp_server import SmtpServer

from habitlog.app import create_app
from habitlog.config import Config
from habitlog.usecases import notifications
from habitlog.usecases.jobs import send_notifications

FROM = "habitlog@example.org"


def mail_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "mails"]


def test_app_without_smtp_starts_no_mail_thread(settings: Config, clock: Clock) -> None:
    with TestClient(create_app(settings, clock)) as client:
        assert client.get("/readyz").status_code == 200
        assert mail_threads() == []


def test_app_works_while_smtp_is_down(settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_notifications, "INTERVAL_SECONDS", 0.01)
    mailed = replace(settings, smtp_url=f"smtp://127.0.0.1:{SmtpServer().port}", mail_from=FROM)
    with TestClient(create_app(mailed, clock)) as client:
        assert mail_threads() == ["mails"]
        assert client.get("/readyz").status_code == 200
    assert mail_threads() == []


def test_app_works_while_smtp_hangs(settings: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_notifications, "INTERVAL_SECONDS", 0.01)
    monkeypatch.setattr("habitlog.background.STOP_TIMEOUT", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        mailed = replace(settings, smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}", mail_from=FROM)
        app = create_app(mailed, clock)
        ada, someone = sign_in(app, "Ada", STOCKHOLM), ensure_account(app, "Ada", STOCKHOLM)
        with TestClient(app) as client:
            with app.state.context.database.begin_write() as transaction:
                notifications.add_notification(transaction, someone.id, "factor-on", None, clock())
            line, _ = silent.accept()
            assert client.get("/readyz").status_code == 200
            assert ada.post("/settings", {"name": "Ada", "zone": STOCKHOLM, "day_start": "4"}).status_code == 303
            assert mail_threads() == ["mails"]
        line.close()
        for one in threading.enumerate():
            if one.name == "mails":
                one.join(60)
    assert mail_threads() == []


def app_with_mail(app: FastAPI) -> None:
    app_context = app.state.context
    app.state.context = replace(
        app_context, config=replace(app_context.config, smtp_url="smtp://127.0.0.1", mail_from=FROM)
    )


def test_mail_setting_is_shown_with_smtp(ada: Browser) -> None:
    assert find_form(ada.get("/settings").text, "/settings").all("mails") == []
    app_with_mail(ada.app)
    form = find_form(ada.get("/settings").text, "/settings")
    assert form.get("mails") == "on"
    assert submit_form(ada, form, mails="off").headers["location"] == "/settings?done=saved"
    assert find_form(ada.get("/settings").text, "/settings").get("mails") == "off"
    assert "Emails about sharing and signing in" in main_text(ada.get("/settings").text)
    refused = submit_form(ada, form, mails="maybe")
    assert refused.status_code == 422
    ada.post("/settings", {"name": "Ada", "zone": "Europe/Oslo", "day_start": "4"})
    assert find_form(ada.get("/settings").text, "/settings").get("mails") == "off"


def test_smtp_password_is_not_in_settings_repr(settings: Config) -> None:
    mailed = replace(settings, smtp_url="smtp://ada:s3cret@127.0.0.1", mail_from=FROM)
    assert "s3cret" not in f"{mailed!r} {mailed.mail_server()!r}"
