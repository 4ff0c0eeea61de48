"""The method of trends and patterns as JSON values: name, version, thresholds, formulas; enough to recompute them."""

from __future__ import annotations

from typing import Any

from habitlog.stats import (
    SummaryKind,
    bootstrap,
    circular,
    correlation,
    detrending,
    margin,
    period_change,
    rolling,
    trend,
    week_variance,
    weekly,
)

TREND_METHOD_NAME = "habitlog-trend"
TREND_METHOD_VERSION = "2.0"

JUDGED_RANGE_DESCRIPTION = (
    "as many days as the range has up to today, moved back where it reaches into the running ISO week, "
    "to end on the Sunday before that week"
)

_CENTRE_DESCRIPTIONS: dict[SummaryKind, str] = {
    "mean": "mean",
    "total": "mean",
    "median": "median",
    "clock": "circular mean",
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
            "needed": weekly.count_days_needed(summary),
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
        "compared": "the whole ISO weeks of the judged days, at most the last weeks_compared_at_most of them, with as "
        "many right before",
        "weeks_compared_at_most": trend.MAX_WEEKS_COMPARED,
        "young": "where fewer of those before have a value than either period needs: the weeks since the first value "
        "are halved, the earlier half has the odd one",
        "week": _JUDGED_WEEK_DESCRIPTIONS[summary],
        "change": "mean of the later weeks less mean of the earlier ones",
        "slope": "least squares over week numbers, within the judged days",
        "variance": "the larger of half the mean squared difference of neighbouring weeks (near) and of weeks two "
        "apart (far), gaps closed, times (1 + r)/(1 - r) and times factor + factor_of_jumps * jumps / weeks",
        "jumps": "the largest difference of neighbours, and from weeks_for_two_jumps weeks on the next largest that is "
        "no neighbour of it; left out of near, and of far the differences across them",
        "weeks_for_two_jumps": week_variance.WEEKS_FOR_TWO_JUMPS,
        "r": "correlation_share * (1 - near/larger), the bracket from 0 to max_correlation",
        "correlation_share": week_variance.CORRELATION_SHARE,
        "max_correlation": week_variance.MAX_CORRELATION,
        "factor": week_variance.VARIANCE_FACTOR,
        "factor_of_jumps": week_variance.FACTOR_OF_JUMPS,
        "interval": "95 %, Student's t with the whole part of degrees_per_week * (weeks - 2) degrees of freedom, at "
        "least least_degrees; of the change sqrt(variance (1/earlier + 1/later)), of the slope sqrt(variance / "
        "sum of squared distances from the mean week)",
        "degrees_per_week": week_variance.DEGREES_PER_WEEK,
        "least_degrees": week_variance.MIN_DEGREES,
        "verdict": "more: interval of the change above 0; less: below 0; steady: neither, and the interval of "
        "steady_percent lies within the margin; otherwise no_clear_change",
        "steady_percent": round(100 * margin.NARROW_CENTRAL),
        "needed": {
            "weeks": period_change.MIN_WEEKS,
            "weeks_of_either_period": period_change.MIN_WEEKS_OF_PERIOD,
            "weeks_of_slope": period_change.MIN_WEEKS_OF_SLOPE,
            "identical_percent_at_most": period_change.MAX_IDENTICAL_PERCENT,
        },
    }


_JUDGED_WEEK_DESCRIPTIONS: dict[SummaryKind, str] = {
    "mean": "mean of the days",
    "median": "mean of the days",
    "total": "sum of the days that are known, one is enough",
    "clock": "circular mean of the days; weeks are moved by whole days to within 12 h of the week before",
}
"""How days become the weeks that are compared."""


def _describe_clock() -> dict[str, Any]:
    return {
        "unit": "minutes after local midnight",
        "day_minutes": circular.DAY_MINUTES,
        "circular_sd": "sqrt(-2 ln R) * 1440/(2 pi)",
        "no_mean_below_resultant": circular.MIN_RESULTANT,
    }


PATTERN_METHOD_NAME = "habitlog-patterns"
PATTERN_METHOD_VERSION = "2.1"


def describe_pattern_method() -> dict[str, Any]:
    """Return the method of patterns as plain JSON values, without the list of pairs."""
    return {
        "name": PATTERN_METHOD_NAME,
        "version": PATTERN_METHOD_VERSION,
        "missing": "a pair needs a value on both days; nothing is filled in, and no pair reaches over a missing day",
        "removed": "from the paired days of each series: the mean of each day of the week, then the mean of those "
        "among the local_days calendar days around each day, as many on either side, then that of each day of the week "
        "again",
        "local_days": detrending.LOCAL_DAYS,
        "clock": "times are first moved by whole days to within 12 h of the window's circular mean",
        "residual_decimals": correlation.RESIDUAL_DECIMALS,
        "formula": "Spearman: Pearson correlation of ranks among the paired days, ties sharing their mean rank",
        "n_eff": "n/(1 + 2 sum of c(k)/n rx(k) ry(k)), at most n, over pairs k = 1 to autocorrelation_days calendar "
        "days apart, of which there are c(k); r(k): mean product of the centred ranks over them, by their mean square",
        "autocorrelation_days": correlation.AUTOCORRELATION_DAYS,
        "interval": {"percent": correlation.INTERVAL_PERCENT, "ends": "percentiles of the draws (Hyndman-Fan 7)"},
        "bootstrap": _describe_bootstrap(),
        "p": "the larger of 2(1 + smaller of draws <= 0 and draws >= 0)/(1 + draws), at most 1, and the two-sided "
        "normal p of atanh(correlation) sqrt(n_eff - 3 - fitted_weekdays)",
        "fitted_weekdays": correlation.FITTED_WEEKDAYS,
        "fitted": "6, plus for each paired day 1 by the number of paired days among the local_days around it",
        "slope": "of pairs that pass otherwise: least squares of the later residuals on the earlier ones; each end of "
        "its interval is the percentile of its draws, its distance from the slope times n/(n - fitted)",
        "adjusted": "Benjamini-Hochberg over every pair of the list; one that could not be tested counts as p = 1",
        "passed": "adjusted p at most the share of false discoveries, both ends of the interval on one side of 0, and "
        "those of the slope on the same side",
        "false_discoveries": correlation.MAX_FALSE_DISCOVERY_RATE,
        "needed": {
            "paired_days": correlation.MIN_PAIRED_DAYS,
            "n_eff": correlation.MIN_EFFECTIVE_DAYS,
            "days_other_than_the_most_common_value": correlation.MIN_OTHER_DAYS,
            "days_against_the_week": correlation.MIN_OTHER_DAYS,
        },
        "days_against_the_week": "where the most common value has at least common_share of the paired days: those that "
        "have it, or have not, unlike most paired days of that day of the week",
        "common_share": correlation.COMMON_SHARE,
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
