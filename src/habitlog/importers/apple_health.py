"""Apple Health (XML): sleep of one source a night, workouts as other movement, mindful sessions as practices."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ImportRefusal,
    ParsedFile,
    format_local_time,
    make_source_id,
)
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import build_sleep_drafts, format_utc_second
from habitlog.importers.sleep_segments import (
    SegmentKind,
    SleepSegment,
    drop_repeated,
    join_segments,
)
from habitlog.importers.source_files import ImportSource
from habitlog.importers.xml_elements import XmlElementReader
from habitlog.timezones import is_known_time_zone

_KEY = "apple_health"
_ROOT = "HealthData"
MAX_ITEMS = 1_000_000
_MAX_KINDS, _MAX_KIND_LENGTH, _MAX_NAME_LENGTH = 300, 100, 60
_SLEEP, _MINDFUL = "HKCategoryTypeIdentifierSleepAnalysis", "HKCategoryTypeIdentifierMindfulSession"
_SLEEP_VALUE_PREFIX = "HKCategoryValueSleepAnalysis"
_SEGMENT_KINDS = {
    "InBed": SegmentKind.IN_BED,
    "Awake": SegmentKind.AWAKE,
    "Asleep": SegmentKind.ASLEEP,
    "AsleepUnspecified": SegmentKind.ASLEEP,
    "AsleepCore": SegmentKind.STAGE,
    "AsleepDeep": SegmentKind.STAGE,
    "AsleepREM": SegmentKind.STAGE,
}
_SECONDS_PER_UNIT = {"s": 1, "min": 60, "hr": 3600}
_TIME_PATTERN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}) ([+-])([0-9]{2})([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1901, 2099


class _Item(Struct, frozen=True):
    """A workout or mindful session; times are seconds since 1970."""

    kind: str
    source: str
    start: int
    end: int
    seconds: float
    zone: ZoneInfo
    line: int

    @property
    def local_start(self) -> datetime:
        return datetime.fromtimestamp(self.start, self.zone)

    @property
    def location(self) -> str:
        return f"line {self.line}"


def matches(data: bytes) -> bool:
    """Return whether this looks like the export of Apple Health."""
    return b"<!DOCTYPE HealthData" in data or b"<HealthData" in data


def parse_source(source: ImportSource) -> ParsedFile:
    """Read an export in chunks.

    Its times carry the offset that was valid at the export, so only their instants count. They are expressed in
    the zone that the record itself names, otherwise in that of the source. Raises `Malformed` for another file, for one
    that is cut short, and for more than a million sleep segments, workouts and sessions.
    """
    collector = _Collector(parse_file_zones(source.zone))
    collector.read_source(source)
    findings = collector.findings
    segments, repeated = drop_repeated(collector.segments)
    drafts = [
        *build_sleep_drafts(_KEY, join_segments(segments), findings),
        *_build_workout_drafts(collector.workouts, findings),
        *_build_mindful_drafts(collector.mindful, findings),
    ]
    unique = {draft.id: draft for draft in reversed(drafts)}
    duplicates = repeated + len(drafts) - len(unique)
    kept = list(reversed(unique.values()))
    unsupported = dict(findings.unsupported) | collector.describe_other_kinds()
    return ParsedFile(_KEY, collector.items_read, duplicates, kept, findings.refusals, unsupported)


class _Collector:
    """Keeps what becomes an entry and counts the rest by its kind."""

    def __init__(self, zones: FileZones) -> None:
        self.findings = ImportFindings()
        self.segments: list[SleepSegment] = []
        self.workouts: list[_Item] = []
        self.mindful: list[_Item] = []
        self.items_read = 0
        self._zones = zones
        self._other_kinds: Counter[str] = Counter()
        self._reader = XmlElementReader(_ROOT, self._start_element)
        self._pending: tuple[dict[str, str], int] | None = None
        self._pending_zone: ZoneInfo | None = None

    def read_source(self, source: ImportSource) -> None:
        """Read the file of a source."""
        self._reader.read_chunks(source.file.iter_chunks())
        self._finish_pending()

    def describe_other_kinds(self) -> dict[str, int]:
        """Return how many records there are of each kind that habitlog has no field for, most frequent first."""
        return {f"{_describe_kind(kind)} (Apple Health)": count for kind, count in self._other_kinds.most_common()}

    def _start_element(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        if depth == 1:
            if self._pending:
                self._finish_pending()
            self._start_item(name, attributes)
        elif depth == 2 and self._pending and name == "MetadataEntry" and attributes.get("key") == "HKTimeZone":
            zone = attributes.get("value", "")
            self._pending_zone = _find_zone(zone) if len(zone) <= _MAX_NAME_LENGTH else None

    def _start_item(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"ExportDate", "Me"}:
            return
        self.items_read += 1
        kind = attributes.get("type", "") if name == "Record" else name
        kind = kind[:_MAX_KIND_LENGTH]
        if kind in {_SLEEP, _MINDFUL, "Workout"}:
            self._pending = attributes, self._reader.line
        elif kind in self._other_kinds or len(self._other_kinds) < _MAX_KINDS:
            self._other_kinds[kind] += 1
        else:
            self._other_kinds["other kinds"] += 1

    def _finish_pending(self) -> None:
        if self._pending is None:
            return
        (attributes, line), zone = self._pending, self._pending_zone
        self._pending = self._pending_zone = None
        if len(self.segments) + len(self.workouts) + len(self.mindful) >= MAX_ITEMS:
            raise Malformed("file_has_too_many_items", most=MAX_ITEMS)
        try:
            self._add_item(attributes, zone, line)
        except Malformed as problem:
            self.findings.refuse(f"line {line}", problem)

    def _add_item(self, attributes: dict[str, str], named_zone: ZoneInfo | None, line: int) -> None:
        start, end = _parse_instant(attributes, "startDate"), _parse_instant(attributes, "endDate")
        source = _clean_name(attributes.get("sourceName", "")[:_MAX_NAME_LENGTH])
        zone = named_zone or self._zones.find_zone_of_instant(start)
        if end < start:
            raise Malformed("item_ends_before_start")
        if attributes.get("type") == _SLEEP:
            value = attributes.get("value", "").removeprefix(_SLEEP_VALUE_PREFIX)
            if value not in _SEGMENT_KINDS:
                raise Malformed("sleep_value_unknown")
            self.segments.append(SleepSegment(source, _SEGMENT_KINDS[value], start, end, zone, line))
        elif attributes.get("type") == _MINDFUL:
            self.mindful.append(_Item(_MINDFUL, source, start, end, end - start, zone, line))
        else:
            activity = attributes.get("workoutActivityType", "")[:_MAX_KIND_LENGTH]
            seconds = _parse_duration(attributes, end - start)
            self.workouts.append(_Item(_describe_kind(activity), source, start, end, seconds, zone, line))


@lru_cache(maxsize=256)
def _find_zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if is_known_time_zone(name) else None


@lru_cache(maxsize=1024)
def _clean_name(text: str) -> str:
    """Return one string for equal texts, without what cannot be printed."""
    return "".join(character for character in text if character.isprintable()).strip()


def _parse_instant(attributes: dict[str, str], name: str) -> int:
    match = _TIME_PATTERN.fullmatch(attributes.get(name, ""))
    if match is None:
        raise Malformed("not_a_timestamp_with_offset", name=name)
    offset = timedelta(hours=int(match[3]), minutes=int(match[4]))
    try:
        local_time = datetime.fromisoformat(match[1])
        zone = timezone(offset if match[2] == "+" else -offset)
    except ValueError:
        raise Malformed("file_date_or_time_does_not_exist", name=name) from None
    if not _FIRST_YEAR <= local_time.year <= _LAST_YEAR:
        raise Malformed("file_year_out_of_range", first=_FIRST_YEAR, last=_LAST_YEAR)
    return int(local_time.replace(tzinfo=zone).timestamp())


def _parse_duration(attributes: dict[str, str], elapsed: int) -> float:
    """Return the seconds of a workout without its pauses, where it says so in a known unit; else those elapsed."""
    text, unit = attributes.get("duration", ""), attributes.get("durationUnit", "")
    if unit not in _SECONDS_PER_UNIT or not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?", text):
        return elapsed
    return float(text) * _SECONDS_PER_UNIT[unit]


@lru_cache(maxsize=1024)
def _describe_kind(kind: str) -> str:
    """Return the name of a kind of record or workout in words: HKQuantityTypeIdentifierHeartRate is "Heart rate"."""
    name = re.sub(r"^HK([A-Z][a-z]+TypeIdentifier|WorkoutActivityType|DataType)?", "", kind)
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", _clean_name(name)[:_MAX_NAME_LENGTH])
    lower = [word if len(word) > 1 and word.isupper() else word.lower() for word in words]
    text = " ".join(lower)
    return text[:1].upper() + text[1:]


def _build_workout_drafts(workouts: list[_Item], findings: ImportFindings) -> list[EntryDraft]:
    drafts = []
    for item in _drop_parallel(workouts, findings):
        activity = item.kind if item.kind not in {"", "Other"} else "Other workout"
        fields: dict[str, object] = {"kind": "other", "activity": activity, **_build_times(item)}
        minutes = round(item.seconds / 60)
        if 1 <= minutes <= 900:
            fields["session_min"] = minutes
        else:
            findings.unsupported["length of a workout outside 1 to 900 minutes"] += 1
        entry_id = make_source_id(_KEY, "workout", item.kind, format_utc_second(item.start))
        drafts.append(EntryDraft("training", entry_id, fields, item.location))
    return drafts


def _drop_parallel(workouts: list[_Item], findings: ImportFindings) -> list[_Item]:
    """Leave out workouts of the same activity that another source recorded at the same time; the longest is kept."""
    kept: list[_Item] = []
    last: dict[str, _Item] = {}
    for item in sorted(workouts, key=lambda each: (each.start, -each.end, each.source)):
        earlier = last.get(item.kind)
        if earlier is not None and item.start < earlier.end and item.source != earlier.source:
            findings.unsupported[f"workout of another source at the same time: {item.source or 'unnamed'}"] += 1
            continue
        last[item.kind] = item
        kept.append(item)
    return kept


def _build_mindful_drafts(sessions: list[_Item], findings: ImportFindings) -> list[EntryDraft]:
    drafts = []
    for item in sessions:
        minutes = round(item.seconds / 60)
        if minutes < 1:
            findings.unsupported["mindful session shorter than half a minute"] += 1
            continue
        if minutes > 600:
            findings.refusals.append(ImportRefusal(item.location, "practice_too_long", {"most": 600}))
            continue
        fields: dict[str, object] = {"kind": "practice", "practice": "other", "practice_text": "Mindful session"}
        fields |= {"minutes": minutes, **_build_times(item)}
        entry_id = make_source_id(_KEY, "mindful", format_utc_second(item.start))
        drafts.append(EntryDraft("stress", entry_id, fields, item.location))
    return drafts


def _build_times(item: _Item) -> dict[str, object]:
    start = item.local_start
    return {"zone": item.zone.key, "day": start.date().isoformat(), "started_at": format_local_time(start)}


IMPORTER = Importer(_KEY, "Apple Health", "export.zip", matches, parse_source)
