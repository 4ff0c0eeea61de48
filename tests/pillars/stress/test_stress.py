"""Practices and the level of stress."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.entries import LEVEL, PRACTICE

from habitlog.errors import Invalid
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.tracking import EntryRecord, parse_record

KINDS = {kind.key: kind.record for kind in PILLARS["stress"].kinds}


def parse_stress_record(raw: dict[str, Any], **changes: Any) -> EntryRecord:
    return parse_record(KINDS[raw["kind"]], {"zone": "Etc/UTC", **raw, **changes})


def value(metric: str, *records: EntryRecord) -> float | None:
    return DAILY_METRICS[f"stress.{metric}"].compute(records)


def test_practice_minutes_are_summed() -> None:
    level = parse_stress_record(LEVEL)
    assert value("practice", parse_stress_record(PRACTICE), level, parse_stress_record(PRACTICE, minutes=25)) == 35
    assert value("practice", level) is None
    assert value("level", parse_stress_record(PRACTICE), level) == 3
    assert value("level", parse_stress_record(PRACTICE)) is None


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
def test_stress_field_ranges(raw: dict[str, Any], field: str, good: list[Any], bad: list[Any]) -> None:
    for one in good:
        parse_stress_record(raw, **{field: one})
    for one in bad:
        with pytest.raises(Invalid) as refused:
            parse_stress_record(raw, **{field: one})
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
def test_practice_fields_must_be_consistent(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_stress_record(PRACTICE, **changes)
    assert [problem.field for problem in refused.value.problems] == [field]
