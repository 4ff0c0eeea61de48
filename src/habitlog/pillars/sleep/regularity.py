"""How alike the nights of a window are: the Sleep Regularity Index (phillips2017) and spreads (fischer2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from habitlog.pillars.sleep.metrics import compute_midpoint
from habitlog.pillars.sleep.nights import (
    NO_MEAN_DIRECTION_MESSAGE,
    count_nights_by_time_in_bed,
    describe_shortage,
    list_nights_with_period,
    list_travel_positions,
)
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking import DayRange, EntryRecord, WindowDetail, WindowResult, clock_minutes

if TYPE_CHECKING:
    from habitlog.stats.sleep_regularity import SleepInterval

NIGHT_PAIR_WORDS = "pair of nights in a row", "pairs of nights in a row"


def compute_regularity_window(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the Sleep Regularity Index, -100 to 100, over pairs of successive nights (phillips2017).

    Onset to last waking counts as sleep, and naps do; a day without a night is left out with both its pairs, and so
    is a pair across a change of zone of 2 h or more.
    """
    from habitlog.stats.sleep_regularity import (
        build_epoch_grid,
        compute_sleep_regularity_index,
    )

    nights = list_nights_with_period(records, window.first)
    slept = [one for record in records if (one := _to_sleep_interval(record)) is not None]
    found = compute_sleep_regularity_index(*build_epoch_grid(slept, window.first, window.last))
    reason = None if found.value is not None else describe_shortage(found.pairs, *NIGHT_PAIR_WORDS, found.needed)
    details = (
        WindowDetail("nights", "Nights with a sleep period", len(nights)),
        WindowDetail(
            "naps", "Naps", sum(isinstance(record, Nap) and record.entry_date >= window.first for record in records)
        ),
        count_nights_by_time_in_bed(nights),
        WindowDetail("travelled", "Pairs left out for a change of zone", len(list_travel_positions(nights))),
    )
    return WindowResult(found.value, found.pairs, found.needed, len(nights), reason, details)


def _to_sleep_interval(record: EntryRecord) -> SleepInterval | None:
    from habitlog.stats.sleep_regularity import SleepInterval  # noqa: PLC0415 - as above

    if isinstance(record, Nap):
        return SleepInterval(record.start_at, record.end_at, record.zone, None)
    if isinstance(record, Night) and record.sleep_period is not None:
        return SleepInterval(*record.sleep_period, record.zone, record.entry_date)
    return None


def compute_midpoint_spread(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the circular standard deviation of the sleep midpoints, in minutes; 7 nights are needed."""
    return _compute_spread(list_nights_with_period(records, window.first), compute_midpoint, "middle")


def compute_onset_spread(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the circular standard deviation of falling asleep, in minutes; 7 nights are needed."""
    return _compute_spread(list_nights_with_period(records, window.first), _onset_clock_minutes, "onset")


def _onset_clock_minutes(night: Night) -> float | None:
    return None if night.sleep_period is None else clock_minutes(night.sleep_period[0], night.zone)


def _compute_spread(nights: Sequence[Night], time: Callable[[Night], float | None], label: str) -> WindowResult:
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.circular import compute_direction  # noqa: PLC0415
    from habitlog.stats.sleep_regularity import compute_circular_spread  # noqa: PLC0415

    minutes = np.array([value for night in nights if (value := time(night)) is not None])
    found = compute_circular_spread(minutes)
    reason = None
    if found.sd is None:
        few = found.n < found.needed
        reason = describe_shortage(found.n, "night", "nights", found.needed) if few else NO_MEAN_DIRECTION_MESSAGE
    mean = compute_direction(minutes).mean if found.sd is not None else None
    return WindowResult(
        found.sd,
        found.n,
        found.needed,
        found.n,
        reason,
        (WindowDetail(label, f"Mean {label}", mean, "clock"), count_nights_by_time_in_bed(nights)),
    )
