"""Social jetlag and chronotype, from sleep on work nights and on free nights (Wittmann 2006)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.block_jackknife import WindowInterval, compute_jackknife_interval
from habitlog.stats.circular import DAY_MINUTES, compute_direction, unwrap_times
from habitlog.stats.series import Values

MIN_WORK_NIGHTS = 3
MIN_FREE_NIGHTS = 2
WITHIN_DAYS = 28
"""Days, the last one included, whose nights are counted; callers apply all three limits."""


class SocialJetlag(NamedTuple):
    """Mean midpoints on work and free nights and how far they lie apart, all in minutes.

    The midpoints are circular means after local midnight, 0 <= m < 1440. `relative`: from work to free the
    shorter way round, above 0 when free is later, -720 < m <= 720. `absolute`: its size. None where a side has
    no mean direction.
    """

    work_midpoint: float | None
    free_midpoint: float | None
    relative: float | None
    absolute: float | None


def compute_social_jetlag(work_midpoints: Values, free_midpoints: Values) -> SocialJetlag:
    """Return social jetlag from any number of midpoints of sleep in minutes after local midnight."""
    work, free = compute_direction(work_midpoints).mean, compute_direction(free_midpoints).mean
    if work is None or free is None:
        return SocialJetlag(work, free, None, None)
    relative = DAY_MINUTES / 2 - (work - free + DAY_MINUTES / 2) % DAY_MINUTES
    return SocialJetlag(work, free, relative, abs(relative))


def compute_jetlag_interval(midpoints: Values, is_free: NDArray[np.bool_], relative: float) -> WindowInterval | None:
    """Return the 95 % interval of the `relative` social jetlag of midpoints in order of time.

    It can reach beyond 12 hours. None with too few nights, or where seven in a row are all of one kind.
    """
    angles = midpoints * (2 * math.pi / DAY_MINUTES)
    sides = [side * wave for side in (is_free, ~is_free) for wave in (np.cos(angles), np.sin(angles))]

    def compute(sums: Values) -> Values:
        free, work = np.arctan2(sums[:, 1], sums[:, 0]), np.arctan2(sums[:, 3], sums[:, 2])
        apart = unwrap_times((free - work) * (DAY_MINUTES / (2 * math.pi)), relative)
        return np.where((sums[:, 4] >= 1) & (sums[:, 5] >= 1), apart, np.nan)

    return compute_jackknife_interval(np.column_stack([*sides, is_free, ~is_free]).astype(np.float64), compute)


def compute_weekly_sleep(work_sleep: float, free_sleep: float, n_work: int, n_free: int) -> float:
    """Return SD_week = (n_w SD_W + n_f SD_F) / (n_w + n_f), in the unit of the two mean sleep durations.

    `n_work` and `n_free` are numbers of days, at least one in all.
    """
    return (n_work * work_sleep + n_free * free_sleep) / (n_work + n_free)


def compute_chronotype(
    free_midpoint: float, work_sleep: float, free_sleep: float, week_sleep: float, *, alarm_on_free: bool
) -> float | None:
    """Return MSFsc, the free midpoint corrected for catch-up sleep, in minutes, 0 <= m < 1440.

    MSF when sleep on free days is no longer than on work days, otherwise MSF - (SD_F - SD_week) / 2; None when
    an alarm ends the sleep of free days. All arguments are minutes. Formula: as in the R package mctq.
    """
    if alarm_on_free:
        return None
    caught_up = (free_sleep - week_sleep) / 2 if free_sleep > work_sleep else 0.0
    return (free_midpoint - caught_up) % DAY_MINUTES
