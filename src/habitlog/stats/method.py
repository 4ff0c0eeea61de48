"""The method of trends and patterns as JSON values: name, version, thresholds, formulas; enough to recompute them."""

from __future__ import annotations

from typing import Any

from habitlog.stats import SummaryKind, bootstrap, circular, correlation, data_requirements, rolling, theil_sen, weekly
from habitlog.stats.theil_sen import RESIDUAL_DECIMALS
from habitlog.stats.trend import MAX_DAILY_SPAN_DAYS, MAX_DAILY_VALUES

TREND_METHOD_NAME = "habitlog-trend"
TREND_METHOD_VERSION = "1.1"

JUDGED_RANGE_DESCRIPTION = (
    "as many days as the range has up to today, moved back where it reaches into the running ISO week, "
    "to end on the Sunday before that week"
)

_CENTRE_DESCRIPTIONS: dict[SummaryKind, str] = {
    "mean": "mean",
    "total": "mean",
    "median": "median",
    "clock": "mean of times moved by whole days to within 12 h of the window's circular mean, modulo 24 h",
}


def describe_trend_method(summary: SummaryKind) -> dict[str, Any]:
    """Return the method of trends for one kind of summary as plain JSON values."""
    return {
        "name": TREND_METHOD_NAME,
        "version": TREND_METHOD_VERSION,
        "summary": summary,
        "seed": None,
        "missing": "left out, never filled in",
        "judged": JUDGED_RANGE_DESCRIPTION,
        "rolling": _describe_rolling(summary),
        "week": {
            "starts": "monday",
            "value": summary if summary == "total" else _CENTRE_DESCRIPTIONS[summary],
            "needed": weekly.MIN_DAYS_IN_WEEK,
            "decimals": weekly.WEEK_DECIMALS,
        },
        "trend": _describe_trend(summary),
        "clock": _describe_clock() if summary == "clock" else None,
    }


def _describe_rolling(summary: SummaryKind) -> dict[str, Any]:
    return {
        "centre": _CENTRE_DESCRIPTIONS[summary],
        "windows": [{"days": days, "needed": needed} for days, needed in rolling.MIN_VALUES_BY_WIDTH.items()],
        "needed_in_each_7_of_28": rolling.MIN_VALUES_IN_EACH_SEVEN,
        "band": {"days": 28, "quantiles": list(rolling.BAND_QUANTILES), "interpolation": "linear (Hyndman-Fan 7)"},
    }


def _describe_trend(summary: SummaryKind) -> dict[str, Any]:
    return {
        "slope": "Theil-Sen: median of all pairwise slopes over day numbers",
        "interval": "Sen 1968, 95 % order statistics, ranks as in scipy.stats.theilslopes",
        "z": theil_sen.Z95,
        "variance": "Mann-Kendall var(S) with ties, times (1 + r)/(1 - r)",
        "residuals": "values less slope times day number, then less the mean of their weekday",
        "r": "lag-1 autocorrelation of the ranks of the residuals, raised",
        "r_raised": "to b = r + (2 + 4r)/n within -1 and 1, then by caution * sqrt((1 - b^2)/n)",
        "r_caution": theil_sen.CAUTION_STANDARD_ERRORS,
        "r_range": [0.0, theil_sen.MAX_AUTOCORRELATION],
        "residual_decimals": theil_sen.RESIDUAL_DECIMALS,
        "verdict": "rising: interval above 0; falling: interval below 0; otherwise no_clear_change",
        "needed": {
            "window_days": data_requirements.MIN_WINDOW_DAYS,
            "values": data_requirements.MIN_VALUES,
            "iso_weeks": data_requirements.MIN_WEEKS,
            "span_days": data_requirements.MIN_SPAN_DAYS,
            "identical_percent_at_most": data_requirements.MAX_IDENTICAL_PERCENT,
        },
        "weekly_where": "first and last value are further apart than weekly_above_days, "
        "and needed.values weeks have a value or more than weekly_above_values days",
        "weekly_above_days": MAX_DAILY_SPAN_DAYS,
        "weekly_above_values": MAX_DAILY_VALUES,
        "weekly_above_identical_percent": data_requirements.WEEKLY_ABOVE_IDENTICAL_PERCENT
        if summary == "total"
        else None,
        "weeks_needed_of_totals": data_requirements.MIN_WEEKS_OF_TOTALS if summary == "total" else None,
        "weekly_centre": "mean" if summary == "total" else _CENTRE_DESCRIPTIONS[summary],
    }


def _describe_clock() -> dict[str, Any]:
    return {
        "unit": "minutes after local midnight",
        "day_minutes": circular.DAY_MINUTES,
        "circular_sd": "sqrt(-2 ln R) * 1440/(2 pi)",
        "no_mean_below_resultant": circular.MIN_RESULTANT,
    }


PATTERN_METHOD_NAME = "habitlog-patterns"
PATTERN_METHOD_VERSION = "1.0"


def describe_pattern_method() -> dict[str, Any]:
    """Return the method of patterns as plain JSON values, without the list of pairs."""
    return {
        "name": PATTERN_METHOD_NAME,
        "version": PATTERN_METHOD_VERSION,
        "missing": "a pair needs a value on both days; nothing is filled in, and no pair reaches over a missing day",
        "removed": "the Theil-Sen line over day numbers, then the mean of each day of the week, from all days of each",
        "clock": "times are first moved by whole days to within 12 h of the window's circular mean",
        "residual_decimals": RESIDUAL_DECIMALS,
        "formula": "Spearman: Pearson correlation of ranks among the paired days, ties sharing their mean rank",
        "n_eff": "n(1 - rx ry)/(1 + rx ry), rx ry at least 0; r the lag-1 autocorrelation of the ranks, gaps closed, "
        "plus (1 + 4r)/n, at most 0.9",
        "interval": {"percent": correlation.INTERVAL_PERCENT, "ends": "percentiles of the draws (Hyndman-Fan 7)"},
        "bootstrap": _describe_bootstrap(),
        "p": "the larger of 2(1 + smaller of draws <= 0 and draws >= 0)/(1 + draws), at most 1, and the two-sided "
        "normal p of atanh(correlation) sqrt(n_eff - 3 - fitted)",
        "fitted": correlation.FITTED_PARAMETERS,
        "adjusted": "Benjamini-Hochberg over every pair of the list; one that could not be tested counts as p = 1",
        "passed": "adjusted p at most the share of false discoveries, and both ends of the interval on one side of 0",
        "false_discoveries": correlation.MAX_FALSE_DISCOVERY_RATE,
        "needed": {
            "paired_days": correlation.MIN_PAIRED_DAYS,
            "n_eff": correlation.MIN_EFFECTIVE_DAYS,
            "days_other_than_the_most_common_value": correlation.MIN_OTHER_DAYS,
        },
        "sources": [
            "Politis and Romano 1994, J Am Stat Assoc 89:1303",
            "Benjamini and Hochberg 1995, J R Stat Soc B 57:289",
            "Bartlett 1935, J R Stat Soc 98:536",
        ],
    }


def _describe_bootstrap() -> dict[str, Any]:
    return {
        "kind": "stationary blocks of calendar days, the same draws for every pair, whole-sample ranks kept",
        "draws": bootstrap.DRAWS,
        "mean_block_days": bootstrap.MEAN_BLOCK_DAYS,
        "seed": bootstrap.SEED,
        "generator": bootstrap.GENERATOR,
    }
