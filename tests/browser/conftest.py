"""A real server in a process of its own, and a real Chromium whose every complaint fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.browser_pages import PageOpener, Server, page_opener, run_demo_server, run_server
from tests.support.chromium import ARGUMENTS, chromium_path
from tests.support.playwright_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An empty log."""
    with run_server(tmp_path_factory.mktemp("served"), "serve") as running:
        yield running


@pytest.fixture(scope="session")
def demo(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A log with a year of days in it, which no test changes."""
    with run_demo_server(demo_database, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def own_demo(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A log with a year of days in it, for the tests of a module to change."""
    with run_demo_server(demo_database, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser; without one the tests are skipped, and fail on a build server."""
    path = chromium_path()
    if path is None:
        told = "there is no Chromium here: python tests/support/chromium.py"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[PageOpener]:
    """Open pages in contexts of their own; a script error or a breach of the policy fails the test at its end."""
    with page_opener(chromium) as (fresh, complaints):
        yield fresh
    assert complaints == []
