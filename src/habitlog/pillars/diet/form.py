"""The questions of a food list, its versions, its buttons, and what it is scored by."""

from __future__ import annotations

from habitlog.pillars.diet.food_groups import CORE_GROUP_KEYS, DAY_CONTEXTS, FORM_SECTIONS
from habitlog.tracking import CompletionButtons, FormField, Option, TileVersions

INTRO = "More than a taste, from getting up to going to bed."
METHOD_TEXT = (
    "The score comes once the list is finished: 0 to 18, by the Global Dietary Recommendations. It counts what was "
    "eaten, not how much; two very different days can have the same score."
)
REFERENCE_ID = "herforth2020"
VERSIONS = TileVersions(
    column="form",
    full="full29",
    earlier="core19",
    earlier_keys=CORE_GROUP_KEYS,
    column_of_completion="list_complete",
    label="Show all 29",
    hint="This list was finished with the 19 groups that count in the score.",
)
COMPLETION = CompletionButtons(
    column="list_complete",
    complete="That was everything",
    unfinished="Save for now",
    reopened="Not finished yet",
    hint="A list saved for now gives no score.",
    complete_hint="This list is finished. The score follows every change.",
)
FIELDS = (
    FormField("items", "What did you eat and drink?", "tiles", groups=FORM_SECTIONS, versions=VERSIONS),
    FormField(
        "context",
        "Fasting, ill or travelling",
        "tags",
        "On a day fasting or ill, the list is kept and gives no score. Travelling, it has its score.",
        options=tuple(Option(key, words) for key, words in DAY_CONTEXTS.items()),
        collapsed=True,
    ),
)
HIDDEN_FIELDS = (
    FormField(
        COMPLETION.column,
        "List",
        "choice",
        options=(Option(True, "finished"), Option(False, "unfinished")),
    ),
    FormField(
        VERSIONS.column,
        "Groups asked",
        "choice",
        options=(Option(VERSIONS.earlier, "19 groups"), Option(VERSIONS.full, "29 groups")),
    ),
)
