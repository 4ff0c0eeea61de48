"""A form ready to be drawn: empty, from a stored entry, or as typed with what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from habitlog.errors import ClinicianTopic, FieldProblem, HabitlogError, Invalid
from habitlog.guard import ClinicianCard
from habitlog.pillar import EntryKind, FormField, Option, Pillar, Style
from habitlog.pillar.wall import find_instants
from habitlog.web import setrows
from habitlog.web.clocks import AmbiguousTime
from habitlog.web.decoding import SubmittedForm
from habitlog.web.forms import BoundField, EntryForm
from habitlog.web.words import describe_repeated_time

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
            rows.append((setrows.find_exercise_row(value, place) if column == "exercise" else place, column, sentence))
    whole = " ".join(p.message for p in problems if p.field == one.name)
    spare = setrows.build_spare_rows() if value else setrows.build_blank_rows()
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
    return {"tiles": [], "tags": [], "sets": setrows.build_blank_rows()}.get(field.widget, "")


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
            return setrows.build_stored_rows(value, style)
        case "time":
            return "" if value is None else _format_time_input(value)
        case "yes_no":
            return {True: "yes", False: "no", None: ""}[value]
    return style.format_stored_value(value)


def _format_time_input(instant: str) -> str:
    moment = datetime.fromisoformat(instant)
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
