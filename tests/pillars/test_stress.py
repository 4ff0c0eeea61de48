"""Practices and the level of stress."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.entries import LEVEL, PRACTICE

from habitlog.errors import Invalid
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.tracking import EntryRecord, parse_record

KINDS = {kind.key: kind.record for kind in PILLARS["stress"].kinds}


def told(raw: dict[str, Any], **changes: Any) -> EntryRecord:
    return parse_record(KINDS[raw["kind"]], {"zone": "Etc/UTC", **raw, **changes})


def value(metric: str, *records: EntryRecord) -> float | None:
    return DAILY_METRICS[f"stress.{metric}"][1].compute(records)


def test_minutes_of_all_practices_add_up_and_a_level_alone_says_nothing_of_practice() -> None:
    level = told(LEVEL)
    assert value("practice", told(PRACTICE), level, told(PRACTICE, minutes=25)) == 35
    assert value("practice", level) is None
    assert value("level", told(PRACTICE), level) == 3
    assert value("level", told(PRACTICE)) is None


@pytest.mark.parametrize(
    ("raw", "field", "good", "bad"),
    [
        (PRACTICE, "minutes", [1, 600], [0, 601, 1.5, None]),
        (PRACTICE, "practice", ["nature", "rest"], ["juggling", None]),
        (PRACTICE, "stress_before", [0, 10], [-1, 11]),
        (PRACTICE, "stress_after", [0, 10], [-1, 11]),
        (LEVEL, "stress_now", [0, 10], [-1, 11, 3.5, None]),
    ],
)
def test_the_ranges_hold(raw: dict[str, Any], field: str, good: list[Any], bad: list[Any]) -> None:
    for one in good:
        told(raw, **{field: one})
    for one in bad:
        with pytest.raises(Invalid) as refused:
            told(raw, **{field: one})
        assert refused.value.problems[0].field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"practice": "other"}, "practice_text"),
        ({"practice_text": "Humming"}, "practice_text"),
        ({"stress_after": None}, "stress_after"),
        ({"stress_before": None}, "stress_before"),
        ({"practice": "other", "practice_text": "x" * 81}, "practice_text"),
    ],
)
def test_names_and_pairs_belong_together(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        told(PRACTICE, **changes)
    assert [problem.field for problem in refused.value.problems] == [field]
