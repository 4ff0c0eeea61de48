"""The time zones of local times in a file: one, or several that follow each other ("New York until 2025-06-30")."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.base import parse_zone

MAX_ZONE_SPANS = 8
_SPAN_PATTERN = re.compile(r"(\S+) until ([0-9]{4}-[0-9]{2}-[0-9]{2})")
SPAN_SEPARATOR = ", "


class FileZones(Struct, frozen=True):
    """The zones with the last local date on which each holds, in their order, and the zone that holds after them."""

    spans: tuple[tuple[date, ZoneInfo], ...]
    last: ZoneInfo

    def find_zone(self, local_time: date) -> ZoneInfo:
        """Return the zone of a local date or time."""
        day = local_time.date() if isinstance(local_time, datetime) else local_time
        return next((zone for until, zone in self.spans if day <= until), self.last)

    def find_zone_of_instant(self, seconds: float) -> ZoneInfo:
        """Return the zone whose clocks a person lived by at an instant in seconds since 1970."""
        instant = datetime.fromtimestamp(seconds, UTC)
        return next((zone for until, zone in self.spans if instant.astimezone(zone).date() <= until), self.last)


def join_zones(parts: Iterable[str]) -> str:
    """Return zones, each but the last with its "until", as `parse_file_zones` reads them."""
    return SPAN_SEPARATOR.join(part for part in parts if part)


def parse_file_zones(text: str) -> FileZones:
    """Read "Europe/Berlin" or "America/New_York until 2025-06-30, Europe/Berlin".

    Raises `Malformed` for an unknown zone, an unknown date, dates out of order, more than eight zones, and where the
    zone at the end says until when.
    """
    *first, last = [part.strip() for part in text.split(",")]
    if len(first) >= MAX_ZONE_SPANS or _SPAN_PATTERN.fullmatch(last):
        raise Malformed("zone_spans_format", most=MAX_ZONE_SPANS)
    spans = tuple(map(_parse_span, first))
    if any(earlier[0] >= later[0] for earlier, later in itertools.pairwise(spans)):
        raise Malformed("zone_spans_out_of_order")
    return FileZones(spans, parse_zone(last))


def _parse_span(text: str) -> tuple[date, ZoneInfo]:
    match = _SPAN_PATTERN.fullmatch(text)
    if match is None:
        raise Malformed("zone_spans_format", most=MAX_ZONE_SPANS)
    try:
        return date.fromisoformat(match[2]), parse_zone(match[1])
    except ValueError:
        raise Malformed("zone_spans_format", most=MAX_ZONE_SPANS) from None
