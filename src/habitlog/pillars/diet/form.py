"""The questions of a food list, and what it is scored by."""

from __future__ import annotations

from habitlog.pillar import Field, Option
from habitlog.pillars.diet.groups import CONTEXTS, SECTIONS

LEAD = "Anything eaten or drunk since getting up, more than a trace. Nothing is carried over from yesterday."
BASIS = (
    "What the list is scored by: the published Global Dietary Recommendations rules, 0 to 18, always shown with its "
    "two parts. Two very different days can share a total."
)
SOURCE = "herforth2020"
FIELDS = (
    Field("items", "What was on the table", "tiles", groups=SECTIONS),
    Field(
        "context",
        "Fasting, ill or travelling",
        "tags",
        "A list of a day fasting or ill is kept whole and gives no score. Travelling, it keeps its score.",
        options=tuple(Option(key, words) for key, words in CONTEXTS.items()),
        folded=True,
    ),
)
