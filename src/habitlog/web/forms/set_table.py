"""Rows of a table of sets: read from a posted form, laid out in blocks of one exercise, and told in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from habitlog.tracking import Style
from habitlog.tracking.fields import normalize_name
from habitlog.usecases.entries.name_suggestions import Suggestion
from habitlog.web.dates import medium_day

SET_COLUMNS = ("exercise", "set_type", "load_kg", "reps", "rir", "rpe", "rest_s")
FIGURE_COLUMNS = ("load_kg", "reps", "rir", "rpe", "rest_s")
WITHOUT_FIGURES = "bare"
"""A row's word on standing for a set without a figure: "yes", "no", or "" where the table itself says."""
CONTINUES_EXERCISE = "joined"
"""Set on a row that has no exercise field of its own: it belongs to the exercise above."""
SPARE_ROW = "spare"
"""Set on an empty row that is there for pages without a script."""
SPARE_BLOCK_COUNT, SPARE_ROW_COUNT = 3, 3

SetRow = Mapping[str, str]


def parse_set_rows(name: str, submitted_values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a posted table in their order, as typed; a row without an exercise field has the one above."""
    found = (re.fullmatch(rf"{name}-(\d{{1,4}})-[a-z_]+", key) for key in submitted_values)
    rows: list[dict[str, str]] = []
    for at in sorted({int(one[1]) for one in found if one}):
        row = {column: submitted_values.get(f"{name}-{at}-{column}", "") for column in (*SET_COLUMNS, WITHOUT_FIGURES)}
        if rows and f"{name}-{at}-exercise" not in submitted_values:
            row |= {"exercise": rows[-1]["exercise"], CONTINUES_EXERCISE: "yes"}
        rows.append(row)
    return rows


def find_filled_rows(rows: Sequence[SetRow]) -> list[int]:
    """Return the places of the rows that stand for a set: those with a figure, and an exercise named on its own."""
    return [at for block in _group_row_indexes(rows) for at in _find_filled_rows_of_block(block, rows)]


def _find_filled_rows_of_block(block: Sequence[int], rows: Sequence[SetRow]) -> list[int]:
    name = rows[block[0]]["exercise"].strip()
    kept = [
        at
        for at in block
        if any(rows[at][column].strip() for column in FIGURE_COLUMNS)
        or (name and rows[at].get(WITHOUT_FIGURES) == "yes")
    ]
    alone = name and not kept and rows[block[0]].get(WITHOUT_FIGURES) != "no"
    return [block[0]] if alone else kept


def find_exercise_row(rows: Sequence[SetRow], row_index: int) -> int:
    """Return the place of the row that carries the exercise of this one."""
    return next(block[0] for block in _group_row_indexes(rows) if row_index in block)


def build_blank_rows() -> list[dict[str, str]]:
    """Return an empty table: one row, and spare ones for pages without a script."""
    first, *rest = (row for _ in range(SPARE_BLOCK_COUNT) for row in build_spare_rows())
    del first[SPARE_ROW]
    return [first, *rest]


def build_spare_rows() -> list[dict[str, str]]:
    """Return the spare rows of one more exercise."""
    empty = dict.fromkeys((*SET_COLUMNS, WITHOUT_FIGURES), "") | {SPARE_ROW: "yes"}
    return [dict(empty), *({**empty, CONTINUES_EXERCISE: "yes"} for _ in range(SPARE_ROW_COUNT - 1))]


def build_stored_rows(sets: Sequence[Mapping[str, Any]], style: Style) -> list[dict[str, str]]:
    """Return stored sets as rows: neighbours of one exercise in a block with a spare row; a spare block at the end."""
    rows: list[dict[str, str]] = []
    for name, run in groupby((format_stored_set(one, style) for one in sets), key=lambda one: one["exercise"]):
        for place, one in enumerate(run):
            rows.append({**one, WITHOUT_FIGURES: "" if any(one[column] for column in FIGURE_COLUMNS) else "yes"})
            if place:
                rows[-1][CONTINUES_EXERCISE] = "yes"
        rows.append(
            {
                **dict.fromkeys(SET_COLUMNS, ""),
                "exercise": name,
                WITHOUT_FIGURES: "",
                CONTINUES_EXERCISE: "yes",
                SPARE_ROW: "yes",
            }
        )
    return [*rows, *build_spare_rows()]


@dataclass(frozen=True, slots=True)
class SetLine:
    """A row of a block: its place in the whole table, its values, and what stands beside it in the margin."""

    row_index: int
    row: SetRow
    number_label: str

    @property
    def label(self) -> str:
        """What the row is called where it is named: "set 2" or "warm-up"."""
        return f"set {self.number_label}" if self.number_label.isdecimal() else "warm-up"


@dataclass(frozen=True, slots=True)
class ExerciseBlock:
    """The rows of one exercise, in the order done."""

    name: str
    lines: tuple[SetLine, ...]

    @property
    def label(self) -> str:
        """What the block is called where it is named."""
        return self.name.strip() or "exercise without a name"

    def has_row(self, row_index: int) -> bool:
        """Whether a row of the table is in this block."""
        return self.first_row_index <= row_index < self.first_row_index + len(self.lines)

    @property
    def first_row_index(self) -> int:
        """The place of the row that carries the name."""
        return self.lines[0].row_index

    @property
    def is_spare(self) -> bool:
        """Whether the block is there for pages without a script."""
        return all(SPARE_ROW in line.row for line in self.lines)


def group_by_exercise(rows: Sequence[SetRow]) -> list[ExerciseBlock]:
    """Return the rows of a table by exercise; work sets are numbered within it, warm-ups are not."""
    return [
        ExerciseBlock(rows[run[0]]["exercise"], tuple(_number_set_lines(run, rows))) for run in _group_row_indexes(rows)
    ]


def _number_set_lines(row_indexes: Sequence[int], rows: Sequence[SetRow]) -> Iterator[SetLine]:
    count = 0
    for at in row_indexes:
        warm = rows[at]["set_type"] == "warmup"
        count += not warm
        yield SetLine(at, rows[at], "warm up" if warm else str(count))


def _group_row_indexes(rows: Sequence[SetRow]) -> list[list[int]]:
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        if CONTINUES_EXERCISE in row and runs:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def format_stored_set(stored_set: Mapping[str, Any], style: Style) -> dict[str, str]:
    """Return a stored set as its row shows it, in the person's style; "" where it does not tell."""
    told = {column: style.format_stored_value(stored_set.get(column)) for column in SET_COLUMNS}
    return told if stored_set.get("load_kg") is None else told | {"load_kg": style.format_weight(stored_set["load_kg"])}


def summarize_sets(sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    """Tell the work sets of an exercise, like "60 kg × 8, 8, 7"; "" where no set tells load or repetitions."""
    work = [one for one in sets if one["set_type"] != "warmup"]
    runs = ((load, [one["reps"] for one in run]) for load, run in groupby(work, key=lambda one: one["load_kg"]))
    return "; ".join(words for load, reps in runs if (words := _summarize_sets_of_load(load, reps, style)))


def _summarize_sets_of_load(load: float | None, reps: Sequence[int | None], style: Style) -> str:
    counted = ", ".join("not told" if count is None else str(count) for count in reps)
    known = any(count is not None for count in reps)
    if load is None:
        return f"{counted} reps" if known else ""
    carried = "bodyweight" if load == 0 else " ".join(style.format_amount(load, "kg"))
    return f"{carried} × {counted}" if known else carried


MAX_RECENT_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class ExerciseSuggestion:
    """An exercise; for an own one what was done last in words, and its sets as JSON, written as in the table."""

    name: str
    is_own: bool
    last_time_text: str = ""
    last_sets_json: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseSuggestions:
    """Every exercise that is suggested, own ones first, most recent first.

    `told` is whether what was done last time stands above a block; a form that began like it says so in its figures.
    """

    suggestions: tuple[ExerciseSuggestion, ...] = ()
    shows_last_time: bool = True

    def list_recent(self, used_names: Iterable[str]) -> Sequence[ExerciseSuggestion]:
        """Return the own exercises that are not in the table yet, up to 8."""
        taken = {normalize_name(name) for name in used_names}
        return [one for one in self.suggestions if one.is_own and normalize_name(one.name) not in taken][
            :MAX_RECENT_BUTTONS
        ]

    def find_last_time_text(self, name: str) -> str:
        """Return what was done last time of an exercise, in words, where it is told."""
        if not self.shows_last_time:
            return ""
        return next(
            (
                one.last_time_text
                for one in self.suggestions
                if one.is_own and normalize_name(one.name) == normalize_name(name)
            ),
            "",
        )


NO_SUGGESTIONS = ExerciseSuggestions()


def build_exercise_suggestions(
    suggestions: Iterable[Suggestion], last_day: date, today: date, style: Style
) -> ExerciseSuggestions:
    """Return suggestions for a table; what was done after the day `until` is no last time."""
    return ExerciseSuggestions(tuple(_build_exercise_suggestion(one, last_day, today, style) for one in suggestions))


def _build_exercise_suggestion(suggestion: Suggestion, last_day: date, today: date, style: Style) -> ExerciseSuggestion:
    day = date.fromisoformat(suggestion.last["day"]) if suggestion.last else None
    if suggestion.last is None or day is None or day > last_day:
        return ExerciseSuggestion(suggestion.name, suggestion.own)
    sets = suggestion.last["sets"]
    words = ": ".join(filter(None, (f"Last time, {medium_day(day, today)}", summarize_sets(sets, style))))
    kept = [
        {column: row[column] for column in ("set_type", *FIGURE_COLUMNS) if row[column]}
        for row in (format_stored_set(one, style) for one in sets)
    ]
    return ExerciseSuggestion(suggestion.name, suggestion.own, words, json.dumps(kept, separators=(",", ":")))
