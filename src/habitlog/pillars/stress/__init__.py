"""Stress practices: minutes of whatever calms, and the day's stress level."""

from habitlog.pillar import Face, Kind, Pillar
from habitlog.pillars.stress.form import LEVEL, PRACTICE, PRACTICE_COPIES, STILL
from habitlog.pillars.stress.metrics import METRICS, tell
from habitlog.pillars.stress.model import stress
from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.pillars.stress.windows import WINDOWED

WAVE = "c2.8-4.4 5.6-4.4 9-.8s6.2 3.6 9-.8"
GLYPH = f'<path class="line" d="M2 8.4{WAVE}M2 15.6{WAVE}"/>'
STITCH = '<path d="M4 6c2-3 4-3 6 0s4 3 6 0 4-3 6 0M4 11.5c2-3 4-3 6 0s4 3 6 0 4-3 6 0"/>'

PILLAR = Pillar(
    key="stress",
    name="Stress practice",
    order=4,
    table=stress,
    kinds=(
        Kind("practice", "Practice", "A quiet moment", Practice, PRACTICE, timer=STILL, copies=PRACTICE_COPIES),
        Kind("level", "Stress, 0 to 10", "Stress now", StressLevel, LEVEL, once_a_day=True, beside_none=True),
    ),
    metrics=METRICS,
    windowed=WINDOWED,
    face=Face(("#256F6A", "#80CABE"), ("#CBE0DC", "#263F3D"), GLYPH, STITCH, "caret"),
    tell=tell,
    open_question="Was there a quiet moment?",
    open_hint="Breathing, a walk in the trees, company, rest.",
    none_title="No practice that day",
    none_line="Counts as 0 min until a practice is added.",
)
