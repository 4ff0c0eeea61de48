"""Regularity of the nights of a window: the Sleep Regularity Index (phillips2017) and spreads (fischer2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from habitlog.pillars.sleep.metrics import compute_midpoint
from habitlog.pillars.sleep.nights import (
    count_nights_by_time_in_bed,
    list_known_nights,
    list_nights_with_period,
    list_travel_positions,
)
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking import DayRange, EntryRecord, MissingValueReason, WindowDetail, WindowResult, clock_minutes
from habitlog.translation import gettext_noop

if TYPE_CHECKING:
    from habitlog.stats.sleep_regularity import SleepInterval


def compute_regularity_window(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the Sleep Regularity Index, -100 to 100, over pairs of successive nights (phillips2017).

    Onset to last waking counts as sleep, of further main sleeps too, and naps do; a day without a night, or with one
    whose sleep period is not known, is left out with both its pairs, and so is a pair across a change of zone of 2 h or
    more.
    """
    from habitlog.stats import sleep_regularity  # noqa: PLC0415 - numpy is loaded by the first window

    nights = list_known_nights(records, window.first)
    known = {id(night) for night in nights}
    intervals = [
        interval
        for record in records
        if (interval := _to_sleep_interval(record, is_known_night=id(record) in known)) is not None
    ]
    grid = sleep_regularity.build_epoch_grid(intervals, window.first, window.last)
    index = sleep_regularity.compute_sleep_regularity_index(*grid)
    enough = index.value is not None
    reason = None if enough else MissingValueReason("few_night_pairs", (index.pairs,), (index.needed,))
    details = (
        WindowDetail("nights", gettext_noop("Nights with a sleep period"), len(nights)),
        WindowDetail(
            "naps",
            gettext_noop("Naps"),
            sum(isinstance(record, Nap) and record.entry_date >= window.first for record in records),
        ),
        count_nights_by_time_in_bed(nights),
        WindowDetail(
            "travelled", gettext_noop("Pairs left out for a change of zone"), len(list_travel_positions(nights))
        ),
    )
    return WindowResult(index.value, index.pairs, index.needed, len(nights), reason, details, index.interval)


def _to_sleep_interval(record: EntryRecord, *, is_known_night: bool) -> SleepInterval | None:
    """Return the sleep of a record; a known night makes its day known, other sleep is only counted in it."""
    from habitlog.stats.sleep_regularity import SleepInterval  # noqa: PLC0415 - as above

    if isinstance(record, Nap):
        return SleepInterval(record.start_at, record.end_at, record.zone, None)
    if isinstance(record, Night) and record.sleep_period is not None:
        return SleepInterval(*record.sleep_period, record.zone, record.entry_date if is_known_night else None)
    return None


def compute_midpoint_spread(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the circular standard deviation of the sleep midpoints, in minutes; 7 nights are needed."""
    return _compute_spread(
        list_nights_with_period(records, window.first), compute_midpoint, "middle", gettext_noop("Mean middle")
    )


def compute_onset_spread(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return the circular standard deviation of falling asleep, in minutes; 7 nights are needed."""
    return _compute_spread(
        list_nights_with_period(records, window.first), _onset_clock_minutes, "onset", gettext_noop("Mean onset")
    )


def _onset_clock_minutes(night: Night) -> float | None:
    return None if night.sleep_period is None else clock_minutes(night.sleep_period[0], night.zone)


def _compute_spread(
    nights: Sequence[Night], time: Callable[[Night], float | None], key: str, name: str
) -> WindowResult:
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.circular import compute_direction  # noqa: PLC0415
    from habitlog.stats.sleep_regularity import compute_circular_spread  # noqa: PLC0415

    minutes = np.array([value for night in nights if (value := time(night)) is not None])
    spread = compute_circular_spread(minutes)
    reason = None
    if spread.sd is None:
        code = "few_nights" if spread.n < spread.needed else "no_mean_direction"
        reason = MissingValueReason(code, (spread.n,), (spread.needed,))
    mean = compute_direction(minutes).mean if spread.sd is not None else None
    details = (WindowDetail(key, name, mean, "clock"), count_nights_by_time_in_bed(nights))
    return WindowResult(spread.sd, spread.n, spread.needed, spread.n, reason, details, spread.interval)
