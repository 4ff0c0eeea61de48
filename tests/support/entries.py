"""One good entry of every kind, as a program would send it."""

from __future__ import annotations

from typing import Any

NIGHT: dict[str, Any] = {
    "kind": "night",
    "bed_at": "2026-03-11T22:45",
    "try_at": "2026-03-11T23:10",
    "sol_min": 25,
    "wakes": 2,
    "waso_min": 35,
    "final_wake_at": "2026-03-12T06:50",
    "out_at": "2026-03-12T07:15",
    "quality": 4,
    "day_kind": "work",
    "alarm": True,
}
NAP: dict[str, Any] = {"kind": "nap", "start_at": "2026-03-12T13:00", "end_at": "2026-03-12T13:25"}
FOOD: dict[str, Any] = {
    "kind": "list",
    "day": "2026-03-12",
    "items": ["whole_grains", "pulses", "other_veg", "other_sweets"],
    "list_complete": True,
    "form": "core19",
    "context": ["travelling"],
}
SETS: dict[str, Any] = {
    "kind": "resistance",
    "day": "2026-03-12",
    "session_min": 55,
    "effort": 6,
    "sets": [
        {"exercise": "Bench press", "set_type": "warmup", "reps": 10, "load_kg": 40},
        {"exercise": "Bench press", "reps": 8, "load_kg": 62.5, "rir": 2, "rest_s": 120},
        {"exercise": "Bench press", "reps": 8, "load_kg": 62.5, "rpe": 9, "rir": 1},
    ],
}
HIIT: dict[str, Any] = {
    "kind": "hiit",
    "day": "2026-03-12",
    "modality": "row",
    "work_s": 60,
    "rest_s": 60,
    "rounds": 10,
    "session_min": 30,
    "effort": 8,
}
OTHER: dict[str, Any] = {"kind": "other", "day": "2026-03-12", "activity": "Walk in the woods", "session_min": 45}
PRACTICE: dict[str, Any] = {
    "kind": "practice",
    "day": "2026-03-12",
    "practice": "breathing",
    "minutes": 10,
    "stress_before": 6,
    "stress_after": 4,
}
LEVEL: dict[str, Any] = {"kind": "level", "day": "2026-03-12", "stress_now": 3}

GOOD: list[tuple[str, dict[str, Any]]] = [
    ("sleep", NIGHT),
    ("sleep", NAP),
    ("diet", FOOD),
    ("training", SETS),
    ("training", HIIT),
    ("training", OTHER),
    ("stress", PRACTICE),
    ("stress", LEVEL),
]
