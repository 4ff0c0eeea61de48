"""From a posted form to the JSON-like object every door hands to the same records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from habitlog.tracking import EntryKind, FormField, Style
from habitlog.web.forms.clock_times import AmbiguousTime, parse_clock_times
from habitlog.web.forms.set_table import SET_COLUMNS, find_filled_rows, parse_set_rows

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}[.,]\d{1,6}", re.ASCII)
_LONG_INTEGER = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,2}) ?h ?([0-5]?\d) ?min", re.ASCII | re.IGNORECASE)
_AMBIGUOUS_NUMBER = {
    "point": re.compile(r"[12],\d{3}", re.ASCII),
    "comma": re.compile(r"[12]\.\d{3}", re.ASCII),
}
"""By a person's decimal mark: the other mark before three digits, which stands between thousands as well."""
WEIGHT_UNIT_FIELD = "weight_unit"
"""The field by which a form says in which unit its weights are typed."""


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """A posted form: every value as it was typed, the record it stands for, and which set rows were filled.

    `style` is the one the form was drawn in: its weights were typed in that unit.
    `said` has a page's own sentence for a field that the record is going to refuse; `passes` the times to choose for.
    """

    values: dict[str, Any]
    record_data: dict[str, Any]
    style: Style
    set_rows: list[int] = field(default_factory=list)
    error_messages: dict[str, str] = field(default_factory=dict)
    ambiguous_times: dict[str, AmbiguousTime] = field(default_factory=dict)


def parse_entry_form(
    kind: EntryKind,
    pairs: list[tuple[str, str]],
    day: date,
    zone: str,
    stored_entry: Mapping[str, Any] | None = None,
    *,
    style: Style,
) -> SubmittedForm:
    """Read a form of one kind of entry for a day.

    Numbers may use a comma; what cannot be read stays text, so that the record refuses it at its field. Times are
    clock times: the last of the form lies on `day`, each one before it is the latest moment not after the next; where
    the last is not told, times go back from noon of the day. One that came twice and is not settled stays text too.
    `before` is the entry that is edited: a time that was not touched stays the very same instant. `style` is the
    person's; a form that says which unit its weights are in is read in that one, since it may have been opened before
    the unit was changed.
    """
    given = dict(reversed(pairs))
    typed = SubmittedForm(
        {}, {"kind": kind.key, "zone": zone, "day": day.isoformat()}, _find_submitted_style(given, style)
    )
    for one in kind.fields:
        _WIDGET_PARSERS.get(one.widget, _parse_plain_field)(one, pairs, given, typed)
    _parse_time_fields(kind, given, day, zone, stored_entry or {}, typed)
    typed.values["note"] = given.get("note", "")
    if typed.values["note"].strip():
        typed.record_data["note"] = typed.values["note"]
    return typed


def _find_submitted_style(first_values: Mapping[str, str], style: Style) -> Style:
    match first_values.get(WEIGHT_UNIT_FIELD):
        case "kg" | "lb" as unit:
            return replace(style, weight=unit)
    return style


def parse_number(text: str) -> Any:
    """Read "7", "7,5" or "7.5"; anything else comes back as it is."""
    bare = text.strip().replace("−", "-").replace("\u202f", "")
    if _INTEGER.fullmatch(bare):
        return int(bare)
    if _DECIMAL.fullmatch(bare):
        read = float(bare.replace(",", "."))
        return int(read) if read.is_integer() else read
    return text.strip()


