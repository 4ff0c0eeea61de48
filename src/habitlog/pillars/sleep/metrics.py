"""What one night says in numbers, and the words for it on a day page. Naps count in none of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking import DailyMetric, EntryRecord, Style, clock_minutes
from habitlog.tracking.metric_format import format_duration


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
    DailyMetric("sleep.duration", "Time asleep", "min", "mean", _compute_from_night(lambda n: n.total_sleep_min),
           explained="From falling asleep to the last waking, less the minutes awake; or minutes asleep as told."),
    DailyMetric("sleep.time_in_bed", "Time in bed", "min", "mean", _compute_from_night(lambda n: n.time_in_bed_min),
           explained="From getting into bed to getting out of it."),
    DailyMetric("sleep.efficiency", "Efficiency", "%", "mean", _compute_from_night(compute_efficiency), value_range=(0, 100),
           explained="Time asleep as a share of time in bed."),
    DailyMetric("sleep.onset_latency", "Time to fall asleep", "min", "mean", _compute_from_night(lambda n: n.sol_min),
           explained="Minutes from trying to sleep to falling asleep, by feel."),
    DailyMetric("sleep.waso", "Awake in the night", "min", "mean", _compute_from_night(lambda n: n.awake_min),
           explained="Minutes awake between falling asleep and the last waking."),
    DailyMetric("sleep.midpoint", "Sleep midpoint", "clock", "clock", _compute_from_night(compute_midpoint),
           explained="The middle of the sleep period on the local clock."),
    DailyMetric("sleep.quality", "Sleep quality", "of 5", "median", _compute_from_night(lambda n: n.quality), value_range=(1, 5),
           explained="As rated that morning, 1 very poor to 5 very good."),
)  # fmt: skip


def summarize_sleep(record: EntryRecord, style: Style) -> tuple[str, str]:
    """Say how long a night or nap was, and its times."""
    if isinstance(record, Nap):
        return (
            f"Nap, {format_duration(record.duration_min)}",
            f"{style.format_local_time(record.start_at, record.zone)} to {style.format_local_time(record.end_at, record.zone)}.",
        )
    night = cast("Night", record)
    headline = (
        f"{format_duration(night.total_sleep_min)} asleep"
        if night.total_sleep_min is not None
        else "A night, times noted"
    )
    told = []
    if night.bed_at and night.out_at:
        told.append(
            f"In bed {style.format_local_time(night.bed_at, night.zone)} to {style.format_local_time(night.out_at, night.zone)}."
        )
    context = [f"{night.day_kind} day"] if night.day_kind else []
    if night.alarm is not None:
        context.append("alarm" if night.alarm else "no alarm")
    if context:
        told.append(", ".join(context).capitalize() + ".")
    if night.total_sleep_min is not None and not 120 <= night.total_sleep_min <= 840:
        told.append("An unusual length, kept as written.")
    return headline, " ".join(told)
