"""Estimates of one repetition: published values, the properties of both formulas, and which sets give one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case
from tests.support.entries import OTHER, SETS

from habitlog.pillars import PILLARS
from habitlog.pillars.training.record import Resistance, Set
from habitlog.pillars.training.strength import (
    estimate_by_brzycki,
    estimate_by_epley,
    estimate_one_rep_max,
    list_best_epley_estimates,
    list_best_estimates,
    list_best_stored_epley_estimates,
    list_best_stored_estimates,
    repetitions_to_failure,
)
from habitlog.tracking import EntryRecord, parse_record

KINDS = {kind.key: kind.record for kind in PILLARS["training"].kinds}
LOADS = st.floats(0.001, 1000)


def make_set(**told: Any) -> Set:
    return Set(exercise="Squat", **told)


def session(*sets: dict[str, Any]) -> EntryRecord:
    return parse_record(Resistance, {"zone": "Etc/UTC", **SETS, "sets": list(sets)})


@for_each_case(
    ("load", "reps", "rir", "n", "by_epley", "by_brzycki"),
    [
        (100, 1, 0, 1, 103.333, 100),
        (100, 5, 0, 5, 116.667, 112.5),
        (100, 10, 0, 10, 133.333, 133.333),
        (80, 8, 0, 8, 101.333, 99.310),
        (80, 8, 2, 10, 106.667, 106.667),
        (60, 12, 0, 12, 84, 86.4),
        (60, 12, 3, 15, 90, 98.182),
    ],
)
def test_one_rep_max_matches_published_values(
    load: float, reps: int, rir: int, n: int, by_epley: float, by_brzycki: float
) -> None:
    lifted = make_set(load_kg=load, reps=reps, rir=rir)
    assert repetitions_to_failure(lifted) == n
    assert estimate_by_epley(load, n) == pytest.approx(by_epley, abs=0.0005)
    assert estimate_by_brzycki(load, n) == pytest.approx(by_brzycki, abs=0.0005)
    told = pytest.approx((by_brzycki, load if n == 1 else by_epley), abs=0.0005)
    assert estimate_one_rep_max(lifted) == (told if n <= 10 else None)


@given(load=LOADS)
def test_one_rep_max_at_one_and_ten_repetitions(load: float) -> None:
    assert estimate_by_brzycki(load, 1) == load
    assert estimate_by_brzycki(load, 10) == pytest.approx(estimate_by_epley(load, 10), rel=1e-14)


@given(load=LOADS, n=st.floats(1, 9.999))
def test_epley_is_higher_below_ten_repetitions(load: float, n: float) -> None:
    found = estimate_by_brzycki(load, n)
    assert found is not None
    assert estimate_by_epley(load, n) > found


@given(load=LOADS, n=st.floats(10.001, 36.999))
def test_epley_is_lower_above_ten_repetitions(load: float, n: float) -> None:
    found = estimate_by_brzycki(load, n)
    assert found is not None
    assert estimate_by_epley(load, n) < found


@given(load=LOADS, n=st.floats(37, 200))
def test_brzycki_is_undefined_from_37_repetitions(load: float, n: float) -> None:
    assert estimate_by_brzycki(load, n) is None


@for_each_case(
    ("told", "n"),
    [
        ({"reps": 8, "rir": 2}, 10),
        ({"reps": 8, "rir": 2, "rpe": 8.5}, 10),
        ({"reps": 8, "rpe": 8.5}, 9.5),
        ({"reps": 8, "rpe": 7}, 11),
        ({"reps": 8, "rpe": 6.5}, None),
        ({"reps": 8}, None),
        ({"reps": 8, "set_type": "amrap"}, 8),
        ({"reps": 8, "set_type": "amrap", "rpe": 6}, 8),
        ({"reps": 8, "set_type": "amrap", "rir": 1}, 9),
        ({"reps": 0, "rir": 0}, None),
        ({"reps": 0, "set_type": "amrap"}, None),
        ({"rir": 2}, None),
    ],
)
def test_repetitions_to_failure_source_order(told: dict[str, Any], n: float | None) -> None:
    assert repetitions_to_failure(make_set(load_kg=60, **told)) == n


@for_each_case(
    "told",
    [
        {"load_kg": 60, "reps": 5},
        {"load_kg": 60, "reps": 5, "rir": 0, "set_type": "warmup"},
        {"load_kg": 60, "reps": 0, "rir": 0},
        {"load_kg": 0, "reps": 5, "rir": 0},
        {"reps": 5, "rir": 0},
        {"load_kg": 60, "reps": 9, "rir": 2},
        {"load_kg": 60, "reps": 9, "rpe": 8.5},
        {"load_kg": -20, "reps": 5, "rir": 0},
        {"load_kg": 60, "reps": 5, "rir": 0, "seconds": 40},
        {"load_kg": 60, "reps": 5, "rir": 0, "distance_m": 20},
    ],
)
def test_incomplete_set_has_no_estimate(told: dict[str, Any]) -> None:
    assert estimate_one_rep_max(make_set(**told)) is None
    assert estimate_one_rep_max(make_set(**told)) is None


def test_daily_estimate_is_highest_and_case_insensitive() -> None:
    day = [
        session(
            {"exercise": "Squat", "load_kg": 100, "reps": 5, "rir": 0},
            {"exercise": "squat", "load_kg": 105, "reps": 5, "rir": 0},
            {"exercise": "Squat", "load_kg": 160, "reps": 5, "rir": 0, "set_type": "warmup"},
            {"exercise": "Front squat", "load_kg": 150, "reps": 5, "rir": 0},
        ),
        parse_record(KINDS["other"], {"zone": "Etc/UTC", **OTHER}),
        session({"exercise": "SQUAT", "load_kg": 90, "reps": 10, "rir": 0}),
    ]
    assert list_best_estimates(day) == {"Squat": 120, "Front squat": pytest.approx(168.75)}
    assert list_best_estimates([]) == {}
    texts = [json.dumps(record.to_row()["sets"]) for record in day if isinstance(record, Resistance)]
    assert list_best_stored_estimates(texts) == list_best_estimates(day)


SETS_OF_ANY_KIND = st.fixed_dictionaries(
    {"exercise": st.sampled_from(["Squat", "squat ", "Row"])},
    optional={
        "set_type": st.sampled_from(["warmup", "work", "amrap"]),
        "reps": st.integers(0, 14),
        "load_kg": st.sampled_from([-20, 0, 60, 62.5, 100]),
        "rpe": st.sampled_from([6, 7, 8.5, 10]),
        "rir": st.integers(0, 4),
        "seconds": st.integers(1, 90),
        "distance_m": st.sampled_from([20, 0.5]),
        "rest_s": st.integers(0, 90),
    },
)


@given(st.lists(SETS_OF_ANY_KIND, max_size=6))
def test_estimates_of_stored_sets_are_those_of_records(sets: list[dict[str, Any]]) -> None:
    day = [Resistance.from_stored({"kind": "resistance", "sets": [Set.from_stored(one) for one in sets]})]
    assert list_best_stored_estimates([json.dumps(sets)]) == list_best_estimates(day)
    assert list_best_stored_epley_estimates([json.dumps(sets)]) == list_best_epley_estimates(day)
