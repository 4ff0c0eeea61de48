"""What an importer declares and returns: drafts, refusals with reasons, and counts of what has no field here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, FieldProblem, HabitlogError, Invalid, Malformed
from habitlog.importers.source_files import ImportSource, SourceFile
from habitlog.timezones import find_instants

_FIRST_YEAR, _LAST_YEAR = 1901, 2099
"""One year inside the years a record accepts, so that a time in another zone still has a valid day."""
_SOURCE_ID_NAMESPACE = UUID("6d0b7b0e-54a1-5c1b-9c55-0a6f2f6f3d11")


class EntryDraft(Struct, frozen=True):
    """One entry as a program would POST it to `pillar`, a pillar key: `fields` is that JSON body.

    Instants in `fields` are local times in the zone of the entry, with an offset where the second occurrence of a
    repeated hour is meant. `location` points back into the file, such as "log 24486013387" or "row 12".
    """

    pillar: str
    id: str
    fields: dict[str, object]
    location: str


class ImportRefusal(Struct, frozen=True):
    """An item of the file that becomes no entry, with the code and parameters of an error, or its problems by field.

    `session_rows` counts the rows of the session that is left out with it; 0 where only the item itself is.
    """

    location: str
    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    session_rows: int = 0

    @classmethod
    def from_error(cls, location: str, error: HabitlogError, session_rows: int = 0) -> ImportRefusal:
        """Return the refusal of an item that raised an error."""
        if isinstance(error, ClinicianTopic):
            return cls(location, "left_to_clinician", {"topic_class": error.topic_class, "field": error.field})
        if isinstance(error, ClinicianTopicUnsure):
            fields = [text.field for text in error.texts]
            return cls(location, "may_be_a_clinician_topic", {"topic_class": error.topic_class, "field": fields})
        problems = tuple(error.problems) if isinstance(error, Invalid) else ()
        return cls(location, error.code, error.parameters, problems, session_rows)


class ImportFindings(Struct, frozen=True):
    """What a parser collects beside drafts, as in `ParsedFile`."""

    refusals: list[ImportRefusal] = field(default_factory=list)
    left_out: list[ImportRefusal] = field(default_factory=list)
    unsupported: Counter[str] = field(default_factory=Counter)

    def refuse(self, location: str, error: HabitlogError, session_rows: int = 0) -> None:
        """Add the refusal of an item that raised an error."""
        self.refusals.append(ImportRefusal.from_error(location, error, session_rows))

    def leave_out(self, location: str, error: HabitlogError) -> None:
        """Add a cell that raised an error and is left out of its entry."""
        self.left_out.append(ImportRefusal.from_error(location, error))


class ParsedFile(Struct, frozen=True):
    """The contents of a file; `items_read` counts its logs or rows, `duplicates` those that repeat an earlier one.

    `refusals` become no entry; `left_out` are cells and texts without which their entry is kept. `unsupported` counts,
    by a phrase for people, what the source says and habitlog has no field for, and what was kept with a loss or doubt.
    `tagged_days` are the days to which a person's own tags belong, by their names.
    """

    format: str
    items_read: int
    duplicates: int
    drafts: list[EntryDraft]
    refusals: list[ImportRefusal]
    unsupported: dict[str, int]
    left_out: list[ImportRefusal] = field(default_factory=list)
    tagged_days: Mapping[str, Sequence[date]] = field(default_factory=dict)


class NameSummary(Struct, frozen=True):
    """What a person is shown of a name in a file: on how many days it was done, since when, and if it has amounts."""

    name: str
    unit: str
    count: int
    first: date | None
    last: date | None
    has_amounts: bool


class Importer(Struct, frozen=True):
    """A foreign format: its key in the command, its name for people, a file name for examples, and its parser.

    `matches` returns whether a file that begins with these bytes, 16 kB or all of it, looks like this format. `parse`
    raises `Malformed` for a file that is not of this format. `joins_files` says that `parse` reads all files of this
    format in an archive as one. `needs_mapping` says that a person has to tell what is in the file: what its columns
    are, or where it has `list_names`, what each name is that they gave to something. A format that `is_fallback` is
    tried after all others, and in an archive only where that holds a single file. Files of `companions`, other
    formats, are given to `parse` with those of this one where an archive holds both.
    """

    key: str
    label: str
    example_file: str
    matches: Callable[[bytes], bool]
    parse: Callable[[ImportSource], ParsedFile]
    joins_files: bool = False
    needs_mapping: bool = False
    is_fallback: bool = False
    companions: frozenset[str] = frozenset()
    list_names: Callable[[Sequence[SourceFile]], Sequence[NameSummary]] | None = None


def make_source_id(format_key: str, *source_key: str) -> str:
    """Return the lower-case UUIDv5 of a format and a source key: the same item gets the same id in every import."""
    return str(uuid5(_SOURCE_ID_NAMESPACE, "\x1f".join((format_key, *source_key))))


def parse_zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name; raises `Malformed` for an unknown one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Malformed("zone_format") from None


def resolve_file_time(local_time: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the times, in `zone`, at which its clocks showed `local_time`: one, or both of a repeated hour in order.

    Raises `Malformed` for a time that a clock change skipped, and for years outside 1901 to 2099.
    """
    if not _FIRST_YEAR <= local_time.year <= _LAST_YEAR:
        raise Malformed("file_year_out_of_range", first=_FIRST_YEAR, last=_LAST_YEAR)
    instants = [instant.astimezone(zone) for instant in find_instants(local_time, zone.key)]
    if not instants:
        raise Malformed("file_time_skipped", day=local_time.date(), clock=local_time.time(), zone=zone.key)
    return instants


def elapsed_minutes(start: datetime, end: datetime) -> float:
    """Return the elapsed minutes between two aware times, clock changes included."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60


def format_local_time(instant: datetime) -> str:
    """Write an aware time as local time to the second, with its offset in the second occurrence of a repeated hour."""
    local_time = instant if instant.fold else instant.replace(tzinfo=None)
    return local_time.isoformat(timespec="seconds")
