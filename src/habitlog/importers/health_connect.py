"""Health Connect (the database of its export): nights of one app each, activities, and mindful sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field

from habitlog.errors import Malformed
from habitlog.importers.activities import RecordedActivity, build_activity_draft, check_instant
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    format_local_time,
    make_source_id,
)
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.practice_names import build_practice_fields
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import SegmentKind, SleepSegment, drop_repeated, join_segments
from habitlog.importers.source_files import ImportSource
from habitlog.importers.source_notes import build_note_fields
from habitlog.importers.sqlite_files import SQLITE_SIGNATURE, ForeignDatabase, open_foreign_database

_KEY = "health_connect"
_APPS, _SLEEPS, _STAGES = "application_info_table", "sleep_session_record_table", "sleep_stages_table"
_EXERCISE, _MINDFUL = "exercise_session_record_table", "mindfulness_session_record_table"
_STAGE_KINDS = {
    1: SegmentKind.AWAKE,
    2: SegmentKind.ASLEEP,
    3: SegmentKind.AWAKE,
    4: SegmentKind.STAGE,
    5: SegmentKind.STAGE,
    6: SegmentKind.STAGE,
    7: SegmentKind.AWAKE,
}
_ACTIVITY_NAMES = (
    "Other workout, Badminton, Baseball, Basketball, Cycling, Stationary bike, Boot camp, Boxing, Calisthenics, "
    "Cricket, Dancing, Exercise class, Fencing, American football, Australian football, Frisbee, Golf, "
    "Guided breathing, Gymnastics, Handball, Interval training, Hiking, Ice hockey, Ice skating, Martial arts, "
    "Paddling, Paragliding, Pilates, Racquetball, Rock climbing, Roller hockey, Rowing, Rugby, Running, "
    "Treadmill running, Sailing, Scuba diving, Skating, Skiing, Snowboarding, Snowshoeing, Soccer, Softball, Squash, "
    "Stair climbing, Strength training, Stretching, Surfing, Open water swimming, Pool swimming, Table tennis, "
    "Tennis, Volleyball, Walking, Water polo, Weightlifting, Wheelchair, Yoga, Other workout, "
    "Stair climbing machine, Elliptical, Rowing machine"
)
_ACTIVITIES = tuple(_ACTIVITY_NAMES.split(", "))
"""By the numbers that Android gives to kinds of exercise."""
_GUIDED_BREATHING = 17
_PRACTICES = {1: "meditation", 3: "breathing", 4: "music"}
_MINDFUL_NAME = "Mindful session"
_SAME_START_SECONDS = 120
_MAX_ROWS = 2_000_000


class _Session(Struct, frozen=True):
    """A row with its times in seconds since 1970; `app` is the number of the app that wrote it."""

    place: int
    key: object
    start: float
    end: float
    app: object
    kind: int
    title: str
    notes: str


class _Contents(Struct):
    """What was read of the database so far."""

    zones: FileZones
    findings: ImportFindings
    read: int = 0
    duplicates: int = 0
    drafts: dict[str, EntryDraft] = field(default_factory=dict)


def matches(data: bytes) -> bool:
    """Return whether this is a database that is not recognised as that of another app."""
    return data.startswith(SQLITE_SIGNATURE) and b"repetitions" not in data.lower()


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleeps, exercise and mindful sessions of the database.

    Of what several apps wrote at the same time one is kept. Times are instants, expressed in the zones of the source.
    Raises `Malformed` for another database.
    """
    contents = _Contents(parse_file_zones(source.zone), ImportFindings())
    with open_foreign_database(source.file) as database:
        if not {"start_time", "end_time"} <= database.find_columns(_SLEEPS) | database.find_columns(_EXERCISE):
            raise Malformed("health_connect_tables_missing")
        segments, repeated = drop_repeated(_iter_segments(database, contents))
        nights = build_sleep_drafts(_KEY, join_segments(segments), contents.findings, "sleep")
        _add_exercise(database, contents)
        _add_mindful_sessions(database, contents)
    return ParsedFile(
        format=_KEY,
        items_read=contents.read,
        duplicates=contents.duplicates + repeated,
        drafts=[*nights, *contents.drafts.values()],
        refusals=contents.findings.refusals,
        unsupported=dict(contents.findings.unsupported),
    )


def _iter_segments(database: ForeignDatabase, contents: _Contents) -> Iterator[SleepSegment]:
    apps = _read_apps(database)
    places: dict[object, tuple[str, int]] = {}
    for sleep in _iter_sessions(database, _SLEEPS, "", "sleep", contents):
        source = apps.get(sleep.app, "")
        places[sleep.key] = (source, sleep.place)
        if sleep.notes:
            contents.findings.unsupported["note of a sleep"] += 1
        yield _build_segment(source, SegmentKind.IN_BED, sleep.start, sleep.end, sleep.place, contents)
    wanted = ("parent_key", "stage_start_time", "stage_end_time", "stage_type")
    if not database.find_columns(_STAGES) >= set(wanted):
        return
    for count, (parent, first, last, number) in enumerate(database.iter_rows(_STAGES, *wanted)):
        if count > _MAX_ROWS:
            raise Malformed("file_has_too_many_items", most=_MAX_ROWS)
        kind = _STAGE_KINDS.get(number) if isinstance(number, int) else None
        if kind is None or parent not in places:
            contents.findings.unsupported["sleep stage of a kind that is not known, or without its sleep"] += 1
            continue
        try:
            start, end = _read_instant(first, "stage_start_time"), _read_instant(last, "stage_end_time")
        except Malformed:
            contents.findings.unsupported["sleep stage without its times"] += 1
            continue
        if end > start:
            source, place = places[parent]
            yield _build_segment(source, kind, start, end, place, contents)


