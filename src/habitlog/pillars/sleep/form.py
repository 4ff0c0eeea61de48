"""The form fields of a night and of a nap."""

from __future__ import annotations

from habitlog.tracking import FormField, Option

NIGHT_FIELDS = (
    FormField(
        "additional",
        "Another main sleep",
        "yes_no",
        hint="for a second long sleep, or a night in pieces",
        asked_of_further_entry=True,
    ),
    FormField("bed_at", "Got into bed", "time", offers_usual_time=True),
    FormField("try_at", "Started trying to sleep", "time", offers_usual_time=True),
    FormField("sol_min", "Minutes to fall asleep", "minutes", hint="your best guess", unit="min", low=0, high=480),
    FormField("wakes", "Times awake in the night", "stepper", low=0, high=50),
    FormField("waso_min", "Minutes awake in the night", "minutes", hint="all together", unit="min", low=0, high=720),
    FormField("final_wake_at", "Woke for good", "time", offers_usual_time=True),
    FormField("out_at", "Got up", "time", offers_usual_time=True),
    FormField("alarm", "Woken by an alarm", "yes_no"),
    FormField(
        "quality",
        "How was it?",
        "choice",
        options=(
            Option(1, "very poor"),
            Option(2, "poor"),
            Option(3, "fair"),
            Option(4, "good"),
            Option(5, "very good"),
        ),
    ),
    FormField("day_kind", "Next day was a", "choice", options=(Option("work", "work day"), Option("free", "free day"))),
    FormField(
        "asleep_min",
        "All I know is how long I slept",
        "minutes",
        unit="min",
        low=0,
        high=1440,
        collapsed=True,
        hint="minutes, from a device or your best guess",
    ),
)

NAP_FIELDS = (
    FormField("start_at", "Fell asleep", "time", required=True),
    FormField("end_at", "Woke up", "time", required=True),
)
