"""What the templates of entry forms get: fields with what was typed and what does not fit, never losing either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from habitlog.errors import ClinicianTopic, FieldProblem, HabitlogError, Invalid
from habitlog.tracking import EntryKind, FormField, Option, Pillar, Style
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.entries.form_defaults import LatestEntry
from habitlog.web.forms.clock_times import (
    AmbiguousTime,
    describe_repeats,
    find_repeat,
    format_time_input,
    read_stored_time,
)
from habitlog.web.forms.diff import FieldDifference
from habitlog.web.forms.parsing import SubmittedForm
from habitlog.web.forms.set_table import (
    COLUMN_LABELS,
    NO_SUGGESTIONS,
    SET_TYPE_LABELS,
    ExerciseBlock,
    ExerciseSuggestions,
    build_blank_rows,
    build_spare_rows,
    build_stored_rows,
    find_exercise_row,
    group_by_exercise,
)
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.error_text import describe_error, describe_field_problem, require_card


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with its value as typed (text, list of keys, or list of set rows) and its error message."""

    field: FormField
    value: Any = ""
    error: str = ""
    row_errors: tuple[tuple[int, str, str], ...] = ()
    """For tables of sets: (row index, column, message)."""
    weight_unit: str = ""
    """For tables of sets: the unit of their weights."""
    usual_time: str = ""
    """For times: the usual one like "22:45", offered while nothing is typed."""
    usual_time_text: str = ""
    """The usual time as the person writes clock times."""
    repeated_time_options: tuple[Option, ...] = ()
    """For a clock time that came twice: the two to choose from, their labels in the person's language."""
    chosen_repeat: str = ""
    exercise_suggestions: ExerciseSuggestions = NO_SUGGESTIONS
    """For tables of sets: the exercises that are suggested."""

    @property
    def is_time_input_value(self) -> bool:
        """Whether an input of the type "time" can show the value."""
        return re.fullmatch(r"(\d\d:\d\d(:\d\d)?)?", str(self.value)) is not None

    @property
    def exercise_blocks(self) -> list[ExerciseBlock]:
        """For tables of sets: the rows by exercise."""
        return group_by_exercise(self.value)

    @property
    def set_types(self) -> tuple[Option, ...]:
        """For tables of sets: the kinds of a set, their labels in the person's language."""
        return tuple(Option(key, gettext(label)) for key, label in SET_TYPE_LABELS.items())

    def format_row_label(self, row_index: int) -> str:
        """For tables of sets: return the name of a row, like "Bench press, set 2"."""
        block = next(block for block in self.exercise_blocks if block.has_row(row_index))
        return f"{block.label}, {block.lines[row_index - block.first_row_index].label}"

    def format_column_label(self, column: str) -> str:
        """For tables of sets: return the name of a column, with the unit of weights; "Set" for a whole row."""
        label = gettext(COLUMN_LABELS[column]) if column in COLUMN_LABELS else gettext("Set")
        return f"{label}, {gettext(self.weight_unit)}" if column == "load_kg" else label


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form as templates render it. The server chooses `entry_id`, so that a form sent twice saves one entry."""

    pillar: Pillar
    kind: EntryKind
    day: date
    today: date
    action: str
    entry_id: str
    fields: tuple[BoundField, ...]
    note: BoundField
    version: int | None = None
    """The version that is being edited; None for a new entry."""
    zone: str = ""
    """The time zone the clock times of the form are in; the person's own where it is empty."""
    message: str = ""
    existing_entry_url: str = ""
    """Address of the entry that the day already has, for a kind that it has once."""
    card: ClinicianCard | None = None
    suggested_note: str | None = None
    is_prefilled: bool = False
    """Whether the query has answers."""
    differences: tuple[FieldDifference, ...] = ()
    """Differences from the entry as it was saved elsewhere in the meantime."""
    list_complete: bool | None = None
    """For a food list: whether it was sent as complete, for the button that sends it again."""
    usual_times_url: str = ""
    """Address of the same form with the usual times filled in; "" where there are none."""
    last_entry: LatestEntry | None = None
    """The latest entry of this kind, which the form offers to copy."""
    copied_from_day: date | None = None
    """The day of the entry that was copied."""

    @property
    def has_usual_times(self) -> bool:
        """Whether any usual time is offered."""
        return any(bound.usual_time and not bound.value for bound in self.fields)


NOTE_FIELD = FormField(
    "note",
    gettext_noop("Note"),
    "note",
    hint=gettext_noop("For yourself alone: never shared, never searched."),
)


def build_blank_form(pillar: Pillar, kind: EntryKind, day: date, today: date, entry_id: str, style: Style) -> EntryForm:
    """Return the empty form of a new entry."""
    fields = tuple(
        BoundField(field, _build_empty_value(field), weight_unit=_find_weight_unit(field, style))
        for field in kind.fields
    )
    return EntryForm(pillar, kind, day, today, f"/{pillar.key}/new", entry_id, fields, BoundField(NOTE_FIELD))


def build_edit_form(pillar: Pillar, kind: EntryKind, row: Mapping[str, Any], today: date, style: Style) -> EntryForm:
    """Return the form of a stored entry, its numbers in the person's style."""
    return EntryForm(
        pillar=pillar,
        kind=kind,
        day=row["day"],
        today=today,
        action=f"/{pillar.key}/{row['id']}/edit",
        entry_id=row["id"],
        fields=tuple(_bind_stored_field(field, row, style) for field in kind.fields),
        note=BoundField(NOTE_FIELD, row["note"] or ""),
        version=row["version"],
        zone=row["zone"],
    )


