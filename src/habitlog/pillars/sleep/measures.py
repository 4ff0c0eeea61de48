"""The parts of sleep that can be switched off."""

from __future__ import annotations

from msgspec.structs import replace

from habitlog.tracking import EntryKind, Measure, Pillar


def _ask_minutes_asleep_at_once(pillar: Pillar) -> Pillar:
    """Return sleep with a form that does not fold away what is left to say how long one slept."""
    return replace(pillar, kinds=tuple(_open_minutes_asleep(kind) for kind in pillar.kinds))


def _open_minutes_asleep(kind: EntryKind) -> EntryKind:
    fields = (replace(field, collapsed=False) if field.name == "asleep_min" else field for field in kind.fields)
    return replace(kind, fields=tuple(fields))


MEASURES = (
    Measure("quality", "Sleep quality", fields=("quality",), metric_ids=("sleep.quality",)),
    Measure(
        "awake",
        "Falling asleep and awake in the night",
        fields=("sol_min", "wakes", "waso_min"),
        metric_ids=("sleep.onset_latency", "sleep.waso"),
        adapt=_ask_minutes_asleep_at_once,
    ),
    Measure("efficiency", "Sleep efficiency", metric_ids=("sleep.efficiency",)),
    Measure(
        "regularity",
        "Regularity",
        metric_ids=("sleep.regularity", "sleep.midpoint_sd", "sleep.onset_sd"),
    ),
    Measure("day_kind", "Work days and free days", fields=("day_kind",), metric_ids=("sleep.social_jetlag",)),
    Measure("alarm", "Alarm", fields=("alarm",)),
)
