"""Sleep that devices record in pieces: joined into sleeps, with one source for each time, and nights and naps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct

MAX_GAP_SECONDS = 3600
SHORTEST_NIGHT_SECONDS = 3 * 3600
DAYTIME_HOURS = range(9, 20)


class SegmentKind(Enum):
    """What a device says of a piece of time: `STAGE` is sleep with its stage, `ASLEEP` sleep without."""

    IN_BED = "in bed"
    AWAKE = "awake"
    ASLEEP = "asleep"
    STAGE = "stage"


class SleepSegment(Struct, frozen=True):
    """A piece of a sleep; times are seconds since 1970, and `line` is where the file says so."""

    source: str
    kind: SegmentKind
    start: int
    end: int
    zone: ZoneInfo
    line: int


class RecordedSleep(Struct, frozen=True):
    """A whole sleep by one source; `asleep_seconds` is None where the source knows the time in bed alone."""

    source: str
    start: int
    end: int
    zone: ZoneInfo
    line: int
    asleep_seconds: int | None
    has_stages: bool
    has_time_in_bed: bool

    @property
    def local_start(self) -> datetime:
        """When it began, in its zone."""
        return datetime.fromtimestamp(self.start, self.zone)

    @property
    def local_end(self) -> datetime:
        """When it ended, in its zone."""
        return datetime.fromtimestamp(self.end, self.zone)

    @property
    def length(self) -> int:
        """Seconds from beginning to end."""
        return self.end - self.start

    @property
    def is_short_and_by_day(self) -> bool:
        """Whether it is shorter than three hours and begins from 9:00 to 19:59."""
        return self.length < SHORTEST_NIGHT_SECONDS and self.local_start.hour in DAYTIME_HOURS


def join_segments(segments: Iterable[SleepSegment]) -> list[RecordedSleep]:
    """Return sleeps by start: the segments of a source that are at most an hour apart are one."""
    by_source: dict[str, list[SleepSegment]] = defaultdict(list)
    for segment in segments:
        by_source[segment.source].append(segment)
    sleeps = [
        _build_sleep(near)
        for of_source in by_source.values()
        for near in _group_near(sorted(of_source, key=lambda each: (each.start, each.end)))
    ]
    return sorted(sleeps, key=lambda sleep: (sleep.start, sleep.end, sleep.source))


def _group_near(segments: list[SleepSegment]) -> Iterator[list[SleepSegment]]:
    near: list[SleepSegment] = []
    end = 0
    for segment in segments:
        if near and segment.start - end > MAX_GAP_SECONDS:
            yield near
            near = []
        end = max(end, segment.end) if near else segment.end
        near.append(segment)
    if near:
        yield near


def _build_sleep(segments: list[SleepSegment]) -> RecordedSleep:
    kinds = {segment.kind for segment in segments}
    asleep = [segment for segment in segments if segment.kind in {SegmentKind.ASLEEP, SegmentKind.STAGE}]
    last = max(segments, key=lambda segment: segment.end)
    return RecordedSleep(
        source=last.source,
        start=segments[0].start,
        end=last.end,
        zone=last.zone,
        line=segments[0].line,
        asleep_seconds=_count_covered_seconds(asleep) if asleep else None,
        has_stages=SegmentKind.STAGE in kinds,
        has_time_in_bed=SegmentKind.IN_BED in kinds,
    )


def _count_covered_seconds(segments: list[SleepSegment]) -> int:
    """Return the seconds that at least one of the segments, sorted by start, covers."""
    covered, end = 0, segments[0].start
    for segment in segments:
        covered += max(0, segment.end - max(end, segment.start))
        end = max(end, segment.end)
    return covered


def choose_sources(sleeps: list[RecordedSleep]) -> tuple[list[RecordedSleep], list[RecordedSleep]]:
    """Return the sleeps to keep and those to leave out, by start: of sleeps at the same time, those of one source.

    It is the source that knows stages, otherwise the one that knows the time asleep, otherwise the longest.
    """
    kept: list[RecordedSleep] = []
    left_out: list[RecordedSleep] = []
    for together in _group_overlapping(sleeps):
        by_source: dict[str, list[RecordedSleep]] = defaultdict(list)
        for sleep in together:
            by_source[sleep.source].append(sleep)
        best = max(by_source, key=lambda source: _rate_source(by_source[source]))
        for sleep in together:
            (kept if sleep.source == best else left_out).append(sleep)
    return kept, left_out


def _group_overlapping(sleeps: list[RecordedSleep]) -> Iterator[list[RecordedSleep]]:
    together: list[RecordedSleep] = []
    end = 0
    for sleep in sleeps:
        if together and sleep.start >= end:
            yield together
            together = []
        end = max(end, sleep.end) if together else sleep.end
        together.append(sleep)
    if together:
        yield together


def _rate_source(sleeps: list[RecordedSleep]) -> tuple[bool, int, int]:
    asleep = sum(sleep.asleep_seconds or 0 for sleep in sleeps)
    return any(sleep.has_stages for sleep in sleeps), asleep, sum(sleep.length for sleep in sleeps)


def find_nights(sleeps: list[RecordedSleep]) -> dict[date, RecordedSleep]:
    """Return the night of each date of waking: the longest sleep that ended on it, unless it is short and by day."""

    def get_date(sleep: RecordedSleep) -> date:
        return sleep.local_end.date()

    def get_length(sleep: RecordedSleep) -> int:
        return sleep.length if sleep.asleep_seconds is None else sleep.asleep_seconds

    nights = {}
    for day, of_day in groupby(sorted(sleeps, key=get_date), key=get_date):
        longest = max(of_day, key=get_length)
        if not longest.is_short_and_by_day:
            nights[day] = longest
    return nights


def drop_repeated(segments: Iterable[SleepSegment]) -> tuple[list[SleepSegment], int]:
    """Return each segment once, and how many are repetitions of an earlier one."""
    first: dict[Hashable, SleepSegment] = {}
    count = 0
    for segment in segments:
        count += 1
        first.setdefault((segment.source, segment.kind, segment.start, segment.end), segment)
    return list(first.values()), count - len(first)
