"""Words of a page that are more than a name: the two passes of a clock time that came twice."""

from __future__ import annotations

from datetime import datetime

import pytest

from habitlog.tracking import Style
from habitlog.web.dates import describe_repeated_time


@pytest.mark.parametrize(
    ("zone", "wall", "said"),
    [
        ("Europe/Stockholm", "2026-10-25T02:30", ("first 02:30 (summer time)", "second 02:30 (an hour later)")),
        ("Australia/Lord_Howe", "2026-04-05T01:45", ("first 01:45 (summer time)", "second 01:45 (30 min later)")),
        (
            "Asia/Almaty",
            "2024-02-29T23:10",
            ("first 23:10 (before the clocks went back)", "second 23:10 (an hour later)"),
        ),
    ],
)
def test_ambiguous_time_labels_are_distinct(zone: str, wall: str, said: tuple[str, str]) -> None:
    assert describe_repeated_time(datetime.fromisoformat(wall), zone, Style()) == said


def test_ambiguous_time_labels_use_preferred_clock() -> None:
    passes = describe_repeated_time(datetime.fromisoformat("2026-10-25T02:30"), "Europe/Stockholm", Style(clock="12"))
    assert passes == ("first 2:30 am (summer time)", "second 2:30 am (an hour later)")
