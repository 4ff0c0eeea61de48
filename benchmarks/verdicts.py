"""`python -m benchmarks.verdicts`: how often simulated diaries are said to have more or less than the period before."""

from __future__ import annotations

import argparse
import os
import zlib
from collections.abc import Iterator
from multiprocessing import Pool
from typing import Literal

import numpy as np
from benchmarks.diaries import Diary, Grid, simulate_diaries
from benchmarks.table import Line, format_table
from benchmarks.window_intervals import IntervalRow, iter_interval_rows
from msgspec import Struct
from msgspec.structs import replace
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from habitlog.stats.false_discovery_rate import adjust_p_values
from habitlog.stats.margin import find_within_margins
from habitlog.stats.period_change import choose_periods, compare_periods
from habitlog.stats.trend import choose_verdicts, compute_p_values
from habitlog.stats.weekly import compute_week_values
from habitlog.usecases.trends.page_changes import MAX_FALSE_DISCOVERY_RATE, WEEKS_BACK, follow_list

SEED = 1
COUNT = 2000
WANTED = 6.0
"""Per cent that may be said to differ without a change."""
WANTED_OF_MARGINS = 5.9
"""Per cent that may be within a margin as large as their true change: 5, and two standard errors of 2,000 diaries."""
NUMBERS_OF_PAGE = 20
LOOKS = WEEKS_BACK + 1
"""Weeks of a page whose numbers are judged to know what it lists."""
WANTED_OF_PAGES = 5.0
"""Per cent of pages without a change that may list one."""
SIZES = (0.5, 1.0, 2.0, 4.0, 8.0, 24.0)
LENGTHS = {12: "12 weeks against 12", 6: "a record of 12 weeks, halved"}


class Row(Struct, frozen=True):
    """One row of a table: diaries of one kind, with the per cent that is wanted at most or at least, if any."""

    what: str
    diary: Diary
    most: float | None = None
    least: float | None = None

    def measure(self, seed: int, count: int) -> Line:
        """Simulate the diaries, compute their verdicts, and count."""
        rng = np.random.default_rng([seed, zlib.crc32(self.what.encode())])
        percent = count_named_percent(self.diary, simulate_diaries(self.diary, count, rng))
        if self.most is not None:
            return Line(self.what, f"{percent:.1f} %", f"<= {self.most:g} %", percent <= self.most)
        if self.least is not None:
            return Line(self.what, f"{percent:.0f} %", f">= {self.least:g} %", percent >= self.least)
        return Line(self.what, f"{percent:.0f} %")


def count_named_percent(diary: Diary, grid: Grid) -> float:
    """Return the per cent of diaries whose second period is said to have more or less than the first."""
    weeks = compute_week_values(grid, "total" if diary.scale == "sessions" else "mean")
    verdicts = choose_verdicts(compare_periods(weeks, choose_periods(weeks, diary.weeks)))
    return 100 * sum(verdict in {"more", "less"} for verdict in verdicts) / len(verdicts)


def iter_unchanged_rows() -> Iterator[Row]:
    """Yield the rows without a change, for which more and less are wrong."""
    kinds = [Diary(0, autocorrelation) for autocorrelation in (0.0, 0.3, 0.6)]
    kinds += [Diary(0, 0.3, tails="t with 3 degrees")]
    kinds += [Diary(0, autocorrelation, rhythm) for rhythm in ("five-two", "one day") for autocorrelation in (0.0, 0.6)]
    scales: tuple[Literal["0 to 10", "1 to 5", "sessions"], ...] = ("0 to 10", "1 to 5", "sessions")
    kinds += [Diary(0, autocorrelation, scale=scale) for scale in scales for autocorrelation in (0.0, 0.6)]
    for weeks in LENGTHS:
        for kind in kinds:
            for missing in ("", "at random", "on bad days"):
                diary = replace(kind, weeks=weeks, missing=missing)
                yield Row(describe_diary(diary), diary, most=WANTED)
        yield Row(describe_diary(Diary(weeks, 0.9)), Diary(weeks, 0.9))
    for autocorrelation in (0.0, 0.3, 0.6):
        year = Diary(52, autocorrelation)
        yield Row(describe_diary(year), year, most=WANTED)


