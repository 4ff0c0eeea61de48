"""Social jetlag (wittmann2006): how far work and free nights lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from habitlog.pillars.sleep.metrics import compute_midpoint
from habitlog.pillars.sleep.nights import (
    list_nights_with_period,
    list_travel_positions,
)
from habitlog.pillars.sleep.record import MINUTE, Night
from habitlog.tracking import DayRange, EntryRecord, MissingValueReason, WindowDetail, WindowResult
from habitlog.translation import gettext_noop

if TYPE_CHECKING:
    from habitlog.stats.series import Values


def compute_social_jetlag_window(records: Sequence[EntryRecord], window: DayRange) -> WindowResult:
    """Return minutes between the mean midpoints of work and free nights (wittmann2006).

    It takes 3 work and 2 free nights in the last 28 days of the window. Nights before a change of zone of 2 h or more
    are left out.
    """
    from habitlog.stats import social_jetlag  # noqa: PLC0415 - numpy is loaded by the first window

    nights = list_nights_with_period(records, window.first)
    counted = nights[max(list_travel_positions(nights), default=0) :]
    work, free = _filter_by_day_kind(counted, "work"), _filter_by_day_kind(counted, "free")
    n, needed = len(work) + len(free), social_jetlag.MIN_WORK_NIGHTS + social_jetlag.MIN_FREE_NIGHTS
    counts = (
        WindowDetail("work_nights", gettext_noop("Work nights"), len(work)),
        WindowDetail("free_nights", gettext_noop("Free nights"), len(free)),
        WindowDetail("left_out", gettext_noop("Nights before a change of zone, left out"), len(nights) - len(counted)),
    )
    if (reason := _find_shortage(work, free, window.last)) is not None:
        return WindowResult(None, n, needed, n, reason, counts)
    jetlag = social_jetlag.compute_social_jetlag(_collect_midpoints(work), _collect_midpoints(free))
    if jetlag.absolute is None:
        return WindowResult(None, n, needed, n, MissingValueReason("no_mean_direction", (n,), (needed,)), counts)
    details = (
        WindowDetail("msw", gettext_noop("Mean midpoint on work nights"), jetlag.work_midpoint, "clock"),
        WindowDetail("msf", gettext_noop("Mean midpoint on free nights"), jetlag.free_midpoint, "clock"),
        WindowDetail("relative", gettext_noop("Free midpoint less work midpoint"), jetlag.relative, "min"),
        WindowDetail(
            "msf_sc",
            gettext_noop("Free midpoint, corrected for sleep made up"),
            _compute_chronotype(work, free, jetlag.free_midpoint),
            "clock",
        ),
    )
    interval = _compute_interval(counted, jetlag.relative)
    return WindowResult(jetlag.absolute, n, needed, n, None, (*counts, *details), interval)


def _compute_interval(nights: Sequence[Night], relative: float | None) -> tuple[float, float] | None:
    """Return the interval of the size of social jetlag: from 0 on where either kind of night can be the later one."""
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.social_jetlag import compute_jetlag_interval  # noqa: PLC0415 - as above

    both = [night for night in nights if night.day_kind in {"work", "free"} and compute_midpoint(night) is not None]
    if relative is None:
        return None
    is_free = np.array([night.day_kind == "free" for night in both])
    interval = compute_jetlag_interval(_collect_midpoints(both), is_free, relative)
    if interval is None:
        return None
    least, most = sorted(map(abs, interval))
    return (least, most) if interval.low * interval.high > 0 else (0.0, most)


def _filter_by_day_kind(nights: Sequence[Night], kind: Literal["work", "free"]) -> list[Night]:
    return [night for night in nights if night.day_kind == kind]


def _find_shortage(work: Sequence[Night], free: Sequence[Night], last: date) -> MissingValueReason | None:
    from habitlog.stats.social_jetlag import MIN_FREE_NIGHTS, MIN_WORK_NIGHTS, WITHIN_DAYS  # noqa: PLC0415 - as above

    begin = last - timedelta(days=WITHIN_DAYS - 1)
    worked, freed = (sum(night.entry_date >= begin for night in nights) for nights in (work, free))
    if worked >= MIN_WORK_NIGHTS and freed >= MIN_FREE_NIGHTS:
        return None
    return MissingValueReason("few_work_or_free_nights", (worked, freed), (MIN_WORK_NIGHTS, MIN_FREE_NIGHTS))


def _compute_chronotype(work: Sequence[Night], free: Sequence[Night], free_midpoint: float | None) -> float | None:
    """Return MSFsc, or None unless every free night is known to have ended without an alarm."""
    from habitlog.stats import social_jetlag  # noqa: PLC0415 - as above

    if free_midpoint is None or any(night.alarm is not False for night in free):
        return None
    sd_work, sd_free = _mean_sleep_period(work), _mean_sleep_period(free)
    weekly = social_jetlag.compute_weekly_sleep(sd_work, sd_free, len(work), len(free))
    return social_jetlag.compute_chronotype(free_midpoint, sd_work, sd_free, weekly, alarm_on_free=False)


def _mean_sleep_period(nights: Sequence[Night]) -> float:
    return fmean(
        (end - start) / MINUTE for start, end in (night.sleep_period for night in nights if night.sleep_period)
    )


def _collect_midpoints(nights: Sequence[Night]) -> Values:
    import numpy as np  # noqa: PLC0415 - as above

    return np.array([value for night in nights if (value := compute_midpoint(night)) is not None])
