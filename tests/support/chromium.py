"""Find a Chromium for the tests in a real browser, or bring one in: `python tests/support/chromium.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without a display of its own, which takes half the time of the others."""
PACKAGES = ("chromium-headless-shell", "chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How every test starts it: without a display, and without calls of its own to the outside."""

MISSING = """
  No Chromium was found and none could be installed, so the tests in a real browser will be skipped.
  Install `chromium` with the system's package manager, or run `playwright install chromium`.
"""


def chromium_path() -> str | None:
    """Return the program to start: one on PATH, else the one playwright brought, else None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> bool:
    print("browser:", " ".join(command), flush=True)
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _may_install_packages() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def ensure_chromium() -> str | None:
    """Return a Chromium, installing one where that is possible."""
    if path := chromium_path():
        return path
    if _may_install_packages() and _run("apt-get", "update", "-qq"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        for package in PACKAGES:
            if _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package):
                break
    if path := chromium_path():
        return path
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    return chromium_path()


def main() -> int:
    """Say which browser the tests will use; a missing one fails the run on a build server alone."""
    path = ensure_chromium()
    if path:
        print("browser:", path)
        return 0
    print(MISSING, file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
