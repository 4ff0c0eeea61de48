"""Turn the signals of a text into a decision (the policy table of the guard)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from habitlog.guard.findings import GuardFindings

REFUSED_IN_NOTES = frozenset("ABC")
REFUSED_IN_FIELDS = frozenset("ABCDEH")
_CLASS_PRIORITY = "ABCHDEFG"


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
    """What follows for a text.

    `topic` is the class letter "A".."H" or None; `suggestion` is the text with its amounts left out, given
    for a refused note when something remains that would not be refused.
    """

    topic_class: str | None
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
    "A": REFERRAL_CARD,
    "B": REFERRAL_CARD,
    "C": REFERRAL_CARD,
    "D": QUIET_CARD,
    "E": SUPPLEMENT_CARD,
    "H": URGENT_CARD,
}


def decide_from_findings(findings: GuardFindings, *, structured: bool) -> GuardDecision:
    """The decision for the findings, without a suggestion.

    The urgent card goes before every other; the letter is the refusing one when a dose or question comes with it.
    """
    topic = next((letter for letter in _CLASS_PRIORITY if letter in findings.topic_classes), None)
    if topic is None:
        return NO_TOPIC
    if "H" in findings.topic_classes and topic == "B":
        topic = "A"
    refused = topic in (REFUSED_IN_FIELDS if structured else REFUSED_IN_NOTES)
    card = URGENT_CARD if "H" in findings.topic_classes else _CARD_BY_CLASS.get(topic)
    return GuardDecision(topic, refused, card)


NO_TOPIC = GuardDecision(None, refused=False, card=None)
