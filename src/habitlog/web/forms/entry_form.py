"""What the templates of entry forms get: fields with what was typed and what does not fit, never losing either."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, FieldProblem, HabitlogError, Invalid
from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, FormField, Option, Pillar, Style
from habitlog.tracking.entry_json import serialize_entry
from habitlog.translation import gettext_noop
from habitlog.usecases.entries.form_defaults import LatestEntry
from habitlog.web.forms.bound_field import BoundField
from habitlog.web.forms.clock_times import (
    AmbiguousTime,
    describe_repeats,
    find_repeat,
    format_time_input,
    read_stored_time,
)
from habitlog.web.forms.diff import FieldDifference
from habitlog.web.forms.parsing import SubmittedForm
from habitlog.web.forms.set_table import SetTableField, bind_submitted_sets, build_blank_rows, build_stored_rows
from habitlog.web.forms.tiles import TilesField, format_stored_tiles
from habitlog.web.presenters.clinician_cards import ClinicianCard
from habitlog.web.presenters.doubt_question import DoubtQuestion, build_doubt_question
from habitlog.web.presenters.error_text import describe_error, describe_field_problem, require_card


class EntryForm(Struct, frozen=True):
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
    """Address of the entry that holds the day, for a kind that it has once, or a part of the time."""
    card: ClinicianCard | None = None
    suggested_note: str | None = None
    visit_question: str = ""
    """What a refused note asks, which can go on the visit sheet."""
    doubt: DoubtQuestion | None = None
    is_prefilled: bool = False
    """Whether the query has answers."""
    differences: tuple[FieldDifference, ...] = ()
    """Differences from the entry as it was saved elsewhere in the meantime."""
    is_complete: bool | None = None
    """For a kind with completion buttons: whether the entry is complete, or which button a form was sent by."""
    usual_times_url: str = ""
    """Address of the same form with the usual times filled in; "" where there are none."""
    last_entry: LatestEntry | None = None
    """The latest entry of this kind, which the form offers to copy."""
    copied_from_day: date | None = None
    """The day of the entry that was copied."""
    is_submitted: bool = False
    """Whether it has what was typed and sent, and is not saved."""
    unasked_fields: tuple[BoundField, ...] = ()
    """The fields that the person switched off: the form has one of them only where it was sent or is refused."""

    @property
    def has_usual_times(self) -> bool:
        """Whether any usual time is offered."""
        return any(bound.usual_time and not bound.value for bound in self.fields)

    @property
    def can_be_saved_in_background(self) -> bool:
        """Whether a script may save each change: not where the form shows why it was refused, or another version."""
        is_refused = bool(self.message or self.existing_entry_url or self.card or self.doubt or self.differences)
        return not is_refused and not any(bound.error for bound in (*self.fields, self.note))


NOTE_FIELD = FormField(
    "note",
    gettext_noop("Note"),
    "note",
    hint=gettext_noop("Visible to you alone, never shared."),
)


def build_blank_form(pillar: Pillar, kind: EntryKind, day: date, today: date, entry_id: str, style: Style) -> EntryForm:
    """Return the empty form of a new entry."""
    fields = tuple(_bind_blank_field(field, style) for field in kind.fields)
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
        is_complete=row[kind.completion.column] if kind.completion else None,
    )


def build_posted_form(
    pillar: Pillar,
    kind: EntryKind,
    day: date,
    today: date,
    sent_names: Collection[str],
    style: Style,
) -> EntryForm:
    """Return an empty form to bind what was sent to; `kind` has every field, and `pillar` what the person sees of it.

    A form that was open when a field was switched off still has it.
    """
    shown_kind = pillar.find_kind(kind.key) or kind
    shown = {field.name: field for field in shown_kind.fields}
    fields = [shown.get(field.name, field) for field in kind.fields if field.name in shown or field.name in sent_names]
    form = build_blank_form(pillar, replace(shown_kind, fields=tuple(fields)), day, today, str(uuid4()), style)
    unasked = (field for field in kind.fields if field.name not in shown and field.name not in sent_names)
    return replace(form, kind=shown_kind, unasked_fields=tuple(_bind_blank_field(field, style) for field in unasked))


def keep_unasked_values(form: EntryForm, submitted: SubmittedForm, stored_row: Mapping[str, Any], style: Style) -> None:
    """Take what an entry has in the fields that its form does not ask into what was submitted."""
    stored = serialize_entry(PILLARS[form.pillar.key], stored_row)
    for bound in form.unasked_fields:
        name = bound.field.name
        submitted.record_data[name] = stored[name]
        submitted.values[name] = format_field_value(bound.field, stored_row, style)


def without_unasked_fields(form: EntryForm, *, is_further: bool) -> EntryForm:
    """Return a form without the questions about a further entry of a day, unless it is one or answers them.

    Usual times are those of the first entry of a day.
    """
    asked = (bound for bound in form.fields if is_further or _is_asked(bound))
    if is_further:
        asked = (replace(bound, usual_time="", usual_time_text="") for bound in asked)
    return replace(form, fields=tuple(asked), usual_times_url="" if is_further else form.usual_times_url)


def _is_asked(bound: BoundField) -> bool:
    return not bound.field.asked_of_further_entry or bool(bound.value or bound.error)


def _bind_stored_field(field: FormField, row: Mapping[str, Any], style: Style) -> BoundField:
    bound = replace(_bind_blank_field(field, style), value=format_field_value(field, row, style))
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
        card = require_card(error)
        form = replace(form, card=card, suggested_note=error.suggestion, visit_question=error.question or "")
    elif isinstance(error, ClinicianTopicUnsure):
        problems = [FieldProblem(text.field, "not_saved_yet") for text in error.texts]
        form = replace(form, doubt=build_doubt_question(error))
    elif existing_entry_id:
        problems = [_build_conflict_problem(form.kind, error)]
        existing_entry_url = f"/{form.pillar.key}/{existing_entry_id}/edit"
    elif not isinstance(error, Invalid):
        message = describe_error(error, submitted.style)
    wrong = {problem.field.partition(".")[0] for problem in problems}
    form = replace(form, fields=(*form.fields, *(one for one in form.unasked_fields if one.field.name in wrong)))
    return replace(
        form,
        fields=tuple(_bind_submitted_field(bound, submitted, problems) for bound in form.fields),
        note=BoundField(
            NOTE_FIELD, submitted.values["note"], _join_problem_messages("note", problems, submitted.style)
        ),
        message=message or _join_other_messages(form, problems, submitted.style),
        existing_entry_url=existing_entry_url,
        is_submitted=True,
    )


def _build_conflict_problem(kind: EntryKind, error: HabitlogError) -> FieldProblem:
    """Return what to say at a field where another entry holds the day or a part of the time."""
    if error.code == "times_overlap":
        parameters = {name: value for name, value in error.parameters.items() if name != "entry"}
        return FieldProblem(_find_day_field(kind), error.code, parameters)
    if kind.additional_entry is not None:
        return FieldProblem(kind.additional_entry.column, "further_entry_of_day")
    return FieldProblem(_find_day_field(kind), "entry_once_a_day_in_form")


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
    name = bound.field.name
    if isinstance(bound, SetTableField):
        rows, messages, style = submitted.values.get(name, []), submitted.error_messages, submitted.style
        table = bind_submitted_sets(bound.field, rows, submitted.set_rows, problems, messages, style)
        return replace(table, live_state=submitted.values.get(f"{name}-live", ""))
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


def _join_problem_messages(name: str, problems: Sequence[FieldProblem], style: Style) -> str:
    messages = (
        describe_field_problem(problem, style) for problem in problems if problem.field.partition(".")[0] == name
    )
    return " ".join(dict.fromkeys(messages))


def _bind_blank_field(field: FormField, style: Style) -> BoundField:
    match field.widget:
        case "sets":
            return SetTableField(field, build_blank_rows(), weight_unit=style.weight, decimal_mark=style.decimal)
        case "tiles":
            return TilesField(field, [])
        case "tags":
            return BoundField(field, [])
    return BoundField(field)


def format_field_value(field: FormField, row: Mapping[str, Any], style: Style) -> Any:
    """Return the value of a field for a stored entry."""
    value = row[field.name]
    match field.widget:
        case "tiles":
            return format_stored_tiles(field, row)
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
