"""The importers are found by folder."""

from __future__ import annotations

import pytest

from habitlog.cli import ImportFormat
from habitlog.errors import Malformed
from habitlog.importers import IMPORTERS
from habitlog.importers.source_files import ImportSource


def test_every_importer_is_a_format_of_the_command() -> None:
    strength = ["fitnotes", "hevy", "strong"]
    watches = ["apple_health", "fit", "fitbit", "fitbit_table", "garmin", "google_fit", "oura", "samsung_health", "tcx"]
    watches.append("health_connect")
    others = ["daylio", "habitbull", "loop_habits", "plees", "sleep_as_android", "sleepmeter", "whoop"]
    assert list(IMPORTERS) == [*sorted([*strength, *watches, *others]), "table"]
    assert [str(key) for key in ImportFormat] == ["auto", "json", "csv", *IMPORTERS]


@pytest.mark.parametrize("key", IMPORTERS)
def test_importer_refuses_a_file_of_another_format(key: str) -> None:
    with pytest.raises(Malformed):
        IMPORTERS[key].parse(ImportSource.from_bytes(b"Dear diary", "Europe/Oslo"))