def _build_segment(
    source: str, kind: SegmentKind, start: float, end: float, place: int, contents: _Contents
) -> SleepSegment:
    zone = contents.zones.find_zone_of_instant(start)
    return SleepSegment(source, kind, int(start), int(end), zone, place)


def _read_apps(database: ForeignDatabase) -> dict[object, str]:
    if not {"row_id", "package_name"} <= database.find_columns(_APPS):
        return {}
    return {key: str(name or "")[:80] for key, name in database.iter_rows(_APPS, "row_id", "package_name")}


def _iter_sessions(
    database: ForeignDatabase, table: str, kind_column: str, word: str, contents: _Contents
) -> Iterator[_Session]:
    """Yield the rows of a table whose times can be; the others are refused."""
    columns = database.find_columns(table)
    if not {"start_time", "end_time"} <= columns:
        return
    names = [name for name in ("row_id", "app_info_id", kind_column, "title", "notes") if name in columns]
    for place, row in enumerate(database.iter_rows(table, "start_time", "end_time", *names), start=1):
        contents.read += 1
        if contents.read > _MAX_ROWS:
            raise Malformed("file_has_too_many_items", most=_MAX_ROWS)
        values = dict(zip(names, row[2:], strict=True))
        kind = values.get(kind_column)
        try:
            start, end = _read_instant(row[0], "start_time"), _read_instant(row[1], "end_time")
            if end <= start:
                raise Malformed("item_ends_before_start")  # noqa: TRY301 - one of the faults of a row
        except Malformed as problem:
            contents.findings.refuse(f"{word} {place}", problem)
            continue
        yield _Session(
            place=place,
            key=values.get("row_id", place),
            start=start,
            end=end,
            app=values.get("app_info_id"),
            kind=kind if isinstance(kind, int) else 0,
            title=" ".join(str(values.get("title") or "").split())[:80],
            notes=str(values.get("notes") or ""),
        )


def _read_instant(value: object, name: str) -> float:
    if not isinstance(value, int):
        raise Malformed("not_a_timestamp", name=name)
    check_instant(value / 1000)
    return value / 1000


def _add_exercise(database: ForeignDatabase, contents: _Contents) -> None:
    sessions = sorted(
        _iter_sessions(database, _EXERCISE, "exercise_type", "exercise", contents), key=lambda each: each.start
    )
    kept: list[_Session] = []
    for session in sessions:
        near = kept[-1] if kept and session.start - kept[-1].start <= _SAME_START_SECONDS else None
        if near is not None and near.app != session.app:
            contents.findings.unsupported["activity that another app recorded at the same time"] += 1
            continue
        kept.append(session)
        location = f"exercise {session.place}"
        if session.kind == _GUIDED_BREATHING:
            _add_practice("breathing", session, location, contents)
            continue
        known = _ACTIVITIES[session.kind] if 0 <= session.kind < len(_ACTIVITIES) else "Other workout"
        activity = RecordedActivity(
            source_key=f"{session.start:.0f} {session.kind}",
            name=session.title if known == "Other workout" and session.title else known,
            start=session.start,
            seconds=session.end - session.start,
            location=location,
        )
        _keep(build_activity_draft(_KEY, activity, contents.zones, contents.findings), session, contents)


def _add_mindful_sessions(database: ForeignDatabase, contents: _Contents) -> None:
    for session in _iter_sessions(database, _MINDFUL, "type", "mindful session", contents):
        name = _PRACTICES.get(session.kind) or session.title or _MINDFUL_NAME
        _add_practice(name, session, f"mindful session {session.place}", contents)


def _add_practice(name: str, session: _Session, location: str, contents: _Contents) -> None:
    zone = contents.zones.find_zone_of_instant(session.start)
    local = datetime.fromtimestamp(int(session.start), zone)
    fields = build_practice_fields(name) | {"minutes": max(1, round((session.end - session.start) / 60))}
    fields |= {"zone": zone.key, "day": local.date().isoformat(), "started_at": format_local_time(local)}
    entry_id = make_source_id(_KEY, "practice", f"{session.start:.0f}")
    _keep(EntryDraft("stress", entry_id, fields, location), session, contents)


def _keep(draft: EntryDraft, session: _Session, contents: _Contents) -> None:
    contents.duplicates += draft.id in contents.drafts
    draft.fields.update(build_note_fields(session.notes, contents.findings))
    contents.drafts.setdefault(draft.id, draft)


IMPORTER = Importer(_KEY, "Health Connect", "health_connect_export.zip", matches, parse_source)
