"""`python -m benchmarks.verdicts`: how often a verdict speaks of simulated diaries, with and without a change."""

from __future__ import annotations

import argparse
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import erfc, sqrt
from multiprocessing import Pool

import numpy as np
from benchmarks.diaries import Diary, Grid, change, made
from benchmarks.table import Line, drawn

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
"""Per cent that may be called rising or falling where nothing changes, by length and likeness; 5 elsewhere."""
TWO_YEARS = 728


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: diaries of one kind, with the per cent that is wanted at most, if any."""

    what: str
    diary: Diary
    wanted: float | None = None

    def measured(self, seed: int, count: int) -> Line:
        """Make the diaries, judge them, and count."""
        rng = np.random.default_rng([seed, zlib.crc32(self.what.encode())])
        grid = made(self.diary, count, rng)
        judged = compute_total_trend if self.diary.scale == "sessions" else compute_trend
        spoken = 100 * sum(verdict in {"rising", "falling"} for verdict in verdicts(grid, judged)) / count
        if self.wanted is not None:
            return Line(self.what, f"{spoken:.1f} %", f"<= {self.wanted:g} %", spoken <= self.wanted)
        if self.diary.scale or not change(self.diary).any():
            return Line(self.what, f"{spoken:.0f} %")
        return Line(self.what, f"{spoken:.0f} %, at best {best(self.diary, grid):.0f} %")


def verdicts(grid: Grid, judged: Callable[[Series, int, int, int], TrendResult]) -> Iterator[Verdict]:
    """Judge each diary as the service does: the window is the whole diary, and all its weeks are over."""
    last = MONDAY + grid.shape[1] - 1
    for diary in grid:
        there = np.flatnonzero(np.isfinite(diary))
        yield judged(Series(there + MONDAY, diary[there]), MONDAY, last, last + 1).verdict


def best(diary: Diary, grid: Grid) -> float:
    """Return the per cent that a straight line by least squares would call changed at 5 %, two-sided.

    It is told what no diary tells: the variance of days, and how much they resemble each other.
    """
    return 100 * float(np.mean([_power(diary, np.flatnonzero(np.isfinite(row))) for row in grid]))


def _power(diary: Diary, days: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    weights = days - days.mean()
    likeness = diary.likeness ** np.abs(days[:, np.newaxis] - days)
    distance = float(weights @ change(diary)[days]) / sqrt(weights @ likeness @ weights)
    return (erfc((Z95 - distance) / sqrt(2)) + erfc((Z95 + distance) / sqrt(2))) / 2


def quiet() -> Iterator[Row]:
    """Give the rows without a change, whose verdict is to keep still."""
    kinds = [Diary(0, likeness) for likeness in (0.0, 0.3, 0.5, 0.6)]
    kinds += [Diary(0, likeness, rhythm) for rhythm in ("five-two", "one day") for likeness in (0.0, 0.3, 0.5, 0.6)]
    kinds += [Diary(0, likeness, scale=scale) for scale in ("0 to 10", "1 to 5", "sessions") for likeness in (0.0, 0.5)]
    for days in LENGTHS:
        for kind in kinds:
            for diary in with_and_without(replace(kind, days=days)):
                yield Row(named(diary), diary, WANTED[days].get(diary.likeness, 5.0))
        yield from (Row(named(diary), diary) for diary in with_and_without(Diary(days, 0.9)))
    for likeness in (0.0, 0.3, 0.6):
        for diary in with_and_without(Diary(TWO_YEARS, likeness)):
            yield Row(f"{named(diary)}, judged on weeks", diary, 5.0)


def changing() -> Iterator[Row]:
    """Give the rows with a change over 12 weeks, beside what could be seen of it at best."""
    changes = [Diary(84, line=size) for size in (0.5, 1.0, 1.5, 2.0)] + [Diary(84, step=size) for size in (0.5, 1.0)]
    for diary in changes:
        kinds = [*with_and_without(diary), *with_and_without(replace(diary, likeness=0.3))]
        kinds += [replace(diary, scale=scale) for scale in ("0 to 10", "1 to 5", "sessions")]
        yield from (Row(named(kind), kind) for kind in kinds)


def with_and_without(diary: Diary) -> tuple[Diary, Diary]:
    """Return a diary with all its days, and with 40 % of them missing."""
    return diary, replace(diary, missing=MISSING)


def named(diary: Diary) -> str:
    """Return what a diary is like, in words."""
    parts = [
        f"line of {diary.line:g} SD" if diary.line else "",
        f"step of {diary.step:g} SD" if diary.step else "",
        f"{diary.days} days",
        f"AR(1) {diary.likeness:g}" if diary.likeness else "independent",
        diary.rhythm and f"{diary.rhythm} rhythm",
        diary.scale,
        f"{diary.missing:.0%} missing" if diary.missing else "",
    ]
    return ", ".join(filter(None, parts))


def _measured(task: tuple[Row, int, int]) -> Line:
    row, seed, count = task
    return row.measured(seed, count)


def main() -> None:
    """Run the simulation and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="diaries a row")
    asked = parser.parse_args()
    with Pool(os.cpu_count()) as pool:
        for title, rows in (("No change", quiet()), ("A change over 12 weeks", changing())):
            lines = pool.map(_measured, [(row, asked.seed, asked.count) for row in rows], chunksize=1)
            print(f"{title}: called rising or falling\n\n{drawn(lines)}\n")
    print(f"{asked.count} diaries a row, seed {asked.seed}.")


if __name__ == "__main__":
    main()
