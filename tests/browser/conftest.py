"""A real server in a process of its own, and a real Chromium whose every complaint fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.browser_pages import PageOpener, Server, fork_demo_server, fork_server, page_opener
from tests.support.chromium import ARGUMENTS, chromium_path
from tests.support.playwright_api import Browser, sync_playwright
from tests.support.server_factory import ServerFactory


@pytest.fixture(scope="session")
def server_factory() -> Iterator[ServerFactory]:
    """The process that servers are forked from."""
    factory = ServerFactory()
    yield factory
    factory.close()


@pytest.fixture(scope="module")
def server(server_factory: ServerFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An empty log."""
    with fork_server(server_factory, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def demo(
    server_factory: ServerFactory, demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A log with a year of days in it, which no test changes."""
    with fork_demo_server(server_factory, demo_database, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def own_demo(
    server_factory: ServerFactory, demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A log with a year of days in it, for the tests of a module to change."""
    with fork_demo_server(server_factory, demo_database, tmp_path_factory.mktemp("demo")) as running:
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
