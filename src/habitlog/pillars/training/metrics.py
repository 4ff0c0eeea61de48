"""The numbers of a day of training sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from habitlog.pillars.training.record import Hiit, Resistance, Set, TrainingSession
from habitlog.tracking import DailyMetric, EntryRecord


def _iter_counted_sets(records: Sequence[EntryRecord]) -> Iterator[Set]:
    for record in records:
        if isinstance(record, Resistance):
            yield from (set_ for set_ in record.sets if set_.is_work_set)


def count_resistance_sets(records: Sequence[EntryRecord]) -> float:
    """Return the number of sets other than warm-ups and failed attempts: of repetitions, seconds or metres."""
    return sum(1 for _ in _iter_counted_sets(records))


def compute_volume_load(records: Sequence[EntryRecord]) -> float:
    """Return kg moved: reps times load, over the sets that have both and are lifted: see `Set.lifted_kg`."""
    volume = sum(
        set_.reps * load
        for set_ in _iter_counted_sets(records)
        if set_.reps is not None and (load := set_.lifted_kg) is not None
    )
    return round(volume, 3)


def sum_interval_minutes(records: Sequence[EntryRecord]) -> float:
    """Return minutes of interval work, rests left out."""
    return sum(record.total_work_s for record in records if isinstance(record, Hiit)) / 60


def sum_session_minutes(records: Sequence[EntryRecord]) -> float | None:
    """Return minutes of all sessions, or None when one of them has no minutes."""
    minutes = [record.session_min for record in cast("Sequence[TrainingSession]", records)]
    return _sum_if_all_known(minutes)


def compute_session_load(records: Sequence[EntryRecord]) -> float | None:
    """Return the sum of session loads in AU (foster2001), or None when a session lacks minutes or effort."""
    loads = [record.session_load for record in cast("Sequence[TrainingSession]", records)]
    return _sum_if_all_known(loads)


def _sum_if_all_known(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


DAILY_METRICS = (
    DailyMetric(
        "training.minutes",
        "Training minutes",
        "min",
        "total",
        sum_session_minutes,
        value_when_none=0,
        explained="Minutes of every session of the day; unknown if one session has no minutes.",
    ),
    DailyMetric(
        "training.resistance_sets",
        "Work sets",
        "sets",
        "total",
        count_resistance_sets,
        value_when_none=0,
        explained="Sets other than warm-ups, of repetitions, seconds or metres; an attempt of 0 repetitions does not "
        "count.",
        version=2,
    ),
    DailyMetric(
        "training.volume_load",
        "Volume load",
        "kg",
        "total",
        compute_volume_load,
        value_when_none=0,
        explained="Repetitions times load, summed over the sets that have both. Warm-ups, sets that count seconds or "
        "metres, and sets with help (a load below 0) add nothing.",
        version=2,
    ),
    DailyMetric(
        "training.hiit_work",
        "Interval work",
        "min",
        "total",
        sum_interval_minutes,
        value_when_none=0,
        explained="Rounds times work times blocks; rests are not counted.",
    ),
    DailyMetric(
        "training.session_load",
        "Session load",
        "AU",
        "total",
        compute_session_load,
        value_when_none=0,
        explained="Effort 0 to 10 times minutes, in arbitrary units, summed over the day's sessions.",
    ),
)
