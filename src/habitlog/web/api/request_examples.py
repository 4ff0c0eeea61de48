"""Examples of what is sent, for the OpenAPI document; a test sends each."""

from __future__ import annotations

from typing import Any

ENTRY_EXAMPLES: dict[str, dict[str, Any]] = {
    "night": {"kind": "night", "bed_at": "2026-03-11T22:45", "out_at": "2026-03-12T07:15", "quality": 4},
    "nap": {"kind": "nap", "start_at": "2026-03-12T13:00", "end_at": "2026-03-12T13:25"},
    "list": {
        "kind": "list",
        "day": "2026-03-12",
        "items": ["whole_grains", "pulses", "other_veg"],
        "list_complete": True,
        "form": "core19",
    },
    "resistance": {
        "kind": "resistance",
        "day": "2026-03-12",
        "sets": [{"exercise": "Back squat", "reps": 5, "load_kg": 80, "rir": 2}],
    },
    "hiit": {"kind": "hiit", "day": "2026-03-12", "modality": "row", "work_s": 60, "rest_s": 60, "rounds": 8},
    "other": {"kind": "other", "day": "2026-03-12", "activity": "Walk in the woods", "session_min": 45},
    "practice": {"kind": "practice", "day": "2026-03-12", "practice": "breathing", "minutes": 10},
    "level": {"kind": "level", "day": "2026-03-12", "stress_now": 3},
}
"""An entry of each kind."""

BODY_EXAMPLES: dict[str, dict[str, Any]] = {
    "set_day_mark": {"mark": "skipped"},
    "set_metric_margin": {"margin": 15},
    "save_day_tag": {"name": "new job"},
    "save_week_note": {"note": "Two nights by the sea"},
    "save_entries": {
        "entries": [{"id": "5a1f3c1e-52b1-4c62-8a53-3a5c3a0f0b01", "pillar": "stress", **ENTRY_EXAMPLES["level"]}],
        "all_or_nothing": True,
    },
    "plan_experiment": {
        "arm_a": "phone outside the bedroom",
        "arm_b": "as usual",
        "metric": "sleep.duration",
        "weeks": 12,
        "first_day": "2026-03-16",
    },
    "say_of_day": {"said": "as_drawn"},
    "create_invitation": {"pillars": ["sleep", "training"], "label": "Ada", "until": "2026-06-10"},
}
"""The body of each other call, by operation id."""

PARAMETER_EXAMPLES: dict[str, Any] = {
    "day": "2026-03-12",
    "from": "2026-03-01",
    "to": "2026-03-12",
    "metric": "sleep.duration",
    "entry_id": "5a1f3c1e-52b1-4c62-8a53-3a5c3a0f0b01",
    "tag_id": "5a1f3c1e-52b1-4c62-8a53-3a5c3a0f0b02",
    "q": "squat",
    "limit": 100,
    "pillar": "training",
}
