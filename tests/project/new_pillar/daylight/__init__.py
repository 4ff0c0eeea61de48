"""Daylight: time spent outdoors."""

from habitlog.tracking import EntryKind, Pillar, Theme

from .form import OUTING
from .metrics import METRICS, WEEKLY_METRICS, WINDOW_METRICS, summarize_outing
from .record import Outing
from .table import outing_table

PILLAR = Pillar(
    key="daylight",
    name="Daylight",
    noun="daylight",
    order=5,
    table=outing_table,
    kinds=(
        EntryKind("outing", "Time outdoors", "time outdoors", "Log time outdoors", "Time outdoors", Outing, OUTING),
    ),
    daily_metrics=METRICS,
    weekly_metrics=WEEKLY_METRICS,
    window_metrics=WINDOW_METRICS,
    theme=Theme(
        ("#5A4A8C", "#B7A6E8"),
        ("#DCD6EC", "#38314C"),
        '<circle cx="11" cy="11" r="6"/>',
        '<path d="M14 3v10"/>',
        "disc",
    ),
    summarize=summarize_outing,
    empty_day_question="Was there daylight?",
    empty_day_hint="Any time under the open sky.",
    none_title="No time outdoors that day",
    none_line="Counts as 0 min until an outing is added.",
)
