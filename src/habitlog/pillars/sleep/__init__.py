"""Sleep: one main night a day, kept under the date of getting up, and naps apart from it."""

from habitlog.pillar import Face, Kind, Pillar
from habitlog.pillars.sleep.form import NAP, NIGHT
from habitlog.pillars.sleep.metrics import METRICS, tell
from habitlog.pillars.sleep.model import sleep
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.sleep.windows import WINDOWED

GLYPH = '<path d="M9.2 2.2a9 9 0 1 0 10.6 12.3A8.2 8.2 0 0 1 9.2 2.2z"/>'
STITCH = '<path d="M4 5.5h20M4 10.5h20"/>'

PILLAR = Pillar(
    key="sleep",
    name="Sleep",
    order=1,
    table=sleep,
    kinds=(
        Kind("night", "Night", "How the night went", Night, NIGHT, once_a_day=True),
        Kind("nap", "Nap", "A nap", Nap, NAP),
    ),
    metrics=METRICS,
    windowed=WINDOWED,
    face=Face(("#2C3A75", "#7685D6"), ("#D3D6E8", "#2F3352"), GLYPH, STITCH, "dash"),
    tell=tell,
    open_question="How was the night?",
    open_hint="Times in and out of bed, or minutes asleep alone.",
    none_title="No sleep that night",
    none_line="It is noted and gives no number.",
)
