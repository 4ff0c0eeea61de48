"""Pages, answers and downloads are compressed, except where the size of the result could reveal a secret."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.asgi_transport import AppClient
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.people import ApiClient, Browser, session_of
from tests.support.service import run_own_app
from tests.support.two_factor import start_enrolment

from habitlog.accounts.credentials import make_csrf_key
from habitlog.config import Config

KEY = re.compile(r'name="csrf" value="(\w+)"')
PAGES = ["/", "/library", "/settings", "/data", "/sleep/new", "/training/new", "/trends/sleep.duration", "/clinician"]


def get_gzipped(browser: Browser, address: str, **headers: str) -> bool:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = browser.client.get(address, headers={"Accept-Encoding": "gzip"} | given)
    assert answer.status_code == 200
    return answer.headers.get("content-encoding") == "gzip"


@for_each_case("address", PAGES)
def test_page_is_compressed_once(ada: Browser, address: str) -> None:
    with ada.client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert (answer.headers["content-encoding"], answer.headers["content-length"]) == ("gzip", str(len(raw)))
    assert answer.headers["vary"] == "Accept-Encoding"
    page = gzip.decompress(raw)
    assert page.startswith(b"<!doctype html>")
    assert len(raw) < 0.4 * len(page)


@for_each_case("address", PAGES)
def test_key_of_forms_differs_in_every_page(ada: Browser, address: str) -> None:
    own = make_csrf_key(session_of(ada))
    first, second = ada.client.get(address).text, ada.client.get(address).text
    assert own not in first
    (first_key,), (second_key,) = set(KEY.findall(first)), set(KEY.findall(second))
    # No part of one key is in the other, or in the key behind both, by more than chance.
    parts = {first_key[place : place + 8] for place in range(len(first_key) - 7)}
    assert not any(part in second_key or part in own for part in parts)


def test_masked_key_is_accepted_and_a_changed_one_refused(ada: Browser, cyd: Browser) -> None:
    key, foreign = (KEY.findall(one.client.get("/settings").text)[0] for one in (ada, cyd))
    form = {"mark": "none", "cell": "2026-03-10.training"}
    changed = ("1" if key[0] == "0" else "0") + key[1:]
    for wrong in (foreign, changed, key[:-2], key + "00", key[:64], "", "zz" * 64, "ö" * 64):
        assert ada.post("/marks", form, csrf=wrong).status_code == 403
    assert ada.post("/marks", form, csrf=key).status_code == 303


@for_each_case(
    ("site", "is_compressed"), [("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)]
)
def test_page_that_another_site_may_have_asked_for_is_not_compressed(
    ada: Browser, site: str, is_compressed: bool
) -> None:
    for address in ("/library?q=sleep", "/data/export"):
        assert get_gzipped(ada, address, Sec_Fetch_Site=site) is is_compressed


def test_page_without_a_cookie_is_compressed_for_everyone(anyone: Browser) -> None:
    anyone.client.cookies.clear()
    assert get_gzipped(anyone, "/sign-up", Sec_Fetch_Site="cross-site")


def test_over_https_the_browser_has_to_say_which_site_asks(settings: Config, clock: Clock) -> None:
    with run_own_app(replace(settings, base_url="https://log.example.org"), clock) as app:
        browser = Browser(app)
        assert get_gzipped(browser, "/sign-up")
        assert not get_gzipped(browser, "/sign-up", Cookie="__Host-habitlog=x")
        assert get_gzipped(browser, "/sign-up", Cookie="__Host-habitlog=x", Sec_Fetch_Site="none")


def test_page_with_a_secret_is_not_compressed(ada: Browser, clock: Clock) -> None:
    ada.client.headers["Accept-Encoding"] = "gzip"
    _, enrolment = start_enrolment(ada, clock)
    token = ada.post("/data/tokens", {"name": "one", "scope": "read"})
    assert "hbl_" in token.text
    for answer in (enrolment, token):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store, no-transform"
        assert "content-encoding" not in answer.headers


def test_answers_of_the_api_are_compressed(token_for: Callable[[str], ApiClient]) -> None:
    for path, scope in (("/pillars", "read"), ("/export", "export")):
        program = token_for(scope)
        with program.client.stream("GET", f"/api/v1{path}", headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw).startswith(b"{")
        plain = program.client.get(f"/api/v1{path}", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_short_answer_is_sent_as_it_is(app: FastAPI, path: str) -> None:
    answer = AppClient(app, {"Accept-Encoding": "gzip"}).get(path)
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(answer.content))


def test_head_of_a_compressed_page(ada: Browser) -> None:
    ada.client.headers["Accept-Encoding"] = "gzip"
    head, full = ada.client.head("/library"), ada.client.get("/library")
    assert head.content == b""
    assert head.headers["content-encoding"] == full.headers["content-encoding"] == "gzip"
    assert abs(int(head.headers["content-length"]) - int(full.headers["content-length"])) < 100
