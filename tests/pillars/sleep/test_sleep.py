"""Nights and naps: worked values (carney2012 items), order of times, and the clock changes of the science notes."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.support.cases import for_each_case
from tests.support.entries import NIGHT

from habitlog.errors import Invalid
from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.sleep.record import MINUTE, Nap, Night
from habitlog.tracking import parse_record

STOCKHOLM = "Europe/Stockholm"
PLAIN = {"kind": "night", "zone": STOCKHOLM, "bed_at": "2026-03-11T22:45", "out_at": "2026-03-12T07:15"}


def night(raw: dict[str, Any] = NIGHT, **changes: Any) -> Night:
    return parse_record(Night, {"zone": STOCKHOLM, **raw, **changes})


def value(metric: str, record: Night) -> float | None:
    return DAILY_METRICS[f"sleep.{metric}"].compute([record])


def fields_of(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


@for_each_case(
    ("metric", "told"),
    [
        ("duration", 400),
        ("time_in_bed", 510),
        ("efficiency", pytest.approx(78.43, abs=0.005)),
        ("onset_latency", 25),
        ("waso", 35),
        ("midpoint", 3 * 60 + 12.5),
        ("quality", 4),
    ],
)
def test_night_metrics_match_published_values(metric: str, told: float) -> None:
    assert value(metric, night()) == told


def test_night_metrics_are_consistent() -> None:
    one = night()
    assert one.sleep_period is not None
    assert f"{one.sleep_period[0].astimezone(ZoneInfo(STOCKHOLM)):%H:%M}" == "23:35"
    assert (one.sleep_period[1] - one.sleep_period[0]) / MINUTE == 435
    tried, woke, up = (getattr(one, name) for name in ("try_at", "final_wake_at", "out_at"))
    assert (up - woke) / MINUTE == 25
    assert 100 * (one.total_sleep_min or 0) / ((up - tried) / MINUTE) == pytest.approx(82.47, abs=0.005)


def test_midpoint_keeps_half_second() -> None:
    one = night(try_at="2026-03-11T23:10:00", sol_min=0, final_wake_at="2026-03-12T06:50:01")
    assert value("midpoint", one) == pytest.approx(3 * 60 + 0.5 / 60, abs=1e-9)


@pytest.mark.parametrize(
    ("onset", "hours", "middle"),
    [
        ("2026-01-10T23:30", 8, 3 * 60 + 30),
        ("2026-01-11T01:00", 10, 6 * 60),
        ("2026-01-11T00:10", 9.25, 4 * 60 + 47.5),
        ("2026-01-10T21:00", 5, 23 * 60 + 30),
    ],
)
def test_midpoint_is_on_local_clock(onset: str, hours: float, middle: float) -> None:
    from datetime import datetime, timedelta

    woke = (datetime.fromisoformat(onset) + timedelta(hours=hours)).isoformat()
    one = night(PLAIN, bed_at=onset, try_at=onset, sol_min=0, wakes=0, final_wake_at=woke, out_at=woke)
    assert value("midpoint", one) == middle


@pytest.mark.parametrize(
    ("zone", "bed", "out", "hours"),
    [
        ("Europe/London", "2026-03-28T23:00", "2026-03-29T07:00", 7),
        ("Europe/London", "2026-10-24T23:00", "2026-10-25T07:00", 9),
        ("America/New_York", "2026-03-07T22:30", "2026-03-08T06:30", 7),
        ("Europe/London", "2026-06-01T23:00", "2026-06-02T07:00", 8),
    ],
)
def test_time_in_bed_is_elapsed_across_clock_change(zone: str, bed: str, out: str, hours: int) -> None:
    assert night(PLAIN, zone=zone, bed_at=bed, out_at=out).time_in_bed_min == hours * 60


@pytest.mark.parametrize(
    ("written", "utc"),
    [("2026-10-25T01:30", "00:30"), ("2026-10-25T01:30+00:00", "01:30"), ("2026-10-25T01:30+01:00", "00:30")],
)
def test_repeated_hour_is_first_unless_offset_given(written: str, utc: str) -> None:
    nap = {"kind": "nap", "zone": "Europe/London", "start_at": written, "end_at": "2026-10-25T04:00"}
    assert f"{parse_record(Nap, nap).start_at:%H:%M}" == utc


def test_nonexistent_hour_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        night(PLAIN, zone="Europe/London", bed_at="2026-03-29T01:30", out_at="2026-03-29T08:00")
    assert fields_of(refused) == ["bed_at"]
    assert refused.value.problems[0].code == "local_time_skipped"


@pytest.mark.parametrize(
    ("wakes", "waso", "told"), [(0, None, 0), (0, 0, 0), (3, 20, 20), (None, 15, 15), (None, None, None)]
)
def test_zero_wakings_mean_zero_waso(wakes: int, waso: int | None, told: float | None) -> None:
    assert value("waso", night(PLAIN, wakes=wakes, waso_min=waso)) == told


def test_night_of_minutes_asleep_only() -> None:
    one = night({"kind": "night"}, day="2026-03-12", asleep_min=431)
    assert (value("duration", one), value("time_in_bed", one), value("midpoint", one)) == (431, None, None)
    assert one.entry_date.isoformat() == "2026-03-12"


def test_night_with_minutes_asleep_uses_bed_times() -> None:
    one = night(PLAIN, asleep_min=420)
    assert (value("duration", one), value("midpoint", one)) == (420, 3 * 60)
    assert value("efficiency", one) == pytest.approx(100 * 420 / 510)


def test_night_of_bed_times_only_has_no_sleep_metrics() -> None:
    one = night(PLAIN)
    told = {name: value(name, one) for name in ("duration", "efficiency", "midpoint", "time_in_bed")}
    assert told == {"duration": None, "efficiency": None, "midpoint": None, "time_in_bed": 510}


@for_each_case(
    ("changes", "field"),
    [
        ({"try_at": "2026-03-11T22:44"}, "try_at"),
        ({"bed_at": "2026-03-11T14:00"}, "try_at"),
        ({"sol_min": 481}, "sol_min"),
        ({"wakes": 51}, "wakes"),
        ({"waso_min": None}, "waso_min"),
        ({"wakes": 0}, "waso_min"),
        ({"waso_min": 721}, "waso_min"),
        ({"waso_min": 436}, "waso_min"),
        ({"final_wake_at": "2026-03-11T23:35"}, "final_wake_at"),
        ({"out_at": "2026-03-12T06:49"}, "out_at"),
        ({"out_at": "2026-03-12T22:46"}, "out_at"),
        ({"quality": 0}, "quality"),
        ({"quality": 6}, "quality"),
        ({"day_kind": "holiday"}, "day_kind"),
        ({"alarm": "yes"}, "alarm"),
        ({"asleep_min": 400}, "asleep_min"),
        ({"bed_at": None}, "bed_at"),
        ({"out_at": None}, "out_at"),
        ({"day": "2026-03-11"}, "day"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_impossible_night_is_refused_at_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        night(**changes)
    assert field in fields_of(refused)


@pytest.mark.parametrize(
    ("changes", "holds"),
    [({"waso_min": 435}, 0), ({"sol_min": 0}, 425), ({"final_wake_at": "2026-03-12T07:15"}, 425)],
)
def test_night_accepts_range_limits(changes: dict[str, Any], holds: float) -> None:
    assert night(**changes).total_sleep_min == holds


@pytest.mark.parametrize(("end", "fits"), [("21:00", True), ("21:01", False), ("13:00", False), ("12:59", False)])
def test_nap_duration_limits(end: str, fits: bool) -> None:
    raw = {"kind": "nap", "zone": STOCKHOLM, "start_at": "2026-03-12T13:00", "end_at": f"2026-03-12T{end}"}
    if fits:
        assert parse_record(Nap, raw).duration_min == 480
    else:
        with pytest.raises(Invalid) as refused:
            parse_record(Nap, raw)
        assert fields_of(refused) == ["end_at"]


def test_nap_across_midnight_belongs_to_end_date() -> None:
    nap = parse_record(
        Nap, {"kind": "nap", "zone": STOCKHOLM, "start_at": "2026-03-11T23:50", "end_at": "2026-03-12T00:20"}
    )
    assert nap.entry_date.isoformat() == "2026-03-12"
    assert all(metric.compute([nap]) is None for name, metric in DAILY_METRICS.items() if name.startswith("sleep."))
