"""What every answer carries: a strict policy, no caching of pages, and cookies no script and no other site can use."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.cases import for_each_case
from tests.support.clock import STOCKHOLM, Clock
from tests.support.html import main_text
from tests.support.people import PASSWORD, Browser, ensure_account, sign_in

from habitlog.app import create_app
from habitlog.config import Config

PAGES = ["/", "/days/2026-03-01", "/trends", "/trends/sleep.duration", "/library", "/clinician", "/data", "/settings",
         "/sleep/new", "/data/export"]  # fmt: skip
REFUSED = {"/nothing/here": 404, "/days/2026-13-45": 422, "/days/2027-01-01": 404, "/trends/nothing": 404,
           "/static/nothing.css": 404, "/sign-out": 405, "/api/v1/pillars": 401, "/api/v1/nothing": 404}  # fmt: skip


@pytest.fixture
def https(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    made = create_app(replace(settings, base_url="https://log.example.org"), clock=clock)
    yield made
    made.state.context.database.close_connections()


@pytest.fixture
def separate_app(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    made = create_app(settings, clock=clock)
    yield made
    made.state.context.database.close_connections()


def parse_csp(value: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in value.split(";")}


def assert_security_headers(headers: dict[str, str]) -> None:
    rules = parse_csp(headers["content-security-policy"])
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert rules[name] == ["'none'"]
    assert rules["form-action"] == ["'self'"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


@for_each_case("address", PAGES)
def test_page_has_security_headers(ada: Browser, address: str) -> None:
    answer = ada.get(address)
    assert answer.status_code == 200
    assert_security_headers(dict(answer.headers))
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


@for_each_case(("address", "status"), REFUSED.items())
def test_refusal_has_security_headers(ada: Browser, address: str, status: int) -> None:
    answer = ada.get(address)
    assert answer.status_code == status
    assert_security_headers(dict(answer.headers))
    assert answer.headers["cache-control"] == "no-store"


def test_sign_in_and_csrf_refusal_have_security_headers(ada: Browser, anyone: Browser) -> None:
    forged = ada.client.post("/sign-out", headers={"Origin": "null"})
    for answer in (anyone.get("/"), anyone.get("/sign-in"), anyone.post("/sign-in", {}, csrf=""), forged):
        assert_security_headers(dict(answer.headers))
        assert answer.headers["cache-control"] == "no-store"


def test_server_error_has_security_headers(separate_app: FastAPI) -> None:
    ada = sign_in(separate_app, "Ada", STOCKHOLM)

    @separate_app.get("/fault")
    def fault() -> None:
        raise RuntimeError("a secret of the service")

    answer = ada.get("/fault")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert_security_headers(dict(answer.headers))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["connection"] == "close"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
    assert "x-request-id" not in ada.get("/nothing").headers


def test_page_links_only_versioned_own_static_files(ada: Browser) -> None:
    page = ada.get("/").text
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {address.partition("?")[0] for address in assets} >= {"/static/pages.css", "/static/pages.js"}
    for address in assets:
        assert re.search(r"\?v=[0-9a-f]{10}$", address)
        answer = ada.get(address)
        assert answer.status_code == 200
        assert_security_headers(dict(answer.headers))
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page) == []
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


def session_cookie(browser: Browser) -> str:
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD}, csrf="")
    assert answer.status_code == 303
    return answer.headers["set-cookie"]


def test_session_cookie_over_http(app: FastAPI) -> None:
    ensure_account(app, "Ada", STOCKHOLM)
    set_cookie = session_cookie(Browser(app))
    assert set_cookie.startswith("habitlog=")
    for flag in ("HttpOnly", "Path=/", "SameSite=lax"):
        assert flag in set_cookie
    assert "Secure" not in set_cookie
    assert "Domain" not in set_cookie


def test_session_cookie_over_https(https: FastAPI) -> None:
    ensure_account(https, "Ada", STOCKHOLM)
    browser = Browser(https)
    browser.client.base_url = "https://testserver"
    set_cookie = session_cookie(browser)
    assert set_cookie.startswith("__Host-habitlog=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert flag in set_cookie
    assert "Domain" not in set_cookie
    answer = browser.get("/")
    assert answer.status_code == 200
    assert_security_headers(dict(answer.headers))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    gone = browser.post("/sign-out", {})
    assert gone.headers["set-cookie"].startswith("__Host-habitlog=")
    assert "Secure" in gone.headers["set-cookie"]
    assert browser.get("/").status_code == 303


@for_each_case("address", ["/", "/sign-in", "/library", "/data/export", "/healthz", "/static/base.css"])
def test_head_equals_get_without_body(ada: Browser, address: str) -> None:
    # One address sends a person who is signed in on: a redirect has a head as well.
    answer = ada.client.head(address)
    full = ada.get(address)
    assert answer.status_code == full.status_code
    assert answer.content == b""
    assert answer.headers["content-type" if full.content else "location"]
    assert_security_headers(dict(answer.headers))


def test_unknown_page_is_404(ada: Browser, anyone: Browser) -> None:
    for browser in (ada, anyone):
        answer = browser.get("/nothing/here")
        assert answer.status_code == 404
        assert "Nothing found here There is nothing at this address." in main_text(answer.text)
    assert 'href="/sign-in"' in anyone.get("/nothing/here").text
    assert "Go to today" in ada.get("/nothing/here").text


def test_address_with_further_slash_is_404(ada: Browser) -> None:
    assert [ada.get(address).status_code for address in ("/trends/", "/days/2026-03-01/")] == [404, 404]


def test_form_from_http_page_of_same_host_is_refused_over_https(https: FastAPI) -> None:
    browser = Browser(https)
    form = {"email": "ada@example.org", "password": PASSWORD}
    statuses = {
        origin: browser.client.post("/sign-in", data=form, headers={"Origin": origin}).status_code
        for origin in ("http://testserver", "https://testserver")
    }
    assert statuses == {"http://testserver": 403, "https://testserver": 401}
