"""Forged requests: every form that changes anything refuses what another site, or another sign-in, sends."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import update
from tests.support.cases import for_each_case
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.database_rows import read_all_rows
from tests.support.html import Pairs
from tests.support.import_files import write_hevy_file
from tests.support.people import PASSWORD, Browser, sign_in
from tests.support.records import add_experiment
from tests.support.routes import GETS, POSTS
from tests.support.sharing_forms import prepare_sharing_form
from tests.support.two_factor import SETTINGS_PATH, enrol, start_enrolment

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.usecases.entries import day_tags, entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.files import import_files
from habitlog.usecases.identity.accounts import find_person_by_email

DOORS = {"/sign-in", "/sign-in/two-factor", "/sign-up", "/sign-in/demo", "/password-reset", "/password-reset/new"}
"""Forms for people who are not signed in: they have no session whose key could be asked for.

Two-step sign-in asks for the key of the sign-in that waits for it, which `test_second_step.py` holds it to.
"""


PUBLIC = {"/service-worker.js", "/offline", "/manifest.webmanifest", "/api/docs"}
"""Pages that are the same for everybody."""

FORMS = [path for path in POSTS if path not in DOORS]
FOREIGN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Origin": "null"},
    {"Origin": "https://example.net"},
    {"Origin": "http://testserver.example.net"},
    {"Origin": "http://testserver:8080"},
]


def test_form_routes_are_found() -> None:
    assert len(FORMS) >= 11
    assert set(POSTS) >= DOORS


@pytest.fixture
def entry(ada: Browser, database: Database) -> str:
    """An entry of Ada's that a forged request could change."""
    entry_id = str(uuid4())
    raw = {"kind": "level", "day": "2026-03-11", "stress_now": 3}
    with database.begin_write() as transaction:
        someone = find_person_by_email(transaction, ada.email)
        entries.put_entry(transaction, someone, find_pillar("stress"), entry_id, raw, NOW)
    return entry_id


LEVEL_JSON = '{"kind": "level", "zone": "Etc/UTC", "day": "2026-03-10", "stress_now": 9}'


def build_valid_form(path: str, entry: str, app: FastAPI) -> tuple[str, Pairs]:
    """Return an address and a form that would change something there."""
    its_id, more = prepare_sharing_form(app, path)
    if "{import_id}" in path:
        data = b"Day,Stress\n2026-03-11,3\n" if path.endswith("/columns") else write_hevy_file(40)
        its_id = prepare_import(app, data, is_saved=path.endswith("/undo"))
    if "{tag_id}" in path:
        its_id = add_day_tag(app)
    if "{experiment_id}" in path:
        its_id = prepare_experiment(app, is_over=path.endswith("/delete"))
    values = {"entry_id": entry, "pillar": "stress", "day": "2026-03-12", "snippet": snippet(), "choice": "saved",
              "metric": "sleep.duration",
              "year": "2026", "month": "2026-03", "step": "days"}  # fmt: skip
    address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], its_id or entry), path)
    form = {
        "kind": "level", "day": "2026-03-11", "stress_now": "9", "version": "1", "entry_id": str(uuid4()),
        "mark": "none", "cell": "2026-03-10.training", "first": "2026-03-01", "last": "2026-03-02",
        "entry": LEVEL_JSON, "name": "Mallory", "note": "A calm week", "zone": "Etc/UTC", "day_start": "4",
        "scope": "write", "current": PASSWORD, "new": "a password of the other site", "email": "ada@example.org",
        "password": PASSWORD, "patterns": "on", "entries": "levels", "margin": "15",
        "column-day": "Day", "column-level": "Stress",
        "arm_a": "reading in bed", "arm_b": "as usual", "metric": "sleep.duration", "weeks": "4", "said": "other",
    }  # fmt: skip
    return address, [*form.items(), *more]


def add_day_tag(app: FastAPI) -> str:
    """Make a tag of Ada's where she has none, and return its id."""
    tag_id = str(uuid4())
    with app.state.context.database.begin_write() as transaction:
        someone = find_person_by_email(transaction, "ada@example.org")
        for tag in day_tags.list_tags(transaction, someone):
            return tag.id
        day_tags.save_tag(transaction, someone, tag_id, {"name": "new job"}, NOW)
    return tag_id


def prepare_import(app: FastAPI, data: bytes, *, is_saved: bool) -> str:
    """Upload a file of Ada's, import it where that is wanted, and return its id."""
    database: Database = app.state.context.database
    with database.begin_write() as transaction:
        someone = find_person_by_email(transaction, "ada@example.org")
    its_id = import_files.prepare_import(database, someone, "a.csv", data, someone.zone, NOW)
    if is_saved:
        import_files.save_import(database, someone, its_id, NOW, replace=False, partial=False)
    return its_id


def prepare_experiment(app: FastAPI, *, is_over: bool) -> str:
    """Begin an experiment of Ada's, or end one; return its id."""
    database: Database = app.state.context.database
    with database.begin_write() as transaction:
        someone = find_person_by_email(transaction, "ada@example.org")
        first = date(2026, 1, 5) if is_over else date(2026, 3, 2)
        return add_experiment(transaction, someone, first, id=str(uuid4()))


