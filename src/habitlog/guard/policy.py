"""The policy of the guard: the decision for the findings of a text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from habitlog.guard.findings import GuardFindings
from habitlog.guard.topic_class import TopicClass

REFUSED_IN_NOTES = frozenset({TopicClass.SUBSTANCE_AMOUNT, TopicClass.UNNAMED_AMOUNT, TopicClass.DOSE_QUESTION})
REFUSED_IN_FIELDS = REFUSED_IN_NOTES | {
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


@dataclass(frozen=True, slots=True)
class ClinicianCard:
    """What the person is shown: no dose, no judgement, one way on."""

    kind: Literal["referral", "quiet", "supplement", "urgent"]
    title: str
    text: str
    link: Literal["/clinician"] = "/clinician"

    def as_json(self) -> dict[str, str]:
        """The card as the API carries it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class GuardDecision:
    """The decision about a text.

    `suggestion` is the text without its amounts, for a refused note of which something remains that is not refused.
    """

    topic_class: TopicClass | None
    refused: bool
    card: ClinicianCard | None
    suggestion: str | None = None


_REFERRAL_TEXT = (
    "habitlog leaves out medicines, hormones, peptides and their amounts. "
    "A doctor or pharmacist can talk this through with you."
)
REFERRAL_CARD = ClinicianCard(
    "referral",
    "For a doctor or pharmacist",
    f"{_REFERRAL_TEXT} If you feel unwell after taking something, contact your local emergency number or poison centre now.",
)
QUIET_CARD = ClinicianCard("quiet", "For a doctor or pharmacist", _REFERRAL_TEXT)
SUPPLEMENT_CARD = ClinicianCard("supplement", "About supplements", "A pharmacist can advise on supplements.")
URGENT_CARD = ClinicianCard(
    "urgent",
    "Help is there now",
    "If you may be in danger, or took more than was meant, call your local emergency number now. "
    "A poison centre answers questions about anything swallowed or injected. "
    "A crisis line is open to talk at any hour.",
)
_CARD_BY_CLASS = {
    TopicClass.SUBSTANCE_AMOUNT: REFERRAL_CARD,
    TopicClass.UNNAMED_AMOUNT: REFERRAL_CARD,
    TopicClass.DOSE_QUESTION: REFERRAL_CARD,
    TopicClass.SUBSTANCE_USE: QUIET_CARD,
    TopicClass.SUPPLEMENT_AMOUNT: SUPPLEMENT_CARD,
    TopicClass.EMERGENCY: URGENT_CARD,
}


def decide_from_findings(findings: GuardFindings, *, structured: bool) -> GuardDecision:
    """Return the decision for the findings, without a suggestion.

    The urgent card precedes every other; the class is the refused one when an emergency comes with a dose or question.
    """
    topic = next((topic for topic in _CLASS_PRIORITY if topic in findings.topic_classes), None)
    if topic is None:
        return NO_TOPIC
    is_emergency = TopicClass.EMERGENCY in findings.topic_classes
    if is_emergency and topic is TopicClass.UNNAMED_AMOUNT:
        topic = TopicClass.SUBSTANCE_AMOUNT
    refused = topic in (REFUSED_IN_FIELDS if structured else REFUSED_IN_NOTES)
    return GuardDecision(topic, refused, URGENT_CARD if is_emergency else _CARD_BY_CLASS.get(topic))


NO_TOPIC = GuardDecision(None, refused=False, card=None)
