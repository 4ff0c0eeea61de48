"""The numbers of the main sleeps of a date, as `nights` says. Naps count in none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from habitlog.pillars.sleep.nights import find_longest, list_main_sleeps
from habitlog.pillars.sleep.record import Night
from habitlog.tracking import DailyMetric, EntryRecord, clock_minutes

MinutesOfSleep = Callable[[Night], float | None]


def compute_efficiency(records: Sequence[EntryRecord]) -> float | None:
    """Return 100 x sleep time / time in bed, in per cent, of all main sleeps together."""
    asleep, in_bed = _sum_total_sleep(records), _sum_time_in_bed(records)
    return None if asleep is None or not in_bed else 100 * asleep / in_bed


def compute_midpoint(night: Night) -> float | None:
    """Return the middle of the sleep period in minutes after local midnight, 0 to under 1440."""
    if night.sleep_period is None:
        return None
    start, end = night.sleep_period
    return clock_minutes(start + (end - start) / 2, night.zone)


def _sum_over_sleeps(value: MinutesOfSleep) -> Callable[[Sequence[EntryRecord]], float | None]:
    """Return a metric that adds up the minutes of all main sleeps; where one is not known, the sum is not."""

    def metric(records: Sequence[EntryRecord]) -> float | None:
        values = [value(night) for night in list_main_sleeps(records)]
        known = [minutes for minutes in values if minutes is not None]
        return sum(known) if known and len(known) == len(values) else None

    return metric


def _take_from_longest(value: MinutesOfSleep) -> Callable[[Sequence[EntryRecord]], float | None]:
    """Return a metric that is the value of the longest main sleep."""

    def metric(records: Sequence[EntryRecord]) -> float | None:
        longest = find_longest(list_main_sleeps(records))
        return None if longest is None else value(longest)

    return metric


_sum_total_sleep = _sum_over_sleeps(lambda night: night.total_sleep_min)
_sum_time_in_bed = _sum_over_sleeps(lambda night: night.time_in_bed_min)

DAILY_METRICS = (
    DailyMetric(
        "sleep.duration",
        "Time asleep",
        "min",
        "mean",
        _sum_total_sleep,
        explained="From falling asleep to waking for good, less the minutes awake; or the minutes asleep as logged.",
    ),
    DailyMetric(
        "sleep.time_in_bed",
        "Time in bed",
        "min",
        "mean",
        _sum_time_in_bed,
        explained="From getting into bed to getting out of it.",
    ),
    DailyMetric(
        "sleep.efficiency",
        "Sleep efficiency",
        "%",
        "mean",
        compute_efficiency,
        value_range=(0, 100),
        explained="Time asleep as a share of time in bed.",
    ),
    DailyMetric(
        "sleep.onset_latency",
        "Time to fall asleep",
        "min",
        "mean",
        _take_from_longest(lambda night: night.sol_min),
        explained="Minutes from trying to sleep to falling asleep, estimated.",
    ),
    DailyMetric(
        "sleep.waso",
        "Awake in the night",
        "min",
        "mean",
        _sum_over_sleeps(lambda night: night.awake_min),
        explained="Minutes awake between falling asleep and waking for good.",
    ),
    DailyMetric(
        "sleep.midpoint",
        "Sleep midpoint",
        "clock",
        "clock",
        _take_from_longest(compute_midpoint),
        explained="The middle of the sleep period on the local clock.",
    ),
    DailyMetric(
        "sleep.quality",
        "Sleep quality",
        "of 5",
        "median",
        _take_from_longest(lambda night: night.quality),
        value_range=(1, 5),
        explained="As rated that morning, 1 very poor to 5 very good.",
    ),
)
