"""Correlation of two daily series: Spearman, with a block bootstrap interval and an effective number of days."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from habitlog.stats import bootstrap, false_discovery_rate
from habitlog.stats.detrending import DetrendedSeries
from habitlog.stats.series import Values
from habitlog.stats.theil_sen import compute_midranks

MIN_PAIRED_DAYS, MIN_EFFECTIVE_DAYS = 30, 20
MIN_OTHER_DAYS = 10
"""Paired days on which a series differs from its most common value; with fewer, a handful of days would decide."""
FITTED_PARAMETERS = 7
"""What detrending fits to a series: a slope and six differences of weekdays. Each takes one day off the effective n."""
MAX_FALSE_DISCOVERY_RATE = 0.10
MAX_AUTOCORRELATION = 0.9
RESIDUAL_DECIMALS = 9
"""Residuals are rounded before ranking, as rounding errors would break their ties."""
INTERVAL_PERCENT = 95

UntestedCode: TypeAlias = Literal["few_pairs", "no_mean_direction", "little_variety", "few_effective"]
SeriesPair: TypeAlias = tuple[DetrendedSeries, DetrendedSeries, int]
"""An earlier series, a later one over the same days, and the lag between them in days (0 or more)."""


class Untested(NamedTuple):
    """The requirement that a pair of series does not meet: `have` of `needed` days.

    The days are paired days, for `little_variety` those other than the most common value, for `few_effective` the
    effective number of days, rounded down.
    """

    code: UntestedCode
    have: int
    needed: int


class CorrelationResult(NamedTuple):
    """The test of two series over `n` paired days; what was not computed is None, and `untested` says why.

    `n_eff`, at most `n`, is the effective number of days (see `effective_sample_size`); `correlation` is Spearman's,
    from -1 to 1, with the ends of its 95 % interval; `adjusted_p` is the p-value adjusted over all pairs.
    """

    n: int
    n_eff: float | None
    untested: Untested | None
    correlation: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted_p: float | None = None
    passed: bool = False


class _RankedPair(NamedTuple):
    """Ranks less their mean, a row a calendar day, 0 where the day is not `paired`."""

    x: Values
    y: Values
    paired: NDArray[np.bool_]
    correlation: float
    n_eff: float


def correlate_series_pairs(pairs: Sequence[SeriesPair]) -> tuple[CorrelationResult, ...]:
    """Test every pair that can be tested, and adjust the p-values over all of them.

    A pair passes when its adjusted p-value is at most 0.10 and its interval lies on one side of 0. A pair that could
    not be tested counts with p = 1, so that it makes no other pair pass.
    """
    candidates = [_rank_if_testable(*pair) for pair in pairs]
    tested = iter(_test_pairs([pair for pair in candidates if isinstance(pair, _RankedPair)]))
    results = [next(tested) if isinstance(pair, _RankedPair) else pair for pair in candidates]
    adjusted = false_discovery_rate.adjust_p_values([1.0 if result.p is None else result.p for result in results])
    return tuple(
        _apply_adjusted_p(result, q) if result.untested is None else result
        for result, q in zip(results, adjusted, strict=True)
    )


def effective_sample_size(n: int, r_x: float, r_y: float) -> float:
    """Return n(1 - r_x r_y)/(1 + r_x r_y), the size of `n` pairs whose series resemble their neighbours by r.

    Bartlett (1935). A product below 0 counts as 0, so that the result is at most `n`.
    """
    product = max(r_x * r_y, 0.0)
    return n * (1 - product) / (1 + product)


def _rank_if_testable(earlier: DetrendedSeries, later: DetrendedSeries, lag: int) -> _RankedPair | CorrelationResult:
    """Pair two series by the calendar, and rank them where there are enough days to test."""
    last = len(earlier.residuals) - lag
    paired = np.isfinite(earlier.residuals[:last]) & np.isfinite(later.residuals[lag:])
    n = int(paired.sum())
    untested = next(
        _iter_untested_reasons(earlier, later, earlier.values[:last][paired], later.values[lag:][paired]), None
    )
    if untested:
        return CorrelationResult(n, None, untested)
    ranked = _rank_pair(earlier.residuals[:last], later.residuals[lag:], paired, lag)
    if ranked.n_eff >= MIN_EFFECTIVE_DAYS:
        return ranked
    untested = Untested("few_effective", math.floor(ranked.n_eff), MIN_EFFECTIVE_DAYS)
    return CorrelationResult(n, ranked.n_eff, untested)


def _iter_untested_reasons(
    earlier: DetrendedSeries, later: DetrendedSeries, x: Values, y: Values
) -> Iterator[Untested]:
    n = len(x)
    if earlier.has_no_direction or later.has_no_direction:
        yield Untested("no_mean_direction", n, MIN_PAIRED_DAYS)
    if n < MIN_PAIRED_DAYS:
        yield Untested("few_pairs", n, MIN_PAIRED_DAYS)
    other = min(_count_other_days(x), _count_other_days(y))
    if other < MIN_OTHER_DAYS:
        yield Untested("little_variety", other, MIN_OTHER_DAYS)


def _count_other_days(values: Values) -> int:
    """Return on how many days a series differs from its most common value."""
    return len(values) - int(np.unique(values, return_counts=True)[1].max(initial=0))


def _rank_pair(x: Values, y: Values, paired: NDArray[np.bool_], lag: int) -> _RankedPair:
    a, b = (compute_midranks(np.round(series[paired], RESIDUAL_DECIMALS)) for series in (x, y))
    a, b = a - a.mean(), b - b.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    correlation = float(a @ b) / spread if spread else 0.0
    days = len(paired) + lag
    rows, paired_days = np.flatnonzero(paired), np.zeros(days, dtype=bool)
    paired_days[rows] = True
    columns = np.zeros((2, days))
    columns[0, rows], columns[1, rows] = a, b
    n_eff = effective_sample_size(len(rows), _rank_autocorrelation(a), _rank_autocorrelation(b))
    return _RankedPair(columns[0], columns[1], paired_days, min(max(correlation, -1.0), 1.0), n_eff)


def _rank_autocorrelation(ranks: Values) -> float:
    """Return the lag-1 autocorrelation r of centred ranks in order, gaps closed, raised by (1 + 4r)/n for its bias."""
    spread = float(ranks @ ranks)
    r = float(ranks[:-1] @ ranks[1:]) / spread if spread else 0.0
    return min(r + (1 + 4 * r) / len(ranks), MAX_AUTOCORRELATION)


def _test_pairs(ranked: Sequence[_RankedPair]) -> Iterator[CorrelationResult]:
    """Yield interval and p of each pair, all from the same draws of days."""
    if not ranked:
        return
    x, y, paired = (np.column_stack([pair[part] for pair in ranked]) for part in range(3))
    draws = bootstrap.bootstrap_correlations(bootstrap.draw_day_counts(len(x)), x, y, paired)
    tail = (100 - INTERVAL_PERCENT) / 200
    ends = np.quantile(draws, [tail, 1 - tail], axis=0)
    beyond = np.minimum((draws <= 0).sum(axis=0), (draws >= 0).sum(axis=0))
    for column, pair in enumerate(ranked):
        p = max(min(2 * (1 + int(beyond[column])) / (1 + len(draws)), 1.0), _p_by_effective_n(pair))
        low, high = float(ends[0, column]), float(ends[1, column])
        yield CorrelationResult(int(pair.paired.sum()), pair.n_eff, None, pair.correlation, low, high, p)


def _p_by_effective_n(pair: _RankedPair) -> float:
    """Return the two-sided p of a correlation by Fisher's z with standard error 1/sqrt(n_eff - 3 - 7).

    That is the error of a partial correlation (Fisher 1924) whose covariates are what detrending fitted.
    """
    if abs(pair.correlation) >= 1:
        return 0.0
    return math.erfc(abs(math.atanh(pair.correlation)) * math.sqrt((pair.n_eff - 3 - FITTED_PARAMETERS) / 2))


def _apply_adjusted_p(result: CorrelationResult, adjusted: float) -> CorrelationResult:
    excludes_zero = result.low is not None and result.high is not None and result.low * result.high > 0
    return result._replace(adjusted_p=adjusted, passed=excludes_zero and adjusted <= MAX_FALSE_DISCOVERY_RATE)
