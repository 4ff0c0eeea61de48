"""Correlation of two daily series: Spearman, with a block bootstrap interval and an effective number of days."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from habitlog.stats import bootstrap, false_discovery_rate
from habitlog.stats.detrending import (
    DAYS_IN_WEEK,
    LOCAL_DAYS,
    CalendarSeries,
    Flags,
    count_fitted,
    remove_drift_and_week,
)
from habitlog.stats.series import DayNumbers, Values

MIN_PAIRED_DAYS, MIN_EFFECTIVE_DAYS = 30, 20
MIN_OTHER_DAYS = 10
"""Paired days on which a series differs from its most common value, and on which it does not do what it does on that
day of the week; with fewer, a handful of days would decide."""
COMMON_SHARE = 0.2
"""Share of paired days from which on the most common value counts as "none", such as no session."""
AUTOCORRELATION_DAYS = LOCAL_DAYS // 2
"""Days apart up to which neighbours count as resembling each other: as far as the local mean reaches, which makes them
differ."""
FITTED_WEEKDAYS = DAYS_IN_WEEK - 1
MAX_FALSE_DISCOVERY_RATE = 0.10
RESIDUAL_DECIMALS = 9
"""Residuals are rounded before ranking, as rounding errors would break their ties."""
INTERVAL_PERCENT = 95

UntestedCode: TypeAlias = Literal[
    "few_pairs",
    "no_mean_direction",
    "little_variety",
    "earlier_fixed_weekdays",
    "later_fixed_weekdays",
    "few_effective",
]
SeriesPair: TypeAlias = tuple[CalendarSeries, CalendarSeries, int]
"""An earlier series, a later one over the same days, and the lag between them in days (0 or more)."""


class Untested(NamedTuple):
    """The requirement that a pair of series does not meet: `have` of `needed` days.

    The days are paired days, for `little_variety` those other than the most common value, for `..._fixed_weekdays`
    those on which the earlier or later series does not do what it mostly does on that day of the week, for
    `few_effective` the effective number of days, rounded down.
    """

    code: UntestedCode
    have: int
    needed: int


class CorrelationResult(NamedTuple):
    """The test of two series over `n` paired days; what was not computed is None, and `untested` says why.

    `n_eff`, at most `n`, is the effective number of days (see `compute_effective_days`); `correlation` is Spearman's,
    from -1 to 1, with the ends of its 95 % interval; `adjusted_p` is the p-value adjusted over all pairs. `slope` is
    the difference of the later series per unit of the earlier one, with its interval, where the correlation is clear.
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
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None


class _RankedPair(NamedTuple):
    """Ranks less their mean, a row a calendar day, 0 where the day is not `paired`; `a` and `b` are the residuals.

    `fitted`: how many numbers detrending fitted to either series.
    """

    x: Values
    y: Values
    paired: Flags
    a: Values
    b: Values
    fitted: float
    correlation: float
    n_eff: float


def correlate_series_pairs(pairs: Sequence[SeriesPair]) -> tuple[CorrelationResult, ...]:
    """Test every pair that can be tested, and adjust the p-values over all of them.

    A pair passes when its adjusted p-value is at most 0.10 and the intervals of its correlation and of its slope lie
    on the same side of 0. A pair that could not be tested counts with p = 1, so that it makes no other pair pass.
    """
    candidates = [_rank_if_testable(*pair) for pair in pairs]
    ranked = [pair for pair in candidates if isinstance(pair, _RankedPair)]
    counts = bootstrap.draw_day_counts(len(ranked[0].x)) if ranked else None
    tested = iter(_test_pairs(ranked, counts) if counts is not None else ())
    results = [next(tested) if isinstance(pair, _RankedPair) else pair for pair in candidates]
    adjusted = false_discovery_rate.adjust_p_values([1.0 if result.p is None else result.p for result in results])
    return tuple(
        _apply_adjusted_p(pair, result, q, counts) if isinstance(pair, _RankedPair) and counts is not None else result
        for pair, result, q in zip(candidates, results, adjusted, strict=True)
    )


