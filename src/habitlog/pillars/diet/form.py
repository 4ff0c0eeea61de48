"""The questions of a food list, its two versions, its buttons, and what it is scored by."""

from __future__ import annotations

from habitlog.pillars.diet.food_groups import DAY_CONTEXTS, FORM_SECTIONS
from habitlog.tracking import CompletionButtons, FormField, Option, TileVersions

INTRO = "Anything eaten or drunk since getting up, more than a trace. Nothing is carried over from yesterday."
METHOD_TEXT = (
    "What the list is scored by: the published Global Dietary Recommendations rules, 0 to 18, always shown with its "
    "two parts. Two very different days can share a total."
)
REFERENCE_ID = "herforth2020"
VERSIONS = TileVersions(
    column="form",
    short="core19",
    long="full29",
    label="I went through these ten as well",
    hint="The list then counts as the long one, with 29 groups.",
)
COMPLETION = CompletionButtons(
    column="list_complete",
    complete="List is complete",
    unfinished="Keep open",
    hint="A list kept open gives no score.",
)
FIELDS = (
    FormField("items", "What was on the table", "tiles", groups=FORM_SECTIONS, versions=VERSIONS),
    FormField(
        "context",
        "Fasting, ill or travelling",
        "tags",
        "A list of a day fasting or ill is kept whole and gives no score. Travelling, it keeps its score.",
        options=tuple(Option(key, words) for key, words in DAY_CONTEXTS.items()),
        collapsed=True,
    ),
)
HIDDEN_FIELDS = (
    FormField(
        COMPLETION.column,
        "The list",
        "choice",
        options=(Option(True, "complete"), Option(False, "kept open")),
    ),
    FormField(
        VERSIONS.column,
        "Which list",
        "choice",
        options=(Option(VERSIONS.short, "the short one"), Option(VERSIONS.long, "the long one")),
    ),
)
