"""A real server in a process of its own, and a real Chromium whose every complaint fails the test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.support.chromium import ARGUMENTS, chromium_path

PHONE, DESKTOP, NARROW_PHONE = (
    {"width": 390, "height": 844},
    {"width": 1200, "height": 900},
    {"width": 360, "height": 740},
)
REPORT_CSP_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', (e) => console.error('CSP: ' + e.violatedDirective))"
)
EXPECTED_ERROR_STATUS = re.compile(
    r"Failed to load resource: the server responded with a status of 4(01|03|04|09|12|22|29) "
)
"""Chromium reports a page of such a status as an error; tests ask for them on purpose."""


@dataclass(frozen=True)
class Server:
    """A running habitlog: its address, and the folder it keeps its data in."""

    address: str
    folder: Path

    def run(self, *words: str, **more: Any) -> str:
        """Run a command of habitlog on this server's data and return what it prints."""
        command = [sys.executable, "-m", "habitlog", *words]
        done = subprocess.run(
            command, env=_environment(self.folder), capture_output=True, text=True, check=False, **more
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITLOG_")}
    own = {"HABITLOG_DATA_DIR": str(folder), "HABITLOG_PORT": "0", "HABITLOG_SIGN_UP": "open"}
    return kept | own | more


@contextmanager
def run_server(folder: Path, *words: str, **more: str) -> Iterator[Server]:
    """Run a command that serves, on a free port, until the block ends; `more` are settings of its environment."""
    command = [sys.executable, "-m", "habitlog", *words]
    with subprocess.Popen(command, env=_environment(folder, **more), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        try:
            assert found, "the server did not say where it is"
            yield Server(found[0], folder)
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An empty log."""
    with run_server(tmp_path_factory.mktemp("served"), "serve") as running:
        yield running


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A log with a year of days in it, to be looked at: nobody changes it."""
    with run_server(tmp_path_factory.mktemp("demo"), "demo", "--port", "0") as running:
        yield running


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A log with a year of days in it, to be changed."""
    with run_server(tmp_path_factory.mktemp("demo"), "demo", "--port", "0") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser; without one the tests are skipped, and fail on a build server."""
    path = chromium_path()
    if path is None:
        told = "there is no Chromium here: python tests/support/browser.py"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


PageOpener = Callable[..., Page]


@contextmanager
def page_opener(chromium: Browser) -> Iterator[tuple[PageOpener, list[str]]]:
    """Open pages in contexts of their own until the block ends; with what they complain of, which grows."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def heard(message: Any) -> None:
        if message.type == "error" and not EXPECTED_ERROR_STATUS.match(message.text):
            complaints.append(message.text)

    def fresh(server: Server, **options: Any) -> Page:
        given = {"viewport": PHONE, "locale": "en-GB", "timezone_id": "Europe/Stockholm"} | options
        context = chromium.new_context(base_url=server.address, **given)
        contexts.append(context)
        context.add_init_script(REPORT_CSP_VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield fresh, complaints
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[PageOpener]:
    """Open pages in contexts of their own; a script error or a breach of the policy fails the test at its end."""
    with page_opener(chromium) as (fresh, complaints):
        yield fresh
    assert complaints == []


def sign_in_demo_without_page(page: Page) -> Page:
    """Sign in as the person of the demonstration, on no page yet: what its button sends, without drawing two pages."""
    assert page.request.post("/sign-in/demo", max_redirects=0).headers["location"] == "/"
    return page


def sign_in_demo(page: Page) -> Page:
    """Sign in as the person of the demonstration and open the day."""
    sign_in_demo_without_page(page).goto("/")
    return page


def sign_in_new_person(page: Page, server: Server) -> str:
    """Add a person with an empty log, sign in as that person and return the address."""
    email, password = f"{uuid4().hex}@example.org", "four plant dyes and a needle"
    server.run("user", "add", email, "--password-stdin", input=f"{password}\n")
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return email
