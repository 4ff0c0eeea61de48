"""Training sessions as an iCalendar file (RFC 5545), for calendars of other programs; notes and numbers stay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, entries_query

MAX_LINE_BYTES = 75
MAX_EXERCISES = 5
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//habitlog//habitlog//EN", "CALSCALE:GREGORIAN")


def export_calendar(database: Database, person: Person) -> Iterator[bytes]:
    """Yield a calendar with an event for each session, oldest first: of its minutes, or of the day without a start."""
    yield b"".join(_write_lines(_HEAD))
    with database.begin_read() as transaction:
        range_of_days = {"person": person.id, "first": FIRST_DAY, "last": LAST_DAY}
        for rows in (
            transaction.stream_rows(entries_query(PILLARS["training"]), **range_of_days).mappings().partitions()
        ):
            yield b"".join(line for row in rows for line in _write_lines(_iter_event_lines(row)))
    yield b"".join(_write_lines(("END:VCALENDAR",)))


def _iter_event_lines(row: Mapping[Any, Any]) -> Iterator[str]:
    day: date = row["day"]
    yield "BEGIN:VEVENT"
    yield f"UID:{row['id']}@habitlog"
    yield f"DTSTAMP:{_format_instant(row['updated_at'])}"
    if row["started_at"] is None:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART:{_format_instant(row['started_at'])}"
        if row["session_min"] is not None:
            yield f"DURATION:PT{row['session_min']}M"
    yield f"SUMMARY:{_escape(_describe_session(row))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _describe_session(row: Mapping[Any, Any]) -> str:
    """Return the names a person gave: the activity, the exercises, or the modality of intervals."""
    if row["kind"] == "other":
        return str(row["activity"])
    if row["kind"] == "hiit":
        return f"{row['modality']} {row['rounds']} x {row['work_s']} s"
    exercises = list(dict.fromkeys(one["exercise"] for one in row["sets"]))
    return ", ".join(exercises[:MAX_EXERCISES]) + (" ..." if len(exercises) > MAX_EXERCISES else "")


def _format_instant(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}Z"


def _escape(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _write_lines(lines: Iterator[str] | tuple[str, ...]) -> Iterator[bytes]:
    """Yield lines folded after 75 bytes, never inside a character."""
    for line in lines:
        folded, length = bytearray(), 0
        for character in line:
            encoded = character.encode()
            if length + len(encoded) > MAX_LINE_BYTES:
                folded += b"\r\n "
                length = 1
            folded += encoded
            length += len(encoded)
        yield bytes(folded) + b"\r\n"
