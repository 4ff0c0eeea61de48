"""Tiles with and without a long version of their list."""

from __future__ import annotations

import pytest

from habitlog.tracking import FormField, TileVersions
from habitlog.web.forms.tiles import format_stored_tiles, parse_tiles

VERSIONS = TileVersions("length", "short", "long", "All of them", "The list is long.")


@pytest.mark.parametrize(
    ("versions", "typed", "shown", "columns"),
    [
        (None, {"length": "long"}, ["a"], {"items": ["a"]}),
        (VERSIONS, {}, ["a"], {"items": ["a"], "length": "short"}),
        (VERSIONS, {"length": "other"}, ["a"], {"items": ["a"], "length": "short"}),
        (VERSIONS, {"length": "long"}, ["a", "long"], {"items": ["a"], "length": "long"}),
    ],
)
def test_tiles_fill_column_of_version_they_declare(
    versions: TileVersions | None, typed: dict[str, str], shown: list[str], columns: dict[str, object]
) -> None:
    field = FormField("items", "Items", "tiles", versions=versions)
    assert parse_tiles(field, ["a"], typed) == (shown, columns)
    assert format_stored_tiles(field, columns) == shown
