"""The Sleep Regularity Index against published values, patterns worked by hand, and what holds for any sleep."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from tests.support.cases import for_each_case

from habitlog.stats.sleep_regularity import SleepRegularity, compute_sleep_regularity_index

Epochs = NDArray[np.bool_]


def all_known(asleep: Epochs) -> SleepRegularity:
    return compute_sleep_regularity_index(asleep, np.ones_like(asleep), np.ones(len(asleep) - 1, dtype=np.bool_))


def days(*sleeps: tuple[int, int]) -> Epochs:
    """Return days from midnight to midnight, each asleep from one hour up to another, from a day of 24."""
    record = np.zeros((len(sleeps), 24), dtype=np.bool_)
    for row, (start, end) in enumerate(sleeps):
        record[row, start:end] = True
    return record.repeat(60, axis=1)


WEEK = [(0, 8)] * 5 + [(2, 10)] * 2


@for_each_case(
    ("asleep", "value"),
    [
        (days(*[(0, 8)] * 7), 100),
        (days(*[(hour, hour + 8) for hour in range(7)]), 83.3333),
        (days(*WEEK), 94.4444),
        (days(*WEEK, *WEEK), 92.3077),
        (days(*[(0, 8), (12, 20)] * 4), -33.3333),
        (days(*[(0, 12), (12, 24)] * 4), -100),
    ],
    ids=["identical", "an hour later every day", "five and two", "the same week twice", "alternating", "inverse"],
)
def test_sleep_regularity_matches_reference_patterns(asleep: Epochs, value: float) -> None:
    assert all_known(asleep)[:3] == pytest.approx((value, len(asleep) - 1, 5), abs=5e-5)


def sample(real_data: Path) -> tuple[Epochs, Epochs]:
    """Return asleep and known of the half-minute sample; the trailing part day is filled with unknown epochs."""
    with (real_data / "sri" / "mengelhard_test_30s.csv").open(encoding="utf-8") as file:
        told = [row["sleep"] for row in csv.DictReader(file)]
    told += [""] * (-len(told) % 2880)
    cells = np.array(told).reshape(-1, 2880)
    return cells == "1", cells != ""


def as_published(asleep: Epochs, known: Epochs) -> float:
    """Return the index as the sample's own script has it: an unknown epoch is a mismatch."""
    equal = known[:5] & known[1:6] & (asleep[:5] == asleep[1:6])
    return float(-100 + 200 * equal.mean())


@pytest.mark.parametrize(
    ("blanks", "published", "value"), [(0, 80.694, 80.807), (1000, 55.430, 80.631)], ids=["whole", "blanked"]
)
def test_sleep_regularity_matches_half_minute_sample(
    real_data: Path, blanks: int, published: float, value: float
) -> None:
    asleep, known = sample(real_data)
    assert asleep.shape == (7, 2880)
    # These blanks lie on two days, and neither has more than six hours of them.
    known.reshape(-1)[11_037 : 11_037 + blanks] = False
    assert as_published(asleep, known) == pytest.approx(published, abs=0.001)
    found = compute_sleep_regularity_index(asleep & known, known, np.ones(6, dtype=np.bool_))
    assert found[:3] == pytest.approx((value, 5, 5), abs=0.0005)


def test_sleep_regularity_of_sample_with_too_many_blanks(real_data: Path) -> None:
    """The same two published values hold for blanks from epoch 5000 on, most of them on one day: it is dropped."""
    asleep, known = sample(real_data)
    known.reshape(-1)[5000:6000] = False
    assert as_published(asleep, known) == pytest.approx(55.430, abs=0.001)
    assert compute_sleep_regularity_index(asleep & known, known, np.ones(6, dtype=np.bool_)) == SleepRegularity(
        None, 3, 5
    )


