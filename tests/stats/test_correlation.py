"""Patterns against scipy, statsmodels, a published table, and slow plain ways to reckon the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support import oracles
from tests.support.cases import for_each_case

from habitlog.stats import bootstrap, correlation, false_discovery_rate
from habitlog.stats.correlation import CorrelationResult, correlate_series_pairs
from habitlog.stats.detrending import CalendarSeries, count_fitted, lay_out_series, remove_drift_and_week
from habitlog.stats.series import Series, Values

MONDAY = 738_886
PAPER = (
    ".0001 .0004 .0019 .0095 .0201 .0278 .0298 .0344 .0459 .3240 .4262 .5719 .6528 .7590 1.0",
    ".0015 .003 .0095 .035625 .0603 .063857 .063857 .0645 .0765 .486 .581182 .714875 .753231 .813214 1",
)


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def series(values: Values | list[float], first: int = MONDAY) -> Series:
    """A series of the days that are not NaN, from `first` on."""
    told = np.asarray(values, dtype=np.float64)
    known = np.isfinite(told)
    return Series((first + np.arange(len(told)))[known], told[known])


def test_false_discovery_rate_matches_published_p_values() -> None:
    p, wanted = map(numbers, PAPER)
    found = false_discovery_rate.adjust_p_values(p)
    assert found == pytest.approx(wanted, abs=5e-7)
    assert sum(one <= 0.05 for one in found) == 4


@given(st.lists(st.floats(0, 1), max_size=40))
def test_false_discovery_rate_agrees_with_scipy_and_statsmodels(p: list[float]) -> None:
    found = false_discovery_rate.adjust_p_values(p)
    if p:
        assert found == pytest.approx(oracles.false_discovery_control(p), abs=1e-12)
        assert found == pytest.approx(oracles.multipletests(p, method="fdr_bh")[1], abs=1e-12)
    assert len(found) == len(p)


def reference_effective_days(x: Values, y: Values, paired: NDArray[np.bool_]) -> float:
    """Add up the products of all days that are paired and 1 to 14 apart, one after the other."""
    n, total = int(paired.sum()), 0.0
    for apart in range(1, 15):
        both = [day for day in range(len(x) - apart) if paired[day] and paired[day + apart]]
        if both:
            r_x, r_y = (np.mean([s[day] * s[day + apart] for day in both]) / (s @ s / n) for s in (x, y))
            total += 2 * len(both) / n * float(r_x * r_y)
    return float(n / max(1 + total, 1))


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.9))
def test_effective_days_match_reference(seed: int, missing: float) -> None:
    dice = np.random.default_rng(seed)
    paired = dice.random(60) >= missing
    x, y = (np.where(paired, np.cumsum(dice.standard_normal(60)), 0.0) for _ in range(2))
    found = correlation.compute_effective_days(x, y, paired)
    assert 0 <= found <= paired.sum()
    if paired.any():
        assert found == pytest.approx(reference_effective_days(x, y, paired))


@given(st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=50))
def test_ranks_agree_with_scipy(values: list[float]) -> None:
    assert correlation.compute_midranks(np.array(values)).tolist() == oracles.rankdata(values).tolist()


def reference_bootstrap_counts(days: int, draws: int) -> list[list[int]]:
    """Draw day by day, as the paper tells it, from the same uniform numbers."""
    uniform = np.random.Generator(np.random.PCG64(bootstrap.SEED)).random
    found = []
    for _ in range(draws):
        begins, first = uniform(days), uniform(days)
        counts, day = [0] * days, 0
        for place in range(days):
            new = place == 0 or begins[place] < 1 / 7
            day = int(first[place] * days) if new else (day + 1) % days
            counts[day] += 1
        found.append(counts)
    return found


@pytest.mark.parametrize("days", [1, 2, 30, 364])
def test_bootstrap_draws_match_reference(days: int) -> None:
    assert bootstrap.draw_day_counts(days, draws=125).tolist() == reference_bootstrap_counts(days, 125)


def test_bootstrap_draws_are_reproducible_and_uniform() -> None:
    counts = bootstrap.draw_day_counts(364)
    assert (counts == bootstrap.draw_day_counts(364)).all()
    assert set(counts.sum(axis=1).tolist()) == {364}
    assert counts.shape == (2000, 364)
    assert counts.mean(axis=0) == pytest.approx(np.ones(364), abs=0.2)


@given(st.integers(0, 2**32 - 1))
def test_bootstrap_correlations_match_expanded_days(seed: int) -> None:
    dice = np.random.default_rng(seed)
    x, y = (dice.integers(-3, 4, (40, 2)).astype(np.float64) for _ in range(2))
    paired = dice.random((40, 2)) < 0.7
    counts = bootstrap.draw_day_counts(40, draws=20, seed=seed)
    found = bootstrap.bootstrap_correlations(counts, x, y, paired)
    for draw in range(20):
        for pair in range(2):
            days = [day for day in range(40) for _ in range(counts[draw, day]) if paired[day, pair]]
            assert found[draw, pair] == pytest.approx(pearson(x[days, pair], y[days, pair]), abs=1e-9)


def pearson(x: Values, y: Values) -> float:
    if len(x) == 0 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


logged = st.lists(st.one_of(st.none(), st.floats(-500, 500).map(lambda v: round(v, 1))), min_size=2, max_size=60)


def without_week(left: dict[int, float]) -> dict[int, float]:
    means = {k: float(np.mean([v for day, v in left.items() if day % 7 == k])) for k in {day % 7 for day in left}}
    return {day: value - means[day % 7] for day, value in left.items()}


def reference_residuals(values: Values) -> Values:
    """Take the means of weekdays off, those of the days around, and those of weekdays again, one day at a time."""
    left = without_week({int(day): float(values[day]) for day in np.flatnonzero(np.isfinite(values))})
    around = {day: float(np.mean([left[near] for near in left if abs(near - day) <= 14])) for day in left}
    left = without_week({day: value - around[day] for day, value in left.items()})
    return np.array([left.get(day, np.nan) for day in range(len(values))])


@given(logged)
def test_detrending_removes_drift_and_weekdays(told: list[float | None]) -> None:
    values = np.array([np.nan if one is None else one for one in told])
    found = lay_out_series(series(values), MONDAY, MONDAY + len(values) - 1)
    assert found.values == pytest.approx(values, nan_ok=True)
    assert remove_drift_and_week(values) == pytest.approx(reference_residuals(values), abs=1e-8, nan_ok=True)
    near = [
        sum(abs(other - day) <= 14 for other in known) for known in [np.flatnonzero(~np.isnan(values))] for day in known
    ]
    assert count_fitted(~np.isnan(values)) == pytest.approx(6 + sum(1 / each for each in near))


@pytest.mark.parametrize("drift", ["line", "season"])
def test_correlation_ignores_common_drift_and_weekend(drift: str) -> None:
    day = np.arange(364)
    dice = np.random.default_rng(5)
    shape = 3.0 * day if drift == "line" else 40 * np.sin(day * 2 * np.pi / 364)
    x, y = (shape + 200 * (day % 7 >= 5) + 20 * dice.standard_normal(364) for _ in range(2))
    assert oracles.spearmanr(x, y).statistic > 0.6
    (found,) = correlate_series_pairs([(lay_out_values(x), lay_out_values(y), 0)])
    assert abs(found.correlation or 1) < 0.15
    assert not found.passed


def lay_out_values(values: Values | list[float], *, clock: bool = False) -> CalendarSeries:
    return lay_out_series(series(values), MONDAY, MONDAY + len(values) - 1, clock=clock)


def list_residual_pairs(x: CalendarSeries, y: CalendarSeries, lag: int) -> tuple[list[int], Values, Values]:
    """Return the paired days and what is left of both series on them, each from the paired days alone."""
    last = len(x.values) - lag
    days = [day for day in range(last) if math.isfinite(x.values[day]) and math.isfinite(y.values[day + lag])]
    rows = np.full((2, last), np.nan)
    rows[0, days], rows[1, days] = x.values[days], y.values[[day + lag for day in days]]
    a, b = (reference_residuals(row)[days] for row in rows)
    return days, a, b


def random_year(seed: int, missing: float = 0.3) -> Values:
    dice = np.random.default_rng(seed)
    values = np.round(dice.standard_normal(364) * 40 + 400)
    values[dice.random(364) < missing] = np.nan
    return values


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_spearman_agrees_with_scipy(lag: int) -> None:
    x, y = lay_out_values(random_year(1)), lay_out_values(random_year(2))
    (found,) = correlate_series_pairs([(x, y, lag)])
    days, a, b = list_residual_pairs(x, y, lag)
    assert found.n == len(days)
    assert found.correlation == pytest.approx(oracles.spearmanr(np.round(a, 9), np.round(b, 9)).statistic, abs=1e-12)


def reference_bootstrap(
    x: CalendarSeries, y: CalendarSeries, lag: int, *, ranked_anew: bool
) -> tuple[float, float, float]:
    """Reckon interval and p one draw after the other, by writing out its days."""
    days, a, b = list_residual_pairs(x, y, lag)
    a, b = np.round(a, 9), np.round(b, 9)
    whole_a, whole_b = oracles.rankdata(a), oracles.rankdata(b)
    draws = []
    for counts in bootstrap.draw_day_counts(len(x.values)):
        at = np.repeat(np.arange(len(days)), counts[days])
        if ranked_anew:
            draws.append(pearson(oracles.rankdata(a[at]), oracles.rankdata(b[at])))
        else:
            draws.append(pearson(whole_a[at], whole_b[at]))
    low, high = np.percentile(draws, [2.5, 97.5])
    smaller = min(sum(one <= 0 for one in draws), sum(one >= 0 for one in draws))
    return low, high, min(2 * (1 + smaller) / 2001, 1.0)


@pytest.mark.parametrize("lag", [0, 1])
def test_bootstrap_interval_matches_reference(lag: int) -> None:
    x, y = lay_out_values(random_year(3)), lay_out_values(random_year(4))
    (found,) = correlate_series_pairs([(x, y, lag)])
    low, high, p = reference_bootstrap(x, y, lag, ranked_anew=False)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.correlation is not None
    assert found.n_eff is not None
    left = found.n_eff - 3 - 6
    fisher = 2 * oracles.norm.sf(abs(np.arctanh(found.correlation)) * np.sqrt(left))
    assert found.p == pytest.approx(max(p, fisher), abs=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_bootstrap_reranking_gives_similar_interval(share: float) -> None:
    together = random_year(5, 0.0)
    x, y = lay_out_values(together), lay_out_values(share * together + random_year(6))
    (found,) = correlate_series_pairs([(x, y, 0)])
    low, high, _ = reference_bootstrap(x, y, 0, ranked_anew=True)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.04)


def test_correlation_detects_both_signs() -> None:
    x = random_year(7, 0.0)
    up, down = correlate_series_pairs(
        [
            (lay_out_values(x), lay_out_values(x + random_year(8)), 0),
            (lay_out_values(x), lay_out_values(random_year(8) - x), 0),
        ]
    )
    assert up.passed
    assert down.passed
    assert (up.low or 0) > 0 > (down.high or 0)
    assert up.slope == pytest.approx(1, abs=0.3)
    assert (up.slope_low or 0) < 1 < (up.slope_high or 0)
    assert down.slope == pytest.approx(-1, abs=0.3)
    assert up.adjusted_p is not None
    assert up.adjusted_p >= (up.p or 0)


def test_untested_pairs_count_in_false_discovery_rate() -> None:
    x, silent = lay_out_values(random_year(9)), lay_out_values([math.nan] * 364)
    alone, among = (
        correlate_series_pairs([(x, lay_out_values(random_year(10)), 0)])[0],
        correlate_series_pairs([(x, lay_out_values(random_year(10)), 0), (x, silent, 0)])[0],
    )
    assert alone.p == among.p
    assert alone.adjusted_p is not None
    assert among.adjusted_p == pytest.approx(min(2 * alone.adjusted_p, 1))


def insufficient_data_code(found: CorrelationResult) -> str | None:
    return found.untested.code if found.untested else None


SILENT: dict[str, tuple[list[float], list[float], str]] = {
    "no data": ([math.nan] * 364, [math.nan] * 364, "few_pairs"),
    "one value": ([5.0] + [math.nan] * 363, [5.0] + [math.nan] * 363, "few_pairs"),
    "29 pairs": ([*range(29)] + [math.nan] * 335, [float(n % 9) for n in range(364)], "few_pairs"),
    "constant": ([7.0] * 364, [float(n * 37 % 11) for n in range(364)], "little_variety"),
    "constant but for nine days": ([0.0] * 355 + [1.0] * 9, [float(n * 37 % 11) for n in range(364)], "little_variety"),
    "alternating, never the same day": ([1.0, math.nan] * 182, [math.nan, 2.0] * 182, "few_pairs"),
    "trained on the same weekdays": (
        [float(200 + n * 37 % 90) if n % 7 in {0, 2, 4} else 0.0 for n in range(364)],
        [float(n * 37 % 11) for n in range(364)],
        "earlier_fixed_weekdays",
    ),
    "the same weekdays, later": (
        [float(n * 37 % 11) for n in range(364)],
        [1.0 if n % 7 == 5 else 0.0 for n in range(364)],
        "later_fixed_weekdays",
    ),
    "two waves": ([math.sin(n / 3) for n in range(60)], [math.cos(n / 3) for n in range(60)], "few_effective"),
}


@for_each_case("case", SILENT)
def test_correlation_reports_insufficient_data(case: str) -> None:
    x, y, wanted = SILENT[case]
    (found,) = correlate_series_pairs([(lay_out_values(x), lay_out_values(y), 0)])
    assert insufficient_data_code(found) == wanted
    assert found.untested is not None
    assert 0 <= found.untested.have < found.untested.needed
    assert (found.correlation, found.low, found.high, found.p, found.adjusted_p, found.passed) == (*[None] * 5, False)


def test_correlation_of_clock_times() -> None:
    dice = np.random.default_rng(11)
    shift = np.round(dice.standard_normal(364) * 30)
    late, other = (
        lay_out_values(np.mod(shift, 1440), clock=True),
        lay_out_values(shift + dice.standard_normal(364) * 10),
    )
    assert (correlate_series_pairs([(late, other, 0)])[0].correlation or 0) > 0.8
    scattered = lay_out_values([float(n * 617 % 1440) for n in range(364)], clock=True)
    assert insufficient_data_code(correlate_series_pairs([(scattered, other, 0)])[0]) == "no_mean_direction"


few_steps = st.lists(st.sampled_from([None, 0, 0, 1, 2, 5, 900]), min_size=60, max_size=70)


@given(st.one_of(logged, few_steps), few_steps, st.integers(0, 2), st.booleans())
def test_correlation_of_any_series_is_number_or_reason(
    x: list[float | None], y: list[float | None], lag: int, clock: bool
) -> None:
    days = 70
    rows = [[math.nan if one is None else one for one in told] + [math.nan] * (days - len(told)) for told in (x, y)]
    (found,) = correlate_series_pairs([(lay_out_values(rows[0], clock=clock), lay_out_values(rows[1]), lag)])
    told = [found.n_eff, found.correlation, found.low, found.high, found.p, found.adjusted_p]
    assert all(one is None or math.isfinite(one) for one in told)
    assert (found.untested is None) == (found.p is not None)
    if found.p is not None and found.low is not None and found.high is not None:
        assert 0 <= found.p <= (found.adjusted_p or 0) <= 1
        assert -1 <= found.low <= found.high <= 1


def test_correlation_of_no_pairs_is_empty() -> None:
    assert correlate_series_pairs([]) == ()
