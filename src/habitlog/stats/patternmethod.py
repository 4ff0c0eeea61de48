"""The method object of patterns: every step, threshold and seed, so that anyone can compute them again."""

from __future__ import annotations

from typing import Any

from habitlog.stats import association, bootstrap
from habitlog.stats.sen import RESIDUAL_DECIMALS

PATTERN_METHOD_NAME = "habitlog-patterns"
PATTERN_METHOD_VERSION = "1.0"


def describe_pattern_method() -> dict[str, Any]:
    """Return the method as plain JSON values; the list of pairs belongs to whoever asks about them."""
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
        "interval": {"percent": association.INTERVAL_PERCENT, "ends": "percentiles of the draws (Hyndman-Fan 7)"},
        "bootstrap": _describe_bootstrap(),
        "p": "the larger of 2(1 + smaller of draws <= 0 and draws >= 0)/(1 + draws), at most 1, and the two-sided "
        "normal p of atanh(correlation) sqrt(n_eff - 3 - fitted)",
        "fitted": association.FITTED_PARAMETERS,
        "adjusted": "Benjamini-Hochberg over every pair of the list; one that could not be tested counts as p = 1",
        "passed": "adjusted p at most the share of false discoveries, and both ends of the interval on one side of 0",
        "false_discoveries": association.MAX_FALSE_DISCOVERY_RATE,
        "needed": {
            "paired_days": association.MIN_PAIRED_DAYS,
            "n_eff": association.MIN_EFFECTIVE_DAYS,
            "days_other_than_the_most_common_value": association.MIN_OTHER_DAYS,
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
