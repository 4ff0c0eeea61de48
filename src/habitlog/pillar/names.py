"""Names that are typed: which ones mean the same, and what a pillar suggests while one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


def normalize_name(name: str) -> str:
    """Return what two spellings of the same name share: everything but letter case and space around it."""
    return name.strip().casefold()


@dataclass(frozen=True, slots=True)
class CommonName:
    """A name that many people use, and what is known of it in words that are searched too."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class SuggestionSource:
    """Where a pillar's suggestions come from: one column of the entries of one kind, and a catalogue of common names.

    `names` reads the names in a stored value, `last` what was done under one of them, as a JSON object; both are
    handed the value as it is kept, for rebuilding hundreds of records is what would take the time. The catalogue
    begins with what most people know.
    """

    kind: str
    column: str
    extract_names: Callable[[Any], Iterable[str]]
    extract_last_use: Callable[[Any, str], dict[str, Any]]
    catalogue: tuple[CommonName, ...]
