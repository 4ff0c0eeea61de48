"""The importers are found by folder."""

from __future__ import annotations

import pytest

from habitlog.cli import ImportFormat
from habitlog.errors import Malformed
from habitlog.importers import IMPORTERS
from habitlog.importers.source_files import ImportSource


def test_every_importer_is_a_format_of_the_command() -> None:
    strength, others, named = (
        ["fitnotes", "hevy", "strong"],
        [
            "apple_health",
            "fitbit",
            "garmin",
            "fit",
            "google_fit",
            "oura",
            "samsung_health",
            "sleep_as_android",
            "tcx",
            "whoop",
        ],
        ["daylio", "loop_habits"],
    )
    assert list(IMPORTERS) == [*sorted([*strength, *others, *named]), "table"]
    assert [str(key) for key in ImportFormat] == ["auto", "json", *IMPORTERS]


@pytest.mark.parametrize("key", IMPORTERS)
def test_importer_refuses_a_file_of_another_format(key: str) -> None:
    with pytest.raises(Malformed):
        IMPORTERS[key].parse(ImportSource.from_bytes(b"Dear diary", "Europe/Oslo"))
