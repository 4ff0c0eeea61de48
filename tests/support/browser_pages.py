"""A running habitlog and pages of a real browser, with what tests look for on them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from tests.support.server_factory import ServerFactory, run_forked_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page
else:
    Locator = Page = Any

PHONE, DESKTOP, NARROW_PHONE = (
    {"width": 390, "height": 844},
    {"width": 1200, "height": 900},
    {"width": 360, "height": 740},
)
REPORT_CSP_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', (e) => console.error('CSP: ' + e.violatedDirective))"
)
EXPECTED_ERROR_STATUS = re.compile(
    r"Failed to load resource: "
    r"(the server responded with a status of 4(01|03|04|09|12|22|29) |net::ERR_(FAILED|INTERNET_DISCONNECTED)$)"
)
"""Chromium reports a page of such a status and a broken connection as errors; tests cause them on purpose."""


class Server(Struct, frozen=True):
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


@contextmanager
def fork_server(factory: ServerFactory, folder: Path, **more: str) -> Iterator[Server]:
    """Serve an empty log as `run_server` does, but from a process that has imported habitlog."""
    with run_forked_server(factory, folder, _environment(folder, **more), demo=False) as running:
        yield Server(running.address, folder)


@contextmanager
def fork_demo_server(factory: ServerFactory, database: Path, folder: Path) -> Iterator[Server]:
    """Serve a copy of a prepared database of the demonstration until the block ends."""
    shutil.copyfile(database, folder / database.name)
    with run_forked_server(factory, folder, _environment(folder), demo=True) as running:
        yield Server(running.address, folder)


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
        given: dict[str, Any] = {"viewport": PHONE, "locale": "en-GB", "timezone_id": "Europe/Stockholm"}
        given |= {"service_workers": "block"} | options
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


def sign_in_demo_without_page(page: Page) -> Page:
    """Sign in as the person of the demonstration, on no page yet: what its button sends, without drawing two pages."""
    assert page.request.post("/sign-in/demo", max_redirects=0).headers["location"] == "/"
    return page


def sign_in_demo(page: Page) -> Page:
    """Sign in as the person of the demonstration and open the day."""
    sign_in_demo_without_page(page).goto("/")
    return page


def wait_for_service_worker(page: Page) -> None:
    """Wait until a service worker answers for the page; the policy of pages forbids a condition given as text.

    A page whose load began before the worker was active, and ended after it took over the pages there were, has none
    until it is loaded again.
    """
    for _ in range(5):
        if page.evaluate(
            """async () => {
                await navigator.serviceWorker.ready;
                if (navigator.serviceWorker.controller) return true;
                await new Promise((done) => {
                    navigator.serviceWorker.addEventListener("controllerchange", done);
                    setTimeout(done, 3000);
                });
                return Boolean(navigator.serviceWorker.controller);
            }"""
        ):
            return
        page.reload()
    raise TimeoutError("no service worker answers for the page")


def find_row(page: Page, pillar: str) -> Locator:
    """Return the row of a pillar on the page of a day."""
    return page.locator(f"section#{pillar}")


COLOURED = ["color-contrast", "link-in-text-block"]
"""The rules of axe that look at colours. In the dark no others can find what they do not find in the light."""


def axe_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what breaks a rule of axe, or one of some; a page that holds axe already is not handed it again."""
    if not page.evaluate("'axe' in window"):
        from axe_playwright_python.sync_playwright import Axe

        page.evaluate(Axe().axe_script)
    asked = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in page.evaluate("async (asked) => (await axe.run(asked)).violations", asked)
        for node in violation["nodes"]
    ]


def overflow_width(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def find_accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds and what overflows, in every size of window and both colour schemes."""
    found = []
    for size in (PHONE, DESKTOP, NARROW_PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # width and height
        # A picture waits for a drawn frame: before it, what depends on the width may still be that of the last one.
        page.screenshot(clip={"x": 0, "y": 0, "width": 1, "height": 1})
        if wide := overflow_width(page):
            found.append(f"{wide} px over the edge at {size['width']}")
        for scheme in ("light", "dark") if size != NARROW_PHONE else ():
            page.emulate_media(color_scheme=scheme)
            rules = COLOURED if scheme == "dark" else None
            found += [f"{size['width']} {scheme} {one}" for one in axe_violations(page, rules)]
    return found


def count_pdf_pages(pdf: bytes) -> int:
    """Count the pages of a PDF that Chromium made."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


FIVE = (("Back squat", 3), ("Bench press", 3), ("Seated row", 3), ("Plank", 1), ("Face pull", 2))