def _bind_stored_field(field: FormField, row: Mapping[str, Any], style: Style) -> BoundField:
    bound = BoundField(field, format_field_value(field, row, style), weight_unit=_find_weight_unit(field, style))
    repeat = find_repeat(row, field.name) if field.widget == "time" else None
    return _with_repeated_time_options(bound, repeat, row["zone"], style) if repeat else bound


def _with_repeated_time_options(
    bound: BoundField, ambiguous_time: AmbiguousTime, zone: str, style: Style
) -> BoundField:
    first, second = describe_repeats(ambiguous_time.local_time, zone, style)
    return replace(
        bound,
        repeated_time_options=(Option("1", first), Option("2", second)),
        chosen_repeat=ambiguous_time.chosen_repeat,
    )


def with_submission_errors(form: EntryForm, submitted: SubmittedForm, error: HabitlogError) -> EntryForm:
    """Return a form with everything that was typed, and a message at each field that does not fit."""
    problems = error.problems if isinstance(error, Invalid) else []
    existing_entry_id = error.parameters.get("entry")
    message, existing_entry_url = "", ""
    if isinstance(error, ClinicianTopic):
        problems = [FieldProblem(error.field, "not_saved_as_written")]
        form = replace(form, card=require_card(error), suggested_note=error.suggestion)
    elif existing_entry_id:
        problems = [FieldProblem(_find_day_field(form.kind), "entry_once_a_day_in_form")]
        existing_entry_url = f"/{form.pillar.key}/{existing_entry_id}/edit"
    elif not isinstance(error, Invalid):
        message = describe_error(error, submitted.style)
    return replace(
        form,
        fields=tuple(_bind_submitted_field(bound, submitted, problems) for bound in form.fields),
        note=BoundField(
            NOTE_FIELD, submitted.values["note"], _join_problem_messages("note", problems, submitted.style)
        ),
        message=message or _join_other_messages(form, problems, submitted.style),
        existing_entry_url=existing_entry_url,
    )


def _join_other_messages(form: EntryForm, problems: Sequence[FieldProblem], style: Style) -> str:
    """Return the messages of fields that the form does not show."""
    shown = {bound.field.name for bound in form.fields} | {"note"}
    messages = (
        describe_field_problem(problem, style) for problem in problems if problem.field.partition(".")[0] not in shown
    )
    return " ".join(dict.fromkeys(messages))


def _find_day_field(kind: EntryKind) -> str:
    """Return the name of the field that the day of an entry follows from: the last clock time, else the first field."""
    times = [field.name for field in kind.fields if field.widget == "time"]
    return times[-1] if times else kind.fields[0].name


def _bind_submitted_field(bound: BoundField, submitted: SubmittedForm, problems: Sequence[FieldProblem]) -> BoundField:
    if bound.field.widget == "sets":
        return _bind_submitted_sets(bound.field, submitted, problems)
    name = bound.field.name
    message = _join_problem_messages(name, problems, submitted.style)
    bound = replace(
        bound,
        value=submitted.values.get(name, ""),
        error=message and submitted.error_messages.get(name, message),
        repeated_time_options=(),
    )
    ambiguous_time = submitted.ambiguous_times.get(name)
    if ambiguous_time is None:
        return bound
    return _with_repeated_time_options(bound, ambiguous_time, submitted.record_data["zone"], submitted.style)


def _bind_submitted_sets(field: FormField, submitted: SubmittedForm, problems: Sequence[FieldProblem]) -> BoundField:
    rows, style = submitted.values.get(field.name, ""), submitted.style
    row_errors = []
    for problem in problems:
        name, _, rest = problem.field.partition(".")
        set_index, _, column = rest.partition(".")
        if name == field.name and set_index.isdecimal():
            row_index = submitted.set_rows[int(set_index)]
            message = submitted.error_messages.get(problem.field) or describe_field_problem(problem, style)
            row_errors.append(
                (find_exercise_row(rows, row_index) if column == "exercise" else row_index, column, message)
            )
    table_error = " ".join(
        describe_field_problem(problem, style) for problem in problems if problem.field == field.name
    )
    spare = build_spare_rows() if rows else build_blank_rows()
    return BoundField(field, [*rows, *spare], table_error, tuple(dict.fromkeys(row_errors)), style.weight)


def _join_problem_messages(name: str, problems: Sequence[FieldProblem], style: Style) -> str:
    messages = (
        describe_field_problem(problem, style) for problem in problems if problem.field.partition(".")[0] == name
    )
    return " ".join(dict.fromkeys(messages))


def _build_empty_value(field: FormField) -> Any:
    return {"tiles": [], "tags": [], "sets": build_blank_rows()}.get(field.widget, "")


def _find_weight_unit(field: FormField, style: Style) -> str:
    return style.weight if field.widget == "sets" else ""


def format_field_value(field: FormField, row: Mapping[str, Any], style: Style) -> Any:
    """Return the value of a field for a stored entry."""
    value = row[field.name]
    match field.widget:
        case "tiles":
            return [*value, "full29"] if row["form"] == "full29" else value
        case "tags":
            return value
        case "sets":
            return build_stored_rows(value, style)
        case "time":
            moment = read_stored_time(row, field.name)
            return "" if moment is None else format_time_input(moment)
        case "yes_no":
            return {True: "yes", False: "no", None: ""}[value]
    return style.format_stored_value(value)
