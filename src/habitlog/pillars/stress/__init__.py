"""Stress practices: minutes of whatever calms, and the day's stress level."""

from habitlog.pillar import Kind, Pillar
from habitlog.pillars.stress.face import FACE
from habitlog.pillars.stress.form import LEVEL, PRACTICE, PRACTICE_COPIES, STILL
from habitlog.pillars.stress.metrics import METRICS, tell
from habitlog.pillars.stress.model import stress
from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.pillars.stress.windows import WINDOWED

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
    face=FACE,
    tell=tell,
    open_question="Was there a quiet moment?",
    open_hint="Breathing, a walk in the trees, company, rest.",
    none_title="No practice that day",
    none_line="Counts as 0 min until a practice is added.",
)
