"""The table of sets: parsed from a posted form, laid out in blocks of one exercise, compared, and put in words.

Its macros are in `_macros/set_table.html`, its scripts in `set-table.js` and `set-table-rows.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Any

from msgspec import Struct

from habitlog.errors import FieldProblem
from habitlog.formatting import DecimalMark
from habitlog.tracking import FormField, Style
from habitlog.translation import gettext
from habitlog.web.forms.bound_field import BoundField
from habitlog.web.forms.exercise_suggestions import DEFAULT_LOAD_STEPS, NO_SUGGESTIONS, ExerciseSuggestions
from habitlog.web.forms.numbers import describe_ambiguous_number, is_ambiguous_number, parse_number
from habitlog.web.forms.set_columns import (
    COLUMN_LABELS,
    FIGURE_COLUMNS,
    MINUS,
    SET_COLUMNS,
    find_counted_column,
    format_stored_set,
)
from habitlog.web.presenters.error_text import describe_field_problem

OFFERED_ONLY = "offered"
"""Set to "yes" on an exercise whose figures of last time are merely offered: its name alone asks for none."""
COUNTED = "counted"
"""On the row with the exercise field: the column that says how much was done, as chosen; "" where it was not."""
CONTINUES_EXERCISE = "joined"
"""Set on a row that has no exercise field of its own: it belongs to the exercise above."""
SPARE_ROW = "spare"
"""Set on an empty row that is there for pages without a script."""
SPARE_BLOCK_COUNT, SPARE_ROW_COUNT = 3, 3

SetRow = Mapping[str, str]


class SubmittedSets(Struct, frozen=True):
    """A posted table: its rows as typed, the sets for the record, and the row index of each set.

    `live_state` is what the script of the table keeps about ticks, offered figures and clocks, for itself alone.
    `error_messages` are by field path, like "sets.0.load_kg", for values that the record is going to refuse.
    """

    rows: list[dict[str, str]]
    sets: list[dict[str, Any]]
    set_rows: list[int]
    error_messages: dict[str, str]
    live_state: str


def parse_set_table(name: str, submitted_values: Mapping[str, str], style: Style) -> SubmittedSets:
    """Parse the table of the field `name`; weights are in the unit of `style`."""
    rows = parse_set_rows(name, submitted_values)
    set_rows = find_filled_rows(rows)
    error_messages = {
        f"{name}.{index}.load_kg": describe_ambiguous_number(rows[row_index]["load_kg"])
        for index, row_index in enumerate(set_rows)
        if is_ambiguous_number(rows[row_index]["load_kg"], style.decimal)
    }
    sets = [_parse_set(rows[index], style) for index in set_rows]
    return SubmittedSets(rows, sets, set_rows, error_messages, submitted_values.get(f"{name}-live", ""))


def _parse_set(row: SetRow, style: Style) -> dict[str, Any]:
    texts = {column: row[column].strip() for column in SET_COLUMNS if row[column].strip()}
    values = {
        column: text if column in {"exercise", "set_type"} else parse_number(text) for column, text in texts.items()
    }
    if is_ambiguous_number(texts.get("load_kg", ""), style.decimal):
        values["load_kg"] = texts["load_kg"]  # as text, so that the record refuses it
    elif isinstance(load := values.get("load_kg"), int | float):
        values["load_kg"] = style.weight_to_kg(load)
    return values


def parse_set_rows(name: str, submitted_values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a posted table in their order, as typed; a row without an exercise field has the one above."""
    matches = (re.fullmatch(rf"{name}-(\d{{1,4}})-[a-z_]+", key) for key in submitted_values)
    rows: list[dict[str, str]] = []
    for at in sorted({int(match[1]) for match in matches if match}):
        row = {
            column: submitted_values.get(f"{name}-{at}-{column}", "")
            for column in (*SET_COLUMNS, OFFERED_ONLY, COUNTED)
        }
        if rows and f"{name}-{at}-exercise" not in submitted_values:
            row |= {"exercise": rows[-1]["exercise"], CONTINUES_EXERCISE: "yes"}
        rows.append(row)
    return rows


def find_filled_rows(rows: Sequence[SetRow]) -> list[int]:
    """Return the indexes of the rows that are checked as a set.

    They are those with a figure, and the first row of a named exercise without any: the record says what it lacks.
    """
    return [index for block in _group_row_indexes(rows) for index in _find_filled_rows_of_block(block, rows)]


def _find_filled_rows_of_block(block: Sequence[int], rows: Sequence[SetRow]) -> list[int]:
    first_row = rows[block[0]]
    filled = [index for index in block if any(rows[index][column].strip() for column in FIGURE_COLUMNS)]
    is_name_alone = first_row["exercise"].strip() and not filled and first_row.get(OFFERED_ONLY) != "yes"
    return [block[0]] if is_name_alone else filled


