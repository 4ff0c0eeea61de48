"""The numbers of one night. Naps count in none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from habitlog.pillars.sleep.record import Night
from habitlog.tracking import DailyMetric, EntryRecord, clock_minutes


def compute_efficiency(night: Night) -> float | None:
    """Return 100 x sleep time / time in bed, in per cent."""
    return (
        None
        if night.total_sleep_min is None or not night.time_in_bed_min
        else 100 * night.total_sleep_min / night.time_in_bed_min
    )


def compute_midpoint(night: Night) -> float | None:
    """Return the middle of the sleep period in minutes after local midnight, 0 to under 1440."""
    if night.sleep_period is None:
        return None
    start, end = night.sleep_period
    return clock_minutes(start + (end - start) / 2, night.zone)


def _compute_from_night(value: Callable[[Night], float | None]) -> Callable[[Sequence[EntryRecord]], float | None]:
    def metric(records: Sequence[EntryRecord]) -> float | None:
        return next((value(record) for record in records if isinstance(record, Night)), None)

    return metric


DAILY_METRICS = (
    DailyMetric(
        "sleep.duration",
        "Time asleep",
        "min",
        "mean",
        _compute_from_night(lambda n: n.total_sleep_min),
        explained="From falling asleep to waking for good, less the minutes awake; or the minutes asleep as logged.",
    ),
    DailyMetric(
        "sleep.time_in_bed",
        "Time in bed",
        "min",
        "mean",
        _compute_from_night(lambda n: n.time_in_bed_min),
        explained="From getting into bed to getting out of it.",
    ),
    DailyMetric(
        "sleep.efficiency",
        "Sleep efficiency",
        "%",
        "mean",
        _compute_from_night(compute_efficiency),
        value_range=(0, 100),
        explained="Time asleep as a share of time in bed.",
    ),
    DailyMetric(
        "sleep.onset_latency",
        "Time to fall asleep",
        "min",
        "mean",
        _compute_from_night(lambda n: n.sol_min),
        explained="Minutes from trying to sleep to falling asleep, estimated.",
    ),
    DailyMetric(
        "sleep.waso",
        "Awake in the night",
        "min",
        "mean",
        _compute_from_night(lambda n: n.awake_min),
        explained="Minutes awake between falling asleep and waking for good.",
    ),
    DailyMetric(
        "sleep.midpoint",
        "Sleep midpoint",
        "clock",
        "clock",
        _compute_from_night(compute_midpoint),
        explained="The middle of the sleep period on the local clock.",
    ),
    DailyMetric(
        "sleep.quality",
        "Sleep quality",
        "of 5",
        "median",
        _compute_from_night(lambda n: n.quality),
        value_range=(1, 5),
        explained="As rated that morning, 1 very poor to 5 very good.",
    ),
)
