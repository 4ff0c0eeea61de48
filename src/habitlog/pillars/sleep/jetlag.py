"""How far work and free nights lie apart, known as social jetlag (wittmann2006), with its gates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from habitlog.pillar import Days, Detail, EntryRecord, Outcome
from habitlog.pillars.sleep.metrics import midpoint
from habitlog.pillars.sleep.nights import ALL_AROUND, count, nights_with_period, travelled
from habitlog.pillars.sleep.record import MINUTE, Night

if TYPE_CHECKING:
    from habitlog.stats.series import Values


def social_jetlag(records: Sequence[EntryRecord], days: Days) -> Outcome:
    """Return minutes between the mean midpoints of work and free nights (wittmann2006).

    It takes 3 work and 2 free nights in the last 28 days of the window. Nights before a change of zone of 2 h or more
    are left out.
    """
    from habitlog.stats import jetlag  # noqa: PLC0415 - numpy is loaded by the first window

    known = nights_with_period(records, days.first)
    stayed = known[max(travelled(known), default=0) :]
    work, free = _of_kind(stayed, "work"), _of_kind(stayed, "free")
    n, needed = len(work) + len(free), jetlag.LEAST_WORK_NIGHTS + jetlag.LEAST_FREE_NIGHTS
    counts = (
        Detail("work_nights", "Work nights", len(work)),
        Detail("free_nights", "Free nights", len(free)),
        Detail("left_out", "Nights before a change of zone, left out", len(known) - len(stayed)),
    )
    if (reason := _lack(work, free, days.last)) is not None:
        return Outcome(None, n, needed, n, reason, counts)
    found = jetlag.social_jetlag(_midpoints(work), _midpoints(free))
    if found.absolute is None:
        return Outcome(None, n, needed, n, ALL_AROUND, counts)
    details = (
        Detail("msw", "Mean midpoint on work nights", found.work, "clock"),
        Detail("msf", "Mean midpoint on free nights", found.free, "clock"),
        Detail("relative", "Free midpoint less work midpoint", found.relative, "min"),
        Detail("msf_sc", "Free midpoint, corrected for sleep made up", _corrected(work, free, found.free), "clock"),
    )
    return Outcome(found.absolute, n, needed, n, None, (*counts, *details))


def _of_kind(nights: Sequence[Night], kind: Literal["work", "free"]) -> list[Night]:
    return [night for night in nights if night.day_kind == kind]


def _lack(work: Sequence[Night], free: Sequence[Night], last: date) -> str | None:
    from habitlog.stats.jetlag import LEAST_FREE_NIGHTS, LEAST_WORK_NIGHTS, WITHIN_DAYS  # noqa: PLC0415 - as above

    begin = last - timedelta(days=WITHIN_DAYS - 1)
    worked, freed = (sum(night.on >= begin for night in nights) for nights in (work, free))
    if worked >= LEAST_WORK_NIGHTS and freed >= LEAST_FREE_NIGHTS:
        return None
    there = f"{count(worked, 'work night', 'work nights')} and {count(freed, 'free night', 'free nights')}"
    return (
        f"Not enough data: {there} in the last {WITHIN_DAYS} days, {LEAST_WORK_NIGHTS} and {LEAST_FREE_NIGHTS} needed."
    )


def _corrected(work: Sequence[Night], free: Sequence[Night], free_midpoint: float | None) -> float | None:
    """Return MSFsc: it takes every free night's word that no alarm ended it."""
    from habitlog.stats import jetlag  # noqa: PLC0415 - as above

    if free_midpoint is None or any(night.alarm is not False for night in free):
        return None
    sd_work, sd_free = _mean_period(work), _mean_period(free)
    weekly = jetlag.weekly_sleep(sd_work, sd_free, len(work), len(free))
    return jetlag.chronotype(free_midpoint, sd_work, sd_free, weekly, alarm_on_free=False)


def _mean_period(nights: Sequence[Night]) -> float:
    return fmean((end - start) / MINUTE for start, end in (night.period for night in nights if night.period))


def _midpoints(nights: Sequence[Night]) -> Values:
    import numpy as np  # noqa: PLC0415 - as above

    return np.array([value for night in nights if (value := midpoint(night)) is not None])
