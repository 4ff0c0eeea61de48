"""Which texts of a declaration are messages of the catalogue."""

from __future__ import annotations

import pytest

from habitlog.pillars import PILLARS
from habitlog.tracking.declared_texts import iter_declared_texts


@pytest.mark.parametrize("key", PILLARS)
def test_declared_texts_of_pillar_hold_names_labels_and_hints(key: str) -> None:
    declared = PILLARS[key]
    texts = set(iter_declared_texts(declared))
    assert {declared.name, declared.none_title, declared.empty_day_hint} <= texts
    assert {metric.name for metric in declared.metrics} | {metric.explained for metric in declared.metrics} <= texts
    fields = [field for kind in declared.kinds for field in kind.fields]
    assert {field.label for field in fields} | {option.label for field in fields for option in field.options} <= texts
    assert "" not in texts
    assert declared.table.name not in texts


def test_declared_texts_reach_groups_timers_and_scale_ends() -> None:
    texts = {text for pillar in PILLARS.values() for text in iter_declared_texts(pillar)}
    assert {"Bread, potatoes, beans", "Which practice?", "no stress at all", "Night before", "exercise"} <= texts
