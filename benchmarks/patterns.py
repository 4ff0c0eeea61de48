"""`python -m benchmarks.patterns`: how often a pattern passes without an association, and is found with one."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Iterator, Mapping
from multiprocessing import Pool
from typing import Literal

import numpy as np
from benchmarks.table import Line, format_table
from msgspec import Struct
from numpy.typing import NDArray

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS
from habitlog.stats.correlation import CorrelationResult, correlate_series_pairs
from habitlog.stats.detrending import lay_out_series
from habitlog.stats.series import Series, Values

MONDAY, DAYS = 738_886, 364
PEOPLE = 600
WANTED_OF_PAIRS, WANTED_OF_LOGS = 6.0, 10.0
"""Per cent of unrelated pairs with a p-value of at most 0.05, and of logs without an association with a pattern."""
SLOW = 0.97
TRAINING_CHANCES = (0.6, 0.1, 0.6, 0.1, 0.6, 0.3, 0.05)
SCALES = {"sleep.duration": 45.0, "stress.level": 1.7}


class Diaries(Struct, frozen=True):
    """Properties of simulated diaries: lag-1 correlation of each series, share of missing days, days.

    `drift` is added to each metric: a yearly wave of its own or of all, of one standard deviation, or a slow AR(1) of
    0.97 with 30 % of the variance. `planted` is the correlation of time asleep with stress of that day. `training`
    is what a session adds to the time asleep of the next night, in standard deviations.
    """

    phi: float
    missing: float = 0.4
    days: int = DAYS
    drift: Literal["", "own yearly wave", "common yearly wave", "slow drift"] = ""
    planted: float = 0.0
    training: float = 0.0
    fixed_days: bool = False


def simulate_days(rng: np.random.Generator, phi: float) -> Values:
    """Return a year of standard normal days, with the lag-1 correlation `phi`."""
    values = rng.standard_normal(DAYS + 200)
    for day in range(1, len(values)):
        values[day] = phi * values[day - 1] + math.sqrt(1 - phi * phi) * values[day]
    return values[200:]


def simulate_metric(rng: np.random.Generator, kind: Diaries, phase: float) -> Values:
    """Return a year of one metric in standard deviations, with its drift; `phase` is that of a common wave."""
    values = simulate_days(rng, kind.phi)
    if kind.drift == "slow drift":
        return math.sqrt(0.7) * values + math.sqrt(0.3) * simulate_days(rng, SLOW)
    if kind.drift:
        start = phase if kind.drift.startswith("common") else rng.random()
        values = values + math.sqrt(2) * np.sin(2 * math.pi * (np.arange(DAYS) / DAYS + start))
    return values


def simulate_diary(rng: np.random.Generator, kind: Diaries) -> dict[str, Values]:
    """Return a year of every metric, with its weekly rhythm and its own scale, NaN on days that are missing."""
    weekday, phase = np.arange(DAYS) % 7, rng.random()
    weekend = np.where(weekday >= 5, 1.0, 0.0)
    sleep, stress, midpoint, quality, diet, load, practice = (simulate_metric(rng, kind, phase) for _ in range(7))
    stress = kind.planted * sleep + math.sqrt(1 - kind.planted**2) * stress
    chances = (1, 0, 1, 0, 1, 0, 0) if kind.fixed_days else TRAINING_CHANCES
    trains = rng.random(DAYS) < np.array(chances)[weekday]
    sleep[1:] += kind.training * trains[:-1]
    practises = practice - 0.5 * weekend > 0.6
    simulated: dict[str, Values] = {
        "sleep.duration": np.round(420 + SCALES["sleep.duration"] * sleep + 40 * weekend),
        "sleep.midpoint": np.mod(10 + 40 * midpoint + 60 * weekend, 1440),
        "sleep.quality": np.clip(np.round(3.2 + 0.8 * quality + 0.4 * weekend), 1, 5),
        "stress.level": np.clip(np.round(4 + SCALES["stress.level"] * stress - weekend), 0, 10),
        "diet.gdr": np.clip(np.round(11 + 2 * diet - weekend), 0, 18),
        "training.session_load": np.where(trains, np.round(300 * np.exp(0.3 * load)), 0.0),
        "stress.practice": np.where(practises, np.round(10 + 5 * rng.random(DAYS)), 0.0),
    }
    return {metric: _remove_missing_days(rng, values, kind) for metric, values in simulated.items()}


def _remove_missing_days(rng: np.random.Generator, values: Values, kind: Diaries) -> Values:
    is_missing: NDArray[np.bool_] = (rng.random(DAYS) < kind.missing) | (np.arange(DAYS) < DAYS - kind.days)
    kept: Values = np.where(is_missing, np.nan, values)
    return kept


def correlate_diary(simulated: Mapping[str, Values]) -> tuple[CorrelationResult, ...]:
    """Correlate the pairs of a diary as the page does."""
    days = MONDAY + np.arange(DAYS)
    rows = {}
    for metric, values in simulated.items():
        known = np.isfinite(values)
        clock = DAILY_METRICS[metric].summary == "clock"
        rows[metric] = lay_out_series(Series(days[known], values[known]), MONDAY, MONDAY + DAYS - 1, clock=clock)
    return correlate_series_pairs([(rows[pair.earlier], rows[pair.later], pair.lag_days) for pair in CORRELATION_PAIRS])


def measure_unrelated(kind: Diaries, people: int) -> list[Line]:
    """Return how many unrelated pairs have a low p-value, and in how many logs something passes."""
    rng = np.random.default_rng(5)
    found = [correlate_diary(simulate_diary(rng, kind)) for _ in range(people)]
    p_values = [one.p for pairs in found for one in pairs if one.p is not None]
    low = 100 * sum(p <= 0.05 for p in p_values) / len(p_values)
    some = 100 * sum(any(one.passed for one in pairs) for pairs in found) / people
    what = f"lag-1 {kind.phi:g}, {kind.drift or 'no drift'}, {kind.missing:.0%} missing, {kind.days} days"
    return [
        Line(f"{what}: pairs with p <= 0.05", f"{low:.1f} %", f"<= {WANTED_OF_PAIRS:g} %", low <= WANTED_OF_PAIRS),
        Line(f"{what}: something passes", f"{some:.1f} %", f"<= {WANTED_OF_LOGS:g} %", some <= WANTED_OF_LOGS),
    ]


def measure_related(kind: Diaries, people: int) -> list[Line]:
    """Return how often an association is found, and how often the interval of its slope holds the true one."""
    ends = ("training.session_load", "sleep.duration", 1) if kind.training else ("sleep.duration", "stress.level", 0)
    place = next(at for at, pair in enumerate(CORRELATION_PAIRS) if pair[:3] == ends)
    rng = np.random.default_rng(5)
    found = [correlate_diary(simulate_diary(rng, kind))[place] for _ in range(people)]
    passed = f"{100 * sum(one.passed for one in found) / people:.0f} %"
    if kind.training:
        where = "always on the same weekdays" if kind.fixed_days else "on other days each week"
        untested = f"{100 * sum(one.untested is not None for one in found) / people:.0f} %"
        what = f"a night {kind.training:g} SD longer after training, {where}"
        return [Line(f"{what}: found", passed), Line(f"{what}: not tested", untested)]
    true = kind.planted * SCALES["stress.level"] / SCALES["sleep.duration"]
    slopes = [one for one in found if one.slope_low is not None and one.slope_high is not None]
    held = sum((one.slope_low or 0) <= true <= (one.slope_high or 0) for one in slopes)
    what = f"correlation {kind.planted:g}, lag-1 {kind.phi:g}, {kind.drift or 'no drift'}"
    return [
        Line(f"{what}: found", passed),
        Line(f"{what}: interval of the slope holds it, where found", f"{100 * held / max(len(slopes), 1):.0f} %"),
    ]


def iter_kinds() -> Iterator[Diaries]:
    """Yield the kinds of diaries, those without an association first."""
    yield from (Diaries(phi) for phi in (0.0, 0.3, 0.6))
    yield from (Diaries(0.6, missing=0.1), Diaries(0.3, days=120), Diaries(0.6, days=120))
    yield from (Diaries(0.8), Diaries(0.8, missing=0.1))
    for drift in ("own yearly wave", "common yearly wave", "slow drift"):
        yield from (Diaries(phi, drift=drift) for phi in (0.3, 0.6))
    yield from (Diaries(phi, planted=planted) for planted in (0.3, 0.5) for phi in (0.3, 0.6))
    yield Diaries(0.3, drift="common yearly wave", planted=0.3)
    yield from (Diaries(0.3, missing=0.1, training=0.5, fixed_days=fixed) for fixed in (False, True))


def measure(task: tuple[Diaries, int]) -> list[Line]:
    """Simulate so many diaries of a kind and count."""
    kind, people = task
    return measure_related(kind, people) if kind.planted or kind.training else measure_unrelated(kind, people)


def main() -> None:
    """Print the figures of docs/trends.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patterns", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help="diaries for each kind")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    with Pool(arguments.processes) as pool:
        lines = pool.map(measure, [(kind, arguments.people) for kind in iter_kinds()], chunksize=1)
    print(format_table([line for part in lines for line in part]))


if __name__ == "__main__":
    main()
