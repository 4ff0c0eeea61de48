"""Nights on the clock: from bed to up, and the part from falling asleep to waking for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from habitlog.pillars.sleep.record import Night
from habitlog.tracking import ClockChart, ClockSpan, EntryRecord


def _find_night_spans(records: Sequence[EntryRecord]) -> list[ClockSpan]:
    """Return the nights of a day whose times are known; sleep alone where those in bed are not."""
    nights = (record for record in records if isinstance(record, Night))
    return [span for night in nights if (span := _place_night(night)) is not None]


def _place_night(night: Night) -> ClockSpan | None:
    day, is_free = night.entry_date, night.day_kind == "free"
    asleep = None
    if night.sleep_onset is not None and night.final_wake_at is not None:
        asleep = _place_moment(night.sleep_onset, night.zone, day), _place_moment(night.final_wake_at, night.zone, day)
    if night.bed_at is None or night.out_at is None:
        return ClockSpan(*asleep, asleep, is_free) if asleep else None
    start, end = _place_moment(night.bed_at, night.zone, day), _place_moment(night.out_at, night.zone, day)
    return ClockSpan(start, end, asleep, is_free)


def _place_moment(moment: datetime, zone: str, day: date) -> float:
    local = moment.astimezone(ZoneInfo(zone))
    return float((local.date() - day).days * 1440 + local.hour * 60 + local.minute)


NIGHT_CHART = ClockChart(
    "Nights",
    "night",
    _find_night_spans,
    outer_name="in bed",
    inner_name="asleep",
    marked_name="free day",
    week_caption="Each bar is a week: its mean time asleep, around its mean sleep midpoint.",
    length_metric_id="sleep.duration",
    middle_metric_id="sleep.midpoint",
    metric_ids=frozenset(
        {
            "sleep.duration",
            "sleep.time_in_bed",
            "sleep.efficiency",
            "sleep.midpoint",
            "sleep.regularity",
            "sleep.midpoint_sd",
            "sleep.onset_sd",
            "sleep.social_jetlag",
        }
    ),
    marked_metric_ids=frozenset({"sleep.social_jetlag"}),
)
