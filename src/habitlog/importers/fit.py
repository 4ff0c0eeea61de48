"""FIT files of sports watches: each session is other movement with its time without pauses."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from habitlog.errors import Malformed
from habitlog.importers.activities import RecordedActivity, build_activity_draft, describe_activity
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ParsedFile
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.source_files import ImportSource

_KEY = "fit"
_LIBRARY_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What fitdecode raises beside its own errors for bytes that are damaged."""
_READ_MESSAGES = frozenset({"file_id", "session"})


def matches(data: bytes) -> bool:
    """Return whether the file has the signature of FIT."""
    return data[8:12] == b".FIT"


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sessions of FIT files; one that several files hold counts once.

    A file that is no activity, such as a plan or a weight, is counted. Raises `Malformed` for a single file that is
    broken; of several the broken ones are refused.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    drafts: dict[str, EntryDraft] = {}
    read = duplicates = 0
    for number, file in enumerate(source.files, start=1):
        location = f"file {number}"
        try:
            sessions = list(_iter_sessions(file.read_bytes(), findings))
        except Malformed as problem:
            if len(source.files) == 1:
                raise
            findings.refuse(location, problem)
            continue
        for session in sessions:
            read += 1
            try:
                draft = build_activity_draft(_KEY, _read_session(session, location), zones, findings)
            except Malformed as problem:
                findings.refuse(location, problem)
                continue
            findings.unsupported["route, distance, energy and heart rate of an activity"] += 1
            duplicates += draft.id in drafts
            drafts.setdefault(draft.id, draft)
    return ParsedFile(_KEY, read, duplicates, list(drafts.values()), findings.refusals, dict(findings.unsupported))


def _iter_sessions(data: bytes, findings: ImportFindings) -> Iterator[dict[str, Any]]:
    """Yield the sessions of an activity; raises `Malformed` for a broken file."""
    import fitdecode  # noqa: PLC0415 - its profile of FIT is loaded by the first file, not by the start

    kind = ""
    try:
        with fitdecode.FitReader(
            io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE
        ) as reader:
            for frame in reader:
                if not isinstance(frame, fitdecode.FitDataMessage) or frame.name not in _READ_MESSAGES:
                    continue
                values = {field.name: field.value for field in frame.fields}
                if frame.name == "file_id":
                    kind = str(values.get("type"))
                elif kind == "activity":
                    yield values
    except (fitdecode.FitError, struct.error, *_LIBRARY_FAULTS):
        raise Malformed("fit_damaged") from None
    if not kind:
        raise Malformed("fit_damaged")
    if kind != "activity":
        findings.unsupported["FIT file that is no activity"] += 1


def _read_session(session: dict[str, Any], location: str) -> RecordedActivity:
    start, seconds = session.get("start_time"), session.get("total_timer_time")
    if not isinstance(start, datetime):  # a watch that did not know the time counts seconds since it was switched on
        raise Malformed("fit_start_unknown")
    sport, sub_sport = (str(session.get(name) or "") for name in ("sport", "sub_sport"))
    return RecordedActivity(
        source_key=f"{start.timestamp():.0f} {sport}",
        name=describe_activity(sub_sport if sport == "fitness_equipment" else sport),
        start=start.timestamp(),
        seconds=seconds if isinstance(seconds, int | float) else None,
        location=location,
    )


IMPORTER = Importer(_KEY, "FIT activities", "activity.fit", matches, parse_source, joins_files=True)
