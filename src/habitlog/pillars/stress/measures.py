"""The parts of stress practice that can be switched off."""

from __future__ import annotations

from habitlog.tracking import Measure

MEASURES = (
    Measure("practice", "Practices", kind="practice", metric_ids=("stress.practice", "stress.pairs")),
    Measure(
        "pairs",
        "Stress before and after a practice",
        fields=("stress_before", "stress_after"),
        metric_ids=("stress.pairs",),
    ),
    Measure("level", "Stress level", kind="level", metric_ids=("stress.level",)),
)
