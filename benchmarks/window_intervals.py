"""How often the intervals of windows of nights hold the value that the simulated nights were made with."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import numpy as np
from benchmarks.diaries import Diary, Grid, simulate_diaries
from benchmarks.table import Line
from msgspec import Struct, structs

from habitlog.stats.block_jackknife import WindowInterval
from habitlog.stats.circular import compute_direction
from habitlog.stats.series import Values
from habitlog.stats.sleep_regularity import compute_circular_spread, compute_sleep_regularity_index
from habitlog.stats.social_jetlag import compute_jetlag_interval, compute_social_jetlag

WANTED = 92.0
"""Per cent of intervals that should hold the true value, but for heavy tails."""
ASLEEP, AWAKE, SD = 330, 810, 45.0
"""Minutes after 18:00 of falling asleep and of waking up, and the standard deviation of either from day to day."""
FREE_LATER = 60.0
LONG_WEEKS, LONG_COUNT = 100, 200
"""What the true value is computed from."""


class IntervalRow(Struct, frozen=True):
    """Nights of one kind: how many intervals of one number hold its true value."""

    what: str
    diary: Diary
    number: str
    least: float | None

    def measure(self, seed: int, count: int) -> Line:
        """Simulate the nights and compute their intervals."""
        rng = np.random.default_rng([seed, zlib.crc32(self.what.encode())])
        compute, find_truth = NUMBERS[self.number]
        truth = find_truth(*simulate_nights(structs.replace(self.diary, weeks=LONG_WEEKS, missing=""), LONG_COUNT, rng))
        nights = simulate_nights(self.diary, count, rng)
        found = [compute(onset, waking) for onset, waking in zip(*nights, strict=True)]
        told = [one for one in found if one is not None]
        percent = 100 * sum(one.low <= truth <= one.high for one in told) / len(told)
        wanted = f">= {self.least:g} %" if self.least else ""
        return Line(self.what, f"{percent:.1f} %", wanted, percent >= (self.least or 0))


def simulate_nights(diary: Diary, count: int, rng: np.random.Generator) -> tuple[Grid, Grid]:
    """Return when people fell asleep and when they woke up, in minutes after 18:00, NaN on nights that are missing."""
    onset = ASLEEP + SD * simulate_diaries(diary, count, rng)
    return onset, AWAKE + SD * simulate_diaries(structs.replace(diary, missing=""), count, rng)


def compute_spread(onset: Values, waking: Values) -> WindowInterval | None:
    """Return the interval of the spread of midpoints."""
    midpoints = (onset + waking) / 2
    return compute_circular_spread(midpoints[~np.isnan(midpoints)]).interval


def find_true_spread(onset: Grid, waking: Grid) -> float:
    """Return the spread of very many nights."""
    return compute_direction(((onset + waking) / 2).ravel()).sd or 0.0


def compute_regularity(onset: Values, waking: Values) -> WindowInterval | None:
    """Return the interval of the Sleep Regularity Index."""
    is_known, minutes = ~np.isnan(onset), np.arange(1440)
    asleep = (minutes >= onset[:, np.newaxis]) & (minutes < waking[:, np.newaxis])
    known = np.broadcast_to(is_known[:, np.newaxis], asleep.shape)
    return compute_sleep_regularity_index(asleep, known, is_known[1:] & is_known[:-1]).interval


def find_true_regularity(onset: Grid, waking: Grid) -> float:
    """Return the index of very many nights, whose sleeps overlap."""
    different = np.abs(np.diff(onset, axis=1)) + np.abs(np.diff(waking, axis=1))
    return 100 - 200 * float(different.mean()) / 1440


def compute_jetlag(onset: Values, waking: Values) -> WindowInterval | None:
    """Return the interval of social jetlag, with Saturdays and Sundays free."""
    is_free = np.arange(len(onset)) % 7 >= 5
    midpoints = (onset + waking) / 2 + FREE_LATER * is_free
    known = ~np.isnan(midpoints)
    relative = compute_social_jetlag(midpoints[known & ~is_free], midpoints[known & is_free]).relative
    return None if relative is None else compute_jetlag_interval(midpoints[known], is_free[known], relative)


NUMBERS: dict[str, tuple[Callable[[Values, Values], WindowInterval | None], Callable[[Grid, Grid], float]]] = {
    "spread of midpoints": (compute_spread, find_true_spread),
    "regularity": (compute_regularity, find_true_regularity),
    "social jetlag": (compute_jetlag, lambda _onset, _waking: FREE_LATER),
}


def iter_interval_rows() -> Iterator[IntervalRow]:
    """Yield the rows of intervals, over 28 nights and over 84."""
    for number in NUMBERS:
        for weeks in (2, 6) if number != "social jetlag" else (2,):
            kinds = [Diary(weeks, autocorrelation) for autocorrelation in (0.0, 0.3, 0.6)]
            kinds += [] if number == "social jetlag" else [Diary(weeks, 0.3, "five-two")]
            kinds += [Diary(weeks, 0.3, missing="at random")] if weeks == 6 else []
            kinds += [Diary(weeks, 0.3, tails="t with 3 degrees")]
            for kind in kinds:
                words = f"{kind.autocorrelation:g} {kind.tails} {kind.rhythm} {kind.missing and '40 % missing'}".split()
                what = f"{number}, {14 * weeks} nights, AR(1) {' '.join(words)}"
                yield IntervalRow(what, kind, number, None if kind.tails else WANTED)
