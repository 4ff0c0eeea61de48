"""Time zones of a file by spans of days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.support.cases import for_each_case
from tests.support.import_files import sleep_log, write_fitbit_file

from habitlog.errors import Malformed
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.fitbit import parse_file

MOVED = "America/New_York until 2025-11-02, Europe/Berlin"


def test_zone_is_that_of_the_day() -> None:
    zones = parse_file_zones(MOVED)
    found = [zones.find_zone(date(2025, 11, day)).key for day in (2, 3)]
    assert found == ["America/New_York", "Europe/Berlin"]
    late = datetime(2025, 11, 3, 3, tzinfo=UTC).timestamp()
    assert zones.find_zone_of_instant(late).key == "America/New_York"
    assert zones.find_zone_of_instant(late + 7200).key == "Europe/Berlin"


def test_each_sleep_is_read_in_the_zone_of_its_start() -> None:
    logs = write_fitbit_file(
        sleep_log(1, "2025-11-01T23:00", "2025-11-02T07:00", 505),
        sleep_log(2, "2025-11-05T23:00", "2025-11-06T07:00", 400),
    )
    parsed = parse_file(logs, MOVED)
    assert [draft.fields["zone"] for draft in parsed.drafts] == ["America/New_York", "Europe/Berlin"]
    assert parsed.refusals == []


@for_each_case(
    "text",
    [
        "Mars/Base",
        "Europe/Berlin until 2025-06-30",
        "Europe/Berlin until 2025-06-31, Etc/UTC",
        "Europe/Berlin, Etc/UTC",
        "Europe/Berlin until 2025-06-30, America/New_York until 2025-06-30, Etc/UTC",
        ", ".join(["Europe/Berlin until 2025-06-30"] * 9 + ["Etc/UTC"]),
        "",
    ],
)
def test_zones_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_file_zones(text)
