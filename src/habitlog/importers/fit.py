"""FIT files of sports watches: each session is other movement with its time without pauses."""

from __future__ import annotations

import io
import struct
from bisect import bisect
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from habitlog.errors import Malformed
from habitlog.importers.activities import RecordedActivity, build_activity_draft, describe_activity
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ParsedFile
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.source_files import ImportSource, SourceFile

_KEY = "fit"
_LIBRARY_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What fitdecode raises beside its own errors for bytes that are damaged."""
_SAME_START_SECONDS = 120
_DAMAGED = "fit_damaged"
MAX_FILE_BYTES = 16 * 2**20
"""A file of a day in records of every second has a third of it; reading this much takes half a minute."""
_READ_MESSAGES = frozenset({"file_id", "session"})


def matches(data: bytes) -> bool:
    """Return whether the file has the signature of FIT."""
    return data[8:12] == b".FIT"


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sessions of FIT files; one that several files hold counts once.

    A file that is no activity, such as a plan or a weight, is counted. Raises `Malformed` for a single file that is
    broken; of several the broken ones are refused.
    """
    findings = ImportFindings()
    drafts, read, duplicates = read_activities(source.files, parse_file_zones(source.zone), findings)
    if len(source.files) == 1 and any(refusal.code == _DAMAGED for refusal in findings.refusals):
        raise Malformed("fit_damaged")
    return ParsedFile(_KEY, read, duplicates, list(drafts), findings.refusals, dict(findings.unsupported))


def read_activities(
    files: Sequence[SourceFile], zones: FileZones, findings: ImportFindings, known_starts: Sequence[float] = ()
) -> tuple[Sequence[EntryDraft], int, int]:
    """Return the drafts of FIT files, how many sessions they hold, and how many of them are there already.

    A file or session that began within two minutes of `known_starts`, in order, is one of these.
    """
    drafts: dict[str, EntryDraft] = {}
    read = duplicates = 0
    for number, file in enumerate(files, start=1):
        location = f"file {number}"
        try:
            sessions = _read_sessions(file, known_starts, findings, is_alone=len(files) == 1)
        except Malformed as problem:
            findings.refuse(location, problem)
            continue
        for session in sessions:
            read += 1
            if session is None:
                duplicates += 1
                continue
            try:
                draft = build_activity_draft(_KEY, _read_session(session, location), zones, findings)
            except Malformed as problem:
                findings.refuse(location, problem)
                continue
            findings.unsupported["route, distance, energy and heart rate of an activity"] += 1
            duplicates += draft.id in drafts
            drafts.setdefault(draft.id, draft)
    return list(drafts.values()), read, duplicates


def _read_sessions(
    file: SourceFile, known_starts: Sequence[float], findings: ImportFindings, *, is_alone: bool
) -> list[dict[str, Any] | None]:
    """Return the sessions of a file; of several files the beginning is read alone where that says enough."""
    if not is_alone:
        with suppress(Malformed):
            return list(_iter_sessions(file.read_head(), known_starts, findings, is_alone=False))
    data = file.read_bytes()
    if len(data) > MAX_FILE_BYTES:
        raise Malformed("fit_too_large", most_mb=MAX_FILE_BYTES // 2**20)
    return list(_iter_sessions(data, known_starts, findings, is_alone=is_alone))


def _iter_sessions(
    data: bytes, known_starts: Sequence[float], findings: ImportFindings, *, is_alone: bool
) -> Iterator[dict[str, Any] | None]:
    """Yield the sessions of an activity, None for one that is known; raises `Malformed` for a broken file.

    Of several files, one of another kind or of a known activity is read no further than to what says so.
    """
    import fitdecode  # noqa: PLC0415 - its profile of FIT is loaded by the first file, not by the start

    kind, is_known = "", False
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
                    is_known = _is_known(values.get("time_created"), known_starts)
                    if is_known and kind == "activity":
                        yield None
                    if not is_alone and (is_known or kind != "activity"):
                        break
                elif kind == "activity" and not is_known:
                    yield None if _is_known(values.get("start_time"), known_starts) else values
    except (fitdecode.FitError, struct.error, *_LIBRARY_FAULTS):
        raise Malformed("fit_damaged") from None
    if not kind:
        raise Malformed("fit_damaged")
    if kind != "activity":
        findings.unsupported["FIT file that is no activity"] += 1


def _is_known(start: object, known_starts: Sequence[float]) -> bool:
    """Return whether one of the starts, in order, lies within two minutes of this one."""
    if not known_starts or not isinstance(start, datetime):
        return False
    place = bisect(known_starts, start.timestamp() - _SAME_START_SECONDS)
    return place < len(known_starts) and known_starts[place] <= start.timestamp() + _SAME_START_SECONDS


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
