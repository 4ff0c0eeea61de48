"""Sleep: one main night a day, kept under the date of getting up, and naps apart from it."""

from habitlog.pillar import Kind, Pillar
from habitlog.pillars.sleep.face import FACE
from habitlog.pillars.sleep.form import NAP, NIGHT
from habitlog.pillars.sleep.metrics import METRICS, tell
from habitlog.pillars.sleep.model import sleep
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.sleep.windows import WINDOWED

PILLAR = Pillar(
    key="sleep",
    name="Sleep",
    order=1,
    table=sleep,
    kinds=(
        Kind("night", "Night", "How the night went", Night, NIGHT, once_a_day=True, over="Night to", drawing="night"),
        Kind("nap", "Nap", "A nap", Nap, NAP),
    ),
    metrics=METRICS,
    windowed=WINDOWED,
    face=FACE,
    tell=tell,
    open_question="How was the night?",
    open_hint="Times in and out of bed, or minutes asleep alone.",
    none_title="No sleep that night",
    none_line="It is noted and gives no number.",
)
