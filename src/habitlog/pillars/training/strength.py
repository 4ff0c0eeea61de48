"""What a set says of strength: the load of one repetition, by the formulas of Brzycki and of Epley."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from habitlog.pillar import EntryRecord, Named
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


def e1rm(records: Sequence[EntryRecord]) -> dict[str, float]:
    """Return the day's highest estimate in kg (Brzycki) of each exercise that gives one.

    Letter case makes no difference; a name is as it was written first.
    """
    return {name: kept for name, kept, _ in _highest(records)}


def e1rm_epley(records: Sequence[EntryRecord]) -> dict[str, float]:
    """Return the day's highest estimates by Epley's formula, to stand beside those that are kept."""
    return {name: other for name, _, other in _highest(records)}


def _highest(records: Sequence[EntryRecord]) -> Iterator[tuple[str, float, float]]:
    """Yield each exercise with the highest estimate by either formula."""
    found: dict[str, tuple[str, float, float]] = {}
    for one in (one for record in records if isinstance(record, Resistance) for one in record.sets):
        told = estimates(one)
        if told is not None:
            name, kept, other = found.get(alike(one.exercise), (one.exercise, 0.0, 0.0))
            found[alike(one.exercise)] = name, max(kept, told[0]), max(other, told[1])
    yield from found.values()


NAMED = (
    Named("training.e1rm", "Estimated maximum", "kg", "exercise", "resistance", e1rm,
          beside={"Epley": e1rm_epley},
          explained="The load that would go once, estimated from the day's sets by Brzycki's formula: load × 36 ÷ "
          "(37 − n), where n, 1 to 10, counts repetitions done and left. Epley's formula, load × (1 + n ÷ 30), "
          "stands beside it. Warm-ups, and sets that do not tell what was left, give none."),
)  # fmt: skip