def compute_effective_days(x: Values, y: Values, paired: Flags) -> float:
    """Return the number of independent pairs that are as good as those `paired`, whose neighbours resemble each other.

    n / (1 + 2 sum of c(k)/n rx(k) ry(k)), Bartlett (1935), for pairs 1 to 14 calendar days apart, of which there are
    c(k); r(k) is the mean product of the centred series over them, divided by the mean square. At most n.
    """
    n = int(paired.sum())
    squares = float(x @ x) * float(y @ y) / n**2 if n else 0.0
    if not squares:
        return float(n)
    total = 0.0
    for apart in range(1, min(AUTOCORRELATION_DAYS, len(x) - 1) + 1):
        count = int((paired[apart:] & paired[:-apart]).sum())
        if count:
            total += float(x[apart:] @ x[:-apart]) * float(y[apart:] @ y[:-apart]) / count / squares
    return n / max(1 + 2 * total / n, 1.0)


def _rank_if_testable(earlier: CalendarSeries, later: CalendarSeries, lag: int) -> _RankedPair | CorrelationResult:
    """Pair two series by the calendar, and rank them where there are enough days to test."""
    last = len(earlier.values) - lag
    x, y = earlier.values[:last], later.values[lag:]
    paired = np.isfinite(x) & np.isfinite(y)
    n = int(paired.sum())
    untested = next(_iter_untested_reasons(earlier, later, x[paired], y[paired], np.flatnonzero(paired)), None)
    if untested:
        return CorrelationResult(n, None, untested)
    ranked = _rank_pair(x, y, paired, lag)
    if ranked.n_eff >= MIN_EFFECTIVE_DAYS:
        return ranked
    untested = Untested("few_effective", math.floor(ranked.n_eff), MIN_EFFECTIVE_DAYS)
    return CorrelationResult(n, ranked.n_eff, untested)


def _iter_untested_reasons(
    earlier: CalendarSeries, later: CalendarSeries, x: Values, y: Values, days: DayNumbers
) -> Iterator[Untested]:
    n = len(days)
    if earlier.has_no_direction or later.has_no_direction:
        yield Untested("no_mean_direction", n, MIN_PAIRED_DAYS)
    if n < MIN_PAIRED_DAYS:
        yield Untested("few_pairs", n, MIN_PAIRED_DAYS)
    other = min(_count_other_days(x), _count_other_days(y))
    if other < MIN_OTHER_DAYS:
        yield Untested("little_variety", other, MIN_OTHER_DAYS)
    by_earlier, by_later = (_count_days_against_week(each, days % DAYS_IN_WEEK) for each in (x, y))
    if by_earlier < MIN_OTHER_DAYS:
        yield Untested("earlier_fixed_weekdays", by_earlier, MIN_OTHER_DAYS)
    if by_later < MIN_OTHER_DAYS:
        yield Untested("later_fixed_weekdays", by_later, MIN_OTHER_DAYS)


def _count_other_days(values: Values) -> int:
    """Return on how many days a series differs from its most common value."""
    return len(values) - int(np.unique(values, return_counts=True)[1].max(initial=0))


def _count_days_against_week(values: Values, weekdays: DayNumbers) -> int:
    """Return on how many days a series has its most common value, or has not, unlike most such days of the week.

    Where the most common value is rare, there is no "none", and every day counts.
    """
    each, counts = np.unique(values, return_counts=True)
    if counts.max() < COMMON_SHARE * len(values):
        return len(values)
    has_none = values == each[counts.argmax()]
    days, none_days = (np.bincount(weekdays[chosen], minlength=DAYS_IN_WEEK) for chosen in (..., has_none))
    return int(np.minimum(none_days, days - none_days).sum())


def compute_midranks(values: Values) -> Values:
    """Return ranks from 1, equal values sharing the mean of their ranks."""
    _, group, ties = np.unique(values, return_inverse=True, return_counts=True)
    midranks: Values = np.cumsum(ties) - (ties - 1) / 2
    return midranks[group]


