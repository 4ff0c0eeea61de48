"""Numbers in messages."""

from __future__ import annotations

import pytest

from habitlog.translation import gettext, ngettext


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (2026, "2026"), (9_999, "9999"), (10_000, "10\u202f000"), (-1_234_567, "-1\u202f234\u202f567")],
)
def test_counts_from_ten_thousand_on_have_spaces(number: int, written: str) -> None:
    assert gettext("%(count)s rows of %(what)s", count=number, what="10000") == f"{written} rows of 10000"
    assert ngettext("%(num)s row", "%(num)s rows", number) == f"{written} rows"
    assert gettext("%(share)s", share=12_345.5) == "12345.5"
