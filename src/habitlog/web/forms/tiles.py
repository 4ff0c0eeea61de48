"""Tiles: many yes/no toggles, in a short version and, where the field declares versions, in a long one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from habitlog.tracking import FormField
from habitlog.translation import gettext


def parse_tiles(
    field: FormField, chosen_keys: list[str], submitted_values: Mapping[str, str]
) -> tuple[list[str], dict[str, Any]]:
    """Return the value that the form shows again, and the columns for the record."""
    if field.versions is None:
        return chosen_keys, {field.name: chosen_keys}
    column, long = field.versions.column, field.versions.long
    columns = {field.name: chosen_keys, column: long if submitted_values.get(column) == long else field.versions.short}
    return format_stored_tiles(field, columns), columns


def format_stored_tiles(field: FormField, row: Mapping[str, Any]) -> list[str]:
    """Return the value that the form shows for a row: the chosen keys, and the long version's key if it is one."""
    keys: list[str] = row[field.name]
    if field.versions is None or row[field.versions.column] != field.versions.long:
        return keys
    return [*keys, field.versions.long]


def diff_tiles(field: FormField, saved: Sequence[str] | None, typed: Sequence[str] | None) -> tuple[str, str]:
    """Return the labels of the tiles that are chosen in one version alone, for each of the two."""
    return _format_extra_tiles(field, saved, typed), _format_extra_tiles(field, typed, saved)


def _format_extra_tiles(field: FormField, keys: Sequence[str] | None, others: Sequence[str] | None) -> str:
    labels = {option.value: gettext(option.label) for option in field.list_options()}
    return ", ".join(labels.get(key, key) for key in keys or () if key not in (others or ())) or gettext("none")
