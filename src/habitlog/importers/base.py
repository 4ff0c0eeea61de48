"""What an importer hands back: drafts of entries, refusals with reasons, and what had no honest place here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed

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


def parse_zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name; raises `Malformed` where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Malformed("A time zone is written like Europe/Stockholm.") from None


def resolve_file_time(local_time: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks in `zone` showed `wall`: one, or both of a repeated hour, earlier first.

    Raises `Malformed` for a time in the hour a clock change left out, and for years outside 1901 to 2099.
    """
    if not 1900 < local_time.year < 2100:
        raise Malformed("The year lies outside 1901 to 2099.")
    both = [local_time.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [one for one in both if one.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == local_time]
    if not real:
        raise Malformed(
            f"On {local_time:%Y-%m-%d} the clocks in {zone.key} went forward and {local_time:%H:%M} did not happen."
        )
    return real if real[0].utcoffset() != real[-1].utcoffset() else real[:1]


def elapsed_minutes(start: datetime, end: datetime) -> float:
    """Return the minutes that really went by between two aware times, clock changes included."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60


def format_local_time(instant: datetime) -> str:
    """Write an instant as wall time to the second, with its offset in the second pass of a repeated hour."""
    shown = instant if instant.fold else instant.replace(tzinfo=None)
    return shown.isoformat(timespec="seconds")
