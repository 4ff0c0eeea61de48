"""Steady within a margin: an equivalence test of a change by its 90 % interval, two one-sided tests at 5 % each."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from habitlog.stats.period_change import Change, PeriodChanges
from habitlog.stats.series import Values
from habitlog.stats.student_t import compute_t_quantile
from habitlog.stats.trend import TrendResult

NARROW_CENTRAL = 0.9
"""What the narrow interval of the two one-sided tests (Schuirmann 1987) covers."""


def judge_margin(trend: TrendResult, margin: float | None) -> TrendResult:
    """Return a trend with the `margin`, judged `steady` where nothing else is said and the change lies within it.

    It lies within the margin when the whole 90 % interval does.
    """
    if margin is None or trend.change is None or trend.degrees is None:
        return replace(trend, margin=margin)
    reach = (trend.change.high - trend.change.value) * _compute_narrowing(trend.degrees)
    narrow = Change(trend.change.value, trend.change.value - reach, trend.change.value + reach)
    is_within = trend.verdict != "not_enough_data" and -margin < narrow.low and narrow.high < margin
    verdict = "steady" if is_within and trend.verdict == "no_clear_change" else trend.verdict
    return replace(trend, margin=margin, narrow_change=narrow if is_within else None, verdict=verdict)


def find_within_margins(changes: PeriodChanges, margins: Values) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return in which rows the change lies within the margin of the row, NaN where there is none."""
    narrowing = np.array([_compute_narrowing(degrees) for degrees in changes.spread.degrees.tolist()])
    within: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        np.abs(changes.change) + changes.half_width * narrowing < margins
    )
    return within


def _compute_narrowing(degrees: int) -> float:
    """Return how much shorter the 90 % interval is than the 95 % one."""
    return compute_t_quantile(degrees, NARROW_CENTRAL) / compute_t_quantile(degrees)
