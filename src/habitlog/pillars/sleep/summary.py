"""Nights, naps and the numbers of their windows in sentences."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from habitlog.pillars.sleep.record import Nap, Night
from habitlog.tracking import EntryRecord, MissingValueReason, Style
from habitlog.tracking.metric_format import format_duration
from habitlog.translation import find_message, gettext, gettext_noop, ngettext

MIN_USUAL_SLEEP, MAX_USUAL_SLEEP = 120, 840
"""Minutes asleep; a night outside them is pointed out, and kept as it was entered."""

_DAY_SENTENCES = {
    ("work", True): gettext_noop("Work day, alarm."),
    ("work", False): gettext_noop("Work day, no alarm."),
    ("work", None): gettext_noop("Work day."),
    ("free", True): gettext_noop("Free day, alarm."),
    ("free", False): gettext_noop("Free day, no alarm."),
    ("free", None): gettext_noop("Free day."),
    (None, True): gettext_noop("Alarm."),
    (None, False): gettext_noop("No alarm."),
    (None, None): "",
}
"""By the kind of day that was got up for, and whether an alarm ended the night."""


def summarize_sleep(record: EntryRecord, style: Style, off: Collection[str] = ()) -> tuple[str, str]:
    """Return how long a night or nap was, and its times."""
    if isinstance(record, Nap):
        return _summarize_nap(record, style)
    night = cast("Night", record)
    asleep = night.total_sleep_min
    if asleep is None:
        headline = gettext("Night, times logged")
    else:
        headline = gettext("%(duration)s asleep", duration=format_duration(asleep))
    return headline, " ".join(sentence for sentence in _list_night_sentences(night, style, off) if sentence)


def _summarize_nap(nap: Nap, style: Style) -> tuple[str, str]:
    start, end = (style.format_local_time(moment, nap.zone) for moment in (nap.start_at, nap.end_at))
    headline = gettext("Nap, %(duration)s", duration=format_duration(nap.duration_min))
    return headline, gettext("%(start)s to %(end)s.", start=start, end=end)


def _list_night_sentences(night: Night, style: Style, off: Collection[str]) -> list[str]:
    sentences = [gettext("Another main sleep.")] if night.additional else []
    if night.bed_at and night.out_at:
        start, end = (style.format_local_time(moment, night.zone) for moment in (night.bed_at, night.out_at))
        sentences.append(gettext("In bed %(start)s to %(end)s.", start=start, end=end))
    day_kind, alarm = None if "day_kind" in off else night.day_kind, None if "alarm" in off else night.alarm
    sentences.append(find_message(_DAY_SENTENCES[day_kind, alarm]))
    if night.total_sleep_min is not None and not MIN_USUAL_SLEEP <= night.total_sleep_min <= MAX_USUAL_SLEEP:
        sentences.append(gettext("An unusual length, saved as typed."))
    return sentences


def describe_missing_value(reason: MissingValueReason) -> str:
    """Return why a window of nights has no value."""
    match reason.code:
        case "no_mean_direction":
            return gettext("The times are spread all around the clock, so they have no middle.")
        case "few_work_or_free_nights":
            return _describe_few_work_or_free_nights(reason)
        case "few_night_pairs":
            return ngettext(
                "Not enough data: %(num)s pair of nights in a row, %(needed)s needed.",
                "Not enough data: %(num)s pairs of nights in a row, %(needed)s needed.",
                reason.have[0],
                needed=reason.needed[0],
            )
        case _:
            return ngettext(
                "Not enough data: %(num)s night, %(needed)s needed.",
                "Not enough data: %(num)s nights, %(needed)s needed.",
                reason.have[0],
                needed=reason.needed[0],
            )


def _describe_few_work_or_free_nights(reason: MissingValueReason) -> str:
    from habitlog.stats.social_jetlag import WITHIN_DAYS  # noqa: PLC0415 - numpy is loaded by the first window

    (work, free), (needed_work, needed_free) = reason.have, reason.needed
    return gettext(
        "Not enough data: %(work)s and %(free)s in the last %(days)s days, %(needed_work)s and %(needed_free)s needed.",
        work=ngettext("%(num)s work night", "%(num)s work nights", work),
        free=ngettext("%(num)s free night", "%(num)s free nights", free),
        days=WITHIN_DAYS,
        needed_work=needed_work,
        needed_free=needed_free,
    )
