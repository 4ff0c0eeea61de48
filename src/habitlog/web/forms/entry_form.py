"""What a form template is given: fields with what was typed and what does not fit, never losing either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from habitlog.errors import ClinicianTopic, FieldProblem, HabitlogError, Invalid
from habitlog.guard import ClinicianCard
from habitlog.timezones import find_instants
from habitlog.tracking import EntryKind, FormField, Option, Pillar, Style
from habitlog.usecases.entries.form_defaults import LatestEntry
from habitlog.web.dates import describe_repeated_time
from habitlog.web.forms.clock_times import AmbiguousTime
from habitlog.web.forms.parsing import SubmittedForm
from habitlog.web.forms.set_table import (
    NO_SUGGESTIONS,
    ExerciseBlock,
    ExerciseSuggestions,
    build_blank_rows,
    build_spare_rows,
    build_stored_rows,
    find_exercise_row,
    group_by_exercise,
)


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field with its value as typed (text, list of keys, or list of set rows) and the sentence under it."""

    field: FormField
    value: Any = ""
    error: str = ""
    row_errors: tuple[tuple[int, str, str], ...] = ()
    """For tables of sets: (row, column, sentence)."""
    weight_unit: str = ""
    """For tables of sets: the unit of their weights."""
    usual_time: str = ""
    """For times: the usual one like "22:45", offered while nothing is typed; `usual_said` is the same in words."""
    usual_time_text: str = ""
    repeated_time_options: tuple[Option, ...] = ()
    """For a clock time that came twice: the two to choose from."""
    chosen_repeat: str = ""
    exercise_suggestions: ExerciseSuggestions = NO_SUGGESTIONS
    """For tables of sets: the exercises that are suggested."""

    @property
    def is_time_input_value(self) -> bool:
        """Whether a browser's field for times can show the value."""
        return re.fullmatch(r"(\d\d:\d\d(:\d\d)?)?", str(self.value)) is not None

    @property
    def exercise_blocks(self) -> list[ExerciseBlock]:
        """For tables of sets: the rows by exercise."""
        return group_by_exercise(self.value)

    def format_row_label(self, row_index: int) -> str:
        """For tables of sets: what a row is called, like "Bench press, set 2"."""
        block = next(block for block in self.exercise_blocks if block.has_row(row_index))
        return f"{block.label}, {block.lines[row_index - block.first_row_index].label}"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One thing in which the saved entry and what was typed differ, each in words."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A form ready to be drawn. `entry_id` is made by the server, so that a double submit saves one entry."""

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
    """Address of the entry that stands where this one would, for a kind that comes once a day."""
    card: ClinicianCard | None = None
    suggested_note: str | None = None
    is_prefilled: bool = False
    """Whether the address brought answers of its own."""
    differences: tuple[FieldDifference, ...] = ()
    """What differs between this form and the entry as it was saved elsewhere in the meantime."""
    list_complete: bool | None = None
    """What the pressed button said of a list, for the button that sends it again."""
    usual_times_url: str = ""
    """The address of the same form with the usual times filled in; "" where there are none to offer."""
    last_entry: LatestEntry | None = None
    """The latest entry of this kind, which the form offers to begin like."""
    copied_from_day: date | None = None
    """The day of the entry that the form began like."""

    @property
    def has_usual_times(self) -> bool:
        """Whether any usual time is offered."""
        return any(bound.usual_time and not bound.value for bound in self.fields)


NOTE_FIELD = FormField("note", "Note", "note", hint="For yourself alone: never shared, never searched.")
ALREADY_LOGGED_MESSAGE = "There is already one for this day, and a day has one of these."


def build_blank_form(pillar: Pillar, kind: EntryKind, day: date, today: date, entry_id: str, style: Style) -> EntryForm:
    """Return an empty form: nothing is carried over from another day."""
    fields = tuple(
        BoundField(one, _build_empty_value(one), weight_unit=_find_weight_unit(one, style)) for one in kind.fields
    )
    return EntryForm(pillar, kind, day, today, f"/{pillar.key}/new", entry_id, fields, BoundField(NOTE_FIELD))


def build_edit_form(pillar: Pillar, kind: EntryKind, entry: Mapping[str, Any], today: date, style: Style) -> EntryForm:
    """Return the form of a stored entry, every field carried, its numbers in the person's style."""
    fields = tuple(_bind_stored_field(one, entry, style) for one in kind.fields)
    return EntryForm(
        pillar=pillar,
        kind=kind,
        day=date.fromisoformat(entry["day"]),
        today=today,
        action=f"/{pillar.key}/{entry['id']}/edit",
        entry_id=entry["id"],
        fields=fields,
        note=BoundField(NOTE_FIELD, entry["note"] or ""),
        version=entry["version"],
        zone=entry["zone"],
    )


def _bind_stored_field(field: FormField, entry: Mapping[str, Any], style: Style) -> BoundField:
    bound = BoundField(field, format_field_value(field, entry, style), weight_unit=_find_weight_unit(field, style))
    if field.widget != "time" or entry[field.name] is None:
        return bound
    moment = datetime.fromisoformat(entry[field.name])
    wall = moment.replace(tzinfo=None)
    there = find_instants(wall, entry["zone"])
    return (
        _with_repeated_time_options(bound, AmbiguousTime(wall, str(there.index(moment) + 1)), entry["zone"], style)
        if len(there) == 2
        else bound
    )


