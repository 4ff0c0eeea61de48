"""The questions of a night and of a nap."""

from __future__ import annotations

from habitlog.pillar import Field, Option

NIGHT = (
    Field("bed_at", "Got into bed", "time", usual=True),
    Field("try_at", "Started trying to sleep", "time", usual=True),
    Field("sol_min", "To fall asleep", "minutes", hint="about, by feel", unit="min", low=0, high=480),
    Field("wakes", "Woke up", "stepper", hint="before the last time", low=0, high=50),
    Field("waso_min", "Awake in all", "minutes", hint="all wakings together", unit="min", low=0, high=720),
    Field("final_wake_at", "Last waking", "time", usual=True),
    Field("out_at", "Got up", "time", usual=True),
    Field("alarm", "Woken by alarm", "yes_no"),
    Field("quality", "How was it?", "choice", options=(
        Option(1, "very poor"), Option(2, "poor"), Option(3, "fair"), Option(4, "good"), Option(5, "very good"),
    )),
    Field("day_kind", "The day got up for", "choice", options=(Option("work", "work day"), Option("free", "free day"))),
    Field("asleep_min", "Minutes asleep, where the times are not known", "minutes", unit="min", low=0, high=1440,
          folded=True, hint="from a device, or by feel"),
)  # fmt: skip

NAP = (
    Field("start_at", "Fell asleep", "time", required=True),
    Field("end_at", "Woke up", "time", required=True),
)
