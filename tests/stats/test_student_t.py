"""Student's t distribution against scipy and the printed table."""

from __future__ import annotations

import pytest
from tests.support import oracles

from habitlog.stats.student_t import compute_t_quantile, compute_two_sided_probability

PRINTED = {1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980}


def test_t_quantile_matches_printed_table() -> None:
    assert {degrees: round(compute_t_quantile(degrees), 3) for degrees in PRINTED} == PRINTED


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 8, 15, 16, 71, 400])
def test_t_quantile_agrees_with_scipy(degrees: int) -> None:
    assert compute_t_quantile(degrees) == pytest.approx(float(oracles.t.ppf(0.975, degrees)), abs=1e-10)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 8, 15, 16, 71])
def test_two_sided_probability_agrees_with_scipy(degrees: int) -> None:
    for t in (0.0, 0.3, 1.0, -2.1, 4.0, 12.0):
        expected = 2 * float(oracles.t.sf(abs(t), degrees))
        assert compute_two_sided_probability(t, degrees) == pytest.approx(expected, abs=1e-12)
    assert compute_two_sided_probability(compute_t_quantile(degrees), degrees) == pytest.approx(0.05)
