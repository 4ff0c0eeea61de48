"""What a set says of strength: the load of one repetition, by the formulas of Brzycki and of Epley."""

from __future__ import annotations

from collections.abc import Sequence

from habitlog.pillar import EntryRecord
from habitlog.pillar.names import alike
from habitlog.pillars.training.record import Resistance, Set

MOST_REPETITIONS = 10
"""An estimate is given up to this many repetitions to failure: accuracy falls as they rise."""


def to_failure(one: Set) -> float | None:
    """Return repetitions to failure: those done and those left, or None where a set does not tell.

    What is left is the reserve; without it 10 - RPE, from RPE 7 up (zourdos2016); an AMRAP set leaves none.
    """
    if not one.reps:
        return None
    if one.rir is not None:
        return one.reps + one.rir
    if one.rpe is not None and one.rpe >= 7:
        return one.reps + 10 - one.rpe
    return one.reps if one.set_type == "amrap" else None


def epley(load: float, n: float) -> float:
    """Return the load of one repetition in kg from `n` repetitions to failure with `load` kg, by Epley's formula."""
    return load * (1 + n / 30)


def brzycki(load: float, n: float) -> float | None:
    """Return the same by Brzycki's formula, which has no value from 37 repetitions up."""
    return load * (36 / (37 - n)) if n < 37 else None


def estimates(one: Set) -> tuple[float, float] | None:
    """Return (Brzycki, Epley) in kg for 1 to 10 repetitions to failure, or None where a set gives no estimate.

    Warm-ups, failed attempts and sets without a load of their own give none. A single repetition to failure is its
    own load by both, although Epley's formula taken by the letter would add a thirtieth.
    """
    n = to_failure(one)
    if n is None or n > MOST_REPETITIONS or not one.counts or not one.load_kg:
        return None
    found = brzycki(one.load_kg, n)
    return None if found is None else (found, one.load_kg if n == 1 else epley(one.load_kg, n))


def estimate(one: Set) -> float | None:
    """Return Brzycki's estimate of a set in kg, the one that is kept as a number of the day."""
    found = estimates(one)
    return None if found is None else found[0]


def e1rm(records: Sequence[EntryRecord], exercise: str) -> float | None:
    """Return the day's highest estimate of one exercise in kg (Brzycki), or None; letter case makes no difference."""
    sets = (one for record in records if isinstance(record, Resistance) for one in record.sets)
    found = (estimate(one) for one in sets if alike(one.exercise) == alike(exercise))
    return max((value for value in found if value is not None), default=None)
