"""People and programs as tests meet them: through the doors they use."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from httpx2 import Response
from tests.support.asgi_transport import AppClient

from habitlog.accounts import credentials
from habitlog.accounts.person import Person
from habitlog.accounts.schema import SignUpInput, parse_input
from habitlog.errors import NotFound
from habitlog.usecases.identity import accounts, tokens

PASSWORD = "four plant dyes and a needle"
NEW = "seven quiet looms at dusk"
"""Another password."""


class Browser:
    """A browser without JavaScript: it keeps cookies and sends forms with the key of the page it saw."""

    def __init__(self, app: FastAPI, name: str = "") -> None:
        self.app = app
        self.name = name
        self.client = AppClient(app)

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.org"

    def get(self, address: str) -> Response:
        return unmask_form_keys(self.client.get(address))

    def csrf_token(self) -> str:
        """Return the form key of this browser's session, or nothing without a session."""
        secret = self.client.cookies.get("habitlog") or self.client.cookies.get("__Host-habitlog")
        return credentials.make_csrf_key(secret) if secret else ""

    def post(self, address: str, form: dict[str, Any] | list[tuple[str, str]], csrf: str | None = None) -> Response:
        pairs = list(form.items()) if isinstance(form, dict) else form
        body = urlencode([*pairs, ("csrf", self.csrf_token() if csrf is None else csrf)], doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return unmask_form_keys(self.client.post(address, content=body, headers=headers))

    def upload(self, address: str, files: list[tuple[str, bytes]], csrf: str | None = None, **fields: str) -> Response:
        """Send files with the fields of their form."""
        data = {**fields, "csrf": self.csrf_token() if csrf is None else csrf}
        return unmask_form_keys(self.client.post(address, data=data, files=[("files", file) for file in files]))


def unmask_form_keys(response: Response) -> Response:
    """Write the key of forms as it is, so that two responses with the same content are equal."""

    def unmask(match: re.Match[bytes]) -> bytes:
        pad, masked = bytes.fromhex(match[1].decode()), bytes.fromhex(match[2].decode())
        return b'value="' + bytes(a ^ b for a, b in zip(pad, masked, strict=True)).hex().encode() + b'"'

    if response.headers.get("content-type", "").startswith("text/html"):
        response._content = re.sub(rb'value="([0-9a-f]{64})([0-9a-f]{64})"', unmask, response.content)
        # The length of the compressed body depends on the pad.
        response.headers["content-length"] = str(len(response.content))
    return response


class ApiClient:
    """A program with a bearer token."""

    def __init__(self, app: FastAPI, token: str) -> None:
        self.token = token
        self.client = AppClient(app, {"Authorization": f"Bearer {token}"}, follow_redirects=True)

    def get(self, path: str, **query: Any) -> Response:
        return self.client.get(f"/api/v1{path}", params=query)

    def post(self, path: str, body: Any, **headers: str) -> Response:
        return self.client.post(f"/api/v1{path}", json=body, headers=_header_names(headers))

    def upload(self, path: str, name: str, data: bytes, **fields: str) -> Response:
        """Send one file with the fields of its form."""
        return self.client.post(f"/api/v1{path}", data=fields, files={"file": (name, data)})

    def put(self, path: str, body: Any, **headers: str) -> Response:
        return self.client.put(f"/api/v1{path}", json=body, headers=_header_names(headers))

    def patch(self, path: str, body: Any, content_type: str = "application/merge-patch+json", **more: str) -> Response:
        headers = {"Content-Type": content_type, **_header_names(more)}
        return self.client.patch(f"/api/v1{path}", content=json.dumps(body).encode(), headers=headers)

    def delete(self, path: str, **headers: str) -> Response:
        return self.client.delete(f"/api/v1{path}", headers=_header_names(headers))

    def send(self, path: str, body: bytes, content_type: str = "application/json") -> Response:
        """Post raw bytes."""
        return self.client.post(f"/api/v1{path}", content=body, headers={"Content-Type": content_type})


def _header_names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@cache
def _password_hash() -> str:
    """Hash the password once for all: that it takes time is the point of it, and tests of sign-up see to that."""
    return credentials.hash_password(PASSWORD)


def ensure_account(app: FastAPI, name: str, zone: str) -> Person:
    """Return a person's account, made where there is none yet."""
    app_context, email = app.state.context, f"{name.lower()}@example.org"
    with app_context.database.begin_write() as transaction:
        try:
            return accounts.find_person_by_email(transaction, email)
        except NotFound:
            raw = {"name": name, "email": email, "password": PASSWORD, "zone": zone}
            told = parse_input(SignUpInput, raw).to_columns(exclude={"password"})
            accounts.create_account(
                transaction, {**told, "password_hash": _password_hash(), "created_at": app_context.now()}
            )
            return accounts.find_person_by_email(transaction, email)


def create_api_client(app: FastAPI, someone: Person, scope: str, days: int = 365) -> ApiClient:
    """Create a token for a person and hand it to a program."""
    app_context = app.state.context
    with app_context.database.begin_write() as transaction:
        fresh = tokens.create_token(
            transaction, someone, {"name": f"test {scope}", "scope": scope, "days": days}, app_context.now()
        )
    return ApiClient(app, fresh)


def sign_in(app: FastAPI, name: str, zone: str) -> Browser:
    """Return a browser that is signed in as a person, whose account is made where there is none yet."""
    someone, app_context = ensure_account(app, name, zone), app.state.context
    browser = Browser(app, name)
    with app_context.database.begin_write() as transaction:
        secret = accounts.sign_in_demo(transaction, someone.email, app_context.now())
    # The domain is the one the client itself would note, so that a sign-out takes this very cookie away.
    browser.client.cookies.set("habitlog", secret, domain="testserver.local", path="/")
    return browser


def sign_up(app: FastAPI, name: str, zone: str) -> Browser:
    """Sign a person up by the page and stay signed in."""
    browser = Browser(app, name)
    form = {"name": name, "email": browser.email, "password": PASSWORD, "zone": zone}
    answer = browser.post("/sign-up", form, csrf="")
    assert answer.status_code == 303, answer.text
    return browser


def session_of(browser: Browser) -> str:
    return browser.client.cookies["habitlog"]


def is_signed_in(browser: Browser) -> bool:
    """Whether the server takes this browser for someone."""
    return browser.get("/").status_code == 200


def browser_with_session(app: FastAPI, session: str) -> Browser:
    """Return a fresh browser that holds a session's cookie."""
    found = Browser(app, "Ada")
    found.client.cookies.set("habitlog", session)
    return found
