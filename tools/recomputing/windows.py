"""The one number of a whole window: regularity and spread of nights, work and free nights, stress before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from recomputing.days import clock, minutes, period
from recomputing.export import Entry, Export, Told
from recomputing.trend import DAY, Span, direction, on_the_clock


class Outcome(NamedTuple):
    """The value, or the code of why there is none; `n` of `needed` nights, pairs or practices, of so many `days`."""

    value: float | None
    reason: str | None
    n: int
    needed: int
    days: int
    details: Told


def entries_of(export: Export, pillar: str, kind: str, first: date, last: date) -> list[Entry]:
    """Return the entries of one kind from one day to another, oldest first."""
    days = export.entries[pillar]
    return [one for day in sorted(days) if first <= day <= last for one in days[day] if one["kind"] == kind]


class Night(NamedTuple):
    """A night whose sleep period is known, from `start` to `end`."""

    day: date
    zone: str
    start: datetime
    end: datetime
    entry: Entry


def nights_of(export: Export, span: Span) -> list[Night]:
    """Return the nights of a window whose sleep period is known, oldest first."""
    nights = entries_of(export, "sleep", "night", span.first, span.last)
    known = ((one, found) for one in nights if (found := period(one)))
    return [Night(date.fromisoformat(one["day"]), one["zone"], *found, one) for one, found in known]


def same_clocks(one: str, other: str, at: datetime, hours: float) -> bool:
    """Return whether the clocks of two zones lie less than so many hours apart at an instant."""
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in (one, other)]
    return abs(offsets[0] - offsets[1]) < timedelta(hours=hours)


# ---- regularity: the same minute of the clock, today and tomorrow (phillips2017)


def minute_starts(day: date, zone: str) -> NDArray[np.float64]:
    """Return when each minute of the clock from the noon before to the noon of `day` began, in seconds of UTC.

    Minutes that clocks skip are NaN; of minutes that come twice, the second is told.
    """
    opening, closing = (datetime.combine(one, time(12), ZoneInfo(zone)).timestamp() for one in (day - DAY, day))
    if closing - opening == 24 * 3600:
        return np.arange(opening, closing, 60.0)
    starts = np.full(1440, np.nan)
    for second in np.arange(opening, closing, 60):
        local = datetime.fromtimestamp(second, ZoneInfo(zone))
        starts[(local.hour * 60 + local.minute - 720) % 1440] = second
    return starts


def regularity(export: Export, span: Span, method: Told) -> Outcome:
    """Return the Sleep Regularity Index: -100 + 200 * equal pairs of minutes / pairs of which both are known."""
    nights = {night.day: night for night in nights_of(export, span)}
    slept = sleeps(export, Span(span.first - DAY, span.last, span.today))
    rows = {day: row(day, night, slept, method) for day, night in nights.items()}
    pairs = equal = both = 0
    for day, night in nights.items():
        following = nights.get(day + DAY)
        if following and same_clocks(night.zone, following.zone, following.end, method["travel_hours"]):
            (known, sleeping), (known_next, sleeping_next) = rows[day], rows[day + DAY]
            together = known & known_next
            pairs += bool(together.any())
            both += int(together.sum())
            equal += int((together & (sleeping == sleeping_next)).sum())
    needed = method["needed"]["pairs_of_days"]
    value = -100 + 200 * equal / both if pairs >= needed else None
    return Outcome(value, None if value is not None else "few_values", pairs, needed, len(nights), {})


def sleeps(export: Export, span: Span) -> dict[date, list[tuple[float, float]]]:
    """Return when nights (onset to last waking) and naps began and ended, in seconds of UTC, by their day."""
    found = defaultdict(list)
    for night in nights_of(export, span):
        found[night.day].append((night.start.timestamp(), night.end.timestamp()))
    for nap in entries_of(export, "sleep", "nap", span.first, span.last):
        start, end = (datetime.fromisoformat(nap[name]).timestamp() for name in ("start_at", "end_at"))
        found[date.fromisoformat(nap["day"])].append((start, end))
    return found


def row(
    day: date, night: Night, slept: dict[date, list[tuple[float, float]]], method: Told
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (known, asleep) for the 1440 minutes of a day from noon to noon, in the zone of its night."""
    starts = minute_starts(day, night.zone)
    known = ~np.isnan(starts)
    if np.count_nonzero(~known) > 60 * method["dropped_above_unknown_hours"]:
        known[:] = False
    sleeping = np.zeros(1440, dtype=np.bool_)
    for near in (day + place * DAY for place in range(-2, 3)):
        for start, end in slept.get(near, []):
            sleeping |= (start <= starts) & (starts < end)
    return known, sleeping


