"""A brief of each of many short series: its weeks, the four before the last one, and its verdict."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import rows
from habitlog.stats.many import verdicts
from habitlog.stats.outline import centre
from habitlog.stats.series import Summary, Values
from habitlog.stats.trend import Verdict
from habitlog.stats.weekly import DAYS, DECIMALS, NEEDED_IN_WEEK, values_of_weeks

BEFORE = 4
"""Weeks that stand beside the last one."""


class Brief(NamedTuple):
    """What a row of days comes to: each week's value (None with fewer than 4 days) and how many days it has.

    `before` is one number for the four weeks before the last one, None with fewer than four sevenths of it known.
    Both are rounded as `weekly` rounds.
    """

    weekly: tuple[float | None, ...]
    days: tuple[int, ...]
    before: float | None
    verdict: Verdict


def briefs(days: Values, summary: Summary, needed: int) -> list[Brief]:
    """Return a brief of each row, as `many.verdicts` takes them; days of weeks with fewer than `needed` are left out.

    `before` is the centre of the days, for totals the mean of the weeks.
    """
    known = rows.count(days.reshape(len(days), -1, DAYS))
    kept = np.where(np.repeat(known >= needed, DAYS, axis=1), days, np.nan)
    weekly = values_of_weeks(kept, "total" if summary == "total" else centre(summary))
    told = weekly.astype(object)
    told[np.isnan(weekly)] = None
    before, columns = _before(kept, weekly, summary), (map(tuple, told.tolist()), map(tuple, known.tolist()))
    return list(map(Brief, *columns, before, verdicts(kept, summary)))


def _before(kept: Values, weekly: Values, summary: Summary) -> list[float | None]:
    parts = weekly[:, -1 - BEFORE : -1] if summary == "total" else kept[:, -DAYS * (1 + BEFORE) : -DAYS]
    of = BEFORE if summary == "total" else BEFORE * DAYS
    values = np.round((rows.median if summary == "median" else rows.mean)(parts), DECIMALS)
    return rows.told(values, DAYS * rows.count(parts) >= NEEDED_IN_WEEK * of)
