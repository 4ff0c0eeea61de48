"""Training: resistance sets, high-intensity intervals and other movement."""

from habitlog.pillar import Kind, Pillar
from habitlog.pillars.training.face import FACE
from habitlog.pillars.training.form import HIIT, HIIT_COPIES, INTERVALS, OTHER, RESISTANCE
from habitlog.pillars.training.metrics import METRICS, tell
from habitlog.pillars.training.model import session
from habitlog.pillars.training.record import Hiit, Other, Resistance
from habitlog.pillars.training.strength import NAMED
from habitlog.pillars.training.suggest import SUGGESTS
from habitlog.pillars.training.weeks import WEEKLY

PILLAR = Pillar(
    key="training",
    name="Training",
    order=3,
    table=session,
    kinds=(
        Kind("resistance", "Sets", "Training session", Resistance, RESISTANCE, copies=("sets",)),
        Kind("hiit", "Intervals", "Interval session", Hiit, HIIT, timer=INTERVALS, copies=HIIT_COPIES),
        Kind("other", "Other movement", "Other movement", Other, OTHER, copies=("activity",)),
    ),
    metrics=METRICS,
    weekly=WEEKLY,
    named=NAMED,
    face=FACE,
    tell=tell,
    open_question="What moved?",
    open_hint="Sets, intervals or anything else.",
    none_title="A rest day",
    none_line="Counts as 0 min until a session is added.",
    suggests=SUGGESTS,
    none_button="Rest day",
)
