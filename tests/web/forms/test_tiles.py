"""Tiles with and without an earlier version of their list, which had fewer."""

from __future__ import annotations

import pytest

from habitlog.tracking import FormField, Option, OptionGroup, TileVersions
from habitlog.web.forms.tiles import TilesField, format_stored_tiles, parse_tiles

VERSIONS = TileVersions("length", "full", "earlier", frozenset("a"), "done", "Show all", "The list is a short one.")
GROUPS = (
    OptionGroup("Letters", (Option("a", "A"), Option("b", "B"))),
    OptionGroup("More", (Option("c", "C"),)),
)


@pytest.mark.parametrize(
    ("versions", "typed", "shown", "columns"),
    [
        (None, {"length": "full"}, ["a"], {"items": ["a"]}),
        (VERSIONS, {}, ["a", "earlier"], {"items": ["a"], "length": "earlier"}),
        (VERSIONS, {"length": "other"}, ["a", "earlier"], {"items": ["a"], "length": "earlier"}),
        (VERSIONS, {"length": "full"}, ["a"], {"items": ["a"], "length": "full"}),
    ],
)
def test_tiles_fill_column_of_version_they_declare(
    versions: TileVersions | None, typed: dict[str, str], shown: list[str], columns: dict[str, object]
) -> None:
    field = FormField("items", "Items", "tiles", versions=versions)
    assert parse_tiles(field, ["a"], typed) == (shown, columns)
    assert format_stored_tiles(field, columns | {"done": True}) == shown


def test_unfinished_list_of_earlier_version_is_continued_in_full_one() -> None:
    field = FormField("items", "Items", "tiles", versions=VERSIONS)
    assert format_stored_tiles(field, {"items": ["a"], "length": "earlier", "done": False}) == ["a"]


def test_form_of_earlier_version_shows_its_tiles_alone() -> None:
    bound = TilesField(FormField("items", "Items", "tiles", groups=GROUPS, versions=VERSIONS), ["a", "earlier"])
    assert (bound.shown_keys, bound.chosen_count, bound.is_earlier_version) == (["a"], 1, True)
    assert [group.title for group in bound.shown_groups] == ["Letters"]
    full = bound.with_all_tiles()
    assert (full.value, full.shown_keys, full.is_earlier_version) == (["a"], ["a", "b", "c"], False)