# ---- spreads, and work and free nights apart (wittmann2006)


def spread(time_of: Callable[[Night], float]) -> Callable[[Export, Span, Told], Outcome]:
    """Return the circular standard deviation of a clock time of the nights."""

    def of(export: Export, span: Span, method: Told) -> Outcome:
        times = [time_of(one) for one in nights_of(export, span)]
        found, needed = direction(times, method["no_value_below_resultant"]), method["needed"]["nights"]
        if len(times) < needed:
            return Outcome(None, "few_values", len(times), needed, len(times), {})
        if found is None:
            return Outcome(None, "no_mean_direction", len(times), needed, len(times), {})
        return Outcome(found[1], None, len(times), needed, len(times), {})

    return of


def onset(night: Night) -> float:
    """Return the clock time of falling asleep."""
    return clock(night.start, night.zone)


def middle(night: Night) -> float:
    """Return the clock time halfway through the sleep period."""
    return clock(night.start + (night.end - night.start) / 2, night.zone)


def social_jetlag(export: Export, span: Span, method: Told) -> Outcome:
    """Return how far the mean midpoints of free and of work nights lie apart, with the chronotype they give."""
    nights = nights_of(export, span)
    for place, (before, night) in reversed(list(enumerate(pairwise(nights), 1))):
        if not same_clocks(before.zone, night.zone, night.end, method["travel_hours"]):
            nights = nights[place:]
            break
    kinds = {kind: [one for one in nights if one.entry["day_kind"] == kind] for kind in ("work", "free")}
    n, needed = sum(map(len, kinds.values())), method["needed"]
    enough = sum(needed.values())
    begin = span.last - (method["within_days"] - 1) * DAY
    for kind, ones in kinds.items():
        if sum(one.day >= begin for one in ones) < needed[f"{kind}_nights"]:
            return Outcome(None, "few_values", n, enough, n, {})
    work, free = (
        direction([middle(one) for one in ones], method["no_value_below_resultant"]) for ones in kinds.values()
    )
    if work is None or free is None:
        return Outcome(None, "no_mean_direction", n, enough, n, {})
    apart = (free[0] - work[0]) % 1440
    relative = apart - 1440 if apart > 720 else apart
    corrected = chronotype(free[0], kinds["work"], kinds["free"])
    details = {"msw": work[0], "msf": free[0], "relative": relative, "msf_sc": corrected}
    return Outcome(abs(relative), None, n, enough, n, details)


def chronotype(msf: float, work: list[Night], free: list[Night]) -> float | None:
    """Return MSFsc: the free midpoint less half the sleep made up; every free night has to be without an alarm."""
    if any(one.entry["alarm"] is not False for one in free):
        return None
    sd_w, sd_f = (fmean(minutes(one.start, one.end) for one in ones) for ones in (work, free))
    sd_week = (len(work) * sd_w + len(free) * sd_f) / (len(work) + len(free))
    return on_the_clock(msf - (sd_f - sd_week) / 2) if sd_f > sd_w else msf


# ---- stress before and after, counted


def stress_pairs(export: Export, span: Span, method: Told) -> Outcome:
    """Return how many practices tell both, and after how many it was lower, the same or higher."""
    practices = entries_of(export, "stress", "practice", span.first, span.last)
    told = [one for one in practices if one["stress_before"] is not None and one["stress_after"] is not None]
    signs = [np.sign(one["stress_after"] - one["stress_before"]) for one in told]
    details = {"lower": signs.count(-1), "same": signs.count(0), "higher": signs.count(1), "practices": len(practices)}
    days, needed = len({one["day"] for one in told}), method["needed"]["pairs"]
    if len(told) < needed:
        return Outcome(None, "few_values", 0, needed, 0, details)
    return Outcome(float(len(told)), None, len(told), needed, days, details)


WINDOWED: dict[str, Callable[[Export, Span, Told], Outcome]] = {
    "sleep.regularity": regularity,
    "sleep.midpoint_sd": spread(middle),
    "sleep.onset_sd": spread(onset),
    "sleep.social_jetlag": social_jetlag,
    "stress.pairs": stress_pairs,
}
