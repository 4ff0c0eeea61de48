"""Training sessions in sentences."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import cast

from habitlog.pillars.training.metrics import count_resistance_sets
from habitlog.pillars.training.record import Hiit, Other, Resistance, TrainingSession
from habitlog.tracking import EntryRecord, Style
from habitlog.translation import find_message, gettext, gettext_noop, ngettext

EXERCISES_NAMED = 2
MAX_WHOLE_RATIO = 20
"""Up to here both sides of work to rest are given as whole numbers."""

_MODALITY_WORDS = {
    "run": gettext_noop("run"),
    "cycle": gettext_noop("cycle"),
    "row": gettext_noop("row"),
    "swim": gettext_noop("swim"),
    "ski-erg": gettext_noop("ski-erg"),
    "stairs": gettext_noop("stairs"),
    "bodyweight": gettext_noop("bodyweight"),
    "mixed": gettext_noop("mixed"),
    "other": gettext_noop("other"),
}


def summarize_session(record: EntryRecord, _style: Style, off: Collection[str] = ()) -> tuple[str, str]:
    """Return what a session was, then its intervals, minutes and effort as far as they are known."""
    session = cast("TrainingSession", record)
    minutes, effort = session.session_min, None if "effort" in off else session.effort
    if isinstance(record, Hiit):
        sentences = (summarize_intervals(record), _describe_interval_session_length(minutes, effort))
        return _build_interval_headline(record), " ".join(sentence for sentence in sentences if sentence)
    if isinstance(record, Resistance):
        return _build_resistance_headline(record), _describe_session_length(minutes, effort)
    return cast("Other", record).activity, _describe_session_length(minutes, effort)


def _build_resistance_headline(session: Resistance) -> str:
    names = list(dict.fromkeys(work_set.exercise for work_set in session.sets))
    exercises = ", ".join(names[:EXERCISES_NAMED])
    if len(names) > EXERCISES_NAMED:
        more = len(names) - EXERCISES_NAMED
        exercises = ngettext(
            "%(exercises)s and %(num)s more", "%(exercises)s and %(num)s more", more, exercises=exercises
        )
    return ngettext(
        "%(exercises)s: %(num)s work set",
        "%(exercises)s: %(num)s work sets",
        int(count_resistance_sets([session])),
        exercises=exercises,
    )


def _build_interval_headline(session: Hiit) -> str:
    modality, rounds, seconds = find_message(_MODALITY_WORDS[session.modality]), session.rounds, session.work_s
    if session.blocks == 1:
        return gettext(
            "Intervals, %(modality)s: %(rounds)s × %(seconds)s s", modality=modality, rounds=rounds, seconds=seconds
        )
    return ngettext(
        "Intervals, %(modality)s: %(rounds)s × %(seconds)s s, %(num)s block",
        "Intervals, %(modality)s: %(rounds)s × %(seconds)s s, %(num)s blocks",
        session.blocks,
        modality=modality,
        rounds=rounds,
        seconds=seconds,
    )


def _describe_session_length(minutes: int | None, effort: int | None) -> str:
    if minutes is None:
        return _describe_effort(effort)
    if effort is None:
        return gettext("%(minutes)s min.", minutes=minutes)
    return gettext("%(minutes)s min, effort %(effort)s of 10.", minutes=minutes, effort=effort)


def _describe_interval_session_length(minutes: int | None, effort: int | None) -> str:
    if minutes is None:
        return _describe_effort(effort)
    if effort is None:
        return gettext("%(minutes)s min in total.", minutes=minutes)
    return gettext("%(minutes)s min in total, effort %(effort)s of 10.", minutes=minutes, effort=effort)


def _describe_effort(effort: int | None) -> str:
    return "" if effort is None else gettext("Effort %(effort)s of 10.", effort=effort)


def summarize_intervals(session: Hiit) -> str:
    """Return how much of the time was work, how long the blocks were, and the ratio of work to rest."""
    time, ratio = _describe_interval_time(session), session.work_to_rest
    if session.rounds == 1:
        return gettext("%(time)s.", time=time)
    if ratio is None:
        return gettext("%(time)s, without rest between.", time=time)
    work, rest = ratio.numerator, ratio.denominator
    if max(work, rest) <= MAX_WHOLE_RATIO:
        return gettext("%(time)s, work to rest %(work)s to %(rest)s.", time=time, work=work, rest=rest)
    about_work, about_rest = _round_ratio(ratio)
    return gettext("%(time)s, work to rest about %(work)s to %(rest)s.", time=time, work=about_work, rest=about_rest)


def _describe_interval_time(session: Hiit) -> str:
    work, total = format_seconds(session.total_work_s), format_seconds(session.total_interval_s)
    if session.blocks == 1:
        return gettext("%(work)s of work in %(total)s", work=work, total=total)
    return ngettext(
        "%(work)s of work in %(total)s in %(num)s block of %(length)s",
        "%(work)s of work in %(total)s in %(num)s blocks of %(length)s",
        session.blocks,
        work=work,
        total=total,
        length=format_seconds(session.block_duration_s),
    )


def _round_ratio(ratio: Fraction) -> tuple[str, str]:
    """Return a ratio with its smaller side as 1, like ("2.5", "1")."""
    larger = f"{float(ratio if ratio >= 1 else 1 / ratio):.1f}".removesuffix(".0")
    return (larger, "1") if ratio >= 1 else ("1", larger)


def format_seconds(seconds: int) -> str:
    """Write seconds as "45 s", "10 min" or "1 min 30 s"."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return gettext("%(seconds)s s", seconds=rest)
    if not rest:
        return gettext("%(minutes)s min", minutes=minutes)
    return gettext("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
