"""The usual night: the usual times and minutes of recent nights, as a night that yields a time asleep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.errors import Invalid
from habitlog.pillars.sleep.record import Night
from habitlog.stats.usual_time import find_usual_time
from habitlog.tracking import EntryRecord, clock_minutes, parse_record

MIN_NIGHTS = 3
TIMES = ("out_at", "final_wake_at", "try_at", "bed_at")
"""The times of a night, going back from getting up."""


def build_usual_night(
    records: Sequence[EntryRecord], day: date, zone: str, asked: Collection[str] = tuple(Night.model_fields)
) -> Night | None:
    """Return the night before a day at the usual times, in a person's time zone.

    It has the usual minutes to fall asleep and awake where they are asked, and they and all four times are usual, and
    else the median time asleep. None where there is no usual time of going to bed or getting up, where fewer than 3
    nights have a time asleep, or where the usual times do not make a possible night.
    """
    nights = [record for record in records if isinstance(record, Night) and not record.additional]
    times = _place_times({name: _find_usual_minutes(nights, name) for name in TIMES}, day, zone)
    for answers in (_build_diary_answers(nights, times), _build_short_answers(nights, times)):
        if answers is not None and answers.keys() <= set(asked):
            try:
                return parse_record(Night, {"kind": "night", "zone": zone, "day": day.isoformat(), **answers})
            except Invalid:
                continue
    return None


def _find_usual_minutes(nights: Sequence[Night], name: str) -> int | None:
    moments = [(getattr(night, name), night.zone) for night in nights]
    return find_usual_time([clock_minutes(moment, zone) for moment, zone in moments if moment is not None])


def _place_times(minutes: dict[str, int | None], day: date, zone: str) -> dict[str, str]:
    """Return the instants of clock times: getting up on `day`, and each other as late as it can be before that."""
    times: dict[str, str] = {}
    following: datetime | None = None
    for name, minute in minutes.items():
        if minute is None:
            continue
        moment = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
        while following is not None and moment > following:
            moment -= timedelta(days=1)
        times[name], following = moment.isoformat(), moment
    return times


def _build_diary_answers(nights: Sequence[Night], times: dict[str, str]) -> dict[str, Any] | None:
    latency = _find_median([night.sol_min for night in nights])
    awake = _find_median([night.awake_min for night in nights])
    if latency is None or awake is None or any(name not in times for name in TIMES):
        return None
    return {**times, "sol_min": latency, "waso_min": awake}


def _build_short_answers(nights: Sequence[Night], times: dict[str, str]) -> dict[str, Any] | None:
    asleep = _find_median([night.total_sleep_min for night in nights])
    if asleep is None or "bed_at" not in times or "out_at" not in times:
        return None
    return {"bed_at": times["bed_at"], "out_at": times["out_at"], "asleep_min": asleep}


def _find_median(minutes: Sequence[float | None]) -> int | None:
    known = [value for value in minutes if value is not None]
    return round(median(known)) if len(known) >= MIN_NIGHTS else None
