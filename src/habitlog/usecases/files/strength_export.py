"""Sets as a CSV table in the shape of Hevy's export, which other strength apps import; notes stay out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, entries_query

COLUMNS = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes", "set_index",
    "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
_SET_TYPES = {"work": "normal", "warmup": "warmup", "amrap": "failure"}
_METRES_PER_KM = 1000
START_WHEN_UNKNOWN = time(12)
"""The clock time of a session that has none: the shape needs one."""


def export_sets(database: Database, person: Person) -> Iterator[bytes]:
    """Yield the table, a row for each set, oldest first; loads below 0, which the shape does not have, are empty."""
    yield _write_row(COLUMNS)
    with database.begin_read() as transaction:
        range_of_days = {"person": person.id, "first": FIRST_DAY, "last": LAST_DAY}
        for rows in (
            transaction.stream_rows(entries_query(PILLARS["training"]), **range_of_days).mappings().partitions()
        ):
            yield b"".join(_write_row(cells) for row in rows if row["sets"] for cells in _iter_sets(row))


def _iter_sets(row: Mapping[Any, Any]) -> Iterator[tuple[object, ...]]:
    zone = ZoneInfo(row["zone"])
    start = row["started_at"] or datetime.combine(row["day"], START_WHEN_UNKNOWN, zone)
    end = start + timedelta(minutes=row["session_min"] or 0)
    times = (_format_time(start, zone), _format_time(end, zone))
    places: dict[str, int] = {}
    for one in row["sets"]:
        place = places.get(one["exercise"], 0)
        places[one["exercise"]] = place + 1
        load, metres = one["load_kg"], one.get("distance_m")
        yield (
            "", *times, "", one["exercise"], "", "", place, _SET_TYPES[one["set_type"]],
            "" if load is None or load < 0 else load, one["reps"], "" if metres is None else metres / _METRES_PER_KM,
            one.get("seconds"), one["rpe"],
        )  # fmt: skip


def _format_time(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


def _write_row(cells: tuple[object, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
