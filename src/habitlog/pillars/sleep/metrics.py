"""What one night says in numbers, and the words for it on a day page. Naps count in none of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from habitlog.pillar import EntryRecord, Metric, Style, clock_minutes
from habitlog.pillar.figures import minutes
from habitlog.pillars.sleep.record import Nap, Night


def efficiency(night: Night) -> float | None:
    """Return 100 x sleep time / time in bed, in per cent."""
    return None if night.tst is None or not night.tib else 100 * night.tst / night.tib


def midpoint(night: Night) -> float | None:
    """Return the middle of the sleep period in minutes after local midnight, 0 to under 1440."""
    if night.period is None:
        return None
    start, end = night.period
    return clock_minutes(start + (end - start) / 2, night.zone)


def _of_night(value: Callable[[Night], float | None]) -> Callable[[Sequence[EntryRecord]], float | None]:
    def metric(records: Sequence[EntryRecord]) -> float | None:
        return next((value(record) for record in records if isinstance(record, Night)), None)

    return metric


METRICS = (
    Metric("sleep.duration", "Time asleep", "min", "mean", _of_night(lambda n: n.tst),
           explained="From falling asleep to the last waking, less the minutes awake; or minutes asleep as told."),
    Metric("sleep.time_in_bed", "Time in bed", "min", "mean", _of_night(lambda n: n.tib),
           explained="From getting into bed to getting out of it."),
    Metric("sleep.efficiency", "Efficiency", "%", "mean", _of_night(efficiency), span=(0, 100),
           explained="Time asleep as a share of time in bed."),
    Metric("sleep.onset_latency", "Time to fall asleep", "min", "mean", _of_night(lambda n: n.sol_min),
           explained="Minutes from trying to sleep to falling asleep, by feel."),
    Metric("sleep.waso", "Awake in the night", "min", "mean", _of_night(lambda n: n.awake_min),
           explained="Minutes awake between falling asleep and the last waking."),
    Metric("sleep.midpoint", "Sleep midpoint", "clock", "clock", _of_night(midpoint),
           explained="The middle of the sleep period on the local clock."),
    Metric("sleep.quality", "Sleep quality", "of 5", "median", _of_night(lambda n: n.quality), span=(1, 5),
           explained="As rated that morning, 1 very poor to 5 very good."),
)  # fmt: skip


def tell(record: EntryRecord, style: Style) -> tuple[str, str]:
    """Say how long a night or nap was, and its times."""
    if isinstance(record, Nap):
        return (
            f"Nap, {minutes(record.length)}",
            f"{style.time_of(record.start_at, record.zone)} to {style.time_of(record.end_at, record.zone)}.",
        )
    night = cast("Night", record)
    headline = f"{minutes(night.tst)} asleep" if night.tst is not None else "A night, times noted"
    told = []
    if night.bed_at and night.out_at:
        told.append(f"In bed {style.time_of(night.bed_at, night.zone)} to {style.time_of(night.out_at, night.zone)}.")
    context = [f"{night.day_kind} day"] if night.day_kind else []
    if night.alarm is not None:
        context.append("alarm" if night.alarm else "no alarm")
    if context:
        told.append(", ".join(context).capitalize() + ".")
    if night.tst is not None and not 120 <= night.tst <= 840:
        told.append("An unusual length, kept as written.")
    return headline, " ".join(told)
