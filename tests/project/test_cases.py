"""A test over a table of cases fails with every case that fails, and says which they are."""

from __future__ import annotations

import inspect

import pytest
from tests.support.cases import for_each_case


@for_each_case(("number", "limit"), [(1, 3), (5, 3), (2, 3), (9, 3)])
def check_limit(number: int, limit: int, floor: int) -> None:
    if number == 9:
        pytest.fail("far too high")
    assert floor <= number <= limit


def test_every_failing_case_is_reported_by_name() -> None:
    with pytest.raises(BaseExceptionGroup, match="2 of 4 cases fail") as caught:
        check_limit(floor=0)
    notes = [failure.__notes__ for failure in caught.value.exceptions]
    assert notes == [["in the case number, limit = 5, 3"], ["in the case number, limit = 9, 3"]]


def test_fixtures_remain_parameters_of_test() -> None:
    assert list(inspect.signature(check_limit).parameters) == ["floor"]


def test_table_without_cases_is_refused() -> None:
    with pytest.raises(AssertionError, match="checks nothing"):
        for_each_case("number", [])


def test_unknown_parameter_is_refused() -> None:
    with pytest.raises(AssertionError, match="does not take"):
        for_each_case("other", [1])(lambda number: None)
