"""Google Fit (JSON, as in Google Takeout): activities, practices, and sleeps; and Fitbit in the same archive."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from habitlog.errors import Malformed
from habitlog.importers import fitbit, tcx
from habitlog.importers.activities import (
    RecordedActivity,
    build_activity_draft,
    check_instant,
    describe_activity,
    is_start_known,
)
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    format_local_time,
    make_source_id,
)
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.json_values import load_json
from habitlog.importers.practice_names import build_practice_fields
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import RecordedSleep, SegmentKind, SleepSegment, drop_repeated, join_segments
from habitlog.importers.source_files import ImportSource, SourceFile

_KEY = "google_fit"
_SLEEP = "sleep"
_SEGMENT_KINDS = {
    "sleep": SegmentKind.ASLEEP,
    "sleep.awake": SegmentKind.AWAKE,
    "sleep.light": SegmentKind.STAGE,
    "sleep.deep": SegmentKind.STAGE,
    "sleep.rem": SegmentKind.STAGE,
}
_PRACTICES = {"meditation": "meditation", "guided_breathing": "breathing"}
_NO_ACTIVITIES = frozenset({"still", "in_vehicle", "tilting", "exiting_vehicle", "unknown"})
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s")


class _Sessions(Struct):
    """What was read of the sessions so far; `starts` are those of activities."""

    zones: FileZones
    findings: ImportFindings
    segments: list[SleepSegment] = field(default_factory=list)
    drafts: dict[str, EntryDraft] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    duplicates: int = 0


def matches(data: bytes) -> bool:
    """Return whether this looks like one session of Google Fit."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and b'"fitnessActivity"' in data


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sessions of an account, a file each, with its TCX files, and the sleep logs of Fitbit beside them.

    Of the TCX files those activities are read that no session is. A sleep at the time of one of Fitbit is left out.

    Times carry their offset and are expressed in the zones of the source. Raises `Malformed` for a single file that is
    none; of several the others are refused.
    """
    sessions = _Sessions(parse_file_zones(source.zone), ImportFindings())
    files = _sort_files(source.files)
    logged = _read_fitbit(files[fitbit.IMPORTER.key], source, sessions)
    for number, file in enumerate(files[_KEY], start=1):
        location = f"session {number}"
        try:
            _add_session(_load_session(file), sessions, number, location)
        except Malformed as problem:
            if len(source.files) == 1 and problem.code == "not_a_google_fit_file":
                raise
            sessions.findings.refuse(location, problem)
    segments, repeated = drop_repeated(sessions.segments)
    sleeps = _leave_out_logged(join_segments(segments), logged, sessions.findings)
    nights = build_sleep_drafts(_KEY, sleeps, sessions.findings, "session")
    tracks = _read_tracks(files[tcx.IMPORTER.key], source, sessions)
    drafts = [*logged, *nights, *sessions.drafts.values(), *tracks]
    findings = sessions.findings
    return ParsedFile(
        format=_KEY,
        items_read=len(source.files),
        duplicates=sessions.duplicates + repeated,
        drafts=drafts,
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported),
    )


def _sort_files(files: Sequence[SourceFile]) -> dict[str, list[SourceFile]]:
    """Return the files by their formats: this one, and those that are read beside it."""
    found: dict[str, list[SourceFile]] = {key: [] for key in (_KEY, fitbit.IMPORTER.key, tcx.IMPORTER.key)}
    for file in files:
        head = file.read_head()
        key = next((each.IMPORTER.key for each in (fitbit, tcx) if each.matches(head)), _KEY)
        found[key].append(file)
    return found


def _read_fitbit(files: Sequence[SourceFile], source: ImportSource, sessions: _Sessions) -> list[EntryDraft]:
    if not files:
        return []
    try:
        parsed = fitbit.parse_source(ImportSource(tuple(files), source.zone))
    except Malformed as problem:
        sessions.findings.refuse("sleep logs of Fitbit", problem)
        return []
    sessions.findings.refusals.extend(parsed.refusals)
    sessions.findings.unsupported.update(parsed.unsupported)
    sessions.duplicates += parsed.duplicates
    return parsed.drafts


def _leave_out_logged(
    sleeps: Sequence[RecordedSleep], logged: Sequence[EntryDraft], findings: ImportFindings
) -> list[RecordedSleep]:
    """Return the sleeps that lie at the time of none that Fitbit logged."""
    names = [("bed_at", "out_at"), ("start_at", "end_at")]
    spans = sorted(
        (_read_local(draft, first), _read_local(draft, last))
        for draft in logged
        for first, last in names
        if first in draft.fields and last in draft.fields
    )
    starts, ends = [start for start, _ in spans], list(accumulate((end for _, end in spans), max))

    def is_logged(sleep: RecordedSleep) -> bool:
        # Of the spans that begin before the sleep ends, the latest end says whether one lies at its time.
        place = bisect_left(starts, sleep.end)
        return place > 0 and ends[place - 1] > sleep.start

    kept = [sleep for sleep in sleeps if not is_logged(sleep)]
    if len(kept) < len(sleeps):
        findings.unsupported["sleep that Fitbit logged at the same time"] += len(sleeps) - len(kept)
    return kept


def _read_local(draft: EntryDraft, name: str) -> float:
    """Return the instant of a time of a draft, which is local where it has no offset."""
    local = datetime.fromisoformat(str(draft.fields[name]))
    zone = ZoneInfo(str(draft.fields["zone"]))
    return (local if local.tzinfo else local.replace(tzinfo=zone)).timestamp()


def _load_session(file: SourceFile) -> dict[str, Any]:
    try:
        raw = load_json(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise Malformed("not_a_google_fit_file") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("fitnessActivity"), str):
        raise Malformed("not_a_google_fit_file")
    return raw


def _add_session(raw: dict[str, Any], sessions: _Sessions, number: int, location: str) -> None:
    kind, findings = raw["fitnessActivity"], sessions.findings
    if kind in _NO_ACTIVITIES:
        findings.unsupported[f"session without movement: {kind}"] += 1
        return
    start, end = _parse_instant(raw, "startTime"), _parse_instant(raw, "endTime")
    if end <= start:
        raise Malformed("item_ends_before_start")
    if kind == _SLEEP or kind in _SEGMENT_KINDS:
        _add_sleep(raw, start, end, sessions, number)
        return
    match = _DURATION.fullmatch(str(raw.get("duration", "")))
    seconds = float(match[1]) if match else end - start
    if practice := _PRACTICES.get(kind):
        draft = _build_practice(practice, start, seconds, sessions.zones, location)
    else:
        name = describe_activity(kind)
        activity = RecordedActivity(f"{start:.0f} {kind[:40]}", name, start, seconds, location)
        draft = build_activity_draft(_KEY, activity, sessions.zones, findings)
        sessions.starts.append(start)
    sessions.duplicates += draft.id in sessions.drafts
    sessions.drafts.setdefault(draft.id, draft)
    if raw.get("aggregate"):
        findings.unsupported["distance, energy, steps and heart points of a session"] += 1


def _build_practice(practice: str, start: float, seconds: float, zones: FileZones, location: str) -> EntryDraft:
    zone = zones.find_zone_of_instant(start)
    local = datetime.fromtimestamp(int(start), zone)
    fields = build_practice_fields(practice) | {"minutes": max(1, round(seconds / 60)), "zone": zone.key}
    fields |= {"day": local.date().isoformat(), "started_at": format_local_time(local)}
    return EntryDraft("stress", make_source_id(_KEY, practice, f"{start:.0f}"), fields, location)


def _add_sleep(raw: dict[str, Any], start: float, end: float, sessions: _Sessions, number: int) -> None:
    application = raw.get("application")
    source = str(application.get("packageName", "")) if isinstance(application, dict) else ""
    spans = [(SegmentKind.IN_BED, start, end)]
    pieces = raw.get("segment")
    for piece in pieces if isinstance(pieces, list) else []:
        kind = _SEGMENT_KINDS.get(str(piece.get("fitnessActivity"))) if isinstance(piece, dict) else None
        if kind is None:
            sessions.findings.unsupported["sleep stage of a kind that is not known"] += 1
            continue
        spans.append((kind, _parse_instant(piece, "startTime"), _parse_instant(piece, "endTime")))
    sessions.segments.extend(
        SleepSegment(source, kind, int(first), int(last), sessions.zones.find_zone_of_instant(first), number)
        for kind, first, last in spans
        if last > first
    )


def _read_tracks(files: Sequence[SourceFile], source: ImportSource, sessions: _Sessions) -> list[EntryDraft]:
    """Return the activities of TCX files that began at least two minutes from every session."""
    kept, known_starts = list[EntryDraft](), sorted(sessions.starts)
    for number, file in enumerate(files, start=1):
        try:
            drafts = tcx.parse_source(ImportSource((file,), source.zone)).drafts
        except Malformed as problem:
            sessions.findings.refuse(f"track {number}", problem)
            continue
        for draft in drafts:
            if is_start_known(_read_local(draft, "started_at"), known_starts):
                sessions.findings.unsupported["TCX file of a session that another file has too"] += 1
            else:
                kept.append(draft)
    return kept


def _parse_instant(raw: dict[str, Any], name: str) -> float:
    try:
        instant = datetime.fromisoformat(raw[name])
    except (KeyError, TypeError, ValueError):
        raise Malformed("not_a_timestamp_with_offset", name=name) from None
    if instant.tzinfo is None:
        raise Malformed("not_a_timestamp_with_offset", name=name)
    if not 1901 <= instant.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    check_instant(instant.timestamp())
    return instant.timestamp()


IMPORTER = Importer(
    _KEY,
    "Google Fit",
    "takeout.zip",
    matches,
    parse_source,
    joins_files=True,
    companions=frozenset({"tcx", "fitbit"}),
)
