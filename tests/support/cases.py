"""Tests over tables of cases that need no fixtures of their own."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

LONGEST_NAME = 200


def for_each_case(
    names: str | Sequence[str], cases: Iterable[Any], ids: Iterable[object] | Callable[[Any], object] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test with the values of every case, and report all cases that fail, each with its name.

    It is `pytest.mark.parametrize` within one test. All cases share the fixtures, so none may depend on another.
    """
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [(case,) if len(keys) == 1 else tuple(case) for case in cases]
    if ids is None or callable(ids):
        describe = ids or repr
        labels: list[object] = [", ".join(str(describe(value)) for value in row) for row in rows]
    else:
        labels = list(ids)
    assert rows, "a table without cases checks nothing"
    named = list(zip(labels, (dict(zip(keys, row, strict=True)) for row in rows), strict=True))

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run_every_case(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            for label, values in named:
                try:
                    test(**fixtures, **values)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001  # raised below, with the others
                    failure.add_note(f"in the case {', '.join(keys)} = {str(label)[:LONGEST_NAME]}")
                    failures.append(failure)
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(named)} cases fail", failures)

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in keys]
        assert len(left) + len(keys) == len(signature.parameters), f"the test does not take {keys}"
        run_every_case.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run_every_case

    return decorate
