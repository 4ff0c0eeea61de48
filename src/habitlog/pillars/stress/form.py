"""The form fields of a practice and of the day's stress level."""

from __future__ import annotations

from habitlog.tracking import FormField, MinutesTimer, Option

PRACTICE_LABELS = {
    "breathing": "Slow breathing",
    "meditation": "Meditation",
    "nature": "Time in nature",
    "journaling": "Journaling",
    "yoga_tai_chi": "Yoga or tai chi",
    "prayer_reflection": "Prayer or reflection",
    "music": "Music",
    "social": "Time with people",
    "creative": "Making something",
    "rest": "Rest",
    "other": "Something else",
}
SCALE_LABELS = ("no stress at all", "as stressed as I can imagine")

PRACTICE_FIELDS = (
    FormField(
        "practice",
        "What was it?",
        "select",
        options=tuple(Option(key, label) for key, label in PRACTICE_LABELS.items()),
        required=True,
        recent_first=True,
    ),
    FormField("practice_text", "If something else, in a few words", "text"),
    FormField("minutes", "Minutes", "minutes", unit="min", low=1, high=600, required=True),
    FormField("started_at", "Started at", "time"),
    FormField("stress_before", "Stress before", "scale", scale_labels=SCALE_LABELS, low=0, high=10, collapsed=True),
    FormField("stress_after", "Stress after", "scale", scale_labels=SCALE_LABELS, low=0, high=10, collapsed=True),
)
PRACTICE_COPIED_FIELDS = ("practice", "practice_text", "minutes")

PRACTICE_TIMER = MinutesTimer(
    title="Practice timer",
    intro="It counts the minutes and then fills in the form. Nothing is saved before you log it.",
    question="Which practice?",
    subject="practice",
    minutes="minutes",
    started="started_at",
)

LEVEL_FIELDS = (
    FormField("stress_now", "Stress now", "scale", scale_labels=SCALE_LABELS, low=0, high=10, required=True),
)