@pytest.mark.parametrize("case", [0, 1])
def test_sleep_regularity_matches_five_second_cases(real_data: Path, case: int) -> None:
    """Each record has four pairs of days: it is told twice, with an unknown day between."""
    told = json.loads((real_data / "sri" / "vectors.json").read_text(encoding="utf-8"))["ggir_scenarios"][case]
    states, counts = zip(*told["rle_state_count"], strict=True)
    record = np.repeat(np.array(states) == 1, counts)[: 5 * 17_280].reshape(5, 17_280)
    asleep = np.concatenate([record, np.zeros((1, 17_280), dtype=np.bool_), record])
    known = np.ones_like(asleep)
    known[5] = False
    found = compute_sleep_regularity_index(asleep, known, np.ones(10, dtype=np.bool_))
    # The published value is rounded, and one epoch of the record is left over.
    assert found[:3] == pytest.approx((told["published_expected"], 8, 5), abs=0.01)


def test_sleep_regularity_needs_five_pairs() -> None:
    assert all_known(days(*[(0, 8)] * 5)) == SleepRegularity(None, 4, 5)
    assert all_known(days(*[(0, 8)] * 6)) == SleepRegularity(100, 5, 5)


@pytest.mark.parametrize("n", [0, 1])
def test_sleep_regularity_of_none_or_one_day(n: int) -> None:
    asleep = np.zeros((n, 1440), dtype=np.bool_)
    assert compute_sleep_regularity_index(asleep, asleep, np.zeros(0, dtype=np.bool_)) == SleepRegularity(None, 0, 5)


@pytest.mark.parametrize(("unknown", "pairs"), [(360, 7), (361, 5)])
def test_sleep_regularity_drops_day_with_six_unknown_hours(unknown: int, pairs: int) -> None:
    asleep = days(*[(0, 8)] * 8)
    known = np.ones_like(asleep)
    known[3, 1000 : 1000 + unknown] = False
    assert compute_sleep_regularity_index(asleep, known, np.ones(7, dtype=np.bool_)) == SleepRegularity(100, pairs, 5)


def test_sleep_regularity_skips_unjoined_pair() -> None:
    asleep = days(*[(0, 8)] * 4, *[(12, 20)] * 4)
    joined = np.ones(7, dtype=np.bool_)
    assert compute_sleep_regularity_index(asleep, np.ones_like(asleep), joined).value != 100
    joined[3] = False
    assert compute_sleep_regularity_index(asleep, np.ones_like(asleep), joined) == SleepRegularity(100, 6, 5)


anything = arrays.arrays(np.bool_, st.tuples(st.integers(6, 12), st.integers(4, 48)))


@settings(deadline=None)
@given(arrays.arrays(np.bool_, st.integers(1, 48)), st.integers(6, 12))
def test_sleep_regularity_limits(day: Epochs, n: int) -> None:
    assert all_known(np.tile(day, (n, 1))).value == 100
    assert all_known(np.array([day if row % 2 else ~day for row in range(n)])).value == -100


@settings(deadline=None)
@given(anything)
def test_sleep_regularity_is_symmetric_in_states(asleep: Epochs) -> None:
    found = all_known(asleep)
    assert found.value is not None
    assert -100 <= found.value <= 100
    assert all_known(~asleep) == all_known(asleep[::-1]) == found


@settings(deadline=None)
@given(anything, st.data())
def test_sleep_regularity_ignores_unknown_epochs(asleep: Epochs, data: st.DataObject) -> None:
    """Blanks stay under a quarter of each day; whatever stands in them, the index is that of the epochs around."""
    known = np.ones_like(asleep)
    width = asleep.shape[1]
    for row in range(len(asleep)):
        start = data.draw(st.integers(0, width - 1))
        known[row, start : start + width // 4] = False
    joined = np.ones(len(asleep) - 1, dtype=np.bool_)
    pairs = [
        asleep[row, at] == asleep[row + 1, at]
        for row in range(len(asleep) - 1)
        for at in range(width)
        if known[row, at] and known[row + 1, at]
    ]
    found = compute_sleep_regularity_index(asleep, known, joined)
    assert found.value == pytest.approx(-100 + 200 * sum(pairs) / len(pairs))
    assert compute_sleep_regularity_index(asleep ^ ~known, known, joined) == found
