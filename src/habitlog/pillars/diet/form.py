"""The questions of a food list, and what it is scored by."""

from __future__ import annotations

from habitlog.pillars.diet.food_groups import DAY_CONTEXTS, FORM_SECTIONS
from habitlog.tracking import FormField, Option

INTRO = "Anything eaten or drunk since getting up, more than a trace. Nothing is carried over from yesterday."
METHOD_TEXT = (
    "What the list is scored by: the published Global Dietary Recommendations rules, 0 to 18, always shown with its "
    "two parts. Two very different days can share a total."
)
REFERENCE_ID = "herforth2020"
FIELDS = (
    FormField("items", "What was on the table", "tiles", groups=FORM_SECTIONS),
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
        "list_complete",
        "The list",
        "choice",
        options=(Option(True, "complete"), Option(False, "kept open")),
    ),
    FormField(
        "form",
        "Which list",
        "choice",
        options=(Option("core19", "the short one"), Option("full29", "the long one")),
    ),
)
