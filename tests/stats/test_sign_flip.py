"""The exact sign-flip test against scipy and enumeration, and the interval against the means of all subsets."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import oracles

from habitlog.stats.sign_flip import (
    LEVEL,
    MIN_PAIRS,
    PairedEffect,
    choose_step,
    compute_paired_effect,
    compute_sign_flip_p,
)

STEPS = st.lists(st.integers(-60, 60), min_size=1, max_size=10)


def _enumerate_p(steps: list[int]) -> float:
    distance = abs(sum(steps))
    sums = (
        sum(s * x for s, x in zip(signs, steps, strict=True)) for signs in itertools.product((1, -1), repeat=len(steps))
    )
    return float(np.mean([abs(one) >= distance for one in sums]))


@given(STEPS)
def test_p_is_the_share_of_all_flips(steps: list[int]) -> None:
    assert compute_sign_flip_p(steps) == pytest.approx(_enumerate_p(steps), abs=1e-12)


@pytest.mark.parametrize("pairs", [6, 9, 12])
def test_p_agrees_with_scipy(pairs: int) -> None:
    rng = np.random.default_rng(pairs)
    for centre in (0, 15, 40):
        steps = np.round(rng.normal(centre, 40, pairs)).astype(int)
        result = oracles.permutation_test((steps,), np.mean, permutation_type="samples", n_resamples=np.inf)
        assert compute_sign_flip_p(steps.tolist()) == pytest.approx(float(result.pvalue), abs=1e-12)


def test_p_agrees_with_exact_ranks_of_wilcoxon() -> None:
    """Differences that are ranks themselves have the exact distribution of Wilcoxon's signed-rank test."""
    rng = np.random.default_rng(3)
    ranks = np.arange(1, 31) * rng.choice([-1, 1], 30, p=[0.3, 0.7])
    expected = float(oracles.wilcoxon(ranks, method="exact").pvalue)
    assert compute_sign_flip_p(ranks.tolist()) == pytest.approx(expected, rel=1e-9)


@given(STEPS, st.permutations(range(10)))
def test_p_depends_on_neither_order_nor_side(steps: list[int], order: list[int]) -> None:
    turned = [-steps[place] for place in order if place < len(steps)]
    assert compute_sign_flip_p(turned) == pytest.approx(compute_sign_flip_p(steps), abs=1e-12)


@given(st.lists(st.integers(-500, 500).map(lambda tenth: tenth / 10), min_size=MIN_PAIRS, max_size=11))
def test_interval_is_that_of_subset_means(differences: list[float]) -> None:
    """The interval lies between the means of subsets (Hartigan's typical values) of the 2.5 % and the 97.5 %."""
    effect = compute_paired_effect(differences)
    assert effect is not None
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low <= effect.difference + 1e-9
    assert effect.high >= effect.difference - 1e-9
    means = sorted(
        math.fsum(subset) / size
        for size in range(1, len(differences) + 1)
        for subset in itertools.combinations(differences, size)
    )
    # p at a shift is (1 + means up to it) / 2^n on its side, so the first shift above half the level is a mean.
    rank = math.floor(LEVEL / 2 * 2 ** len(differences) + 1e-9) - 1
    step = choose_step(differences)
    assert effect.low == pytest.approx(means[rank], abs=step * 1.01)
    assert effect.high == pytest.approx(means[-1 - rank], abs=step * 1.01)
    assert effect.is_clear == (not effect.low <= 0 <= effect.high)


@given(st.lists(st.integers(-90, 90), min_size=MIN_PAIRS, max_size=12), st.integers(1, 50))
def test_effect_moves_with_all_differences(differences: list[int], shift: int) -> None:
    at_first, moved = (compute_paired_effect([one + by for one in differences]) for by in (0, shift))
    assert at_first is not None
    assert moved is not None
    step = max(choose_step(differences), choose_step([one + shift for one in differences]))
    assert moved.difference - at_first.difference == pytest.approx(shift)
    for before, after in ((at_first.low, moved.low), (at_first.high, moved.high)):
        assert before is not None
        assert after is not None
        assert after - before == pytest.approx(shift, abs=2.01 * step)


def test_few_pairs_have_a_difference_alone() -> None:
    assert compute_paired_effect([]) is None
    effect = compute_paired_effect([4.0] * (MIN_PAIRS - 1))
    assert effect == PairedEffect(4.0, MIN_PAIRS - 1)
    assert not effect.is_clear


def test_equal_and_huge_differences() -> None:
    assert compute_paired_effect([0.0] * 8) == PairedEffect(0.0, 8, 0.0, 0.0, 1.0)
    assert compute_paired_effect([5.0] * 8) == PairedEffect(5.0, 8, 5.0, 5.0, 2 / 2**8)
    coarse = compute_paired_effect([50_000.0] * 10 + [50_001.0] * 11)
    assert coarse is not None
    assert coarse.low is not None
    assert coarse.high is not None
    assert coarse.low <= 50_001
    assert coarse.high >= 50_000
    assert coarse.is_clear


def test_size_and_coverage_of_drawn_days() -> None:
    """Days that resemble their neighbours: a drawn experiment names nothing in 1 of 20, and covers the true effect."""
    rng = np.random.default_rng(11)
    named = covered = 0
    runs, pairs, effect = 200, 14, 1.5
    for _ in range(runs):
        noise = rng.standard_normal(2 * pairs)
        for day in range(1, 2 * pairs):
            noise[day] = 0.6 * noise[day - 1] + 0.8 * noise[day]
        a_first = rng.random(pairs) < 0.5
        sign = np.where(a_first, 1, -1)
        differences = (noise[0::2] - noise[1::2]) * sign
        quiet, moved = (compute_paired_effect((differences + by).tolist()) for by in (0.0, effect))
        assert quiet is not None
        assert moved is not None
        assert moved.low is not None
        assert moved.high is not None
        named += quiet.is_clear
        covered += moved.low <= effect <= moved.high
    assert named / runs <= 0.09
    assert covered / runs >= 0.91
