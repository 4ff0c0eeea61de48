"""The way into the library, read from `guide.toml`: texts to read in order, words, and the map of what acts on what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct


class MapBox(Struct, frozen=True):
    """A box of the map with the lines of its label; what is left to a clinician has a dashed frame."""

    key: str
    label: tuple[str, ...]
    left: int
    top: int
    width: int
    left_to_a_clinician: bool = False


class MapArrow(Struct, frozen=True):
    """An arrow of the map in a sentence, with the id of the snippet behind it.

    `line` is an SVG path, and `number` the place of its number. A line that goes both ways has no tip.
    """

    sentence: str
    text: str
    line: str
    number: tuple[int, int]
    goes_both_ways: bool = False


class LibraryGuide(Struct, frozen=True):
    """The ids of the snippets to read in order, the words with what they mean, and the map."""

    path: tuple[str, ...]
    words: Mapping[str, str]
    boxes: tuple[MapBox, ...]
    arrows: tuple[MapArrow, ...]


@cache
def load_guide() -> LibraryGuide:
    """Return the shipped guide; it is read when the library is first opened."""
    text = resources.files("habitlog.education").joinpath("guide.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    boxes = (
        MapBox(box["key"], tuple(box["label"]), left, top, width, box.get("left_to_a_clinician", False))
        for box in tables["box"]
        for left, top, width in [box["at"]]
    )
    arrows = (MapArrow(**{**arrow, "number": tuple(arrow["number"])}) for arrow in tables["arrow"])
    return LibraryGuide(tuple(tables["path"]), tables["words"], tuple(boxes), tuple(arrows))
