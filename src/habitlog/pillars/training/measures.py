"""The parts of training that can be switched off."""

from __future__ import annotations

from msgspec.structs import replace

from habitlog.tracking import EntryKind, Measure, Pillar


def _leave_out_hint(pillar: Pillar) -> Pillar:
    """Return training without the words on repetitions left below the table of sets."""
    return replace(pillar, kinds=tuple(_leave_out_hint_of_kind(kind) for kind in pillar.kinds))


def _leave_out_hint_of_kind(kind: EntryKind) -> EntryKind:
    fields = (replace(field, hint="") if field.widget == "sets" else field for field in kind.fields)
    return replace(kind, fields=tuple(fields))


MEASURES = (
    Measure(
        "effort",
        "Session effort and load",
        fields=("effort",),
        metric_ids=("training.session_load", "training.week_load", "training.week_monotony", "training.week_strain"),
    ),
    Measure(
        "reserve",
        "Repetitions left, RPE and estimated maximum",
        fields=("sets.rir", "sets.rpe"),
        metric_ids=("training.e1rm",),
        adapt=_leave_out_hint,
    ),
    Measure("volume", "Volume load", metric_ids=("training.volume_load",)),
    Measure("heart_rate", "Heart rate", fields=("hr_avg", "hr_max")),
    Measure("warmup", "Warm-up and cool-down of intervals", fields=("warmup_min", "cooldown_min")),
)
