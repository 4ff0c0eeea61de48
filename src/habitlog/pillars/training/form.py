"""The form fields of the three kinds of session."""

from __future__ import annotations

from habitlog.tracking import FormField, IntervalTimer, Option

SESSION_FIELDS = (
    FormField("session_min", "Total minutes", "minutes", unit="min", low=1, high=900),
    FormField("started_at", "Started at", "time"),
    FormField(
        "effort",
        "How hard was the whole session?",
        "scale",
        scale_labels=("rest", "maximal"),
        low=0,
        high=10,
        hint="0 rest, 1 very very easy, 2 easy, 3 moderate, 4 somewhat hard, 5 hard, 7 very hard, 10 maximal.",
    ),
)

SET_TYPE_OPTIONS = (
    Option("work", "work"),
    Option("warmup", "warm-up"),
    Option("amrap", "as many as possible"),
)
RESISTANCE_FIELDS = (
    FormField(
        "sets",
        "Sets",
        "sets",
        options=SET_TYPE_OPTIONS,
        required=True,
        hint="Left in reserve is how many more repetitions would have gone. RPE can be written instead.",
    ),
    *SESSION_FIELDS,
)

MODALITY_OPTIONS = (
    Option("run", "Run"),
    Option("cycle", "Cycle"),
    Option("row", "Row"),
    Option("swim", "Swim"),
    Option("ski-erg", "Ski-erg"),
    Option("stairs", "Stairs"),
    Option("bodyweight", "Bodyweight"),
    Option("mixed", "Mixed"),
    Option("other", "Other"),
)
HIIT_FIELDS = (
    FormField("modality", "What kind of movement?", "select", options=MODALITY_OPTIONS, required=True),
    FormField("work_s", "Work", "minutes", unit="s", low=5, high=600, required=True),
    FormField("rest_s", "Rest between", "minutes", unit="s", low=0, high=900, required=True),
    FormField("rounds", "Rounds", "stepper", low=1, high=60, required=True),
    FormField("blocks", "Blocks", "stepper", low=1, high=10, hint="1 if the rounds had no break"),
    *SESSION_FIELDS,
    FormField("warmup_min", "Warm-up", "minutes", unit="min", low=0, high=60, collapsed=True),
    FormField("cooldown_min", "Cool-down", "minutes", unit="min", low=0, high=60, collapsed=True),
    FormField("hr_avg", "Average heart rate", "minutes", unit="bpm", low=30, high=250, collapsed=True),
    FormField("hr_max", "Highest heart rate", "minutes", unit="bpm", low=30, high=250, collapsed=True),
)
HIIT_COPIED_FIELDS = ("modality", "work_s", "rest_s", "rounds", "blocks")

INTERVAL_TIMER = IntervalTimer(
    title="Interval timer",
    intro="It counts the rounds and then fills in the form. Nothing is saved before you log it.",
    work="work_s",
    rest="rest_s",
    rounds="rounds",
    blocks="blocks",
    minutes="session_min",
    started="started_at",
)

OTHER_FIELDS = (
    FormField(
        "activity",
        "What was it?",
        "text",
        required=True,
        hint="Walk, swim, gardening, anything that moved you.",
    ),
    *SESSION_FIELDS,
)