def iter_changed_rows() -> Iterator[Row]:
    """Yield the rows with a change."""
    shapes: tuple[Literal["step", "late step", "line", "plateau"], ...] = ("step", "late step", "line", "plateau")
    for weeks in LENGTHS:
        for shape in shapes if weeks > 6 else shapes[:3]:
            for size in SIZES:
                diary = Diary(weeks, 0.3, shape=shape, size=size)
                yield Row(describe_diary(diary), diary)
    for size in (0.5, 1.0):
        kinds = [Diary(12, shape="step", size=size), Diary(12, 0.6, shape="step", size=size)]
        kinds += [Diary(12, 0.3, shape="step", size=size, missing="at random")]
        kinds += [Diary(12, 0.3, scale="0 to 10", shape="step", size=size)]
        kinds += [Diary(12, 0.3, scale="1 to 5", shape="step", size=size)]
        kinds += [Diary(12, 0.3, scale="sessions", shape="step", size=size)]
        yield from (Row(describe_diary(kind), kind) for kind in kinds)
    line = Diary(12, 0.3, scale="1 to 5", shape="line", size=1.0)
    yield Row(describe_diary(line), line, least=30.0)
    year = Diary(52, 0.3, shape="step", size=0.5)
    yield Row(describe_diary(year), year, least=80.0)


class MarginRow(Struct, frozen=True):
    """Diaries with a margin in standard deviations of a day: how many have a change within it."""

    diary: Diary
    margin: float
    most: float | None = None

    def measure(self, seed: int, count: int) -> Line:
        """Simulate the diaries and test them for equivalence."""
        what = f"{describe_diary(self.diary)}: within a margin of {self.margin:g} SD"
        rng = np.random.default_rng([seed, zlib.crc32(what.encode())])
        weeks = compute_week_values(simulate_diaries(self.diary, count, rng), "mean")
        changes = compare_periods(weeks, choose_periods(weeks, self.diary.weeks))
        percent = 100 * float(find_within_margins(changes, np.full(count, self.margin)).mean())
        if self.most is None:
            return Line(what, f"{percent:.0f} %")
        return Line(what, f"{percent:.1f} %", f"<= {self.most:g} %", percent <= self.most)


def iter_margin_rows() -> Iterator[MarginRow]:
    """Yield the rows of margins: a true change as large as the margin, then no change at all."""
    for autocorrelation in (0.0, 0.3, 0.6):
        for missing in ("", "at random"):
            for size in (0.5, 1.0):
                diary = Diary(12, autocorrelation, shape="step", size=size, missing=missing)
                yield MarginRow(diary, size, WANTED_OF_MARGINS)
    for autocorrelation in (0.0, 0.3, 0.6):
        yield from (MarginRow(Diary(12, autocorrelation), margin) for margin in (0.5, 1.0))


