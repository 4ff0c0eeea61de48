"""`python -m benchmarks.patterns`: how often a pattern passes without an association, and is found with one."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from benchmarks.table import Line, format_table
from numpy.typing import NDArray

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS
from habitlog.stats.correlation import CorrelationResult, correlate_series_pairs
from habitlog.stats.detrending import detrend_series
from habitlog.stats.series import Series, Values

MONDAY, DAYS = 738_886, 364
PLANTED = ("sleep.duration", "stress.level", 0)


class Diaries(NamedTuple):
    """Properties of simulated diaries: lag-1 correlation, share of missing days, days, planted correlation."""

    phi: float
    missing: float = 0.4
    days: int = DAYS
    planted: float = 0.0


def simulate_days(rng: np.random.Generator, phi: float) -> Values:
    """Return a year of standard normal days, with the lag-1 correlation `phi`."""
    values = rng.standard_normal(DAYS + 50)
    for day in range(1, len(values)):
        values[day] = phi * values[day - 1] + math.sqrt(1 - phi * phi) * values[day]
    return values[50:]


def simulate_diary(rng: np.random.Generator, kind: Diaries) -> dict[str, Values]:
    """Return a year of every metric, with its weekly rhythm and its own scale, NaN on days that are missing."""
    weekday = np.arange(DAYS) % 7
    weekend = np.where(weekday >= 5, 1.0, 0.0)
    sleep, stress = simulate_days(rng, kind.phi), simulate_days(rng, kind.phi)
    stress = kind.planted * sleep + math.sqrt(1 - kind.planted**2) * stress
    trains = rng.random(DAYS) < np.array([0.6, 0.1, 0.6, 0.1, 0.6, 0.3, 0.05])[weekday]
    practises = simulate_days(rng, kind.phi) - 0.5 * weekend > 0.6
    simulated: dict[str, Values] = {
        "sleep.duration": np.round(420 + 45 * sleep + 40 * weekend),
        "sleep.midpoint": np.mod(10 + 40 * simulate_days(rng, kind.phi) + 60 * weekend, 1440),
        "sleep.quality": np.clip(np.round(3.2 + 0.8 * simulate_days(rng, kind.phi) + 0.4 * weekend), 1, 5),
        "stress.level": np.clip(np.round(4 + 1.7 * stress - weekend), 0, 10),
        "diet.gdr": np.clip(np.round(11 + 2 * simulate_days(rng, kind.phi) - weekend), 0, 18),
        "training.session_load": np.where(trains, np.round(300 * np.exp(0.3 * simulate_days(rng, kind.phi))), 0.0),
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
    detrended = {}
    for metric, values in simulated.items():
        known = np.isfinite(values)
        clock = DAILY_METRICS[metric].summary == "clock"
        detrended[metric] = detrend_series(Series(days[known], values[known]), MONDAY, MONDAY + DAYS - 1, clock=clock)
    return correlate_series_pairs(
        [(detrended[pair.earlier], detrended[pair.later], pair.lag_days) for pair in CORRELATION_PAIRS]
    )


def measure(people: int) -> Iterator[Line]:
    """Simulate diaries and count what passes: without any association, then with one that is planted."""
    for kind in (Diaries(0.3), Diaries(0.6), Diaries(0.6, missing=0.1), Diaries(0.6, days=120), Diaries(0.8)):
        rng = np.random.default_rng(5)
        some = sum(any(one.passed for one in correlate_diary(simulate_diary(rng, kind))) for _ in range(people))
        what = f"Nothing planted, lag-1 {kind.phi}, {kind.missing:.0%} missing, {kind.days} days"
        yield Line(what, f"something passed in {some / people:.1%} of {people}", "<= 10%", some <= people / 10)
    place = next(at for at, pair in enumerate(CORRELATION_PAIRS) if pair[:3] == PLANTED)
    for planted in (0.3, 0.5):
        for phi in (0.3, 0.6):
            rng = np.random.default_rng(5)
            kind = Diaries(phi, planted=planted)
            found = sum(correlate_diary(simulate_diary(rng, kind))[place].passed for _ in range(people))
            yield Line(
                f"Correlation {planted} planted, lag-1 {phi}, 40% missing, 364 days", f"{found / people:.1%} found"
            )


def main() -> None:
    """Print the figures of docs/trends.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.patterns", description=__doc__)
    parser.add_argument("--people", type=int, default=400, help="diaries for each line")
    print(format_table(list(measure(parser.parse_args().people))))


if __name__ == "__main__":
    main()
