"""Usual times of a person: from the last entries of a kind, each on its own clocks, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.support.clock import NOW
from tests.support.people import ensure_account

from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.tracking import Style
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.form_defaults import find_usual_times

DAY = date(2026, 3, 12)
SLEEP = PILLARS["sleep"]


def night(day: date, bed: str = "22:45", out: str = "07:15", **more: Any) -> dict[str, Any]:
    began = day - timedelta(days=1) if bed > "12:00" else day
    return {"kind": "night", "bed_at": f"{began}T{bed}", "out_at": f"{day}T{out}", **more}


def usual_times_after(
    database: Database, app: Any, nights: list[dict[str, Any]], kind: str = "night", pillar: str = "sleep"
) -> dict[str, str]:
    someone = ensure_account(app, "Ada", "Europe/Stockholm")
    with database.begin_write() as transaction:
        for raw in nights:
            entries.put_entry(transaction, someone, PILLARS[pillar], str(uuid4()), raw, NOW)
    found = PILLARS[pillar].find_kind(kind)
    assert found
    with database.begin_read() as transaction:
        told = find_usual_times(transaction, someone, PILLARS[pillar], found, DAY)
    return {name: Style().format_clock_time(minutes) for name, minutes in told.items()}


def days_before(days: int) -> date:
    return DAY - timedelta(days=days)


def test_usual_times_need_three_nights(database: Database, app: Any) -> None:
    assert usual_times_after(database, app, [night(days_before(1)), night(days_before(2))]) == {}
    assert usual_times_after(database, app, [night(days_before(28), "23:59", "06:33")]) == {
        "bed_at": "22:45",
        "out_at": "07:15",
    }


def test_usual_times_around_midnight(database: Database, app: Any) -> None:
    nights = [night(days_before(n), bed) for n, bed in enumerate(("23:40", "00:20", "23:50", "00:10"), 1)]
    assert usual_times_after(database, app, nights)["bed_at"] == "00:00"


def test_usual_times_ignore_same_later_and_old_days(database: Database, app: Any) -> None:
    nights = [night(DAY), night(days_before(29)), night(days_before(1)), night(days_before(2))]
    assert usual_times_after(database, app, nights) == {}


def test_usual_times_use_last_fourteen_nights(database: Database, app: Any) -> None:
    old = [night(days_before(n), "20:00", "05:00") for n in range(15, 29)]
    assert usual_times_after(database, app, old) == {"bed_at": "20:00", "out_at": "05:00"}
    recent = [night(days_before(n)) for n in range(1, 15)]
    assert usual_times_after(database, app, recent) == {"bed_at": "22:45", "out_at": "07:15"}


def test_usual_times_use_timezone_of_night(database: Database, app: Any) -> None:
    zones = ("Europe/Stockholm", "America/New_York", "Asia/Tokyo")
    nights = [night(days_before(n), zone=zone) for n, zone in enumerate(zones, 1)]
    assert usual_times_after(database, app, nights) == {"bed_at": "22:45", "out_at": "07:15"}


def test_usual_time_of_rarely_given_field_is_none(database: Database, app: Any) -> None:
    nights = [night(days_before(n)) for n in range(1, 6)]
    nights[0] |= {"final_wake_at": f"{days_before(1)}T06:50"}
    assert set(usual_times_after(database, app, nights)) == {"bed_at", "out_at"}


def test_usual_times_in_wrong_order_are_omitted(database: Database, app: Any) -> None:
    late = [night(days_before(n), "22:00", try_at=f"{days_before(n + 1)}T22:10") for n in range(1, 4)]
    plain = [night(days_before(n), "23:30") for n in range(4, 9)]
    assert usual_times_after(database, app, [*late, *plain]) == {"try_at": "22:10", "out_at": "07:15"}


def test_usual_times_are_only_for_nights_with_times(database: Database, app: Any) -> None:
    naps = [
        {"kind": "nap", "start_at": f"{days_before(n)}T13:00", "end_at": f"{days_before(n)}T13:20"} for n in range(1, 6)
    ]
    assert usual_times_after(database, app, naps, "nap") == {}
    assert {
        one.name for pillar in PILLARS.values() for kind in pillar.kinds for one in kind.fields if one.offers_usual_time
    } == {
        "bed_at",
        "try_at",
        "final_wake_at",
        "out_at",
    }


def test_usual_times_ignore_other_people(database: Database, app: Any) -> None:
    other = ensure_account(app, "Ben", "Europe/Stockholm")
    with database.begin_write() as transaction:
        for n in range(1, 5):
            entries.put_entry(transaction, other, SLEEP, str(uuid4()), night(days_before(n)), NOW)
    assert usual_times_after(database, app, []) == {}


def test_usual_times_at_calendar_start(database: Database, app: Any) -> None:
    someone = ensure_account(app, "Ada", "Europe/Stockholm")
    with database.begin_read() as transaction:
        assert find_usual_times(transaction, someone, SLEEP, SLEEP.kinds[0], date(1900, 1, 1)) == {}
