"""TCX (XML of the Training Center): each activity is other movement with the time of its laps."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.activities import RecordedActivity, build_activity_draft, describe_activity
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ParsedFile
from habitlog.importers.cells import parse_number
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.source_files import ImportSource
from habitlog.importers.xml_elements import XmlElementReader

_KEY = "tcx"
_ROOT = "TrainingCenterDatabase"
_MAX_ACTIVITIES = 100_000
_TEXTS = frozenset({"Id", "TotalTimeSeconds"})


class _Activity(Struct):
    sport: str
    line: int
    started: str = ""
    seconds: float = 0.0
    is_readable: bool = True


def matches(data: bytes) -> bool:
    """Return whether this looks like a TCX file."""
    return b"<TrainingCenterDatabase" in data


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the activities of TCX files; an activity that several hold counts once.

    Raises `Malformed` for a file that is broken or no TCX.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    found: list[_Activity] = []
    for file in source.files:
        collector = _ActivityCollector(found)
        collector.reader.read_chunks(file.iter_chunks())
    drafts: dict[str, EntryDraft] = {}
    for activity in found:
        location = f"line {activity.line}"
        try:
            draft = build_activity_draft(_KEY, _read_activity(activity, location), zones, findings)
        except Malformed as problem:
            findings.refuse(location, problem)
        else:
            drafts.setdefault(draft.id, draft)
    if found:
        findings.unsupported["route, distance, energy and heart rate of an activity"] += len(found)
    duplicates = len(found) - len(drafts) - len(findings.refusals)
    kept = list(drafts.values())
    return ParsedFile(_KEY, len(found), duplicates, kept, findings.refusals, dict(findings.unsupported))


class _ActivityCollector:
    """Collects the activities of a file with the texts of their beginning and of the seconds of their laps."""

    def __init__(self, found: list[_Activity]) -> None:
        self._found = found
        self._is_inside = False
        self.reader = XmlElementReader(_ROOT, self._start_element, self._read_text, _TEXTS)

    def _start_element(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        if depth != 2:
            return
        self._is_inside = name == "Activity"
        if self._is_inside:
            if len(self._found) >= _MAX_ACTIVITIES:
                raise Malformed("file_has_too_many_items", most=_MAX_ACTIVITIES)
            self._found.append(_Activity(attributes.get("Sport", ""), self.reader.line))

    def _read_text(self, depth: int, name: str, text: str) -> None:
        if not self._is_inside:
            return
        activity = self._found[-1]
        if name == "Id" and depth == 3:
            activity.started = text
        elif name == "TotalTimeSeconds" and depth == 4:
            try:
                activity.seconds += parse_number(text, name) or 0
            except Malformed:
                activity.is_readable = False


def _read_activity(activity: _Activity, location: str) -> RecordedActivity:
    try:
        start = datetime.fromisoformat(activity.started)
    except ValueError:
        raise Malformed("not_a_timestamp_with_offset", name="Id") from None
    if start.tzinfo is None:
        raise Malformed("not_a_timestamp_with_offset", name="Id")
    return RecordedActivity(
        source_key=f"{start.timestamp():.0f} {activity.sport}",
        name=describe_activity(activity.sport),
        start=start.timestamp(),
        seconds=activity.seconds if activity.is_readable else None,
        location=location,
    )


IMPORTER = Importer(_KEY, "TCX activities", "activity.tcx", matches, parse_source, joins_files=True)