def find_exercise_row(rows: Sequence[SetRow], row_index: int) -> int:
    """Return the index of the row with the exercise field of this row's block."""
    return next(block[0] for block in _group_row_indexes(rows) if row_index in block)


def build_blank_rows() -> list[dict[str, str]]:
    """Return the rows of an empty table: one row, and spare ones for pages without a script."""
    first, *rest = (row for _ in range(SPARE_BLOCK_COUNT) for row in build_spare_rows())
    del first[SPARE_ROW]
    return [first, *rest]


def build_spare_rows() -> list[dict[str, str]]:
    """Return the spare rows of one more exercise."""
    empty = dict.fromkeys(SET_COLUMNS, "") | {SPARE_ROW: "yes"}
    return [dict(empty), *({**empty, CONTINUES_EXERCISE: "yes"} for _ in range(SPARE_ROW_COUNT - 1))]


def build_stored_rows(sets: Sequence[Mapping[str, Any]], style: Style) -> list[dict[str, str]]:
    """Return stored sets as rows: one block for each run of an exercise, with a spare row; a spare block at the end."""
    rows: list[dict[str, str]] = []
    stored_rows = (format_stored_set(stored_set, style) for stored_set in sets)
    for name, run in groupby(stored_rows, key=lambda row: row["exercise"]):
        for position, row in enumerate(run):
            rows.append(dict(row))
            if position:
                rows[-1][CONTINUES_EXERCISE] = "yes"
        rows.append(
            {
                **dict.fromkeys(SET_COLUMNS, ""),
                "exercise": name,
                CONTINUES_EXERCISE: "yes",
                SPARE_ROW: "yes",
            }
        )
    return [*rows, *build_spare_rows()]


class SetLine(Struct, frozen=True):
    """A row of a block: its index in the table, its values, and its number in the block; 0 for a warm-up."""

    row_index: int
    row: SetRow
    number: int

    @property
    def number_label(self) -> str:
        """The text in the margin: "2" or "warm up"."""
        return str(self.number) if self.number else gettext("warm up")

    @property
    def label(self) -> str:
        """The name of the row: "set 2" or "warm-up"."""
        return gettext("set %(number)s", number=self.number) if self.number else gettext("warm-up")


class ExerciseBlock(Struct, frozen=True):
    """The rows of one exercise, in the order done."""

    name: str
    lines: tuple[SetLine, ...]

    @property
    def label(self) -> str:
        """The name of the block: its exercise."""
        return self.name.strip() or gettext("exercise without a name")

    def has_row(self, row_index: int) -> bool:
        """Whether a row of the table is in this block."""
        return self.first_row_index <= row_index < self.first_row_index + len(self.lines)

    @property
    def first_row_index(self) -> int:
        """The index of the row with the exercise field."""
        return self.lines[0].row_index

    @property
    def is_spare(self) -> bool:
        """Whether the block is there for pages without a script."""
        return all(SPARE_ROW in line.row for line in self.lines)


def group_by_exercise(rows: Sequence[SetRow]) -> list[ExerciseBlock]:
    """Return the rows of a table in blocks of one exercise; its sets are numbered, but for warm-ups."""
    return [
        ExerciseBlock(rows[block[0]]["exercise"], tuple(_number_set_lines(block, rows)))
        for block in _group_row_indexes(rows)
    ]


def _number_set_lines(row_indexes: Sequence[int], rows: Sequence[SetRow]) -> Iterator[SetLine]:
    count = 0
    for index in row_indexes:
        is_warmup = rows[index]["set_type"] == "warmup"
        count += not is_warmup
        yield SetLine(index, rows[index], 0 if is_warmup else count)


def _group_row_indexes(rows: Sequence[SetRow]) -> list[list[int]]:
    blocks: list[list[int]] = []
    for index, row in enumerate(rows):
        if CONTINUES_EXERCISE in row and blocks:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    return blocks


