"""Whether two daily series of one person went together: Spearman, a block bootstrap, an effective n, all cautious."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from habitlog.stats import bootstrap, discovery
from habitlog.stats.sen import DECIMALS, MOST_AUTOCORRELATION, midranks
from habitlog.stats.series import Values
from habitlog.stats.strand import Strand

PAIRS, EFFECTIVE = 30, 20
OTHER_DAYS = 10
"""Paired days on which a series differs from its most common value; with fewer, a handful of days decides alone."""
FITTED = 7
"""What is fitted to a series before: a slope and six differences of weekdays. Each takes one day of the effective n."""
FALSE_DISCOVERIES = 0.10
PERCENT = 95

Code: TypeAlias = Literal["few_pairs", "no_mean_direction", "little_variety", "few_effective"]
Asked: TypeAlias = tuple[Strand, Strand, int]
"""An earlier strand, a later one of the same days, and by how many days (0 or more) it is later."""


class Untested(NamedTuple):
    """Why nothing is tested: what there is (`have`) and what it takes (`needed`)."""

    code: Code
    message: str
    have: int
    needed: int


class Association(NamedTuple):
    """What `n` paired days say of two series; what was not reached is None, and `untested` says why.

    `n_eff` of at most `n` counts days that do not resemble their neighbours; `correlation` is Spearman's, from -1 to
    1, with the ends of its 95 % interval; `adjusted` is the p-value among everything that was asked.
    """

    n: int
    n_eff: float | None
    untested: Untested | None
    correlation: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted: float | None = None
    passed: bool = False


class _Ranked(NamedTuple):
    """Ranks about their mean, a row a calendar day, 0 where the day is not `paired`."""

    x: Values
    y: Values
    paired: NDArray[np.bool_]
    correlation: float
    n_eff: float


def associations(asked: Sequence[Asked]) -> tuple[Association, ...]:
    """Test every pair of strands that can be tested, and judge all of them together.

    A pair passes when its adjusted p-value is at most 0.10 and its interval lies on one side of 0. What could not be
    tested counts among the questions all the same, so that it makes no other pair pass.
    """
    looked = [_look(*one) for one in asked]
    ranked = [one for one in looked if isinstance(one, _Ranked)]
    tested = iter(_tested(ranked))
    found = [next(tested) if isinstance(one, _Ranked) else one for one in looked]
    adjusted = discovery.adjusted([1.0 if one.p is None else one.p for one in found])
    return tuple(_judged(one, q) if one.untested is None else one for one, q in zip(found, adjusted, strict=True))


def effective(n: int, r_x: float, r_y: float) -> float:
    """Return n(1 - r_x r_y)/(1 + r_x r_y), the size of `n` pairs whose series resemble their neighbours by r.

    Bartlett (1935). A product below 0 counts as 0: the correction takes away and never adds.
    """
    product = max(r_x * r_y, 0.0)
    return n * (1 - product) / (1 + product)


def _look(earlier: Strand, later: Strand, lag: int) -> _Ranked | Association:
    """Pair two strands by the calendar, and rank them where there is enough to test."""
    last = len(earlier.rest) - lag
    paired = np.isfinite(earlier.rest[:last]) & np.isfinite(later.rest[lag:])
    n = int(paired.sum())
    silence = next(_reasons(earlier, later, earlier.values[:last][paired], later.values[lag:][paired]), None)
    if silence:
        return Association(n, None, silence)
    ranked = _ranked(earlier.rest[:last], later.rest[lag:], paired, lag)
    if ranked.n_eff >= EFFECTIVE:
        return ranked
    worth = math.floor(ranked.n_eff)
    message = (
        f"Not enough data: {n} paired days that resemble the days before them say as much as {worth}, "
        f"{EFFECTIVE} needed."
    )
    return Association(n, ranked.n_eff, Untested("few_effective", message, worth, EFFECTIVE))


def _reasons(earlier: Strand, later: Strand, x: Values, y: Values) -> Iterator[Untested]:
    n = len(x)
    if earlier.scattered or later.scattered:
        message = "Not enough agreement: the times lie all around the clock."
        yield Untested("no_mean_direction", message, n, PAIRS)
    if n < PAIRS:
        days = "1 paired day" if n == 1 else f"{n} paired days"
        yield Untested("few_pairs", f"Not enough data: {days}, {PAIRS} needed.", n, PAIRS)
    other = min(_others(x), _others(y))
    if other < OTHER_DAYS:
        same = f"one of the two was the same on {n - other} of {n} paired days, {n - OTHER_DAYS} at most"
        yield Untested("little_variety", f"Not enough variety: {same}.", other, OTHER_DAYS)


def _others(values: Values) -> int:
    """Return on how many days a series differs from its most common value."""
    return len(values) - int(np.unique(values, return_counts=True)[1].max(initial=0))


def _ranked(x: Values, y: Values, paired: NDArray[np.bool_], lag: int) -> _Ranked:
    a, b = (midranks(np.round(one[paired], DECIMALS)) for one in (x, y))
    a, b = a - a.mean(), b - b.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    correlation = float(a @ b) / spread if spread else 0.0
    days = len(paired) + lag
    rows, whole = np.flatnonzero(paired), np.zeros(days, dtype=bool)
    whole[rows] = True
    columns = np.zeros((2, days))
    columns[0, rows], columns[1, rows] = a, b
    n_eff = effective(len(rows), _neighbours(a), _neighbours(b))
    return _Ranked(columns[0], columns[1], whole, min(max(correlation, -1.0), 1.0), n_eff)


def _neighbours(ranks: Values) -> float:
    """Return the lag-1 autocorrelation r of centred ranks in order, gaps closed, raised by (1 + 4r)/n for its bias."""
    spread = float(ranks @ ranks)
    r = float(ranks[:-1] @ ranks[1:]) / spread if spread else 0.0
    return min(r + (1 + 4 * r) / len(ranks), MOST_AUTOCORRELATION)


def _tested(ranked: Sequence[_Ranked]) -> Iterator[Association]:
    """Yield interval and p of each pair, all from the same draws of days."""
    if not ranked:
        return
    x, y, paired = (np.column_stack([one[place] for one in ranked]) for place in range(3))
    draws = bootstrap.correlations(bootstrap.day_counts(len(x)), x, y, paired)
    tail = (100 - PERCENT) / 200
    ends = np.quantile(draws, [tail, 1 - tail], axis=0)
    beyond = np.minimum((draws <= 0).sum(axis=0), (draws >= 0).sum(axis=0))
    for place, one in enumerate(ranked):
        p = max(min(2 * (1 + int(beyond[place])) / (1 + len(draws)), 1.0), _by_effective_n(one))
        low, high = float(ends[0, place]), float(ends[1, place])
        yield Association(int(one.paired.sum()), one.n_eff, None, one.correlation, low, high, p)


def _by_effective_n(one: _Ranked) -> float:
    """Return the two-sided p of a correlation by Fisher's z with standard error 1/sqrt(n_eff - 3 - 7).

    That is the error of a partial correlation (Fisher 1924), with what was fitted before as its covariates.
    """
    if abs(one.correlation) >= 1:
        return 0.0
    return math.erfc(abs(math.atanh(one.correlation)) * math.sqrt((one.n_eff - 3 - FITTED) / 2))


def _judged(one: Association, adjusted: float) -> Association:
    beside_zero = one.low is not None and one.high is not None and one.low * one.high > 0
    return one._replace(adjusted=adjusted, passed=beside_zero and adjusted <= FALSE_DISCOVERIES)