def _with_repeated_time_options(
    bound: BoundField, ambiguous_time: AmbiguousTime, zone: str, style: Style
) -> BoundField:
    first, second = describe_repeated_time(ambiguous_time.local_time, zone, style)
    return replace(
        bound,
        repeated_time_options=(Option("1", first), Option("2", second)),
        chosen_repeat=ambiguous_time.chosen_repeat,
    )


def with_submission_errors(form: EntryForm, submitted: SubmittedForm, error: HabitlogError) -> EntryForm:
    """Return a form with everything that was typed, and a sentence at each field that does not fit."""
    problems = error.problems if isinstance(error, Invalid) else []
    card, suggestion, message = None, None, ""
    there = error.extra.get("entry")
    if isinstance(error, ClinicianTopic):
        problems = [FieldProblem(error.field, "This was not saved as written.")]
        card = ClinicianCard(**error.extra["referral"])
        suggestion = error.extra["suggestion"]
    elif there:
        problems = [FieldProblem(_find_day_field(form.kind), ALREADY_LOGGED_MESSAGE)]
    elif not isinstance(error, Invalid):
        message = error.detail
    fields = tuple(_bind_submitted_field(bound, submitted, problems) for bound in form.fields)
    note = BoundField(NOTE_FIELD, submitted.values["note"], _join_problem_messages("note", problems, submitted.style))
    told = {bound.field.name for bound in fields} | {"note"}
    elsewhere = [
        submitted.style.format_clock_times_in(p.message) for p in problems if p.field.partition(".")[0] not in told
    ]
    kept = replace(form, fields=fields, note=note, card=card, suggested_note=suggestion)
    message = message or " ".join(dict.fromkeys(elsewhere))
    return replace(kept, message=message, existing_entry_url=f"/{form.pillar.key}/{there}/edit" if there else "")


def _find_day_field(kind: EntryKind) -> str:
    """Return the question that says which day an entry is of: the last clock time, else the first question."""
    times = [one.name for one in kind.fields if one.widget == "time"]
    return times[-1] if times else kind.fields[0].name


def _bind_submitted_field(bound: BoundField, submitted: SubmittedForm, problems: Sequence[FieldProblem]) -> BoundField:
    one, value = bound.field, submitted.values.get(bound.field.name, "")
    if one.widget != "sets":
        wrong = _join_problem_messages(one.name, problems, submitted.style)
        told = replace(
            bound,
            value=value,
            error=wrong and _choose_error_text(one.name, submitted, wrong),
            repeated_time_options=(),
        )
        twice = submitted.ambiguous_times.get(one.name)
        return (
            _with_repeated_time_options(told, twice, submitted.record_data["zone"], submitted.style) if twice else told
        )
    rows = []
    for problem in problems:
        name, _, rest = problem.field.partition(".")
        at, _, column = rest.partition(".")
        if name == one.name and at.isdecimal():
            place = submitted.set_rows[int(at)]
            sentence = _choose_error_text(
                problem.field, submitted, submitted.style.format_problem(problem, "kg" if column == "load_kg" else "")
            )
            rows.append((find_exercise_row(value, place) if column == "exercise" else place, column, sentence))
    whole = " ".join(p.message for p in problems if p.field == one.name)
    spare = build_spare_rows() if value else build_blank_rows()
    return BoundField(one, [*value, *spare], whole, tuple(dict.fromkeys(rows)), submitted.style.weight)


def _choose_error_text(field: str, submitted: SubmittedForm, default: str) -> str:
    """Return the page's own sentence for a field that does not fit, or the other where it has none."""
    return (
        submitted.style.format_clock_times_in(submitted.error_messages[field])
        if field in submitted.error_messages
        else default
    )


def _join_problem_messages(name: str, problems: Sequence[FieldProblem], style: Style) -> str:
    return " ".join(dict.fromkeys(style.format_problem(p) for p in problems if p.field.partition(".")[0] == name))


def _build_empty_value(field: FormField) -> Any:
    return {"tiles": [], "tags": [], "sets": build_blank_rows()}.get(field.widget, "")


def _find_weight_unit(field: FormField, style: Style) -> str:
    return style.weight if field.widget == "sets" else ""


def format_field_value(field: FormField, entry: Mapping[str, Any], style: Style) -> Any:
    """Return what a field shows of a stored entry."""
    value = entry[field.name]
    match field.widget:
        case "tiles":
            return [*value, "full29"] if entry["form"] == "full29" else value
        case "tags":
            return value
        case "sets":
            return build_stored_rows(value, style)
        case "time":
            return "" if value is None else _format_time_input(value)
        case "yes_no":
            return {True: "yes", False: "no", None: ""}[value]
    return style.format_stored_value(value)


def _format_time_input(instant: str) -> str:
    moment = datetime.fromisoformat(instant)
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
