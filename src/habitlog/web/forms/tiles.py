"""Tiles: many yes/no toggles. Where the field declares versions, an entry of the earlier one has fewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from habitlog.tracking import FormField, OptionGroup
from habitlog.translation import gettext
from habitlog.web.forms.bound_field import BoundField


class TilesField(BoundField, frozen=True):
    """A field of tiles. Its value holds the chosen keys, and the key of the earlier version for an entry of that."""

    @property
    def is_earlier_version(self) -> bool:
        """Whether the form is that of an entry of the earlier version."""
        return self.field.versions is not None and self.field.versions.earlier in self.value

    @property
    def shown_groups(self) -> tuple[OptionGroup, ...]:
        """The tiles that the form shows, by group."""
        if self.field.versions is None or not self.is_earlier_version:
            return self.field.groups
        keys = self.field.versions.earlier_keys
        groups = (
            replace(group, options=tuple(option for option in group.options if option.value in keys))
            for group in self.field.groups
        )
        return tuple(group for group in groups if group.options)

    @property
    def shown_keys(self) -> list[str]:
        """The keys of the tiles that the form shows, in their order."""
        return [option.value for group in self.shown_groups for option in group.options]

    @property
    def chosen_count(self) -> int:
        """How many of these are chosen."""
        return sum(key in self.value for key in self.shown_keys)

    def with_all_tiles(self) -> TilesField:
        """Return the field as that of an entry of the full version."""
        versions = self.field.versions
        return replace(self, value=[key for key in self.value if versions is None or key != versions.earlier])


def parse_tiles(
    field: FormField, chosen_keys: list[str], submitted_values: Mapping[str, str]
) -> tuple[list[str], dict[str, Any]]:
    """Return the value that the form shows again, and the columns for the record.

    A form that does not name the full version has shown the tiles of the earlier one.
    """
    versions = field.versions
    if versions is None:
        return chosen_keys, {field.name: chosen_keys}
    if submitted_values.get(versions.column) == versions.full:
        return chosen_keys, {field.name: chosen_keys, versions.column: versions.full}
    return [*chosen_keys, versions.earlier], {field.name: chosen_keys, versions.column: versions.earlier}


def format_stored_tiles(field: FormField, row: Mapping[str, Any]) -> list[str]:
    """Return the value that the form shows for a row: the chosen keys, and the earlier version's key if it is one.

    An unfinished entry of the earlier version is continued in the full one: it says nothing of any tile yet.
    """
    keys: list[str] = row[field.name]
    versions = field.versions
    if versions is None or row[versions.column] == versions.full or not row[versions.column_of_completion]:
        return keys
    return [*keys, versions.earlier]


def diff_tiles(field: FormField, saved: Sequence[str] | None, typed: Sequence[str] | None) -> tuple[str, str]:
    """Return the labels of the tiles that are chosen in one version alone, for each of the two."""
    return _format_extra_tiles(field, saved, typed), _format_extra_tiles(field, typed, saved)


def _format_extra_tiles(field: FormField, keys: Sequence[str] | None, others: Sequence[str] | None) -> str:
    labels = {option.value: gettext(option.label) for option in field.list_options()}
    return ", ".join(labels.get(key, key) for key in keys or () if key not in (others or ())) or gettext("none")
