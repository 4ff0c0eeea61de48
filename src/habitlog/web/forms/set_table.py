"""The table of sets: parsed from a posted form, laid out in blocks of one exercise, compared, and put in words.

Its macros are in `_macros/set_table.html`, its scripts in `set-table.js` and `set-table-rows.js`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Any

from habitlog.tracking import Style
from habitlog.tracking.fields import normalize_name
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.entries.name_suggestions import Suggestion
from habitlog.web.dates import medium_day
from habitlog.web.forms.numbers import describe_ambiguous_number, is_ambiguous_number, parse_number

COLUMN_LABELS = {
    "exercise": gettext_noop("Exercise"),
    "set_type": gettext_noop("Kind of set"),
    "load_kg": gettext_noop("Load"),
    "reps": gettext_noop("Reps"),
    "rir": gettext_noop("Left in reserve"),
    "rpe": gettext_noop("RPE"),
    "rest_s": gettext_noop("Rest, s"),
}
SET_TYPE_LABELS = {
    "work": gettext_noop("work"),
    "warmup": gettext_noop("warm-up"),
    "amrap": gettext_noop("as many as possible"),
}
SET_COLUMNS = tuple(COLUMN_LABELS)
FIGURE_COLUMNS = ("load_kg", "reps", "rir", "rpe", "rest_s")
WITHOUT_FIGURES = "bare"
"""Whether a row without a figure stands for a set: "yes", "no", or "" where that follows from the table."""
CONTINUES_EXERCISE = "joined"
"""Set on a row that has no exercise field of its own: it belongs to the exercise above."""
SPARE_ROW = "spare"
"""Set on an empty row that is there for pages without a script."""
SPARE_BLOCK_COUNT, SPARE_ROW_COUNT = 3, 3

SetRow = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SubmittedSets:
    """A posted table: its rows as typed, the sets for the record, and the row index of each set.

    `error_messages` are by field path, like "sets.0.load_kg", for values that the record is going to refuse.
    """

    rows: list[dict[str, str]]
    sets: list[dict[str, Any]]
    set_rows: list[int]
    error_messages: dict[str, str]


def parse_set_table(name: str, submitted_values: Mapping[str, str], style: Style) -> SubmittedSets:
    """Parse the table of the field `name`; weights are in the unit of `style`."""
    rows = parse_set_rows(name, submitted_values)
    set_rows = find_filled_rows(rows)
    error_messages = {
        f"{name}.{index}.load_kg": describe_ambiguous_number(rows[row_index]["load_kg"])
        for index, row_index in enumerate(set_rows)
        if is_ambiguous_number(rows[row_index]["load_kg"], style.decimal)
    }
    return SubmittedSets(rows, [_parse_set(rows[index], style) for index in set_rows], set_rows, error_messages)


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
        row = {column: submitted_values.get(f"{name}-{at}-{column}", "") for column in (*SET_COLUMNS, WITHOUT_FIGURES)}
        if rows and f"{name}-{at}-exercise" not in submitted_values:
            row |= {"exercise": rows[-1]["exercise"], CONTINUES_EXERCISE: "yes"}
        rows.append(row)
    return rows


def find_filled_rows(rows: Sequence[SetRow]) -> list[int]:
    """Return the indexes of the rows that stand for a set: those with a figure, and an exercise without any."""
    return [index for block in _group_row_indexes(rows) for index in _find_filled_rows_of_block(block, rows)]


def _find_filled_rows_of_block(block: Sequence[int], rows: Sequence[SetRow]) -> list[int]:
    name = rows[block[0]]["exercise"].strip()
    filled = [
        index
        for index in block
        if any(rows[index][column].strip() for column in FIGURE_COLUMNS)
        or (name and rows[index].get(WITHOUT_FIGURES) == "yes")
    ]
    is_name_alone = name and not filled and rows[block[0]].get(WITHOUT_FIGURES) != "no"
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
    empty = dict.fromkeys((*SET_COLUMNS, WITHOUT_FIGURES), "") | {SPARE_ROW: "yes"}
    return [dict(empty), *({**empty, CONTINUES_EXERCISE: "yes"} for _ in range(SPARE_ROW_COUNT - 1))]


def build_stored_rows(sets: Sequence[Mapping[str, Any]], style: Style) -> list[dict[str, str]]:
    """Return stored sets as rows: one block for each run of an exercise, with a spare row; a spare block at the end."""
    rows: list[dict[str, str]] = []
    stored_rows = (format_stored_set(stored_set, style) for stored_set in sets)
    for name, run in groupby(stored_rows, key=lambda row: row["exercise"]):
        for position, row in enumerate(run):
            rows.append({**row, WITHOUT_FIGURES: "" if any(row[column] for column in FIGURE_COLUMNS) else "yes"})
            if position:
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


@dataclass(frozen=True, slots=True)
class ExerciseBlock:
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


def format_stored_set(stored_set: Mapping[str, Any], style: Style) -> dict[str, str]:
    """Return a stored set as its row shows it, in the person's style; "" for what is not recorded."""
    row = {column: style.format_stored_value(stored_set.get(column)) for column in SET_COLUMNS}
    return row if stored_set.get("load_kg") is None else row | {"load_kg": style.format_weight(stored_set["load_kg"])}


