"""A week of training load against the worked example, and what holds for any week."""

from __future__ import annotations

from math import isfinite
from statistics import pstdev

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats.training_load import compute_monotony, compute_strain, compute_week_load

WORKED = [300.0, 0.0, 420.0, 0.0, 300.0, 600.0, 0.0]

loads = st.integers(0, 9000).map(float) | st.floats(0, 1e6)
weeks = st.lists(loads, min_size=7, max_size=7)


def test_training_load_matches_published_week() -> None:
    assert compute_week_load(WORKED) == 1620
    assert compute_monotony(WORKED) == pytest.approx(0.9701, abs=5e-5)
    assert compute_strain(WORKED) == pytest.approx(1571.5, abs=0.05)


def test_training_load_uses_sample_deviation() -> None:
    """The population SD of the worked week is 220.870: monotony 1.0478, strain 1697.4."""
    of_population = 1620 / 7 / pstdev(WORKED)
    assert of_population == pytest.approx(1.0478, abs=5e-5)
    assert compute_monotony(WORKED) == pytest.approx(of_population * (6 / 7) ** 0.5)
    assert compute_strain(WORKED) == pytest.approx(1697.4 * (6 / 7) ** 0.5, abs=0.05)


@for_each_case("unknown", range(7))
def test_training_load_with_unknown_day_is_none(unknown: int) -> None:
    days: list[float | None] = [*WORKED]
    days[unknown] = None
    assert (compute_week_load(days), compute_monotony(days), compute_strain(days)) == (None, None, None)


@given(loads)
def test_training_load_of_equal_days_has_no_monotony(load: float) -> None:
    days = [load] * 7
    assert compute_week_load(days) == pytest.approx(7 * load)
    assert (compute_monotony(days), compute_strain(days)) == (None, None)


@given(weeks)
@example([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5e-324])
def test_training_strain_is_load_times_monotony(days: list[float]) -> None:
    assume(len(set(days)) > 1)
    load, sameness, product = compute_week_load(days), compute_monotony(days), compute_strain(days)
    assert load is not None
    assert sameness is not None
    assert product == load * sameness
    assert isfinite(product)


@given(weeks, st.integers(1, 1000))
def test_training_monotony_is_scale_invariant(days: list[float], factor: int) -> None:
    assume(max(days) - min(days) > 1e-3)
    assert compute_monotony([day * factor for day in days]) == pytest.approx(compute_monotony(days), rel=1e-6)


@pytest.mark.parametrize("days", [[], [1.0] * 6, [None] * 8])
def test_training_load_needs_seven_days(days: list[float | None]) -> None:
    for value in (compute_week_load, compute_monotony, compute_strain):
        with pytest.raises(ValueError, match="seven"):
            value(days)