class SetTableField(BoundField, frozen=True):
    """A field with a table of sets: its value is the list of rows, its weights are in `weight_unit`.

    `is_offered` is whether the rows are those of an earlier session: a script shows them as not done yet.
    """

    weight_unit: str = ""
    decimal_mark: DecimalMark = "point"
    is_offered: bool = False
    live_state: str = ""
    """As in `SubmittedSets`."""
    exercise_suggestions: ExerciseSuggestions = NO_SUGGESTIONS

    @property
    def default_load_step(self) -> float:
        """By how much one tap changes the load of an exercise without a history, in `weight_unit`."""
        return DEFAULT_LOAD_STEPS.get(self.weight_unit, 0)

    @property
    def exercise_blocks(self) -> list[ExerciseBlock]:
        """The rows by exercise."""
        return group_by_exercise(self.value)

    def find_counted(self, block: ExerciseBlock) -> str:
        """Return the column that says how much was done: as chosen, as typed, as last time or as usual."""
        rows = [line.row for line in block.lines]
        return (
            rows[0].get(COUNTED)
            or find_counted_column(rows)
            or self.exercise_suggestions.find_counted(block.name)
            or "reps"
        )

    def format_row_label(self, row_index: int) -> str:
        """Return the name of a row, like "Bench press, set 2"."""
        block = next(block for block in self.exercise_blocks if block.has_row(row_index))
        return f"{block.label}, {block.lines[row_index - block.first_row_index].label}"

    def format_column_label(self, column: str) -> str:
        """Return the name of a column, with the unit of weights; "Set" for a whole row."""
        label = gettext(COLUMN_LABELS[column]) if column in COLUMN_LABELS else gettext("Set")
        return f"{label}, {gettext(self.weight_unit)}" if column == "load_kg" else label


def bind_submitted_sets(
    field: FormField,
    rows: list[dict[str, str]],
    set_rows: Sequence[int],
    problems: Sequence[FieldProblem],
    error_messages: Mapping[str, str],
    style: Style,
) -> SetTableField:
    """Return the field with the rows as typed and the messages of the record's problems; `set_rows` as parsed."""
    row_errors = []
    for problem in problems:
        name, _, rest = problem.field.partition(".")
        set_index, _, column = rest.partition(".")
        if name == field.name and set_index.isdecimal():
            row_index = set_rows[int(set_index)]
            if problem.code == "set_without_amount":
                column = rows[find_exercise_row(rows, row_index)].get(COUNTED) or column
            message = error_messages.get(problem.field) or describe_field_problem(problem, style)
            row_errors.append(
                (find_exercise_row(rows, row_index) if column == "exercise" else row_index, column, message)
            )
    table_error = " ".join(
        describe_field_problem(problem, style) for problem in problems if problem.field == field.name
    )
    spare = build_spare_rows() if rows else build_blank_rows()
    return SetTableField(
        field,
        [*rows, *spare],
        table_error,
        tuple(dict.fromkeys(row_errors)),
        weight_unit=style.weight,
        decimal_mark=style.decimal,
    )


def diff_sets(
    field: FormField, saved: Sequence[Mapping[str, Any]], typed: Sequence[Mapping[str, Any]], style: Style
) -> Iterator[tuple[int, str, str]]:
    """Yield (set number, saved set, typed set), each set on one line, for sets that differ."""
    before = [_format_set_line(field, stored_set, style) for stored_set in saved]
    after = [_format_set_line(field, stored_set, style) for stored_set in typed]
    for tag, first, end, typed_first, typed_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = zip_longest(before[first:end], after[typed_first:typed_end], fillvalue=gettext("not there"))
        for offset, (left, right) in enumerate(pairs):
            yield (typed_first if typed_first + offset < typed_end else first) + offset + 1, left, right


def _format_set_line(field: FormField, stored_set: Mapping[str, Any], style: Style) -> str:
    """Write a set on one line: "Bench press 62.5 kg × 8, 2 left in reserve, rest 120 s", "Sled push 80 kg, 20 m"."""
    load, reps = stored_set.get("load_kg"), stored_set.get("reps")
    line = str(stored_set["exercise"])
    if load is not None:
        line += f" {style.format_weight(load).replace('-', MINUS)}\N{NO-BREAK SPACE}{gettext(style.weight)}"
    if reps is not None:
        line += f" ×\N{NO-BREAK SPACE}{reps}"
    return ", ".join([line, *_list_set_details(field, stored_set, style)])


def _list_set_details(field: FormField, stored_set: Mapping[str, Any], style: Style) -> Iterator[str]:
    if (distance := stored_set.get("distance_m")) is not None:
        yield gettext("%(metres)s m", metres=style.format_stored_value(distance))
    if (seconds := stored_set.get("seconds")) is not None:
        yield gettext("%(seconds)s s", seconds=seconds)
    set_type = stored_set.get("set_type", "work")
    if set_type != "work":
        yield next(gettext(option.label) for option in field.options if option.value == set_type)
    if (rir := stored_set.get("rir")) is not None:
        yield gettext("%(reps)s left in reserve", reps=style.format_stored_value(rir))
    if (rpe := stored_set.get("rpe")) is not None:
        yield gettext("RPE %(value)s", value=style.format_stored_value(rpe))
    if (rest := stored_set.get("rest_s")) is not None:
        yield gettext("rest %(seconds)s s", seconds=style.format_stored_value(rest))
