"""Quantiles of Student's t against scipy and the printed table."""

from __future__ import annotations

import pytest
from tests.support import oracles

from habitlog.stats.student_t import compute_t_quantile

PRINTED = {1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980}


def test_t_quantile_matches_printed_table() -> None:
    assert {degrees: round(compute_t_quantile(degrees), 3) for degrees in PRINTED} == PRINTED


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 8, 15, 16, 71, 400])
def test_t_quantile_agrees_with_scipy(degrees: int) -> None:
    assert compute_t_quantile(degrees) == pytest.approx(float(oracles.t.ppf(0.975, degrees)), abs=1e-10)
