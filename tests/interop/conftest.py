"""Real exports, found outside the repository; tests that need them skip visibly without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    place = Path(os.environ.get("HABITLOG_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (place / "README.md").is_file():
        pytest.skip("real exports are not here: set HABITLOG_REAL_DATA to their folder")
    return place
