"""Settings, the export and tokens: a person's own things, and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from tests.support.clock import STOCKHOLM, Clock
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser, create_api_client, ensure_account
from tests.support.records import ExportRecord

from habitlog.usecases.files.file_formats import APP_FORMAT_LABELS

PROFILE = {"name": "Ada", "zone": "Europe/Stockholm", "day_start": "0"}


def some_entries(browser: Browser) -> None:
    browser.post("/sleep/new", {"kind": "night", "day": "2026-03-12", "bed_at": "23:30", "out_at": "07:15"})
    browser.post("/sleep/new", {"kind": "nap", "day": "2026-03-11", "start_at": "00:10", "end_at": "00:40"})
    browser.post("/training/new", {"kind": "other", "day": "2026-03-11", "activity": "Walk", "started_at": "23:50"})
    browser.post("/days/2026-03-10/marks/diet", {"mark": "skipped"})


def test_settings_change_keeps_past_days(ada: Browser, exported_record: ExportRecord) -> None:
    some_entries(ada)
    before, trend = exported_record(), ada.get("/trends/sleep.midpoint?range=all").text
    answer = ada.post("/settings", {"name": "Ada L.", "zone": "Pacific/Auckland", "day_start": "4"})
    assert answer.headers["location"] == "/settings?done=saved"
    after = exported_record()
    assert (after["entries"], after["marks"]) == (before["entries"], before["marks"])
    assert "Ada L." in ada.get("/settings?done=saved").text
    rows = re.compile(r'<tr><th scope="row">.*?</tr>', re.DOTALL)
    assert rows.findall(ada.get("/trends/sleep.midpoint?range=all").text) == rows.findall(trend)


def test_day_start_decides_offered_day(ada: Browser, clock: Clock) -> None:
    ada.post("/settings", PROFILE | {"day_start": "4"})
    clock.now = datetime(2026, 3, 13, 1, 30, tzinfo=UTC)  # half past two in Stockholm
    assert "Thursday" in main_text(ada.get("/").text)
    clock.now = datetime(2026, 3, 13, 3, 30, tzinfo=UTC)
    assert "Friday" in main_text(ada.get("/").text)


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("zone", "Mars"), ("day_start", "24"), ("day_start", "x"), ("name", "x" * 81)]
)
def test_invalid_settings_are_refused(ada: Browser, exported_record: ExportRecord, field: str, value: str) -> None:
    answer = ada.post("/settings", PROFILE | {field: value})
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert exported_record()["person"]["name"] == "Ada"
    if field == "name":
        assert find_form(answer.text, "/settings").get("name") == value


def test_export_download_equals_api_export(ada: Browser, app: FastAPI) -> None:
    some_entries(ada)
    page = ada.get("/data/export")
    program = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "export")
    assert page.content == program.get("/export").content
    assert page.headers["content-disposition"] == 'attachment; filename="habitlog.json"'
    assert page.headers["content-type"] == "application/json"
    assert len(page.json()["entries"]) == 3


def test_export_has_only_own_data(ada: Browser, cyd: Browser) -> None:
    some_entries(ada)
    assert cyd.get("/data/export").json()["entries"] == []


def test_token_to_read_and_export_is_made_and_listed(ada: Browser) -> None:
    form = find_form(ada.get("/data").text, "/data/tokens")
    answer = submit_form(ada, form, name="my phone", scope="read", also_export="yes")
    [token] = re.findall(r"hbl_[A-Za-z0-9_-]+", answer.text)
    assert ApiClient(ada.app, token).get("/export").status_code == 200
    assert "<td>read, export</td>" in ada.get("/data").text


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 201)])
def test_token_is_shown_once_and_works(ada: Browser, scope: str, status: int) -> None:
    form = find_form(ada.get("/data").text, "/data/tokens")
    answer = submit_form(ada, form, name="my phone", scope=scope)
    assert answer.status_code == 200
    found = re.search(r"hbl_[A-Za-z0-9_-]+", answer.text)
    assert found
    program = ApiClient(ada.app, found[0])
    assert program.get("/pillars").status_code == 200
    body = {"kind": "level", "day": "2026-03-12", "stress_now": 3}
    assert program.post("/stress/entries", body).status_code == status
    assert program.get("/export").status_code == 403
    page = ada.get("/data").text
    assert "hbl_" not in page
    assert "my phone" in page
    revoke = re.search(r'action="(/data/tokens/[0-9a-f-]+/revoke)"', page)
    assert revoke
    assert submit_form(ada, find_form(page, revoke[1])).headers["location"] == "/data"
    assert program.get("/pillars").status_code == 401
    assert "my phone" not in ada.get("/data").text
    assert ada.post(revoke[1], {}).status_code == 404


def test_invalid_token_form_is_refused(ada: Browser) -> None:
    for typed, field in (({"name": "", "scope": "read"}, "name"), ({"name": "x", "scope": "all"}, "scope")):
        answer = ada.post("/data/tokens", typed)
        assert answer.status_code == 422
        assert "hbl_" not in answer.text
        assert 'class="error"' in answer.text, field


def test_another_persons_token_is_not_found(ada: Browser, cyd: Browser) -> None:
    ada.post("/data/tokens", {"name": "mine", "scope": "read"})
    found = re.search(r'action="(/data/tokens/[0-9a-f-]+/revoke)"', ada.get("/data").text)
    assert found
    assert "mine" not in cyd.get("/data").text
    assert cyd.post(found[1], {}).status_code == 404
    assert "mine" in ada.get("/data").text


def test_data_page_names_every_format_of_imports(ada: Browser) -> None:
    said = main_text(ada.get("/data").text)
    assert f"Bring in what you logged elsewhere: {', '.join(APP_FORMAT_LABELS)}, exports of" in said
    assert 'href="/imports"' in ada.get("/data").text
