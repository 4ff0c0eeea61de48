"""Differences between an entry as it is saved and as it was typed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from habitlog.tracking import FormField, Pillar, Style
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.entries.entries import SYSTEM_COLUMNS
from habitlog.web.dates import long_day
from habitlog.web.forms.clock_times import diff_times
from habitlog.web.forms.set_table import diff_sets
from habitlog.web.forms.tiles import diff_tiles

EntryValues = Mapping[str, Any]
_COMMON_LABELS = {"zone": gettext_noop("Time zone"), "note": gettext_noop("Note")}


class FieldDifference(Struct, frozen=True):
    """A field in which the saved entry and what was typed differ, each in words."""

    label: str
    saved: str
    typed: str


class EntryDifferences(Struct, frozen=True):
    """A saved entry beside another version of it, field by field."""

    title: str
    fields: tuple[FieldDifference, ...]


def diff_saved_entry(pillar: Pillar, saved: EntryValues, other: EntryValues, style: Style) -> EntryDifferences:
    """Return the differences of a saved row and another one of the same kind, under its kind and day."""
    kind = pillar.find_kind(saved["kind"])
    title = gettext("%(kind)s, %(day)s", kind=gettext(kind.name) if kind else "", day=long_day(saved["day"]))
    before, after = ({name: row[name] for name in row if name not in SYSTEM_COLUMNS} for row in (saved, other))
    return EntryDifferences(title, diff_entries(pillar, before, after, style))


def diff_entries(pillar: Pillar, saved: EntryValues, typed: EntryValues, style: Style) -> tuple[FieldDifference, ...]:
    """Return the differences of two versions, given as columns; none where they are the same.

    Fields of the form come in its order, then every other column that differs.
    """
    return tuple(_iter_differences(pillar, saved, typed, style))


def _iter_differences(
    pillar: Pillar, saved: EntryValues, typed: EntryValues, style: Style
) -> Iterator[FieldDifference]:
    kinds = {kind.key: kind for kind in pillar.kinds}
    fields = {
        field.name: field
        for row in (saved, typed)
        for field in (*kinds[row["kind"]].fields, *kinds[row["kind"]].hidden_fields)
    }
    names = [*fields, *(name for name in typed if name not in fields)]
    differing = [name for name in names if saved[name] != typed[name]]
    if "kind" in differing:
        yield FieldDifference(gettext("Kind of entry"), *(gettext(kinds[row["kind"]].name) for row in (saved, typed)))
    if "day" in differing:
        yield FieldDifference(gettext("Day"), *(long_day(row["day"]) for row in (saved, typed)))
    for name in differing:
        if name not in {"kind", "day"}:
            field = fields.get(name) or FormField(name, _COMMON_LABELS.get(name, name), "text")
            yield from _diff_field(field, saved, typed, style)


def _diff_field(field: FormField, saved: EntryValues, typed: EntryValues, style: Style) -> Iterator[FieldDifference]:
    before, after = saved[field.name], typed[field.name]
    match field.widget:
        case "tiles":
            yield FieldDifference(gettext("Groups in this version alone"), *diff_tiles(field, before, after))
        case "sets":
            for number, left, right in diff_sets(field, before or (), after or (), style):
                yield FieldDifference(gettext("Set %(number)s", number=number), left, right)
        case "time":
            yield FieldDifference(gettext(field.label), *diff_times(field.name, saved, typed, style))
        case _:
            yield FieldDifference(gettext(field.label), _format_value(field, before), _format_value(field, after))


def _format_value(field: FormField, value: Any) -> str:
    if value is None:
        return gettext("empty")
    labels = {option.value: gettext(option.label) for option in field.list_options()}
    if isinstance(value, list):
        return ", ".join(labels.get(key, str(key)) for key in value) or gettext("empty")
    if field.widget == "yes_no":
        return gettext("yes") if value else gettext("no")
    if field.widget == "scale":
        maximum = f"{field.high:g}"
        return gettext("%(value)s of %(maximum)s", value=value, maximum=maximum)
    return labels.get(value, f"{value} {gettext(field.unit)}".rstrip())