class PageRow(Struct, frozen=True):
    """A page of many numbers, all of one kind: how often anything is listed as changed, or the one that changed is.

    With `gone` it is how often that which is listed is not any more a week later.
    """

    what: str
    diary: Diary
    changed: Diary | None = None
    gone: bool = False

    def measure(self, seed: int, count: int) -> Line:
        """Simulate so many pages over so many weeks, and take the numbers of each week together."""
        rng = np.random.default_rng([seed, zlib.crc32(self.what.encode())])
        signs = self._find_signs(count, rng)
        now = np.array([[follow_list(number)[0] for number in page] for page in signs.tolist()])
        if self.gone:
            before = np.array([[follow_list(number[1:])[0] for number in page] for page in signs.tolist()])
            left = 100 * float(((before != 0) & (now == 0)).sum() / (before != 0).sum())
            alone = 100 * float(((signs[:, :, 1] != 0) & (signs[:, :, 0] == 0)).sum() / (signs[:, :, 1] != 0).sum())
            return Line(self.what, f"{left:.0f} % (by each week alone {alone:.0f} %)")
        if self.changed:
            alone = 100 * float((signs[:, 0, 0] != 0).mean())
            return Line(self.what, f"{100 * float((now[:, 0] != 0).mean()):.0f} % (by the week alone {alone:.0f} %)")
        percent = 100 * float((now != 0).any(axis=1).mean())
        return Line(self.what, f"{percent:.1f} %", f"<= {WANTED_OF_PAGES:g} %", percent <= WANTED_OF_PAGES)

    def _find_signs(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return by page, number and week, the latest first, in which direction it is clear among all, 0 if not."""
        shape = (count, NUMBERS_OF_PAGE, LOOKS)
        changes = np.array(compute_changes(self.diary, count * NUMBERS_OF_PAGE, rng)).reshape(2, *shape)
        if self.changed:
            changes[:, :, 0] = np.array(compute_changes(self.changed, count, rng)).reshape(2, count, LOOKS)
        sizes, p_values = changes
        pages = p_values.transpose(0, 2, 1)
        adjusted = np.array([[adjust_p_values(week) for week in page] for page in pages.tolist()]).transpose(0, 2, 1)
        signs: NDArray[np.int64] = np.where(adjusted <= MAX_FALSE_DISCOVERY_RATE, np.sign(sizes), 0).astype(np.int64)
        return signs


def compute_changes(diary: Diary, count: int, rng: np.random.Generator) -> tuple[Grid, Grid]:
    """Return the change and its p-value of each of so many diaries at the end of its last weeks, the latest first."""
    weeks = compute_week_values(simulate_diaries(diary, count, rng), "mean")
    rows = sliding_window_view(weeks, 2 * diary.weeks, axis=1)[:, ::-1].reshape(-1, 2 * diary.weeks)
    changes = compare_periods(rows, choose_periods(rows, diary.weeks))
    return changes.change, np.array([1.0 if p is None else p for p in compute_p_values(changes)])


def iter_page_rows() -> Iterator[PageRow]:
    """Yield the rows of pages: without any change, and with one number that changed."""
    page = f"a page of {NUMBERS_OF_PAGE} numbers"
    for autocorrelation in (0.0, 0.3, 0.6):
        unchanged = Diary(12, autocorrelation, lead=LOOKS - 1)
        yield PageRow(f"{page}, {describe_diary(unchanged)}: lists something", unchanged)
    quiet = Diary(12, 0.3, lead=LOOKS - 1)
    for size in (0.5, 1.0, 2.0):
        changed = replace(quiet, shape="step", size=size)
        yield PageRow(f"{page}, one with a {describe_diary(changed)}: lists it", quiet, changed)
    late = replace(quiet, shape="late step", size=1.0)
    yield PageRow(f"{page}, one with a {describe_diary(late)}: listed, and not a week later", quiet, late, gone=True)


def describe_diary(diary: Diary) -> str:
    """Return the properties of a kind of diary in words, by which it is also seeded."""
    parts = [
        f"{diary.shape} of {diary.size:g} SD" if diary.shape else "",
        LENGTHS.get(diary.weeks, f"{diary.weeks} weeks against {diary.weeks}"),
        f"AR(1) {diary.autocorrelation:g}" if diary.autocorrelation else "independent",
        diary.tails,
        diary.rhythm and f"{diary.rhythm} rhythm",
        diary.scale,
        diary.missing and f"40 % missing {diary.missing}",
    ]
    return ", ".join(filter(None, parts))


def _measure(task: tuple[Row | MarginRow | PageRow | IntervalRow, int, int]) -> Line:
    row, seed, count = task
    return row.measure(seed, count)


def main() -> None:
    """Run the simulation and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="diaries a row")
    arguments = parser.parse_args()
    with Pool(os.cpu_count()) as pool:
        tables: dict[str, Iterator[Row | MarginRow | PageRow | IntervalRow]] = {
            "No change: said to be more or less": iter_unchanged_rows(),
            "A change: said to be more or less": iter_changed_rows(),
            "A margin: steady, or more or less within it": iter_margin_rows(),
            "Pages: listed among what changed": iter_page_rows(),
            "Windows of nights: the 95 % interval holds the true value": iter_interval_rows(),
        }
        for title, rows in tables.items():
            lines = pool.map(_measure, [(row, arguments.seed, arguments.count) for row in rows], chunksize=4)
            print(f"{title}\n\n{format_table(lines)}\n")
    print(f"{arguments.count} diaries a row, seed {arguments.seed}.")


if __name__ == "__main__":
    main()