def _parse_plain_field(
    field: FormField, _pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    text = first_values.get(field.name, "")
    submitted.values[field.name] = text
    if text.strip():
        submitted.record_data[field.name] = parse_number(text) if field.widget in _NUMBER_WIDGETS else text.strip()


def _parse_choice_field(
    field: FormField, _pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    text = first_values.get(field.name, "")
    submitted.values[field.name] = text
    if text:
        submitted.record_data[field.name] = next(
            (option.value for option in field.options if str(option.value) == text), text
        )


def _parse_yes_no_field(
    field: FormField, _pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    text = first_values.get(field.name, "")
    submitted.values[field.name] = text
    if text:
        submitted.record_data[field.name] = {"yes": True, "no": False}.get(text, text)


def _parse_tiles_field(
    field: FormField, pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    keys = [value for name, value in pairs if name == field.name]
    submitted.values[field.name] = [*keys, "full29"] if first_values.get("form") == "full29" else keys
    submitted.record_data[field.name] = keys
    submitted.record_data["form"] = "full29" if first_values.get("form") == "full29" else "core19"
    submitted.record_data["list_complete"] = first_values.get("list_complete") == "yes"


def _parse_tags_field(
    field: FormField, pairs: list[tuple[str, str]], _first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    chosen = [value for name, value in pairs if name == field.name]
    submitted.values[field.name] = submitted.record_data[field.name] = chosen


def _parse_sets_field(
    field: FormField, _pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    rows = parse_set_rows(field.name, first_values)
    submitted.values[field.name] = rows
    submitted.set_rows.extend(find_filled_rows(rows))
    submitted.record_data[field.name] = [_parse_set(rows[at], submitted.style) for at in submitted.set_rows]
    for place, at in enumerate(submitted.set_rows):
        if _AMBIGUOUS_NUMBER[submitted.style.decimal].fullmatch(rows[at]["load_kg"].strip()):
            submitted.error_messages[f"{field.name}.{place}.load_kg"] = _describe_ambiguous_number(
                rows[at]["load_kg"].strip()
            )


def _parse_set(row: Mapping[str, str], style: Style) -> dict[str, Any]:
    filled = {column: row[column] for column in SET_COLUMNS if row[column].strip()}
    one = {
        column: text.strip() if column in {"exercise", "set_type"} else parse_number(text)
        for column, text in filled.items()
    }
    if _AMBIGUOUS_NUMBER[style.decimal].fullmatch(filled.get("load_kg", "").strip()):
        one["load_kg"] = filled["load_kg"].strip()
    elif isinstance(load := one.get("load_kg"), int | float):
        one["load_kg"] = style.weight_to_kg(load)
    return one


def _describe_ambiguous_number(text: str) -> str:
    other = text.translate({ord(","): ".", ord("."): ","})
    return f"{text} can be {text[0]}{text[2:]} or {other}. Written in one of these ways it is clear."


def _parse_whole_number_field(
    field: FormField, _pairs: list[tuple[str, str]], first_values: Mapping[str, str], submitted: SubmittedForm
) -> None:
    text = first_values.get(field.name, "")
    submitted.values[field.name] = text
    if not text.strip():
        return
    read = parse_whole_number(text, field.unit)
    submitted.record_data[field.name] = text.strip() if read is None else read
    if read is None:
        submitted.error_messages[field.name] = _WHOLE_NUMBER_MESSAGES.get(
            field.unit, "A whole number fits here, like 2."
        )
    elif field.high is not None and read > field.high:
        submitted.error_messages[field.name] = f"{field.high:g} {field.unit}".strip() + " is the most that fits here."
    elif field.low is not None and read < field.low:
        submitted.error_messages[field.name] = f"{field.low:g} {field.unit}".strip() + " is the least that fits here."


def parse_whole_number(text: str, unit: str) -> int | None:
    """Read "25", "25 min" where minutes are asked for, and "1 h 30 min" there as 90; None for anything else."""
    bare = text.strip().replace("−", "-").replace("\u202f", "")
    if unit and (found := re.fullmatch(rf"([+-]?\d{{1,300}}) ?{unit}", bare, re.ASCII | re.IGNORECASE)):
        return int(found[1])
    if unit == "min" and (found := _HOURS_AND_MINUTES.fullmatch(bare)):
        return 60 * int(found[1]) + int(found[2])
    return int(bare) if _LONG_INTEGER.fullmatch(bare) else None


def _parse_time_fields(
    kind: EntryKind,
    first_values: Mapping[str, str],
    day: date,
    zone: str,
    stored_entry: Mapping[str, Any],
    submitted: SubmittedForm,
) -> None:
    names = [one.name for one in kind.fields if one.widget == "time"]
    submitted.values.update({name: first_values.get(name, "").strip() for name in names})
    for name, read in parse_clock_times(names, first_values, day, zone, stored_entry).items():
        submitted.record_data[name] = read.record_value
        if read.error_message:
            submitted.error_messages[name] = read.error_message
        if read.ambiguous_time:
            submitted.ambiguous_times[name] = read.ambiguous_time


_NUMBER_WIDGETS = frozenset({"number", "scale"})
_WHOLE_NUMBER_MESSAGES = {
    "min": "Whole minutes fit here, like 25 or 1 h 30 min.",
    "s": "Whole seconds fit here, like 30.",
    "bpm": "Whole beats a minute fit here, like 140.",
}
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
