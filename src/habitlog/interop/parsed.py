"""What an importer hands back: drafts of entries, refusals with reasons, and what had no honest place here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

_SOURCE_ID_NAMESPACE = UUID("6d0b7b0e-54a1-5c1b-9c55-0a6f2f6f3d11")


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """One entry as a program would POST it to `pillar`: `fields` is that JSON body.

    Instants in `fields` are wall time in its zone, with an offset where the second pass of a repeated hour is meant.
    `where` points back into the file, such as "log 24486013387" or "row 12".
    """

    pillar: str
    id: str
    fields: dict[str, object]
    location: str


@dataclass(frozen=True, slots=True)
class ImportRefusal:
    """A piece of the file that becomes no entry; `reason` is a sentence for people."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file, read whole. `read` counts its logs or rows, `duplicates` those that repeat an earlier one.

    `left_out` counts, by a phrase for people, what the source says and habitlog has no field for, and what was kept
    with a loss or a doubt.
    """

    format: str
    items_read: int
    duplicates: int
    drafts: list[EntryDraft]
    refusals: list[ImportRefusal]
    unsupported: dict[str, int]


def make_source_id(format_key: str, *source_key: str) -> str:
    """Return the lower-case UUIDv5 of a format and a source key: the same piece always gets the same id."""
    return str(uuid5(_SOURCE_ID_NAMESPACE, "\x1f".join((format_key, *source_key))))
