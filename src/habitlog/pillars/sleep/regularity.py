"""How alike the nights of a window are: the Sleep Regularity Index (phillips2017) and spreads (fischer2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from habitlog.pillar import Days, Detail, EntryRecord, Outcome, clock_minutes
from habitlog.pillars.sleep.metrics import midpoint
from habitlog.pillars.sleep.nights import ALL_AROUND, by_bed, lack, nights_with_period, travelled
from habitlog.pillars.sleep.record import Nap, Night

if TYPE_CHECKING:
    from habitlog.stats.epochs import Slept

PAIRS = "pair of nights in a row", "pairs of nights in a row"


def regularity(records: Sequence[EntryRecord], days: Days) -> Outcome:
    """Return the Sleep Regularity Index, -100 to 100, over pairs of successive nights (phillips2017).

    Onset to last waking counts as sleep, and naps do; a day without a night is left out with both its pairs, and so
    is a pair across a change of zone of 2 h or more.
    """
    from habitlog.stats.epochs import grid  # noqa: PLC0415 - numpy is loaded by the first window, not by the start
    from habitlog.stats.regularity import sri  # noqa: PLC0415

    nights = nights_with_period(records, days.first)
    slept = [one for record in records if (one := _slept(record)) is not None]
    found = sri(*grid(slept, days.first, days.last))
    reason = None if found.value is not None else lack(found.pairs, *PAIRS, found.needed)
    details = (
        Detail("nights", "Nights with a sleep period", len(nights)),
        Detail("naps", "Naps", sum(isinstance(record, Nap) and record.on >= days.first for record in records)),
        by_bed(nights),
        Detail("travelled", "Pairs left out for a change of zone", len(travelled(nights))),
    )
    return Outcome(found.value, found.pairs, found.needed, len(nights), reason, details)


def _slept(record: EntryRecord) -> Slept | None:
    from habitlog.stats.epochs import Slept  # noqa: PLC0415 - as above

    if isinstance(record, Nap):
        return Slept(record.start_at, record.end_at, record.zone, None)
    if isinstance(record, Night) and record.period is not None:
        return Slept(*record.period, record.zone, record.on)
    return None


def midpoint_sd(records: Sequence[EntryRecord], days: Days) -> Outcome:
    """Return the circular standard deviation of the sleep midpoints, in minutes; 7 nights are needed."""
    return _spread(nights_with_period(records, days.first), midpoint, "middle")


def onset_sd(records: Sequence[EntryRecord], days: Days) -> Outcome:
    """Return the circular standard deviation of falling asleep, in minutes; 7 nights are needed."""
    return _spread(nights_with_period(records, days.first), _onset, "onset")


def _onset(night: Night) -> float | None:
    return None if night.period is None else clock_minutes(night.period[0], night.zone)


def _spread(nights: Sequence[Night], time: Callable[[Night], float | None], what: str) -> Outcome:
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.circular import direction  # noqa: PLC0415
    from habitlog.stats.spread import spread  # noqa: PLC0415

    minutes = np.array([value for night in nights if (value := time(night)) is not None])
    found = spread(minutes)
    reason = None
    if found.sd is None:
        few = found.n < found.needed
        reason = lack(found.n, "night", "nights", found.needed) if few else ALL_AROUND
    mean = direction(minutes).mean if found.sd is not None else None
    return Outcome(
        found.sd, found.n, found.needed, found.n, reason, (Detail(what, f"Mean {what}", mean, "clock"), by_bed(nights))
    )
