"""The estimated maximum: the load of one repetition, by the formulas of Brzycki and of Epley."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.json import Decoder

from habitlog.pillars.training.record import Resistance, Set
from habitlog.tracking import EntryRecord, KeyedMetric
from habitlog.tracking.fields import normalize_name

MAX_REPETITIONS = 10
"""An estimate is given up to this many repetitions to failure: accuracy falls as they rise."""


class StoredSet(Struct, frozen=True, gc=False):
    """What an estimate takes of a set as it is stored, which was checked when it was saved."""

    exercise: str
    set_type: str = "work"
    reps: int | None = None
    load_kg: int | float | None = None
    rpe: int | float | None = None
    rir: int | None = None
    seconds: int | None = None
    distance_m: int | float | None = None


def repetitions_to_failure(resistance_set: Set | StoredSet) -> float | None:
    """Return repetitions to failure, those done and those left in reserve, or None where they are not known.

    Without repetitions in reserve they are 10 - RPE, from RPE 7 up (zourdos2016); an AMRAP set leaves none.
    """
    if not resistance_set.reps:
        return None
    if resistance_set.rir is not None:
        return resistance_set.reps + resistance_set.rir
    if resistance_set.rpe is not None and resistance_set.rpe >= 7:
        return resistance_set.reps + 10 - resistance_set.rpe
    return resistance_set.reps if resistance_set.set_type == "amrap" else None


def estimate_by_epley(load: float, n: float) -> float:
    """Return the load of one repetition in kg from `n` repetitions to failure with `load` kg, by Epley's formula."""
    return load * (1 + n / 30)


def estimate_by_brzycki(load: float, n: float) -> float | None:
    """Return the same by Brzycki's formula, which has no value from 37 repetitions up."""
    return load * (36 / (37 - n)) if n < 37 else None


def estimate_one_rep_max(resistance_set: Set | StoredSet) -> tuple[float, float] | None:
    """Return (Brzycki, Epley) in kg for 1 to 10 repetitions to failure, or None where a set gives no estimate.

    Warm-ups, failed attempts, sets without a load above 0 and those that count seconds or metres give none. For a
    single repetition to failure both estimates are its load, although Epley's formula would add a thirtieth.
    """
    load = resistance_set.load_kg
    # As `Set.is_work_set` and `Set.lifted_kg` say, without their calls: a year has some 9,000 sets.
    if not load or load < 0 or resistance_set.set_type == "warmup":
        return None
    if resistance_set.seconds is not None or resistance_set.distance_m is not None:
        return None
    n = repetitions_to_failure(resistance_set)
    if n is None or n > MAX_REPETITIONS:
        return None
    brzycki = estimate_by_brzycki(load, n)
    epley = load if n == 1 else estimate_by_epley(load, n)
    return None if brzycki is None else (brzycki, epley)


def list_best_estimates(records: Sequence[EntryRecord]) -> dict[str, float]:
    """Return the day's highest estimate in kg (Brzycki) of each exercise that gives one.

    Names that differ in letter case are the same; the first spelling is returned.
    """
    return {name: brzycki for name, brzycki, _ in _find_highest_estimates(_iter_sets(records))}


def list_best_stored_estimates(texts: Sequence[str]) -> dict[str, float]:
    """Return the same from the JSON texts of the sets of a day's sessions: a year has some 9,000 sets."""
    return {name: brzycki for name, brzycki, _ in _find_highest_estimates(_decode_sets(texts))}


def list_best_stored_epley_estimates(texts: Sequence[str]) -> dict[str, float]:
    """Return the highest estimates by Epley's formula from the same texts."""
    return {name: epley for name, _, epley in _find_highest_estimates(_decode_sets(texts))}


def _decode_sets(texts: Sequence[str]) -> Iterator[StoredSet]:
    return chain.from_iterable(map(_DECODE, texts))


def list_best_epley_estimates(records: Sequence[EntryRecord]) -> dict[str, float]:
    """Return the day's highest estimates by Epley's formula."""
    return {name: epley for name, _, epley in _find_highest_estimates(_iter_sets(records))}


def _iter_sets(records: Sequence[EntryRecord]) -> Iterator[Set]:
    return (one for record in records if isinstance(record, Resistance) for one in record.sets)


_DECODE = Decoder(list[StoredSet]).decode


def _find_highest_estimates(sets: Iterable[Set | StoredSet]) -> Iterator[tuple[str, float, float]]:
    """Yield each exercise with the highest estimate by either formula."""
    highest: dict[str, tuple[str, float, float]] = {}
    written, key = "", normalize_name("")
    for set_ in sets:
        estimates = estimate_one_rep_max(set_)
        if estimates is None:
            continue
        if set_.exercise != written:
            written, key = set_.exercise, normalize_name(set_.exercise)
        known = highest.get(key)
        if known is None:
            highest[key] = (written, *estimates)
        elif estimates[0] > known[1] or estimates[1] > known[2]:
            highest[key] = known[0], max(known[1], estimates[0]), max(known[2], estimates[1])
    yield from highest.values()


KEYED_METRICS = (
    KeyedMetric(
        "training.e1rm",
        "Estimated maximum",
        "kg",
        "exercise",
        "resistance",
        list_best_estimates,
        stored_column="sets",
        compute_stored=list_best_stored_estimates,
        stored_alternatives={"Epley": list_best_stored_epley_estimates},
        alternatives={"Epley": list_best_epley_estimates},
        explained="The load that could be lifted once, estimated from the day's sets by Brzycki's formula: load × 36 ÷ "
        "(37 − n), where n, 1 to 10, counts repetitions done and left. Epley's formula, load × (1 + n ÷ 30), "
        "is shown beside it. Warm-ups, sets of seconds or metres, sets with help (a load below 0), and sets without "
        "the repetitions left, give no estimate.",
    ),
)
