"""A brief of each of many short series: its weeks, the four before the last one, and its verdict."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import rows
from habitlog.stats.many import compute_verdicts
from habitlog.stats.outline import choose_centre
from habitlog.stats.series import SummaryKind, Values
from habitlog.stats.trend import Verdict
from habitlog.stats.weekly import DAYS_IN_WEEK, MIN_DAYS_IN_WEEK, WEEK_DECIMALS, compute_week_values

PREVIOUS_WEEKS = 4
"""Weeks that stand beside the last one."""


class WeeklySummary(NamedTuple):
    """What a row of days comes to: each week's value (None with fewer than 4 days) and how many days it has.

    `before` is one number for the four weeks before the last one, None with fewer than four sevenths of it known.
    Both are rounded as `weekly` rounds.
    """

    week_values: tuple[float | None, ...]
    known_days: tuple[int, ...]
    previous_value: float | None
    verdict: Verdict


def summarize_weeks_of_rows(days: Values, summary: SummaryKind, needed: int) -> list[WeeklySummary]:
    """Return a brief of each row, as `many.verdicts` takes them; days of weeks with fewer than `needed` are left out.

    `before` is the centre of the days, for totals the mean of the weeks.
    """
    known = rows.count_values(days.reshape(len(days), -1, DAYS_IN_WEEK))
    kept = np.where(np.repeat(known >= needed, DAYS_IN_WEEK, axis=1), days, np.nan)
    weekly = compute_week_values(kept, "total" if summary == "total" else choose_centre(summary))
    told = weekly.astype(object)
    told[np.isnan(weekly)] = None
    before, columns = (
        _compute_previous_values(kept, weekly, summary),
        (map(tuple, told.tolist()), map(tuple, known.tolist())),
    )
    return list(map(WeeklySummary, *columns, before, compute_verdicts(kept, summary)))


def _compute_previous_values(days: Values, weekly: Values, summary: SummaryKind) -> list[float | None]:
    parts = (
        weekly[:, -1 - PREVIOUS_WEEKS : -1]
        if summary == "total"
        else days[:, -DAYS_IN_WEEK * (1 + PREVIOUS_WEEKS) : -DAYS_IN_WEEK]
    )
    of = PREVIOUS_WEEKS if summary == "total" else PREVIOUS_WEEKS * DAYS_IN_WEEK
    values = np.round((rows.row_medians if summary == "median" else rows.row_means)(parts), WEEK_DECIMALS)
    return rows.to_optional_values(values, DAYS_IN_WEEK * rows.count_values(parts) >= MIN_DAYS_IN_WEEK * of)
