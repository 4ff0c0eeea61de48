"""Forged requests: every form that changes anything refuses what another site, or another sign-in, sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import update
from tests.conftest import NOW, Clock
from tests.pages.reading import Pairs
from tests.support.factor import HERE, begin, switched_on
from tests.support.forging import staged
from tests.support.people import PASSWORD, Browser
from tests.support.tables import everything

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email
from habitlog.web.pages import router


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused is refused before any database."""
    return sqlite_url


DOORS = {"/sign-in", "/sign-in/two-factor", "/sign-up", "/sign-in/demo"}
"""Forms for people who are not signed in: they have no session whose key could be asked for.

The second step asks for the key of the sign-in that waits for it, which `test_second_step.py` holds it to.
"""


def walk(one: Any, prefix: str = "") -> Iterator[APIRoute]:
    """Yield every route of the pages, however deep it is included."""
    for route in one.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from walk(route.original_router)


POSTS = sorted({route.path for route in walk(router) if "POST" in (route.methods or ())})
GETS = sorted({route.path for route in walk(router) if "GET" in (route.methods or ())})
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


def test_there_are_forms_to_test() -> None:
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


def filled(path: str, entry: str, app: FastAPI) -> tuple[str, Pairs]:
    """Return an address and a form that would change something there."""
    its_id, more = staged(app, path)
    values = {"entry_id": entry, "pillar": "stress", "day": "2026-03-12", "snippet": snippet(), "choice": "saved",
              "year": "2026"}  # fmt: skip
    address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], its_id or entry), path)
    form = {
        "kind": "level", "day": "2026-03-11", "stress_now": "9", "version": "1", "entry_id": str(uuid4()),
        "mark": "none", "cell": "2026-03-10.sleep", "name": "Mallory", "zone": "Etc/UTC", "day_start": "4",
        "scope": "write", "current": PASSWORD, "new": "a password of the other site", "email": "ada@example.org",
        "password": PASSWORD, "patterns": "on",
    }  # fmt: skip
    return address, [*form.items(), *more]


def coded(path: str, ada: Browser, clock: Clock) -> Pairs:
    """Return the code a form of the second step takes, and bring Ada to where it would fit."""
    if path == f"{HERE}/confirm":
        return [("code", begin(ada, clock)[0].code())]
    if path in {f"{HERE}/codes", f"{HERE}/off", "/sign-in/confirm"}:
        return [("code", switched_on(ada, clock)[0].code())]
    if path.startswith("/account/deletion/"):
        with ada.app.state.context.database.begin_write() as transaction:
            transaction.execute(update(person_table).where(person_table.c.email == ada.email).values(leaving_at=NOW))
    return []


def snippet() -> str:
    from habitlog.usecases.education import load_library

    return load_library().snippets[0].id


@pytest.mark.parametrize("path", FORMS)
def test_without_the_key_of_the_session(
    path: str, ada: Browser, cyd: Browser, anyone: Browser, entry: str, database: Database, clock: Clock
) -> None:
    address, form = filled(path, entry, ada.app)
    form += coded(path, ada, clock)
    keys = ["", "0" * 64, "ö", cyd.key()]
    before = everything(database)
    for key in keys:
        assert ada.post(address, form, csrf=key).status_code == 403
    assert anyone.post(address, form, csrf=ada.key()).status_code == 401
    assert everything(database) == before


@pytest.mark.parametrize("path", POSTS)
def test_from_another_site(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, form = filled(path, entry, ada.app)
    key = ada.key()
    before = everything(database)
    for headers in FOREIGN:
        ada.client.headers.update(headers)
        assert ada.post(address, form, csrf=key).status_code == 403, headers
        for name in headers:
            del ada.client.headers[name]
    assert everything(database) == before


@pytest.mark.parametrize("path", FORMS)
def test_of_another_type(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, _ = filled(path, entry, ada.app)
    body, before = b"csrf=" + ada.key().encode(), everything(database)
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", ""):
        assert ada.client.post(address, content=body, headers={"Content-Type": kind}).status_code in {403, 415}
    assert everything(database) == before


@pytest.mark.parametrize("path", FORMS)
def test_the_forms_of_this_test_are_good_ones(path: str, ada: Browser, entry: str, clock: Clock) -> None:
    """Otherwise the refusals above could have another reason."""
    address, form = filled(path, entry, ada.app)
    form += coded(path, ada, clock)
    if "{token}" in path:
        ada.post("/data/tokens", {"name": "one", "scope": "read"})
        found = re.search(r"/data/tokens/([0-9a-f-]{36})/revoke", ada.get("/data").text)
        assert found
        address = f"/data/tokens/{found[1]}/revoke"
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    ada.client.headers.update(headers)
    key = ada.key("/account/deletion" if path.startswith("/account/deletion/") else "/settings")
    answer = ada.post(address, [pair for pair in form if pair != ("day", "2026-03-11") or "{entry_id}" in path], key)
    assert answer.status_code in {200, 303}, answer.text


@pytest.mark.parametrize("path", GETS)
def test_looking_changes_nothing(path: str, ada: Browser, entry: str, database: Database) -> None:
    address, _ = filled(path.replace("{metric}", "sleep.duration"), entry, ada.app)
    before = everything(database)
    address = address.replace("/stress/suggestions", "/training/suggestions")
    answer = ada.get(address.replace("/clinician", "/clinician?card=urgent"))
    assert answer.status_code in {200, 303}, (address, answer.status_code)
    after = everything(database)
    if path.startswith("/coach"):  # a look is written, and nothing else
        assert len(after.pop("access_log")) == len(before.pop("access_log")) + 1
    assert after == before


@pytest.mark.parametrize("path", GETS)
def test_who_is_not_signed_in_is_shown_the_door(path: str, ada: Browser, anyone: Browser, entry: str) -> None:
    if path in DOORS:
        return
    address, _ = filled(path.replace("{metric}", "sleep.duration"), entry, ada.app)
    answer = anyone.get(address)
    way = "/sign-in?to=%2Fcoach" if path == "/coach" else "/sign-in"
    assert (answer.status_code, answer.headers["location"]) == (303, way)
    assert answer.text == ""


def test_the_walk_finds_what_the_service_answers(app: FastAPI) -> None:
    documented = {"/", "/days/{day}", "/trends/{metric}", "/{pillar}/{entry_id}/edit", "/data/export"}
    assert documented <= set(GETS)