def _rank_pair(x: Values, y: Values, paired: Flags, lag: int) -> _RankedPair:
    rows, days = np.flatnonzero(paired), len(paired) + lag
    columns = np.zeros((4, days))
    for place, series in enumerate((x, y)):
        left = remove_drift_and_week(np.where(paired, series, np.nan))[paired]
        ranks = compute_midranks(np.round(left, RESIDUAL_DECIMALS))
        columns[place, rows], columns[2 + place, rows] = ranks - ranks.mean(), left
    a, b = columns[:2]
    spread = math.sqrt(float(a @ a) * float(b @ b))
    correlation = float(a @ b) / spread if spread else 0.0
    paired_days = np.pad(paired, (0, lag))
    return _RankedPair(
        x=a,
        y=b,
        paired=paired_days,
        a=columns[2],
        b=columns[3],
        fitted=count_fitted(paired),
        correlation=min(max(correlation, -1.0), 1.0),
        n_eff=compute_effective_days(a, b, paired_days),
    )


def _test_pairs(ranked: Sequence[_RankedPair], counts: bootstrap.DayCounts) -> Iterator[CorrelationResult]:
    """Yield interval and p of each pair, all from the same draws of days."""
    x, y, paired = (np.column_stack([pair[part] for pair in ranked]) for part in range(3))
    draws = bootstrap.bootstrap_correlations(counts, x, y, paired)
    tail = (100 - INTERVAL_PERCENT) / 200
    ends = np.quantile(draws, [tail, 1 - tail], axis=0)
    beyond = np.minimum((draws <= 0).sum(axis=0), (draws >= 0).sum(axis=0))
    for column, pair in enumerate(ranked):
        p = max(min(2 * (1 + int(beyond[column])) / (1 + len(draws)), 1.0), _p_by_effective_n(pair))
        low, high = float(ends[0, column]), float(ends[1, column])
        yield CorrelationResult(int(pair.paired.sum()), pair.n_eff, None, pair.correlation, low, high, p)


def _p_by_effective_n(pair: _RankedPair) -> float:
    """Return the two-sided p of a correlation by Fisher's z with standard error 1/sqrt(n_eff - 3 - 6).

    That is the error of a partial correlation (Fisher 1924) whose covariates are the weekdays. What the local mean
    fitted is in the effective number of days: it makes neighbours differ in both series.
    """
    if abs(pair.correlation) >= 1:
        return 0.0
    left = max(pair.n_eff - 3 - FITTED_WEEKDAYS, 1.0)
    return math.erfc(abs(math.atanh(pair.correlation)) * math.sqrt(left / 2))


def _apply_adjusted_p(
    pair: _RankedPair, result: CorrelationResult, adjusted: float, counts: bootstrap.DayCounts
) -> CorrelationResult:
    excludes_zero = result.low is not None and result.high is not None and result.low * result.high > 0
    if not excludes_zero or adjusted > MAX_FALSE_DISCOVERY_RATE:
        return result._replace(adjusted_p=adjusted)
    slope, low, high = _compute_slope(pair, counts)
    return result._replace(
        adjusted_p=adjusted,
        slope=slope,
        slope_low=low,
        slope_high=high,
        passed=low * high > 0 and slope * pair.correlation > 0,
    )


def _compute_slope(pair: _RankedPair, counts: bootstrap.DayCounts) -> tuple[float, float, float]:
    """Return the least-squares slope of the later residuals on the earlier ones, and the ends of its interval.

    The draws are spread around the slope by n / (n - fitted), as what detrending fitted makes them too narrow.
    """
    once = np.ones((1, len(pair.a)), np.uint16)
    slope = float(bootstrap.bootstrap_slopes(once, pair.a, pair.b, pair.paired)[0])
    draws = bootstrap.bootstrap_slopes(counts, pair.a, pair.b, pair.paired)
    n, tail = int(pair.paired.sum()), (100 - INTERVAL_PERCENT) / 200
    wider = n / (n - pair.fitted)
    low, high = (slope + wider * (float(end) - slope) for end in np.quantile(draws, [tail, 1 - tail]))
    return slope, low, high
