"""The matrix: every route by every kind of person and program, with what is theirs, somebody else's and nobody's."""

from __future__ import annotations

import pytest
from tests.authz.actors import ACTORS, ASKED_WHERE_SLOW, let_in
from tests.authz.judging import Judge
from tests.authz.table import Row, read_table


@pytest.mark.parametrize("row", read_table(), ids=str)
def test_a_route_serves_whom_the_table_says_and_nobody_else(judge: Judge, row: Row) -> None:
    actors = [one for one in ACTORS if not row.slow or let_in(row, one) or one.name in ASKED_WHERE_SLOW]
    wrong = [sentence for actor in actors for sentence in judge.row(row, actor)]
    wrong += judge.left_behind()
    assert not wrong, "\n".join([f"{row}:", *wrong])
