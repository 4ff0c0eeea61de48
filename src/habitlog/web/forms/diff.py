"""Two versions of an entry in words: what is saved beside what was typed, for what differs alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.tracking import FormField, Pillar, Style
from habitlog.web.dates import long_day, short_day
from habitlog.web.forms.entry_form import FieldDifference

EntryValues = Mapping[str, Any]
NOT_TOLD_TEXT = "not told"
_VALUE_LABELS: dict[str, dict[Any, str]] = {
    "list_complete": {True: "complete", False: "kept open"},
    "form": {"core19": "the short one", "full29": "the long one"},
    "set_type": {"warmup": "warm-up", "amrap": "as many as possible"},
}
_FIELD_LABELS = {"list_complete": "The list", "form": "Which list"}
_SET_VALUE_FORMATS = {"rir": "{} left in reserve", "rpe": "RPE {}", "rest_s": "rest {} s"}


def diff_entries(pillar: Pillar, saved: EntryValues, typed: EntryValues, style: Style) -> tuple[FieldDifference, ...]:
    """Compare two versions column by column; nothing when they say the same.

    Fields of the form come in its order, then whatever else differs, so that no difference stays unsaid.
    """
    kinds = {kind.key: kind for kind in pillar.kinds}
    asked = {one.name: one for row in (saved, typed) for one in kinds[row["kind"]].fields}
    names = [*asked, *(name for name in typed if name not in asked)]
    differing = [name for name in names if saved[name] != typed[name]]
    found: list[FieldDifference] = []
    if "kind" in differing:
        found.append(FieldDifference("Kind of entry", *(kinds[row["kind"]].name for row in (saved, typed))))
    if "day" in differing:
        found.append(FieldDifference("Day", *(long_day(row["day"]) for row in (saved, typed))))
    for name in differing:
        if name not in {"kind", "day"}:
            found.extend(
                _diff_field(asked.get(name, FormField(name, _find_field_label(name), "text")), saved, typed, style)
            )
    return tuple(found)


def _find_field_label(name: str) -> str:
    return _FIELD_LABELS.get(name, name.replace("_", " ").capitalize())


def _diff_field(field: FormField, saved: EntryValues, typed: EntryValues, style: Style) -> Iterator[FieldDifference]:
    before, after = saved[field.name], typed[field.name]
    match field.widget:
        case "tiles":
            yield FieldDifference(
                "Groups in this version alone",
                _format_extra_options(field, before, after),
                _format_extra_options(field, after, before),
            )
        case "sets":
            yield from _diff_sets(before or (), after or (), style)
        case "time":
            yield _diff_times(field, saved, typed, style)
        case _:
            yield FieldDifference(field.label, _format_value(field, before), _format_value(field, after))


def _format_value(field: FormField, value: Any) -> str:
    if value is None:
        return NOT_TOLD_TEXT
    if isinstance(value, list):
        return ", ".join(_map_option_labels(field).get(key, str(key)) for key in value) or NOT_TOLD_TEXT
    if field.widget == "yes_no":
        return "yes" if value else "no"
    if field.widget == "scale":
        return f"{value} of {field.high:g}"
    known = _map_option_labels(field) or _VALUE_LABELS.get(field.name, {})
    return known.get(value, f"{value} {field.unit}".rstrip())


def _map_option_labels(field: FormField) -> dict[Any, str]:
    grouped = (option for group in field.groups for option in group.options)
    return {option.value: option.label for option in (*field.options, *grouped)}


def _format_extra_options(field: FormField, keys: Sequence[str] | None, others: Sequence[str] | None) -> str:
    return (
        ", ".join(_map_option_labels(field).get(key, key) for key in keys or () if key not in (others or ())) or "none"
    )


def _diff_times(field: FormField, saved: EntryValues, typed: EntryValues, style: Style) -> FieldDifference:
    """Write two clock times; where the clock shows the same, the dates differ and are written too."""
    local = [row[field.name] and row[field.name].astimezone(ZoneInfo(row["zone"])) for row in (saved, typed)]
    words = [_format_instant(moment, style) if moment else NOT_TOLD_TEXT for moment in local]
    if words[0] == words[1]:
        words = [f"{clock}, {short_day(moment.date())}" for clock, moment in zip(words, local, strict=True)]
    return FieldDifference(field.label, *words)


def _format_instant(moment: datetime, style: Style) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else style.format_clock_time(moment.hour * 60 + moment.minute)


def _diff_sets(saved: Sequence[EntryValues], typed: Sequence[EntryValues], style: Style) -> Iterator[FieldDifference]:
    before, after = [format_set_line(one, style) for one in saved], [format_set_line(one, style) for one in typed]
    for what, a, to_a, b, to_b in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(before[a:to_a], after[b:to_b], fillvalue="not there")
        for at, (left, right) in enumerate(pairs):
            yield FieldDifference(f"Set {(b if b + at < to_b else a) + at + 1}", left, right)


def format_set_line(set_values: EntryValues, style: Style) -> str:
    """Write a set on one line: "Bench press 62.5 kg × 8, 2 left in reserve, rest 120 s"."""
    told = {name: value for name, value in set_values.items() if value is not None}
    line = str(told.pop("exercise"))
    if (load := told.pop("load_kg", None)) is not None:
        line += f" {style.format_weight(load)}\N{NO-BREAK SPACE}{style.weight}"
    if (reps := told.pop("reps", None)) is not None:
        line += f" ×\N{NO-BREAK SPACE}{reps}"
    if (kind := told.pop("set_type", "work")) != "work":
        line += f", {_VALUE_LABELS['set_type'].get(kind, kind)}"
    names = [*_SET_VALUE_FORMATS, *sorted(told.keys() - _SET_VALUE_FORMATS.keys())]
    parts = [
        _SET_VALUE_FORMATS.get(name, f"{_find_field_label(name).lower()} {{}}").format(
            style.format_stored_value(told[name])
        )
        for name in names
        if name in told
    ]
    return ", ".join([line, *parts])