def send_form(browser: Browser, address: str, form: Pairs, csrf: str) -> Response:
    """Send a form as a browser does: with a file where the form has one."""
    if address in {"/imports", "/imports/shared"}:
        return browser.upload(address, [("a.csv", write_hevy_file(40))], csrf)
    return browser.post(address, form, csrf)


def with_two_factor_code(path: str, ada: Browser, clock: Clock) -> Pairs:
    """Return the code a form of the second step takes, and bring Ada to where it would fit."""
    if path == f"{SETTINGS_PATH}/confirm":
        return [("code", start_enrolment(ada, clock)[0].code())]
    if path in {f"{SETTINGS_PATH}/codes", f"{SETTINGS_PATH}/off", "/sign-in/confirm"}:
        return [("code", enrol(ada, clock)[0].code())]
    if path.startswith("/account/deletion/"):
        with ada.app.state.context.database.begin_write() as transaction:
            transaction.execute_uncounted(
                update(person_table).where(person_table.c.email == ada.email).values(deletion_requested_at=NOW)
            )
    return []


@cache
def snippet() -> str:
    from habitlog.usecases.education import load_library

    return load_library().snippets[0].id


@pytest.mark.parametrize("path", FORMS)
def test_form_without_csrf_token_is_refused(
    path: str, ada: Browser, cyd: Browser, anyone: Browser, entry: str, database: Database, clock: Clock
) -> None:
    address, form = build_valid_form(path, entry, ada.app)
    form += with_two_factor_code(path, ada, clock)
    keys = ["", "0" * 64, "ö", cyd.csrf_token()]
    before = read_all_rows(database)
    for key in keys:
        assert send_form(ada, address, form, key).status_code == 403
    assert send_form(anyone, address, form, ada.csrf_token()).status_code == 401
    assert read_all_rows(database) == before


@for_each_case("path", POSTS)
def test_form_from_another_site_is_refused(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, form = build_valid_form(path, entry, ada.app)
    key = ada.csrf_token()
    before = read_all_rows(database)
    for headers in FOREIGN:
        ada.client.headers.update(headers)
        assert ada.post(address, form, csrf=key).status_code == 403, headers
        for name in headers:
            del ada.client.headers[name]
    assert read_all_rows(database) == before


@for_each_case("path", FORMS)
def test_form_with_other_content_type_is_refused(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, _ = build_valid_form(path, entry, ada.app)
    body, before = b"csrf=" + ada.csrf_token().encode(), read_all_rows(database)
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", ""):
        answer = ada.client.post(address, content=body, headers={"Content-Type": kind})
        assert answer.status_code in {403, 415} | ({400} if path == "/imports" else set())
    assert read_all_rows(database) == before


@pytest.mark.parametrize("path", FORMS)
def test_valid_form_is_accepted(path: str, ada: Browser, entry: str, clock: Clock) -> None:
    """Otherwise the refusals above could have another reason."""
    address, form = build_valid_form(path, entry, ada.app)
    form += with_two_factor_code(path, ada, clock)
    if "{token}" in path:
        ada.post("/data/tokens", {"name": "one", "scope": "read"})
        found = re.search(r"/data/tokens/([0-9a-f-]{36})/revoke", ada.get("/data").text)
        assert found
        address = f"/data/tokens/{found[1]}/revoke"
    if "{session_id}" in path:
        sign_in(ada.app, "Ada", STOCKHOLM)
        found = re.search(r"/settings/sessions/[0-9a-f-]{36}/end", ada.get("/settings").text)
        assert found
        address = found[0]
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    ada.client.headers.update(headers)
    key = ada.csrf_token()
    sent = [pair for pair in form if pair != ("day", "2026-03-11") or "{entry_id}" in path]
    answer = send_form(ada, address, sent, key)
    assert answer.status_code in {200, 303}, answer.text


@for_each_case("path", GETS)
def test_get_changes_no_row(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, _ = build_valid_form(path.replace("{metric}", "sleep.duration"), entry, ada.app)
    before = read_all_rows(database)
    address = address.replace("/stress/suggestions", "/training/suggestions")
    answer = ada.get(address.replace("/clinician", "/clinician?card=urgent"))
    assert answer.status_code in {200, 303}, (address, answer.status_code)
    after = read_all_rows(database)
    if path.startswith("/coach"):  # a look is written, and nothing else
        assert len(after.pop("access_log")) == len(before.pop("access_log")) + 1
    assert after == before


@for_each_case("path", GETS)
def test_signed_out_request_redirects_to_sign_in(path: str, ada: Browser, anyone: Browser, entry: str) -> None:
    if path in DOORS | PUBLIC:
        return
    address, _ = build_valid_form(path.replace("{metric}", "sleep.duration"), entry, ada.app)
    answer = anyone.get(address)
    way = "/sign-in?to=%2Fcoach" if path == "/coach" else "/sign-in"
    assert (answer.status_code, answer.headers["location"]) == (303, way)
    assert answer.text == ""


def test_route_walk_equals_app_routes(app: FastAPI) -> None:
    documented = {"/", "/days/{day}", "/trends/{metric}", "/{pillar}/{entry_id}/edit", "/data/export"}
    assert documented <= set(GETS)
