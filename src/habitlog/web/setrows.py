"""Rows of a table of sets: read from a posted form, laid out in blocks of one exercise, and told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from habitlog.pillar import Style

SET_COLUMNS = ("exercise", "set_type", "load_kg", "reps", "rir", "rpe", "rest_s")
FIGURES = ("load_kg", "reps", "rir", "rpe", "rest_s")
BARE = "bare"
"""A row's word on standing for a set without a figure: "yes", "no", or "" where the table itself says."""
JOINED = "joined"
"""Set on a row that has no exercise field of its own: it belongs to the exercise above."""
SPARE = "spare"
"""Set on an empty row that is there for pages without a script."""
SPARE_BLOCKS, SPARE_ROWS = 3, 3

Row = Mapping[str, str]


def read_rows(name: str, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a posted table in their order, as typed; a row without an exercise field has the one above."""
    found = (re.fullmatch(rf"{name}-(\d{{1,4}})-[a-z_]+", key) for key in given)
    rows: list[dict[str, str]] = []
    for at in sorted({int(one[1]) for one in found if one}):
        row = {column: given.get(f"{name}-{at}-{column}", "") for column in (*SET_COLUMNS, BARE)}
        if rows and f"{name}-{at}-exercise" not in given:
            row |= {"exercise": rows[-1]["exercise"], JOINED: "yes"}
        rows.append(row)
    return rows


def told(rows: Sequence[Row]) -> list[int]:
    """Return the places of the rows that stand for a set: those with a figure, and an exercise named on its own."""
    return [at for block in _runs(rows) for at in _told_of(block, rows)]


def _told_of(block: Sequence[int], rows: Sequence[Row]) -> list[int]:
    name = rows[block[0]]["exercise"].strip()
    kept = [
        at
        for at in block
        if any(rows[at][column].strip() for column in FIGURES) or (name and rows[at].get(BARE) == "yes")
    ]
    alone = name and not kept and rows[block[0]].get(BARE) != "no"
    return [block[0]] if alone else kept


def head(rows: Sequence[Row], at: int) -> int:
    """Return the place of the row that carries the exercise of this one."""
    return next(block[0] for block in _runs(rows) if at in block)


def blank_rows() -> list[dict[str, str]]:
    """Return an empty table: one row, and spare ones for pages without a script."""
    first, *rest = (row for _ in range(SPARE_BLOCKS) for row in spare_block())
    del first[SPARE]
    return [first, *rest]


def spare_block() -> list[dict[str, str]]:
    """Return the spare rows of one more exercise."""
    empty = dict.fromkeys((*SET_COLUMNS, BARE), "") | {SPARE: "yes"}
    return [dict(empty), *({**empty, JOINED: "yes"} for _ in range(SPARE_ROWS - 1))]


def laid_out(sets: Sequence[Mapping[str, Any]], style: Style) -> list[dict[str, str]]:
    """Return stored sets as rows: neighbours of one exercise in a block with a spare row; a spare block at the end."""
    rows: list[dict[str, str]] = []
    for name, run in groupby((shown(one, style) for one in sets), key=lambda one: one["exercise"]):
        for place, one in enumerate(run):
            rows.append({**one, BARE: "" if any(one[column] for column in FIGURES) else "yes"})
            if place:
                rows[-1][JOINED] = "yes"
        rows.append({**dict.fromkeys(SET_COLUMNS, ""), "exercise": name, BARE: "", JOINED: "yes", SPARE: "yes"})
    return [*rows, *spare_block()]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a block: its place in the whole table, its values, and what stands beside it in the margin."""

    at: int
    row: Row
    number: str

    @property
    def called(self) -> str:
        """What the row is called where it is named: "set 2" or "warm-up"."""
        return f"set {self.number}" if self.number.isdecimal() else "warm-up"


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one exercise, in the order done."""

    name: str
    lines: tuple[Line, ...]

    @property
    def called(self) -> str:
        """What the block is called where it is named."""
        return self.name.strip() or "exercise without a name"

    def holds(self, at: int) -> bool:
        """Whether a row of the table is in this block."""
        return self.head <= at < self.head + len(self.lines)

    @property
    def head(self) -> int:
        """The place of the row that carries the name."""
        return self.lines[0].at

    @property
    def spare(self) -> bool:
        """Whether the block is there for pages without a script."""
        return all(SPARE in line.row for line in self.lines)


def blocks(rows: Sequence[Row]) -> list[Block]:
    """Return the rows of a table by exercise; work sets are numbered within it, warm-ups are not."""
    return [Block(rows[run[0]]["exercise"], tuple(_numbered(run, rows))) for run in _runs(rows)]


def _numbered(run: Sequence[int], rows: Sequence[Row]) -> Iterator[Line]:
    count = 0
    for at in run:
        warm = rows[at]["set_type"] == "warmup"
        count += not warm
        yield Line(at, rows[at], "warm up" if warm else str(count))


def _runs(rows: Sequence[Row]) -> list[list[int]]:
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        if JOINED in row and runs:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def shown(one: Mapping[str, Any], style: Style) -> dict[str, str]:
    """Return a stored set as its row shows it, in the person's style; "" where it does not tell."""
    told = {column: style.text(one.get(column)) for column in SET_COLUMNS}
    return told if one.get("load_kg") is None else told | {"load_kg": style.load(one["load_kg"])}


def in_words(sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    """Tell the work sets of an exercise, like "60 kg × 8, 8, 7"; "" where no set tells load or repetitions."""
    work = [one for one in sets if one["set_type"] != "warmup"]
    runs = ((load, [one["reps"] for one in run]) for load, run in groupby(work, key=lambda one: one["load_kg"]))
    return "; ".join(words for load, reps in runs if (words := _run_in_words(load, reps, style)))


def _run_in_words(load: float | None, reps: Sequence[int | None], style: Style) -> str:
    counted = ", ".join("not told" if count is None else str(count) for count in reps)
    known = any(count is not None for count in reps)
    if load is None:
        return f"{counted} reps" if known else ""
    carried = "bodyweight" if load == 0 else " ".join(style.written(load, "kg"))
    return f"{carried} × {counted}" if known else carried
