"""`python -m benchmarks.verdicts`: how often simulated diaries are called rising or falling."""

from __future__ import annotations

import argparse
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import erfc, sqrt
from multiprocessing import Pool

import numpy as np
from benchmarks.diaries import Diary, Grid, compute_change, simulate_diaries
from benchmarks.table import Line, format_table

from habitlog.stats.series import Series
from habitlog.stats.theil_sen import Z95
from habitlog.stats.trend import TrendResult, Verdict, compute_total_trend, compute_trend

SEED = 1
COUNT = 2000
MONDAY = 738_886
"""The ordinal of 1 January 2024."""
LENGTHS = (84, 28)
MISSING = 0.4
WANTED = {84: {0.6: 7.0}, 28: {0.5: 8.0, 0.6: 8.0}}
"""Per cent that may be called rising or falling without a change, by length and autocorrelation; 5 elsewhere."""
TWO_YEARS = 728


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: diaries of one kind, with the per cent that is wanted at most, if any."""

    what: str
    diary: Diary
    wanted: float | None = None

    def measure(self, seed: int, count: int) -> Line:
        """Simulate the diaries, compute their verdicts, and count."""
        rng = np.random.default_rng([seed, zlib.crc32(self.what.encode())])
        grid = simulate_diaries(self.diary, count, rng)
        compute = compute_total_trend if self.diary.scale == "sessions" else compute_trend
        called_percent = (
            100 * sum(verdict in {"rising", "falling"} for verdict in compute_verdicts(grid, compute)) / count
        )
        if self.wanted is not None:
            return Line(self.what, f"{called_percent:.1f} %", f"<= {self.wanted:g} %", called_percent <= self.wanted)
        if self.diary.scale or not compute_change(self.diary).any():
            return Line(self.what, f"{called_percent:.0f} %")
        return Line(self.what, f"{called_percent:.0f} %, at best {compute_best_rate(self.diary, grid):.0f} %")


def compute_verdicts(grid: Grid, compute: Callable[[Series, int, int, int], TrendResult]) -> Iterator[Verdict]:
    """Yield the verdict of each diary as the service computes it: over the whole diary, all of whose weeks are over."""
    last = MONDAY + grid.shape[1] - 1
    for diary in grid:
        there = np.flatnonzero(np.isfinite(diary))
        yield compute(Series(there + MONDAY, diary[there]), MONDAY, last, last + 1).verdict


def compute_best_rate(diary: Diary, grid: Grid) -> float:
    """Return the per cent that a straight line by least squares would call changed at 5 %, two-sided.

    It uses what no diary contains: the variance of days, and their autocorrelation.
    """
    return 100 * float(np.mean([_power(diary, np.flatnonzero(np.isfinite(row))) for row in grid]))


def _power(diary: Diary, days: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    weights = days - days.mean()
    autocorrelation = diary.autocorrelation ** np.abs(days[:, np.newaxis] - days)
    distance = float(weights @ compute_change(diary)[days]) / sqrt(weights @ autocorrelation @ weights)
    return (erfc((Z95 - distance) / sqrt(2)) + erfc((Z95 + distance) / sqrt(2))) / 2


def iter_unchanged_rows() -> Iterator[Row]:
    """Yield the rows without a change, for which rising and falling are wrong."""
    kinds = [Diary(0, autocorrelation) for autocorrelation in (0.0, 0.3, 0.5, 0.6)]
    kinds += [
        Diary(0, autocorrelation, rhythm)
        for rhythm in ("five-two", "one day")
        for autocorrelation in (0.0, 0.3, 0.5, 0.6)
    ]
    kinds += [
        Diary(0, autocorrelation, scale=scale)
        for scale in ("0 to 10", "1 to 5", "sessions")
        for autocorrelation in (0.0, 0.5)
    ]
    for days in LENGTHS:
        for kind in kinds:
            for diary in with_and_without(replace(kind, days=days)):
                yield Row(describe_diary(diary), diary, WANTED[days].get(diary.autocorrelation, 5.0))
        yield from (Row(describe_diary(diary), diary) for diary in with_and_without(Diary(days, 0.9)))
    for autocorrelation in (0.0, 0.3, 0.6):
        for diary in with_and_without(Diary(TWO_YEARS, autocorrelation)):
            yield Row(f"{describe_diary(diary)}, judged on weeks", diary, 5.0)


def iter_changed_rows() -> Iterator[Row]:
    """Yield the rows with a change over 12 weeks, with the best rate at which it could be found."""
    changes = [Diary(84, line=size) for size in (0.5, 1.0, 1.5, 2.0)] + [Diary(84, step=size) for size in (0.5, 1.0)]
    for diary in changes:
        kinds = [*with_and_without(diary), *with_and_without(replace(diary, autocorrelation=0.3))]
        kinds += [replace(diary, scale=scale) for scale in ("0 to 10", "1 to 5", "sessions")]
        yield from (Row(describe_diary(kind), kind) for kind in kinds)


def with_and_without(diary: Diary) -> tuple[Diary, Diary]:
    """Return a diary with all its days, and with 40 % of them missing."""
    return diary, replace(diary, missing=MISSING)


def describe_diary(diary: Diary) -> str:
    """Return the properties of a kind of diary in words, by which it is also seeded."""
    parts = [
        f"line of {diary.line:g} SD" if diary.line else "",
        f"step of {diary.step:g} SD" if diary.step else "",
        f"{diary.days} days",
        f"AR(1) {diary.autocorrelation:g}" if diary.autocorrelation else "independent",
        diary.rhythm and f"{diary.rhythm} rhythm",
        diary.scale,
        f"{diary.missing:.0%} missing" if diary.missing else "",
    ]
    return ", ".join(filter(None, parts))


def _measure(task: tuple[Row, int, int]) -> Line:
    row, seed, count = task
    return row.measure(seed, count)


def main() -> None:
    """Run the simulation and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="diaries a row")
    arguments = parser.parse_args()
    with Pool(os.cpu_count()) as pool:
        for title, rows in (("No change", iter_unchanged_rows()), ("A change over 12 weeks", iter_changed_rows())):
            lines = pool.map(_measure, [(row, arguments.seed, arguments.count) for row in rows], chunksize=1)
            print(f"{title}: called rising or falling\n\n{format_table(lines)}\n")
    print(f"{arguments.count} diaries a row, seed {arguments.seed}.")


if __name__ == "__main__":
    main()
