"""Training: resistance sets, high-intensity intervals and other movement."""

from habitlog.pillar import Face, Kind, Pillar
from habitlog.pillars.training.form import HIIT, HIIT_COPIES, INTERVALS, OTHER, RESISTANCE
from habitlog.pillars.training.metrics import METRICS, tell
from habitlog.pillars.training.model import session
from habitlog.pillars.training.record import Hiit, Other, Resistance
from habitlog.pillars.training.strength import NAMED
from habitlog.pillars.training.suggest import SUGGESTS
from habitlog.pillars.training.weeks import WEEKLY

GLYPH = '<path d="M0 10h22v2H0zM5 3.5h3v15H5zM14 3.5h3v15h-3zM2 7h2v8H2zM18 7h2v8h-2z"/>'
STITCH = '<path d="M6.5 3.5v9M11.5 3.5v9M16.5 3.5v9M21.5 3.5v9"/>'
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
    face=Face(("#8C3D27", "#DD8E70"), ("#EBCFC4", "#472F28"), GLYPH, STITCH, "upright"),
    tell=tell,
    open_question="What moved?",
    open_hint="Sets, intervals or anything else.",
    none_title="A rest day",
    none_line="Counts as 0 min until a session is added.",
    suggests=SUGGESTS,
    none_button="Rest day",
)
