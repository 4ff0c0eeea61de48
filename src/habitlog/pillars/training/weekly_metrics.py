"""Load, monotony and strain of a training week (foster1998); unknown where a day is."""

from __future__ import annotations

from typing import Any

from habitlog.stats import training_load
from habitlog.tracking import WeeklyMetric

DAILY_METRIC_ID = "training.session_load"
_MONOTONY_FORMULA = "mean / sample SD (n - 1) of the seven daily loads; none when all seven are equal"


def _describe_method(name: str, formula: str) -> dict[str, Any]:
    return {
        "name": name,
        "version": "1.0",
        "formula": formula,
        "daily_load": "sum of effort (0-10) * minutes over the sessions of a day; 0 on a day marked as without",
        "missing": "a day that is neither logged nor marked leaves the week without a value",
        "week_starts": "monday",
        "needed": {"days": training_load.WEEK_DAYS},
        "sources": ["foster1998", "foster2001"],
    }


WEEKLY_METRICS = (
    WeeklyMetric(
        "training.week_load",
        "Weekly load",
        "AU",
        DAILY_METRIC_ID,
        training_load.compute_week_load,
        lambda: _describe_method("habitlog-week-load", "sum of the seven daily loads"),
        formula="Sum of the seven daily loads.",
        explained="The session loads of seven days. A day neither logged nor a rest day leaves the week unknown.",
    ),
    WeeklyMetric(
        "training.week_monotony",
        "Monotony",
        "",
        DAILY_METRIC_ID,
        training_load.compute_monotony,
        lambda: _describe_method("habitlog-week-monotony", _MONOTONY_FORMULA),
        formula="Mean / sample SD (n - 1) of the seven daily loads; none when all seven are equal.",
        explained="The mean of the week's seven daily loads over their standard deviation (n − 1); high where days "
        "are alike. Unknown for a week of equal days.",
    ),
    WeeklyMetric(
        "training.week_strain",
        "Strain",
        "AU",
        DAILY_METRIC_ID,
        training_load.compute_strain,
        lambda: _describe_method(
            "habitlog-week-strain", f"sum of the seven daily loads * monotony: {_MONOTONY_FORMULA}"
        ),
        formula="Sum of the seven daily loads * monotony: mean / sample SD (n - 1) of the seven daily loads; none when "
        "all seven are equal.",
        explained="Weekly load times monotony.",
    ),
)
