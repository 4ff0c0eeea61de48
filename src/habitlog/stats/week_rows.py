"""The weeks of many people at once: their values, one number for the weeks before the last, and the verdicts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from habitlog.stats import SummaryKind, circular
from habitlog.stats.margin import find_within_margins
from habitlog.stats.period_change import choose_periods, compare_periods
from habitlog.stats.row_statistics import count_values, row_means, row_medians, to_optional_values
from habitlog.stats.series import Values
from habitlog.stats.summary import JUDGED_CENTRES
from habitlog.stats.trend import Verdict, choose_verdicts
from habitlog.stats.weekly import DAYS_IN_WEEK, MIN_DAYS_IN_WEEK, WEEK_DECIMALS, compute_week_values

PREVIOUS_WEEKS = 4
"""Weeks that the last one is shown beside."""


class WeeklySummary(NamedTuple):
    """A row of days by weeks: each week's value (None with too few days) and how many days it has.

    `previous_value` is one number for the four weeks before the last one, None with fewer than four sevenths of it
    known (a total needs one week), rounded to `WEEK_DECIMALS`.
    """

    week_values: tuple[float | None, ...]
    known_days: tuple[int, ...]
    previous_value: float | None
    verdict: Verdict


def summarize_weeks_of_rows(
    days: Values, summary: SummaryKind, needed: int, length: int, margins: Values | None = None
) -> list[WeeklySummary]:
    """Return a summary of each row of `days`, whole weeks from a Monday on, NaN where a day has no value.

    Days of weeks with fewer than `needed` values are left out. The verdict is on the last `length` weeks, as that of
    `trend.compute_trend` on each row, with the margin of the row, NaN where there is none.
    """
    if not len(days):
        return []
    known = count_values(days.reshape(len(days), -1, DAYS_IN_WEEK))
    used = np.where(np.repeat(known >= needed, DAYS_IN_WEEK, axis=1), days, np.nan)
    weekly, judged = compute_week_values(used, summary), compute_week_values(used, JUDGED_CENTRES[summary])
    if summary == "clock":
        judged = circular.unwrap_rows_in_sequence(judged)
    week_values = weekly.astype(object)
    week_values[np.isnan(weekly)] = None
    previous = _compute_previous_values(used, judged, summary)
    changes = compare_periods(judged, choose_periods(judged, length))
    verdicts = choose_verdicts(changes)
    if margins is not None:
        within = find_within_margins(changes, margins).tolist()
        verdicts = [
            "steady" if verdict == "no_clear_change" and is_within else verdict
            for verdict, is_within in zip(verdicts, within, strict=True)
        ]
    return list(map(WeeklySummary, map(tuple, week_values.tolist()), map(tuple, known.tolist()), previous, verdicts))


def _compute_previous_values(days: Values, weeks: Values, summary: SummaryKind) -> list[float | None]:
    earlier_days = days[:, -DAYS_IN_WEEK * (1 + PREVIOUS_WEEKS) : -DAYS_IN_WEEK]
    earlier_weeks = weeks[:, -1 - PREVIOUS_WEEKS : -1]
    values = row_medians(earlier_days) if summary == "median" else row_means(earlier_weeks)
    shown = circular.wrap_to_day(values) if summary == "clock" else values
    has_days = DAYS_IN_WEEK * count_values(earlier_days) >= MIN_DAYS_IN_WEEK * PREVIOUS_WEEKS * DAYS_IN_WEEK
    enough = (count_values(earlier_weeks) > 0) & (has_days | (summary == "total"))
    return to_optional_values(np.round(shown, WEEK_DECIMALS), enough)
