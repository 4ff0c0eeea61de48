"""The questions of the three kinds of session."""

from __future__ import annotations

from habitlog.pillar import Field, IntervalTimer, Option

SESSION = (
    Field("session_min", "Minutes, all told", "minutes", unit="min", low=1, high=900),
    Field("started_at", "Started at", "time"),
    Field("effort", "How hard was the whole session?", "scale", ends=("rest", "maximal"), low=0, high=10,
          hint="0 rest, 1 very very easy, 2 easy, 3 moderate, 4 somewhat hard, 5 hard, 7 very hard, 10 maximal."),
)  # fmt: skip

RESISTANCE = (
    Field("sets", "Sets", "sets", required=True,
          hint="Left in reserve is how many more repetitions would have gone. RPE can be written instead."),
    *SESSION,
)  # fmt: skip

MODALITIES = tuple(
    Option(value, value.capitalize())
    for value in ("run", "cycle", "row", "swim", "ski-erg", "stairs", "bodyweight", "mixed", "other")
)
HIIT = (
    Field("modality", "What kind of movement?", "select", options=MODALITIES, required=True),
    Field("work_s", "Work", "minutes", unit="s", low=5, high=600, required=True),
    Field("rest_s", "Rest between", "minutes", unit="s", low=0, high=900, required=True),
    Field("rounds", "Rounds", "stepper", low=1, high=60, required=True),
    Field("blocks", "Blocks", "stepper", low=1, high=10, hint="1 where the rounds ran through"),
    *SESSION,
    Field("warmup_min", "Warm-up", "minutes", unit="min", low=0, high=60, folded=True),
    Field("cooldown_min", "Cool-down", "minutes", unit="min", low=0, high=60, folded=True),
    Field("hr_avg", "Average heart rate", "minutes", unit="bpm", low=30, high=250, folded=True),
    Field("hr_max", "Highest heart rate", "minutes", unit="bpm", low=30, high=250, folded=True),
)
HIIT_COPIES = ("modality", "work_s", "rest_s", "rounds", "blocks")

INTERVALS = IntervalTimer(
    title="Interval timer",
    lead="It counts the rounds and fills in the session when it ends. Nothing is saved before that.",
    work="work_s",
    rest="rest_s",
    rounds="rounds",
    blocks="blocks",
    minutes="session_min",
    started="started_at",
)

OTHER = (
    Field(
        "activity",
        "What was it?",
        "text",
        required=True,
        hint="Walk, swim, gardening, anything that moved you.",
    ),
    *SESSION,
)