def diff_sets(
    saved: Sequence[Mapping[str, Any]], typed: Sequence[Mapping[str, Any]], style: Style
) -> Iterator[tuple[int, str, str]]:
    """Yield (set number, saved set, typed set), each set on one line, for sets that differ."""
    before = [format_set_line(stored_set, style) for stored_set in saved]
    after = [format_set_line(stored_set, style) for stored_set in typed]
    for tag, first, end, typed_first, typed_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = zip_longest(before[first:end], after[typed_first:typed_end], fillvalue=gettext("not there"))
        for offset, (left, right) in enumerate(pairs):
            yield (typed_first if typed_first + offset < typed_end else first) + offset + 1, left, right


def format_set_line(stored_set: Mapping[str, Any], style: Style) -> str:
    """Write a set on one line: "Bench press 62.5 kg × 8, 2 left in reserve, rest 120 s"."""
    load, reps = stored_set.get("load_kg"), stored_set.get("reps")
    line = str(stored_set["exercise"])
    if load is not None:
        line += f" {style.format_weight(load)}\N{NO-BREAK SPACE}{gettext(style.weight)}"
    if reps is not None:
        line += f" ×\N{NO-BREAK SPACE}{reps}"
    return ", ".join([line, *_list_set_details(stored_set, style)])


def _list_set_details(stored_set: Mapping[str, Any], style: Style) -> Iterator[str]:
    set_type = stored_set.get("set_type", "work")
    if set_type != "work":
        yield gettext(SET_TYPE_LABELS[set_type])
    if (rir := stored_set.get("rir")) is not None:
        yield gettext("%(reps)s left in reserve", reps=style.format_stored_value(rir))
    if (rpe := stored_set.get("rpe")) is not None:
        yield gettext("RPE %(value)s", value=style.format_stored_value(rpe))
    if (rest := stored_set.get("rest_s")) is not None:
        yield gettext("rest %(seconds)s s", seconds=style.format_stored_value(rest))


def summarize_sets(sets: Sequence[Mapping[str, Any]], style: Style) -> str:
    """Write the sets of an exercise but for warm-ups, like "60 kg × 8, 8, 7"; "" where none has load or repetitions."""
    work = [stored_set for stored_set in sets if stored_set["set_type"] != "warmup"]
    runs = (
        (load, [stored_set["reps"] for stored_set in run])
        for load, run in groupby(work, key=lambda stored_set: stored_set["load_kg"])
    )
    return "; ".join(text for load, reps in runs if (text := _summarize_sets_of_load(load, reps, style)))


def _summarize_sets_of_load(load: float | None, reps: Sequence[int | None], style: Style) -> str:
    counts = ", ".join(gettext("not told") if count is None else str(count) for count in reps)
    has_counts = any(count is not None for count in reps)
    if load is None:
        return gettext("%(counts)s reps", counts=counts) if has_counts else ""
    load_text = gettext("bodyweight") if load == 0 else " ".join(style.format_amount(load, "kg"))
    return f"{load_text} × {counts}" if has_counts else load_text


MAX_RECENT_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class ExerciseSuggestion:
    """An exercise; for an own one the text about its last time, and those sets as JSON, written as in the table."""

    name: str
    is_own: bool
    last_time_text: str = ""
    last_sets_json: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseSuggestions:
    """The exercises that are suggested, own ones first, most recent first.

    `shows_last_time` is whether the text about the last time stands above a block; a copied form has it in its figures.
    """

    suggestions: tuple[ExerciseSuggestion, ...] = ()
    shows_last_time: bool = True

    def list_recent(self, used_names: Iterable[str]) -> Sequence[ExerciseSuggestion]:
        """Return the own exercises that are not in the table yet, up to 8."""
        used = {normalize_name(name) for name in used_names}
        unused = [own for own in self.suggestions if own.is_own and normalize_name(own.name) not in used]
        return unused[:MAX_RECENT_BUTTONS]

    def find_last_time_text(self, name: str) -> str:
        """Return the text about the last time of an own exercise; "" where there is none, or it is not shown."""
        if not self.shows_last_time:
            return ""
        key = normalize_name(name)
        matching = (own.last_time_text for own in self.suggestions if own.is_own and normalize_name(own.name) == key)
        return next(matching, "")


NO_SUGGESTIONS = ExerciseSuggestions()


def build_exercise_suggestions(
    suggestions: Iterable[Suggestion], last_day: date, today: date, style: Style
) -> ExerciseSuggestions:
    """Return suggestions for a table; a use after `last_day` counts as none."""
    return ExerciseSuggestions(
        tuple(_build_exercise_suggestion(suggestion, last_day, today, style) for suggestion in suggestions)
    )


def _build_exercise_suggestion(suggestion: Suggestion, last_day: date, today: date, style: Style) -> ExerciseSuggestion:
    day = suggestion.last_day
    if day is None or day > last_day:
        return ExerciseSuggestion(suggestion.name, suggestion.own)
    sets = suggestion.last_use["sets"]
    rows = [
        {column: row[column] for column in ("set_type", *FIGURE_COLUMNS) if row[column]}
        for row in (format_stored_set(stored_set, style) for stored_set in sets)
    ]
    return ExerciseSuggestion(
        name=suggestion.name,
        is_own=suggestion.own,
        last_time_text=_describe_last_time(medium_day(day, today), summarize_sets(sets, style)),
        last_sets_json=json.dumps(rows, separators=(",", ":")),
    )


def _describe_last_time(day_text: str, sets_text: str) -> str:
    if not sets_text:
        return gettext("Last time, %(day)s", day=day_text)
    return gettext("Last time, %(day)s: %(sets)s", day=day_text, sets=sets_text)
