"""The windowed measures of sleep."""

from __future__ import annotations

from habitlog.pillar import Windowed
from habitlog.pillars.sleep import methods
from habitlog.pillars.sleep.jetlag import social_jetlag
from habitlog.pillars.sleep.regularity import midpoint_sd, onset_sd, regularity

KINDS = ("night", "nap")

WINDOWED = (
    Windowed("sleep.regularity", "Sleep Regularity Index", "", KINDS, regularity, methods.sri, lead=1,
             explained="How alike sleep and waking are from one day to the next, minute by minute, from -100 to "
             "100, which is identical days. An eight-hour sleeper at random times would come to about 11."),
    Windowed("sleep.midpoint_sd", "Spread of sleep midpoints", "min", ("night",), midpoint_sd,
             lambda: methods.spread("habitlog-midpoint-sd", "midpoints of sleep"),
             explained="The circular standard deviation of the middle of the nights."),
    Windowed("sleep.onset_sd", "Spread of falling asleep", "min", ("night",), onset_sd,
             lambda: methods.spread("habitlog-onset-sd", "times of falling asleep"),
             explained="The circular standard deviation of the times of falling asleep."),
    Windowed("sleep.social_jetlag", "Work and free nights apart", "min", ("night",), social_jetlag,
             methods.social_jetlag,
             explained="Minutes between the mean midpoints of work nights and of free nights, known as social jetlag."),
)  # fmt: skip
