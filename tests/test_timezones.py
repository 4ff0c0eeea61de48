"""Wall times of foreign files: what passed between two, and in which zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.errors import Malformed
from habitlog.importers.base import elapsed_minutes, format_local_time, parse_zone, resolve_file_time
from habitlog.timezones import find_instants, find_latest_wall_time, to_wall_time
from habitlog.tracking import Style
from habitlog.web.forms.clock_times import describe_repeats


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
    with pytest.raises(Malformed, match="file_time_skipped"):
        resolve_file_time(datetime.fromisoformat("2026-03-29T01:30"), place)
    first, second = resolve_file_time(datetime.fromisoformat("2026-10-25T01:30"), place)
    assert elapsed_minutes(first, second) == 60
    assert [format_local_time(first), format_local_time(second)] == ["2026-10-25T01:30:00", "2026-10-25T01:30:00+00:00"]


@pytest.mark.parametrize("year", [1, 1900, 2100, 9999])
def test_local_time_of_unsupported_year_is_refused(year: int) -> None:
    with pytest.raises(Malformed, match="file_year_out_of_range"):
        resolve_file_time(datetime.fromisoformat(f"{year:04}-01-01"), parse_zone("Europe/Oslo"))


@for_each_case("name", ["", "Mars/Base", "../etc/passwd", "Europe", "\x00", "\ud800"])
def test_unknown_timezone_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="zone_format"):
        parse_zone(name)


STOCKHOLM, LONDON, NEW_YORK = "Europe/Stockholm", "Europe/London", "America/New_York"
ZONES = [STOCKHOLM, LONDON, NEW_YORK, "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "Pacific/Apia"]


@for_each_case(
    ("zone", "wall", "utc"),
    [
        (LONDON, "2026-10-25T01:30", ["00:30", "01:30"]),
        (STOCKHOLM, "2026-10-25T02:30", ["00:30", "01:30"]),
        (STOCKHOLM, "2026-10-25T03:00", ["02:00"]),
        (LONDON, "2026-03-29T01:30", []),
        (LONDON, "2026-03-29T02:00", ["01:00"]),
        (NEW_YORK, "2026-11-01T01:00", ["05:00", "06:00"]),
        ("Australia/Lord_Howe", "2026-04-05T01:45", ["14:45", "15:15"]),
        ("Asia/Kolkata", "2026-10-25T02:30", ["21:00"]),
        ("Pacific/Apia", "2011-12-30T12:00", []),
    ],
)
def test_local_time_resolves_to_all_instants(zone: str, wall: str, utc: list[str]) -> None:
    assert [f"{instant:%H:%M}" for instant in find_instants(datetime.fromisoformat(wall), zone)] == utc


@for_each_case(
    ("clock", "following", "wall", "utc"),
    [
        ("22:45", "2026-03-12T06:15", "2026-03-11T22:45", ["21:45"]),
        ("07:15", "2026-03-12T06:15", "2026-03-12T07:15", ["06:15"]),
        ("07:16", "2026-03-12T06:15", "2026-03-11T07:16", ["06:16"]),
        ("02:50", "2026-10-25T01:10", "2026-10-25T02:50", ["00:50"]),  # up 02:10, second pass
        ("02:50", "2026-10-25T00:10", "2026-10-24T02:50", ["00:50"]),  # up 02:10, first pass
        ("02:10", "2026-10-25T01:30", "2026-10-25T02:10", ["00:10", "01:10"]),
        ("02:30", "2026-03-29T05:00", "2026-03-29T02:30", []),
        ("02:30", "2026-03-30T00:10", "2026-03-29T02:30", []),
    ],
)
def test_latest_local_time_before_instant(clock: str, following: str, wall: str, utc: list[str]) -> None:
    until = datetime.fromisoformat(following).replace(tzinfo=UTC)
    found, there = find_latest_wall_time(time.fromisoformat(clock), until, STOCKHOLM)
    assert found == datetime.fromisoformat(wall)
    assert [f"{instant:%H:%M}" for instant in there] == utc


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime.fromisoformat("2009-01-01"), datetime.fromisoformat("2030-01-01")),
    st.times(),
)
def test_latest_local_time_is_latest(zone: str, utc: datetime, clock: time) -> None:
    following, clock = utc.replace(microsecond=0, tzinfo=UTC), clock.replace(second=0, microsecond=0)
    wall, there = find_latest_wall_time(clock, following, zone)
    if not there:
        assert find_instants(wall, zone) == ()
        return
    assert all(to_wall_time(instant, zone) == wall and instant <= following for instant in there)
    later = there[-1] + timedelta(minutes=1)
    while later <= following:
        assert later.astimezone(ZoneInfo(zone)).time() != clock
        later += timedelta(minutes=1)


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
    assert describe_repeats(datetime.fromisoformat(wall), zone, Style()) == said


def test_ambiguous_time_labels_use_preferred_clock() -> None:
    passes = describe_repeats(datetime.fromisoformat("2026-10-25T02:30"), "Europe/Stockholm", Style(clock="12"))
    assert passes == ("first 2:30 am (summer time)", "second 2:30 am (an hour later)")
