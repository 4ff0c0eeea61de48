"""Options of `habitlog serve`, which stand before the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_serve_opens_page_on_port_of_option(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho opened $1\n")
    browser.chmod(0o755)
    environment = os.environ | {"HABITLOG_DATA_DIR": str(tmp_path), "HABITLOG_PORT": "1", "BROWSER": str(browser)}
    command = [sys.executable, "-m", "habitlog", "serve", "--host", "127.0.0.1", "--port", "0", "--open"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        announced, opened = process.stdout.readline(), process.stdout.readline()
        process.terminate()
    assert announced.startswith("habitlog is on http://127.0.0.1:")
    assert opened == f"opened {announced.split()[-1]}\n"
