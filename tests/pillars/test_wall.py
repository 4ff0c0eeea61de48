"""Clock times and instants: once, twice or never, and the latest showing of a clock before a moment."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.timezones import find_instants, find_latest_wall_time, to_wall_time

STOCKHOLM, LONDON, NEW_YORK = "Europe/Stockholm", "Europe/London", "America/New_York"
ZONES = [STOCKHOLM, LONDON, NEW_YORK, "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "Pacific/Apia"]


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
