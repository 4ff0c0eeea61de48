"""The methods of weeks and windows are plain JSON, cite the library, and name the thresholds that hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.support.cases import for_each_case

from habitlog.education.linter import lint_text
from habitlog.education.references import load_references
from habitlog.pillars import METRICS, PILLARS, pillar_of
from habitlog.tracking import WeeklyMetric, WindowMetric

NEEDED = {
    "sleep.regularity": {"pairs_of_days": 5},
    "sleep.midpoint_sd": {"nights": 7},
    "sleep.onset_sd": {"nights": 7},
    "sleep.social_jetlag": {"work_nights": 3, "free_nights": 2},
    "stress.pairs": {"pairs": 1},
    "training.week_load": {"days": 7},
    "training.week_monotony": {"days": 7},
    "training.week_strain": {"days": 7},
}
TOLD = {key: measure for key, measure in METRICS.items() if isinstance(measure, WeeklyMetric | WindowMetric)}


def collect_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from collect_texts(part)


@for_each_case("key", TOLD)
def test_metric_method_is_complete_json(key: str) -> None:
    found = TOLD[key].method()
    assert json.loads(json.dumps(found)) == found
    assert {"name", "version", "missing", "formula", "needed", "sources"} <= found.keys()
    assert found["needed"] == NEEDED[key]
    assert set(found["sources"]) <= load_references().keys()
    assert [finding for text in collect_texts(found) for finding in lint_text(text, is_interface=True)] == []


@pytest.mark.parametrize("key", TOLD)
def test_formula_on_pages_is_that_of_the_method(key: str) -> None:
    declared = TOLD[key].method()["formula"]
    assert TOLD[key].formula.replace(" × ", " * ").lower() == f"{declared}.".lower()


def test_metric_method_names_are_unique() -> None:
    assert len({measure.method()["name"] for measure in TOLD.values()}) == len(TOLD)


@pytest.mark.parametrize("key", [key for key, one in METRICS.items() if isinstance(one, WeeklyMetric)])
def test_weekly_metric_has_daily_source_of_same_pillar(key: str) -> None:
    measure = METRICS[key]
    pillar = pillar_of(measure)
    assert isinstance(measure, WeeklyMetric)
    assert measure.daily_metric_id in {metric.id for metric in pillar.daily_metrics}


def test_metric_ids_are_unique() -> None:
    ids = [measure.id for pillar in PILLARS.values() for measure in pillar.metrics]
    assert len(ids) == len(set(ids))
    assert all(pillar_of(metric) is pillar for pillar in PILLARS.values() for metric in pillar.metrics)
