"""The policy of the guard: the decision for the findings of a text."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from habitlog.guard.findings import GuardFindings
from habitlog.guard.topic_class import REFUSED_TOPICS, TopicClass
from habitlog.guard.urgent_kind import UrgentKind

REFUSED_IN_NOTES = REFUSED_TOPICS
REFUSED_IN_FIELDS = REFUSED_TOPICS | {
    TopicClass.SUBSTANCE_USE,
    TopicClass.SUPPLEMENT_AMOUNT,
    TopicClass.EMERGENCY,
}
_CLASS_PRIORITY = (
    TopicClass.SUBSTANCE_AMOUNT,
    TopicClass.UNNAMED_AMOUNT,
    TopicClass.DOSE_QUESTION,
    TopicClass.EMERGENCY,
    TopicClass.SUBSTANCE_USE,
    TopicClass.SUPPLEMENT_AMOUNT,
    TopicClass.EDUCATION_TOPIC,
    TopicClass.FOOD_AMOUNT,
)


_BY_URGENCY = tuple(UrgentKind)


class CardKind(StrEnum):
    """The cards that point to a clinician, the most urgent first; the names are in the API and in addresses."""

    URGENT = "urgent"
    REFERRAL = "referral"
    QUIET = "quiet"
    SUPPLEMENT = "supplement"


class TextDoubt(Struct, frozen=True):
    """What may be a dose in a text: the class it would be, where (start, end), and the folded words that make it so."""

    topic_class: TopicClass
    spans: tuple[tuple[int, int], ...]
    words: frozenset[str]


class GuardDecision(Struct, frozen=True):
    """The decision about a text.

    `suggestion` is the text without its amounts, for a refused or asked note of which something remains that is
    neither. `urgent_kind` is what an urgent card is about. `question` is what a refused text asks. `doubt` is what has
    to be asked before the text is saved; `topic_class` and `card` are those of the text without it.
    """

    topic_class: TopicClass | None
    refused: bool
    card: CardKind | None
    suggestion: str | None = None
    urgent_kind: UrgentKind | None = None
    question: str | None = None
    doubt: TextDoubt | None = None


_CARD_BY_CLASS = {
    TopicClass.SUBSTANCE_AMOUNT: CardKind.REFERRAL,
    TopicClass.UNNAMED_AMOUNT: CardKind.REFERRAL,
    TopicClass.DOSE_QUESTION: CardKind.REFERRAL,
    TopicClass.SUBSTANCE_USE: CardKind.QUIET,
    TopicClass.SUPPLEMENT_AMOUNT: CardKind.SUPPLEMENT,
    TopicClass.EMERGENCY: CardKind.URGENT,
}


def decide_from_findings(findings: GuardFindings, *, structured: bool) -> GuardDecision:
    """Return the decision for the findings, without a suggestion.

    A short field is not refused for a name that is one by a typing error alone.
    The urgent card precedes every other; the class is the refused one when an emergency comes with a dose or question.
    """
    found = findings.topic_classes
    if structured and not findings.has_certain_name:
        found = found - {TopicClass.SUBSTANCE_USE}
    topic = next((topic for topic in _CLASS_PRIORITY if topic in found), None)
    if topic is None:
        return NO_TOPIC
    is_emergency = TopicClass.EMERGENCY in findings.topic_classes
    if is_emergency and topic is TopicClass.UNNAMED_AMOUNT:
        topic = TopicClass.SUBSTANCE_AMOUNT
    refused = topic in (REFUSED_IN_FIELDS if structured else REFUSED_IN_NOTES)
    if is_emergency:
        urgent_kind = min(findings.urgent_kinds, key=_BY_URGENCY.index)
        return GuardDecision(topic, refused, CardKind.URGENT, urgent_kind=urgent_kind)
    return GuardDecision(topic, refused, _CARD_BY_CLASS.get(topic))


NO_TOPIC = GuardDecision(None, refused=False, card=None)
