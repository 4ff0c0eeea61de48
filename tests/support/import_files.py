"""Small files of other apps, as their exports write them."""

from __future__ import annotations

import json
from typing import Any

HEVY_COLUMNS = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
    "weight_kg,reps,distance_km,duration_seconds,rpe"
)


def write_hevy_file(*loads: float, day: str = "3 Feb 2026", note: str = "", reps: str = "6") -> bytes:
    """Return a session of one set a load."""
    rows = [
        f'Upper,"{day}, 18:10","{day}, 19:02",,Overhead Press (Barbell),,"{note}",{place},normal,{load},{reps},,,'
        for place, load in enumerate(loads)
    ]
    return "\n".join([HEVY_COLUMNS, *rows, ""]).encode()


def write_fitbit_file(*logs: dict[str, Any]) -> bytes:
    """Return sleep logs: main sleeps unless a log says otherwise."""
    return json.dumps([{"mainSleep": True, **log} for log in logs]).encode()


def sleep_log(number: int, start: str, end: str, asleep: int, **others: Any) -> dict[str, Any]:
    """Return a log from `start` to `end`, local times like 2026-02-17T23:24."""
    return {
        "logId": number,
        "startTime": f"{start}:00.000",
        "endTime": f"{end}:00.000",
        "minutesAsleep": asleep,
    } | others
