"""What a day's sessions add up to, and the words for one on a day page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from habitlog.pillar import EntryRecord, Metric, Style
from habitlog.pillars.training.intervals import intervals
from habitlog.pillars.training.record import Hiit, Other, Resistance, Session, Set


def _sets(records: Sequence[EntryRecord]) -> Iterator[Set]:
    for record in records:
        if isinstance(record, Resistance):
            yield from (one for one in record.sets if one.counts)


def resistance_sets(records: Sequence[EntryRecord]) -> float:
    """Return the number of sets other than warm-ups whose reps are not 0."""
    return sum(1 for _ in _sets(records))


def volume_load(records: Sequence[EntryRecord]) -> float:
    """Return kg moved: reps times load over the sets that tell both."""
    moved = sum(one.reps * one.load_kg for one in _sets(records) if one.reps is not None and one.load_kg is not None)
    return round(moved, 3)


def hiit_work(records: Sequence[EntryRecord]) -> float:
    """Return minutes of interval work, rests left out."""
    return sum(record.work_total_s for record in records if isinstance(record, Hiit)) / 60


def minutes(records: Sequence[EntryRecord]) -> float | None:
    """Return minutes of all sessions, or None when one of them does not tell."""
    told = [record.session_min for record in cast("Sequence[Session]", records)]
    return None if None in told else sum(minute for minute in told if minute is not None)


def session_load(records: Sequence[EntryRecord]) -> float | None:
    """Return the sum of session loads in AU (foster2001), or None when a session lacks minutes or effort."""
    told = [record.load for record in cast("Sequence[Session]", records)]
    return None if None in told else sum(load for load in told if load is not None)


METRICS = (
    Metric("training.minutes", "Minutes", "min", "total", minutes, on_none=0,
           explained="Minutes of every session of the day; unknown where one session does not tell."),
    Metric("training.resistance_sets", "Work sets", "sets", "total", resistance_sets, on_none=0,
           explained="Sets other than warm-ups; an attempt of 0 repetitions does not count."),
    Metric("training.volume_load", "Volume load", "kg", "total", volume_load, on_none=0,
           explained="Repetitions times load, summed over the sets that tell both; warm-ups left out."),
    Metric("training.hiit_work", "Interval work", "min", "total", hiit_work, on_none=0,
           explained="Rounds times work times blocks; rests left out."),
    Metric("training.session_load", "Session load", "AU", "total", session_load, on_none=0,
           explained="Effort 0 to 10 times minutes, in arbitrary units, summed over the day's sessions."),
)  # fmt: skip


def tell(record: EntryRecord, _style: Style) -> tuple[str, str]:
    """Say what a session was, then what else is known of it."""
    session = cast("Session", record)
    known = []
    if session.session_min is not None:
        known.append(f"{session.session_min} min{' all told' if isinstance(session, Hiit) else ''}")
    if session.effort is not None:
        known.append(f"effort {session.effort} of 10")
    whole = ", ".join(known).capitalize() + ("." if known else "")
    return _headline(session), f"{intervals(session)} {whole}".strip() if isinstance(session, Hiit) else whole


def _headline(session: Session) -> str:
    if isinstance(session, Resistance):
        work = int(resistance_sets([session]))
        names = list(dict.fromkeys(one.exercise for one in session.sets))
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""
        return f"{', '.join(names[:2])}{more}: {work} work set{'' if work == 1 else 's'}"
    if isinstance(session, Hiit):
        blocks = f", {session.blocks} blocks" if session.blocks > 1 else ""
        return f"Intervals, {session.modality}: {session.rounds} × {session.work_s} s{blocks}"
    return cast("Other", session).activity
