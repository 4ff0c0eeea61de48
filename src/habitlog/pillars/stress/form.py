"""The questions of a practice and of the day's stress level."""

from __future__ import annotations

from habitlog.pillar import Field, Option, StillTimer
from habitlog.pillars.stress.metrics import NAMES

ENDS = ("no stress at all", "as stressed as I can imagine")

PRACTICE = (
    Field(
        "practice",
        "What was it?",
        "select",
        options=tuple(Option(k, v) for k, v in NAMES.items()),
        required=True,
        recent_first=True,
    ),
    Field("practice_text", "In a few words, for something else", "text"),
    Field("minutes", "Minutes", "minutes", unit="min", low=1, high=600, required=True),
    Field("started_at", "Started at", "time"),
    Field("stress_before", "Stress before", "scale", ends=ENDS, low=0, high=10, folded=True),
    Field("stress_after", "Stress after", "scale", ends=ENDS, low=0, high=10, folded=True),
)
PRACTICE_COPIES = ("practice", "practice_text", "minutes")

STILL = StillTimer(
    title="A quiet timer",
    lead="It keeps the minutes and fills in the practice when it ends. Nothing is saved before that.",
    question="What is it?",
    what="practice",
    minutes="minutes",
    started="started_at",
)

LEVEL = (Field("stress_now", "Stress now", "scale", ends=ENDS, low=0, high=10, required=True),)
