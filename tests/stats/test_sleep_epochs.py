"""Nights and naps on the local clock: noon to noon, across changes of clocks, zones and unknown days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats.sleep_regularity import (
    EpochGrid,
    SleepInterval,
    SleepRegularity,
    build_epoch_grid,
    compute_sleep_regularity_index,
    is_same_local_clock,
)

LONDON = "Europe/London"
NEW_YORK = "America/New_York"
MONDAY = date(2026, 6, 1)


def night(day: date, start: str, end: str, zone: str = "UTC") -> SleepInterval:
    """Return the night of a day from a local time, of the day before when it is later than `end`, to another."""
    before = day - timedelta(days=1) if start > end else day
    return SleepInterval(instant(before, start, zone), instant(day, end, zone), zone, day)


def nap(day: date, start: str, end: str, zone: str = "UTC") -> SleepInterval:
    return night(day, start, end, zone)._replace(night_of=None)


def instant(day: date, clock: str, zone: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def asleep_row(found: EpochGrid, index: int = 0) -> list[str]:
    """Return the stretches of sleep of a day by its clock, from noon."""
    edges = np.flatnonzero(np.diff(found.asleep[index], prepend=False, append=False))
    return [f"{clock(start)}-{clock(end)}" for start, end in edges.reshape(-1, 2).tolist()]


def unknown_row(found: EpochGrid, index: int = 0) -> list[str]:
    return asleep_row(EpochGrid(~found.known, found.known, found.comparable), index)


def clock(epoch: int) -> str:
    hour, minute = divmod((epoch + 720) % 1440, 60)
    return f"{hour:02}:{minute:02}"


def test_epochs_of_night() -> None:
    found = build_epoch_grid([night(MONDAY, "23:10", "06:45")], MONDAY, MONDAY)
    assert (found.asleep.shape, found.known.shape, found.comparable.shape) == ((1, 1440), (1, 1440), (0,))
    assert asleep_row(found) == ["23:10-06:45"]
    assert found.known.all()


@pytest.mark.parametrize(
    ("start", "end", "slept"),
    [
        ("23:10:00", "06:45:00", "23:10-06:45"),
        ("23:10:01", "06:45:01", "23:11-06:46"),
        ("23:09:59.5", "06:44:59.5", "23:10-06:45"),
    ],
)
def test_epoch_is_asleep_by_its_first_instant(start: str, end: str, slept: str) -> None:
    assert asleep_row(build_epoch_grid([night(MONDAY, start, end)], MONDAY, MONDAY)) == [slept]


def test_epochs_of_skipped_hour_in_london_are_unknown() -> None:
    day = date(2026, 3, 29)
    found = build_epoch_grid([night(day, "23:00", "07:00", LONDON)], day, day)
    assert asleep_row(found) == ["23:00-01:00", "02:00-07:00"]
    assert unknown_row(found) == ["01:00-02:00"]
    assert found.asleep.sum() == 7 * 60


def test_epochs_of_repeated_hour_use_second_pass() -> None:
    day = date(2026, 10, 25)
    whole = build_epoch_grid([night(day, "23:00", "07:00", LONDON)], day, day)
    assert asleep_row(whole) == ["23:00-07:00"]
    assert whole.known.all()
    first_pass = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    woken = SleepInterval(first_pass - timedelta(hours=2), first_pass, LONDON, day)
    assert asleep_row(build_epoch_grid([woken], day, day)) == ["23:30-01:00"]
    second_pass = SleepInterval(first_pass, first_pass + timedelta(hours=1), LONDON, day)
    assert asleep_row(build_epoch_grid([second_pass], day, day)) == ["01:00-01:30"]


def test_epochs_of_skipped_hour_in_new_york_are_unknown() -> None:
    day = date(2026, 3, 8)
    found = build_epoch_grid([night(day, "22:30", "06:30", NEW_YORK)], day, day)
    assert asleep_row(found) == ["22:30-02:00", "03:00-06:30"]
    assert unknown_row(found) == ["02:00-03:00"]


@for_each_case(
    ("zone", "day", "gap"),
    [
        ("Australia/Lord_Howe", date(2026, 10, 4), ["02:00-02:30"]),
        ("Australia/Lord_Howe", date(2026, 4, 5), []),
        ("Antarctica/Troll", date(2026, 3, 29), ["01:00-03:00"]),
        ("America/St_Johns", date(2006, 4, 2), ["00:01-01:01"]),
        ("Europe/Amsterdam", date(1937, 7, 1), ["00:00-00:01"]),
        ("Pacific/Apia", date(2011, 12, 31), ["12:00-12:00"]),
        ("Pacific/Kwajalein", date(1969, 10, 1), []),
    ],
)
def test_epochs_of_rare_clock_changes(zone: str, day: date, gap: list[str]) -> None:
    """Half an hour, two hours, a minute after midnight, half a minute, a whole day skipped, a day told twice."""
    assert unknown_row(build_epoch_grid([night(day, "04:00", "08:00", zone)], day, day)) == gap


@pytest.mark.parametrize(("zone", "first"), [(LONDON, date(2026, 3, 27)), (NEW_YORK, date(2026, 10, 30))])
def test_regularity_is_unaffected_by_clock_change(zone: str, first: date) -> None:
    nights = [night(after(first, i), "23:00", "07:00", zone) for i in range(7)]
    found = build_epoch_grid(nights, first, after(first, 6))
    assert found.comparable.all()
    assert compute_sleep_regularity_index(*found) == SleepRegularity(100, 6, 5)


def test_epochs_of_day_sleep_continue_in_next_row() -> None:
    """Up at 15:00, so the night belongs to that day, and its last three hours to the row of the next."""
    nights = [night(after(MONDAY, i), "08:00", "15:00") for i in range(7)]
    found = build_epoch_grid(nights, MONDAY, after(MONDAY, 6))
    assert asleep_row(found, 0) == ["08:00-12:00"]
    assert [asleep_row(found, i) for i in range(1, 7)] == [["12:00-15:00", "08:00-12:00"]] * 6


def test_epochs_of_nap_after_noon() -> None:
    slept = [
        nap(after(MONDAY, -1), "13:00", "13:40"),
        night(MONDAY, "23:00", "07:00"),
        nap(MONDAY, "11:30", "12:20"),
        nap(after(MONDAY, 1), "09:00", "10:00"),
    ]
    found = build_epoch_grid(slept, MONDAY, after(MONDAY, 1))
    assert asleep_row(found, 0) == ["13:00-13:40", "23:00-07:00", "11:30-12:00"]
    assert asleep_row(found, 1) == []
    assert found.known.any(axis=1).tolist() == [True, False]


def test_epochs_accept_overlap_and_any_order() -> None:
    slept = [nap(MONDAY, "06:30", "08:00"), night(MONDAY, "23:00", "07:00"), nap(MONDAY, "01:00", "02:00")]
    assert asleep_row(build_epoch_grid(slept, MONDAY, MONDAY)) == ["23:00-08:00"]


def test_epochs_of_unknown_days_are_not_joined() -> None:
    nights = [night(after(MONDAY, i), "23:00", "07:00") for i in (0, 1, 3, 4, 9)]
    found = build_epoch_grid(nights, after(MONDAY, -1), after(MONDAY, 5))
    assert found.known.all(axis=1).tolist() == [False, True, True, False, True, True, False]
    assert found.known.any(axis=1).tolist() == found.known.all(axis=1).tolist()
    assert found.comparable.tolist() == [False, True, False, False, True, False]


@for_each_case(
    ("one", "other", "joined"),
    [
        (LONDON, "Europe/Paris", True),
        (LONDON, "Europe/Helsinki", False),
        (NEW_YORK, LONDON, False),
        (LONDON, NEW_YORK, False),
        ("Asia/Kolkata", "Asia/Kathmandu", True),
        ("Pacific/Auckland", "Pacific/Honolulu", False),
    ],
)
def test_epochs_are_split_by_timezone_change_of_two_hours(one: str, other: str, joined: bool) -> None:
    slept = [night(MONDAY, "23:00", "07:00", one), night(after(MONDAY, 1), "23:00", "07:00", other)]
    assert build_epoch_grid(slept, MONDAY, after(MONDAY, 1)).comparable.tolist() == [joined]


def test_epochs_use_timezone_of_each_night() -> None:
    slept = [night(after(MONDAY, i), "23:00", "07:00", zone) for i, zone in enumerate([LONDON, NEW_YORK, LONDON])]
    found = build_epoch_grid(slept, MONDAY, after(MONDAY, 2))
    # The sleep in New York ends at noon in London, where the third row begins.
    assert [asleep_row(found, i) for i in range(3)] == [["23:00-07:00"]] * 3


def test_clock_change_is_no_timezone_change() -> None:
    """From New York to Chicago across the end of summer time: clocks were moved by two hours, one by travel."""
    assert is_same_local_clock(NEW_YORK, "America/Chicago", datetime(2026, 11, 1, 12, tzinfo=UTC))
    day = date(2026, 11, 1)
    slept = [night(after(day, -1), "23:00", "07:00", NEW_YORK), night(day, "23:00", "07:00", "America/Chicago")]
    assert build_epoch_grid(slept, after(day, -1), day).comparable.tolist() == [True]
    slept = [night(after(day, i), "23:00", "07:00", "Antarctica/Troll") for i in range(-300, 60)]
    assert build_epoch_grid(slept, after(day, -300), after(day, 59)).comparable.all()


WEEK = ["00:00-08:00"] * 5 + ["02:00-10:00"] * 2


@pytest.mark.parametrize(
    ("sleeps", "value"),
    [
        (["00:00-08:00"] * 7, 100),
        ([f"{(hour + 21) % 24:02}:00-{(hour + 5) % 24:02}:00" for hour in range(7)], 83.3333),
        (WEEK, 94.4444),
        (WEEK * 2, 92.3077),
    ],
    ids=["identical", "an hour later every day", "five and two", "the same week twice"],
)
def test_regularity_of_reference_patterns_from_nights(sleeps: list[str], value: float) -> None:
    nights = [night(after(MONDAY, i), *sleep.split("-")) for i, sleep in enumerate(sleeps)]
    found = compute_sleep_regularity_index(*build_epoch_grid(nights, MONDAY, after(MONDAY, len(sleeps) - 1)))
    assert found[:3] == pytest.approx((value, len(sleeps) - 1, 5), abs=5e-5)


@pytest.mark.parametrize(
    ("hours", "value"), [([(13, 8), (25, 8)] * 4, -33.3333), ([(12, 12), (24, 12)] * 4, -100)], ids=["third", "half"]
)
def test_regularity_of_alternating_patterns_from_nights(hours: list[tuple[int, int]], value: float) -> None:
    """Sleep begins so many hours after midnight of the day before: now in the afternoon, now after midnight."""
    slept = []
    for i, (start, length) in enumerate(hours):
        begin = instant(after(MONDAY, i - 1), "00:00", "UTC") + timedelta(hours=start)
        slept.append(SleepInterval(begin, begin + timedelta(hours=length), "UTC", after(MONDAY, i)))
    found = compute_sleep_regularity_index(*build_epoch_grid(slept, MONDAY, after(MONDAY, 7)))
    assert found[:3] == pytest.approx((value, 7, 5), abs=5e-5)


def test_epochs_of_empty_range() -> None:
    empty = build_epoch_grid([], MONDAY, after(MONDAY, -1))
    assert [part.shape for part in empty] == [(0, 1440), (0, 1440), (0,)]
    assert not build_epoch_grid([], MONDAY, after(MONDAY, 3)).known.any()


def test_epochs_refuse_unbounded_range() -> None:
    with pytest.raises(ValueError, match="36600"):
        build_epoch_grid([], date(1900, 1, 1), date(2026, 1, 1))


zones = st.sampled_from([LONDON, NEW_YORK, "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"])


@settings(deadline=None)
@given(zones, st.integers(0, 364), st.integers(0, 86_399), st.integers(1, 16 * 3600))
def test_epochs_agree_with_local_clock(zone: str, offset: int, second: int, length: int) -> None:
    """The slow way round: each second pass of each minute of the local clock, looked up one by one."""
    day = after(date(2026, 1, 1), offset)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)) - timedelta(days=1)
    start = instant(after(day, -1), "00:00", "UTC") + timedelta(seconds=second)
    slept = SleepInterval(start, start + timedelta(seconds=length), zone, day)
    found = build_epoch_grid([slept], day, day)
    for epoch in range(0, 1440, 15):
        wall = (noon + timedelta(minutes=epoch)).replace(fold=1)
        known = wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(fold=1) == wall
        assert found.known[0, epoch] == known
        assert found.asleep[0, epoch] == (known and slept.start <= wall.astimezone(UTC) < slept.end)
