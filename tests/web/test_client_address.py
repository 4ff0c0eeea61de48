"""Rate limits count by the client's address, which a trusted proxy forwards and nobody else can choose."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient
from tests.support.clock import STOCKHOLM
from tests.support.people import PASSWORD, ensure_account

from habitlog.config import Config
from habitlog.usecases.identity import accounts
from habitlog.web.client_address import resolve_client_address

PROXIES = (ip_network("127.0.0.1"), ip_network("10.1.0.0/16"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7,10.1.2.3", "203.0.113.7"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("fd00::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("203.0.113.9", "203.0.113.7", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.7, nonsense", ""),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "10.1.2.3", ""),
        ("testclient", "203.0.113.7", "testclient"),
        ("", "203.0.113.7", ""),
    ],
)
def test_address_behind_trusted_proxies(peer: str, forwarded_for: str, expected: str) -> None:
    assert resolve_client_address(peer, forwarded_for, PROXIES) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("203.0.113.7", ""),  # a network for documents is not a public one
        ("8.8.8.8", "8.8.8.8"),
        ("127.0.0.1", ""),
        ("192.168.0.4", ""),
        ("::1", ""),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::/64"),
    ],
)
def test_address_without_trusted_proxy(peer: str, expected: str) -> None:
    assert resolve_client_address(peer, "9.9.9.9", ()) == expected


def sign_in_statuses(app: FastAPI, emails: list[str], password: str = "not this one", **headers: str) -> list[int]:
    client = TestClient(app, follow_redirects=False, client=("127.0.0.1", 1))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    form = {"password": password}
    return [client.post("/sign-in", data=form | {"email": email}, headers=named).status_code for email in emails]


@pytest.fixture
def settings(settings: Config) -> Config:
    return replace(settings, trusted_proxy=PROXIES)


def test_wrong_sign_ins_from_one_address_do_not_refuse_another(app: FastAPI) -> None:
    ensure_account(app, "Ada", STOCKHOLM)
    email = "ada@example.org"
    assert sign_in_statuses(app, [email] * 12, x_forwarded_for="203.0.113.7") == [401] * 10 + [429] * 2
    assert sign_in_statuses(app, [email], PASSWORD, x_forwarded_for="203.0.113.7") == [429]
    assert sign_in_statuses(app, [email], PASSWORD, x_forwarded_for="203.0.113.7, 203.0.113.8") == [303]


def test_wrong_sign_ins_are_limited_over_all_accounts(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "ATTEMPTS_OVER_ALL_ACCOUNTS", 5)
    ensure_account(app, "Ada", STOCKHOLM)
    for _ in range(8):
        assert sign_in_statuses(app, ["ada@example.org"], PASSWORD, x_forwarded_for="203.0.113.7") == [303]
    sprayed = [f"person{number}@example.org" for number in range(7)]
    assert sign_in_statuses(app, sprayed, x_forwarded_for="203.0.113.7") == [401] * 5 + [429] * 2
    assert sign_in_statuses(app, ["ada@example.org"], PASSWORD, x_forwarded_for="203.0.113.7") == [429]
    assert sign_in_statuses(app, ["ada@example.org"], PASSWORD, x_forwarded_for="203.0.113.8") == [303]
