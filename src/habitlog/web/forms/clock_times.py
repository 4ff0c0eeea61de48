"""The clock times of a form as instants: found back from the last one, and asked for where a time came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.formatting import Style, parse_clock_time
from habitlog.timezones import find_instants, find_latest_wall_time, find_wall_time_on_day, resolve_wall_time
from habitlog.translation import gettext
from habitlog.web.dates import day_month, short_day

NOON = time(12)
EXAMPLE_MINUTES = 22 * 60 + 45


class AmbiguousTime(Struct, frozen=True):
    """A clock time that came twice, and which one was chosen: "1", "2", or "" for none yet."""

    local_time: datetime
    chosen_repeat: str


class ParsedTime(Struct, frozen=True):
    """The value of a time for the record. `error_message` is set where the record is going to refuse the value."""

    record_value: str
    error_message: str = ""
    ambiguous_time: AmbiguousTime | None = None


def parse_clock_times(
    names: Sequence[str],
    submitted_values: Mapping[str, str],
    day: date,
    zone: str,
    stored_row: Mapping[str, Any],
    style: Style,
) -> dict[str, ParsedTime]:
    """Return the times of a form that were typed, by name; `names` are in the order of the form.

    The last lies on `day`. Each before it is the latest moment not after the next; where the last is empty, times go
    back from noon of the day. `stored_row` is the entry that is edited: a time that is unchanged, with none after it
    changed, stays the same instant, and so does the repeat of a clock time that came twice.
    """
    parsed: dict[str, ParsedTime] = {}
    following: datetime | None = None
    is_unchanged = stored_row.get("day") == day
    for name in reversed(names):
        text = submitted_values.get(name, "").strip()
        clock, stored = parse_clock_time(text), read_stored_time(stored_row, name)
        is_unchanged = is_unchanged and (clock == stored.time() if stored else not text)
        if clock is None:
            parsed |= {name: ParsedTime(text, _describe_invalid_time(style))} if text else {}
            continue
        local_time: datetime
        candidates: tuple[datetime, ...]
        if is_unchanged and stored:
            local_time, candidates = stored.replace(tzinfo=None), (stored,)
        elif following is None and name == names[-1]:
            local_time, candidates = find_wall_time_on_day(clock, day, zone)
        else:
            latest = following or resolve_wall_time(datetime.combine(day, NOON), zone)
            local_time, candidates = find_latest_wall_time(clock, latest, zone)
        chosen_repeat = submitted_values.get(f"{name}-pass", "")
        parsed[name], following = _resolve_instant(local_time, candidates, stored, chosen_repeat, zone, style)
    return parsed


def _resolve_instant(
    local_time: datetime,
    candidates: tuple[datetime, ...],
    stored: datetime | None,
    chosen_repeat: str,
    zone: str,
    style: Style,
) -> tuple[ParsedTime, datetime]:
    """Return a time, and the instant that those before it lie before; a time with two candidates left is an error."""
    if not candidates:
        return ParsedTime(local_time.isoformat()), resolve_wall_time(local_time, zone)
    repeats = find_instants(local_time, zone)
    ambiguous_time: AmbiguousTime | None = None
    if len(repeats) == 2 and chosen_repeat in {"1", "2"}:
        candidates = (repeats[int(chosen_repeat) - 1],)
        ambiguous_time = AmbiguousTime(local_time, chosen_repeat)
    elif stored is not None and stored in candidates:
        candidates = (stored,)
    if len(candidates) == 2:
        message = _describe_ambiguous_time(local_time, zone, style)
        return ParsedTime("which of two", message, AmbiguousTime(local_time, "")), candidates[-1]
    [instant] = candidates
    return ParsedTime(
        instant.astimezone(ZoneInfo(zone)).isoformat(), ambiguous_time=ambiguous_time
    ), instant.astimezone(UTC)


def _describe_invalid_time(style: Style) -> str:
    return gettext("Enter a clock time, like %(time)s.", time=style.format_clock_time(EXAMPLE_MINUTES))


def _describe_ambiguous_time(local_time: datetime, zone: str, style: Style) -> str:
    return gettext(
        "On %(day)s the clocks in %(zone)s went back, and %(time)s came twice. Which one was it?",
        day=day_month(local_time.date()),
        zone=zone,
        time=_format_clock(local_time, style),
    )


def describe_repeats(local_time: datetime, zone: str, style: Style) -> tuple[str, str]:
    """Return the names of the two instants of a clock time that came twice, like "first 02:30 (summer time)"."""
    first, second = find_instants(local_time, zone)
    clock, step = _format_clock(local_time, style), second - first
    if first.astimezone(ZoneInfo(zone)).dst():
        first_name = gettext("first %(time)s (summer time)", time=clock)
    else:
        first_name = gettext("first %(time)s (before the clocks went back)", time=clock)
    if step == timedelta(hours=1):
        return first_name, gettext("second %(time)s (an hour later)", time=clock)
    minutes = round(step.total_seconds() / 60)
    return first_name, gettext("second %(time)s (%(minutes)s min later)", time=clock, minutes=minutes)


def _format_clock(local_time: datetime, style: Style) -> str:
    return style.format_clock_time(local_time.hour * 60 + local_time.minute)


def read_stored_time(row: Mapping[str, Any], name: str) -> datetime | None:
    """Return an instant of a row in whole seconds, on the clocks of the row's zone; None where it has none.

    Its offset is fixed: with a zone that has repeated times it would equal no instant of another zone (PEP 495).
    """
    instant: datetime | None = row.get(name)
    if instant is None:
        return None
    local = instant.astimezone(ZoneInfo(row["zone"]))
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0, microsecond=0)


def find_repeat(row: Mapping[str, Any], name: str) -> AmbiguousTime | None:
    """Return a stored time that came twice, with the repeat it is; None for any other."""
    stored = read_stored_time(row, name)
    if stored is None:
        return None
    local_time = stored.replace(tzinfo=None)
    repeats = find_instants(local_time, row["zone"])
    return AmbiguousTime(local_time, str(repeats.index(stored) + 1)) if len(repeats) == 2 else None


def format_time_input(moment: datetime) -> str:
    """Write a clock time as an input for times shows it, with seconds where it has any."""
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def diff_times(name: str, saved: Mapping[str, Any], typed: Mapping[str, Any], style: Style) -> tuple[str, str]:
    """Write the clock times of two rows; where the clock shows the same, the dates differ and are written too."""
    moments = [row[name] and row[name].astimezone(ZoneInfo(row["zone"])) for row in (saved, typed)]
    texts = [_format_instant(moment, style) if moment else gettext("empty") for moment in moments]
    if texts[0] == texts[1]:
        texts = [f"{clock}, {short_day(moment.date())}" for clock, moment in zip(texts, moments, strict=True)]
    return texts[0], texts[1]


def _format_instant(moment: datetime, style: Style) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else style.format_clock_time(moment.hour * 60 + moment.minute)
