"""Fitbit sleep logs (JSON): main sleeps become nights, the others naps; times are wall time without a zone."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.interop.parsed import Draft, Parsed, Refusal, source_id
from habitlog.interop.walltime import elapsed_min, passes, written, zone_of

FORMAT = "fitbit"
_NOT_FITBIT = "This is not a Fitbit sleep file: a JSON list of logs with logId, startTime and endTime is looked for."
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_CLOSE_MIN = 2.0
_HOUR_MIN = 60.0
_NO_PLACE = {
    "efficiency": "efficiency score of the device",
    "levels": "sleep stages of the device",
    "minutesAwake": "minutes awake by the device",
    "minutesToFallAsleep": "minutes to fall asleep by the device",
    "minutesAfterWakeup": "minutes in bed after waking by the device",
    "type": "kind of recording (stages or classic)",
}


@dataclass(frozen=True, slots=True)
class _Log:
    """One log, read: minutes are None where the file does not say."""

    where: str
    key: str
    main: bool
    start: datetime
    end: datetime
    asleep: int | None
    counted: tuple[int, ...]
    stated: tuple[float, ...]
    raw: dict[str, object]

    @property
    def elapsed(self) -> float:
        return elapsed_min(self.start, self.end)


def parse(data: bytes, zone: str) -> Parsed:
    """Read a Fitbit sleep file whose wall times are clocks of `zone`.

    Nights carry no `day`: it follows from getting up. Raises `Malformed` when the file is no such list of logs.
    """
    place = zone_of(zone)
    raw = _read(data)
    refusals: list[Refusal] = []
    left_out: Counter[str] = Counter()
    logs, duplicates = _unique(raw, place, refusals, left_out)
    kept = _one_night_a_date(logs, refusals)
    for log in kept:
        left_out.update(_doubts(log))
    return Parsed(FORMAT, len(raw), duplicates, [_draft(log, zone) for log in kept], refusals, dict(left_out))


def _read(data: bytes) -> list[object]:
    if not data.strip():
        raise Malformed("The file is empty.")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        raise Malformed(_NOT_FITBIT) from None
    if isinstance(raw, dict):
        raw = raw.get("sleep")
    if not isinstance(raw, list) or (raw and not any(_looks_like_a_log(item) for item in raw)):
        raise Malformed(_NOT_FITBIT)
    return raw


def _looks_like_a_log(item: object) -> bool:
    return isinstance(item, dict) and {"logId", "startTime", "endTime"} <= item.keys()


def _unique(
    raw: list[object], place: ZoneInfo, refusals: list[Refusal], left_out: Counter[str]
) -> tuple[list[_Log], int]:
    """Read each logId once: copies differ in thirty-day averages alone, so the first one stands."""
    first: dict[str, dict[str, object]] = {}
    logs: list[_Log] = []
    duplicates = 0
    for number, item in enumerate(raw, start=1):
        where = f"log number {number}"
        try:
            log, key = _identity(item)
            where = f"log {key}"
            if key in first:
                duplicates += 1
                left_out.update(_changed(first[key], log))
                continue
            first[key] = log
            logs.append(_log(log, key, place))
        except Malformed as problem:
            refusals.append(Refusal(where, problem.detail))
    return logs, duplicates


def _identity(item: object) -> tuple[dict[str, object], str]:
    if not isinstance(item, dict):
        raise Malformed("This is not a sleep log.")
    key = item.get("logId")
    if isinstance(key, bool) or not isinstance(key, int | str) or not re.fullmatch("[0-9]{1,20}", str(key)):
        raise Malformed("The log has no logId, so it cannot be told from others.")
    return item, str(key)


def _changed(first: dict[str, object], again: dict[str, object]) -> list[str]:
    facts = ("startTime", "endTime", "minutesAsleep", "mainSleep", "isMainSleep")
    if all(first.get(name) == again.get(name) for name in facts):
        return []
    return ["repeated log with other times or minutes, of which the first was kept"]


def _log(raw: dict[str, object], key: str, place: ZoneInfo) -> _Log:
    main = raw.get("mainSleep", raw.get("isMainSleep"))
    if not isinstance(main, bool):
        raise Malformed("The log does not say whether it is the main sleep or a nap.")
    asleep, awake = _whole(raw, "minutesAsleep"), _whole(raw, "minutesAwake")
    around = (_whole(raw, "minutesToFallAsleep") or 0) + (_whole(raw, "minutesAfterWakeup") or 0)
    counted = () if asleep is None or awake is None else (asleep + awake, asleep + awake + around)
    in_bed, duration = _whole(raw, "timeInBed"), _whole(raw, "duration")
    stated = (() if in_bed is None else (float(in_bed),)) + (() if duration is None else (duration / 60_000,))
    start, end = _span(_wall(raw, "startTime"), _wall(raw, "endTime"), place, counted or stated)
    log = _Log(f"log {key}", key, main, start, end, asleep, counted, stated, raw)
    _check(log)
    return log


def _whole(raw: dict[str, object], name: str) -> int | None:
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise Malformed(f"{name} is not a whole number from 0 up.")
    return value


def _wall(raw: dict[str, object], name: str) -> datetime:
    value = raw.get(name)
    if not isinstance(value, str) or not _WALL.fullmatch(value):
        raise Malformed(f"{name} is not a time like 2026-03-12T22:45:00.")
    try:
        return datetime.fromisoformat(value).replace(microsecond=0)
    except ValueError:
        raise Malformed(f"{name} is a date or time that does not exist.") from None


def _span(start: datetime, end: datetime, place: ZoneInfo, lengths: tuple[float, ...]) -> tuple[datetime, datetime]:
    """Place both times; in a repeated hour the first pass is meant, unless the length fits a later reading alone."""
    readings = [(one, two) for one in passes(start, place) for two in passes(end, place)]
    readings = [pair for pair in readings if elapsed_min(*pair) > 0]
    if not readings:
        raise Malformed("The sleep ends before it starts, or at the same time.")
    fitting = [pair for pair in readings if _near(elapsed_min(*pair), lengths)]
    return (fitting or readings)[0]


def _near(elapsed: float, lengths: tuple[float, ...]) -> bool:
    return any(abs(elapsed - length) <= _CLOSE_MIN for length in lengths)


def _check(log: _Log) -> None:
    if log.elapsed > 24 * 60:
        raise Malformed("The sleep is longer than 24 hours.")
    if not log.main and log.elapsed > 8 * 60:
        raise Malformed("The nap is longer than 8 hours, and the file says it is not the main sleep.")
    if log.main and log.asleep is not None and log.asleep > log.elapsed:
        raise Malformed("There are more minutes asleep than minutes between its two times in this time zone.")


def _one_night_a_date(logs: list[_Log], refusals: list[Refusal]) -> list[_Log]:
    """Keep the earliest main sleep of each date of getting up, and every nap, in file order."""
    first: dict[object, _Log] = {}
    for log in sorted((log for log in logs if log.main), key=lambda log: log.start.timestamp()):
        kept = first.setdefault(log.end.date(), log)
        if kept is not log:
            reason = f"{log.end:%Y-%m-%d} already has a main sleep that starts earlier ({kept.where})."
            refusals.append(Refusal(log.where, reason))
    return [log for log in logs if not log.main or first[log.end.date()] is log]


def _doubts(log: _Log) -> list[str]:
    """Name what this log says that has no field here, and where its own numbers contradict each other."""
    told = [phrase for name, phrase in _NO_PLACE.items() if log.raw.get(name) not in (None, 0, "")]
    if not log.main and log.asleep is not None:
        told.append("minutes asleep of a nap")
    if log.main and log.asleep is None:
        told.append("night without minutes asleep, kept with its times")
    if log.raw.get("dateOfSleep") not in (None, log.end.date().isoformat()):
        told.append("Fitbit date other than the date of getting up, which is the one kept")
    return told + _length_doubts(log)


def _length_doubts(log: _Log) -> list[str]:
    if log.counted and not _near(log.elapsed, log.counted):
        off = tuple(length + sign * _HOUR_MIN for length in log.counted for sign in (-1, 1))
        if _near(log.elapsed, off):
            return ["sleep an hour off its counted minutes: its time zone or clock change may be another, times kept"]
    wall = (log.end.replace(tzinfo=None) - log.start.replace(tzinfo=None)).total_seconds() / 60
    if any(not _near(length, (log.elapsed, wall)) for length in log.stated):
        return ["length by the device other than its two times, which are the ones kept"]
    return []


def _draft(log: _Log, zone: str) -> Draft:
    start, end = written(log.start), written(log.end)
    if log.main:
        fields: dict[str, object] = {"kind": "night", "zone": zone, "bed_at": start, "out_at": end}
        if log.asleep is not None:
            fields["asleep_min"] = log.asleep
    else:
        fields = {"kind": "nap", "zone": zone, "start_at": start, "end_at": end}
    return Draft("sleep", source_id(FORMAT, "sleep", log.key), fields, log.where)
