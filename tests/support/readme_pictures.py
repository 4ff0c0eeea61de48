"""Take the pictures of the README from the demonstration: `python tests/support/readme_pictures.py [FOLDER]`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.chart_screenshots import charts
from tests.support.chromium import ARGUMENTS, chromium_path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESK, PHONE = (1200, 900), (390, 844)
PICTURES = {
    "today": ("/", DESK, "light"),
    "trend": ("/trends/sleep.duration?range=12w", DESK, "light"),
    "trends": ("/trends", DESK, "light"),
    "phone": ("/", PHONE, "light"),
}
"""Name: address, size in px and colour scheme."""
EVERYTHING = {
    "today": "/", "trends": "/trends", "duration": "/trends/sleep.duration?range=all",
    "midpoint": "/trends/sleep.midpoint",
    "quality": "/trends/sleep.quality", "load": "/trends/training.volume_load?range=1y", "learn": "/library",
    "clinician": "/clinician?card=urgent", "data": "/data", "settings": "/settings", "night": "/sleep/new",
    "diet": "/diet/new", "sets": "/training/new?kind=resistance", "hiit": "/training/new?kind=hiit",
    "maximum": "/trends/training.e1rm?range=1y", "week": "/trends/training.week_load?range=1y",
    "regularity": "/trends/sleep.regularity", "intervals": "/training/timer", "still": "/stress/timer",
    "patterns": "/patterns", "review-week": "/weeks", "review-year": "/years",
    "practice": "/stress/new", "level": "/stress/new?kind=level", "missing": "/nothing",
}  # fmt: skip


@contextmanager
def demonstration() -> Iterator[str]:
    """Run `habitlog demo` on a free port and yield its address."""
    command = [sys.executable, "-m", "habitlog", "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
        assert found, "the demonstration did not start"
        try:
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)


def opened(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> Page:
    """Return a page that is signed in as the person of the demonstration."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Look around").click()
    page.wait_for_url("**/")
    return page


def take(browser: Browser, address: str, folder: Path) -> None:
    """Take the pictures of the README."""
    for name, (path, size, scheme) in PICTURES.items():
        page = opened(browser, address, size, scheme)
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png")
        page.context.close()
    for mode, picture in charts(browser, address):
        (folder / f"chart-{mode}.png").write_bytes(picture)


def take_everything(browser: Browser, address: str, folder: Path) -> None:
    """Take every page whole, on a desk and a phone, light and dark, to look at."""
    for size, scheme in ((DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")):
        page = opened(browser, address, size, scheme)
        for name, path in EVERYTHING.items():
            page.goto(path)
            page.screenshot(path=folder / f"{name}-{size[0]}-{scheme}.png", full_page=True)
        page.context.close()


def main() -> None:
    """Take the README's pictures; with a folder named, take every page into it instead."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, demonstration() as address:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        (take if folder == FOLDER else take_everything)(browser, address, folder)
        browser.close()


if __name__ == "__main__":
    main()
