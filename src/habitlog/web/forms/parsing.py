"""From a posted form to the JSON-like object that a record is made from, as the API gets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from habitlog.tracking import EntryKind, FormField, Style
from habitlog.web.forms.clock_times import AmbiguousTime, parse_clock_times
from habitlog.web.forms.numbers import parse_number, parse_whole_number_field
from habitlog.web.forms.set_table import parse_set_table
from habitlog.web.forms.tiles import parse_tiles

WEIGHT_UNIT_FIELD = "weight_unit"
"""The field by which a form says in which unit its weights are typed."""


class SubmittedForm(Struct, frozen=True):
    """A posted form: its values as typed, and the object for the record.

    `style` is the one the form was rendered in, which its weights are typed in. `set_rows` are the indexes of the rows
    of a set table that stand for a set. `error_messages` are by field, for values that the record is going to refuse;
    `ambiguous_times` by field, for times that came twice.
    """

    values: dict[str, Any]
    record_data: dict[str, Any]
    style: Style
    set_rows: list[int] = field(default_factory=list)
    error_messages: dict[str, str] = field(default_factory=dict)
    ambiguous_times: dict[str, AmbiguousTime] = field(default_factory=dict)


class _FormInput(Struct, frozen=True):
    """The pairs of a form, and the first value of each name."""

    pairs: list[tuple[str, str]]
    first_values: Mapping[str, str]

    def first(self, name: str) -> str:
        return self.first_values.get(name, "")

    def all(self, name: str) -> list[str]:
        return [value for pair_name, value in self.pairs if pair_name == name]


def parse_entry_form(
    kind: EntryKind,
    pairs: list[tuple[str, str]],
    day: date,
    zone: str,
    stored_row: Mapping[str, Any] | None = None,
    *,
    style: Style,
) -> SubmittedForm:
    """Parse the form of a kind of entry for a day.

    A number may have a decimal comma; text that is no number stays text, so that the record refuses it at its field.
    `parse_clock_times` says how times are found; `stored_row` is the entry that is edited. `style` is the person's; a
    form that names the unit of its weights is read in that one, since the person may have changed it since.
    """
    form_input = _FormInput(pairs, dict(reversed(pairs)))
    submitted = SubmittedForm(
        values={},
        record_data={"kind": kind.key, "zone": zone, "day": day.isoformat()},
        style=_find_submitted_style(form_input, style),
    )
    for form_field in kind.fields:
        _WIDGET_PARSERS.get(form_field.widget, _parse_plain_field)(form_field, form_input, submitted)
    _parse_time_fields(kind, form_input, day, zone, stored_row or {}, submitted)
    if kind.completion:
        submitted.record_data[kind.completion.column] = form_input.first(kind.completion.column) == "yes"
    submitted.values["note"] = form_input.first("note")
    if submitted.values["note"].strip():
        submitted.record_data["note"] = submitted.values["note"]
    return submitted


def _find_submitted_style(form_input: _FormInput, style: Style) -> Style:
    match form_input.first(WEIGHT_UNIT_FIELD):
        case "kg" | "lb" as unit:
            return replace(style, weight=unit)
    return style


def _parse_plain_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    text = submitted.values[form_field.name] = form_input.first(form_field.name)
    if text.strip():
        value = parse_number(text) if form_field.widget in _NUMBER_WIDGETS else text.strip()
        submitted.record_data[form_field.name] = value


def _parse_choice_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    text = submitted.values[form_field.name] = form_input.first(form_field.name)
    if text:
        values = {str(option.value): option.value for option in form_field.options}
        submitted.record_data[form_field.name] = values.get(text, text)


def _parse_yes_no_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    text = submitted.values[form_field.name] = form_input.first(form_field.name)
    if text:
        submitted.record_data[form_field.name] = {"yes": True, "no": False}.get(text, text)


def _parse_tiles_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    shown, columns = parse_tiles(form_field, form_input.all(form_field.name), form_input.first_values)
    submitted.values[form_field.name] = shown
    submitted.record_data.update(columns)


def _parse_tags_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    submitted.values[form_field.name] = submitted.record_data[form_field.name] = form_input.all(form_field.name)


def _parse_sets_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    table = parse_set_table(form_field.name, form_input.first_values, submitted.style)
    submitted.values[form_field.name] = table.rows
    submitted.record_data[form_field.name] = table.sets
    submitted.set_rows.extend(table.set_rows)
    submitted.values[f"{form_field.name}-live"] = table.live_state
    submitted.error_messages.update(table.error_messages)


def _parse_whole_number_field(form_field: FormField, form_input: _FormInput, submitted: SubmittedForm) -> None:
    text = submitted.values[form_field.name] = form_input.first(form_field.name)
    if text.strip():
        submitted.record_data[form_field.name], error_message = parse_whole_number_field(form_field, text)
        if error_message:
            submitted.error_messages[form_field.name] = error_message


def _parse_time_fields(
    kind: EntryKind,
    form_input: _FormInput,
    day: date,
    zone: str,
    stored_row: Mapping[str, Any],
    submitted: SubmittedForm,
) -> None:
    names = [form_field.name for form_field in kind.fields if form_field.widget == "time"]
    submitted.values.update({name: form_input.first(name).strip() for name in names})
    times = parse_clock_times(names, form_input.first_values, day, zone, stored_row, submitted.style)
    for name, parsed in times.items():
        submitted.record_data[name] = parsed.record_value
        if parsed.error_message:
            submitted.error_messages[name] = parsed.error_message
        if parsed.ambiguous_time:
            submitted.ambiguous_times[name] = parsed.ambiguous_time


_NUMBER_WIDGETS = frozenset({"number", "scale"})
_WIDGET_PARSERS = {
    "minutes": _parse_whole_number_field,
    "stepper": _parse_whole_number_field,
    "tiles": _parse_tiles_field,
    "sets": _parse_sets_field,
    "tags": _parse_tags_field,
    "choice": _parse_choice_field,
    "select": _parse_choice_field,
    "yes_no": _parse_yes_no_field,
    "time": lambda *_: None,
}
