"""Wall times of foreign files: what passed between two, and in which zone."""

from __future__ import annotations

from datetime import datetime

import pytest

from habitlog.errors import Malformed
from habitlog.importers.base import elapsed_minutes, format_local_time, parse_zone, resolve_file_time


@pytest.mark.parametrize(
    ("zone", "start", "end", "minutes"),
    [
        ("Europe/London", "2026-03-28T23:00", "2026-03-29T07:00", 7 * 60),
        ("Europe/London", "2026-10-24T23:00", "2026-10-25T07:00", 9 * 60),
        ("America/New_York", "2026-03-07T22:30", "2026-03-08T06:30", 7 * 60),
    ],
)
def test_elapsed_minutes_across_clock_change(zone: str, start: str, end: str, minutes: int) -> None:
    place = parse_zone(zone)
    (began,), (ended,) = (resolve_file_time(datetime.fromisoformat(text), place) for text in (start, end))
    assert elapsed_minutes(began, ended) == minutes


def test_local_time_in_missing_hour_is_refused_and_repeated_is_ambiguous() -> None:
    place = parse_zone("Europe/London")
    with pytest.raises(Malformed, match="01:30 did not happen"):
        resolve_file_time(datetime.fromisoformat("2026-03-29T01:30"), place)
    first, second = resolve_file_time(datetime.fromisoformat("2026-10-25T01:30"), place)
    assert elapsed_minutes(first, second) == 60
    assert [format_local_time(first), format_local_time(second)] == ["2026-10-25T01:30:00", "2026-10-25T01:30:00+00:00"]


@pytest.mark.parametrize("year", [1, 1900, 2100, 9999])
def test_local_time_of_unsupported_year_is_refused(year: int) -> None:
    with pytest.raises(Malformed, match="year"):
        resolve_file_time(datetime.fromisoformat(f"{year:04}-01-01"), parse_zone("Europe/Oslo"))


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Europe", "\x00", "\ud800"])
def test_unknown_timezone_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="time zone"):
        parse_zone(name)
