"""Turn the signals of a text into a decision (the policy table of the guard)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from habitlog.guard.findings import Findings

REFUSED_ANYWHERE = frozenset("ABC")
REFUSED_IN_FIELDS = frozenset("ABCDEH")
_ORDER = "ABCHDEFG"


@dataclass(frozen=True, slots=True)
class Card:
    """What the person is shown: no dose, no judgement, one way on."""

    kind: Literal["referral", "quiet", "supplement", "urgent"]
    title: str
    text: str
    link: Literal["/clinician"] = "/clinician"

    def as_json(self) -> dict[str, str]:
        """The card as the API carries it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows for a text.

    `topic` is the class letter "A".."H" or None; `suggestion` is the text with its amounts left out, given
    for a refused note when something remains that would not be refused.
    """

    topic: str | None
    refused: bool
    card: Card | None
    suggestion: str | None = None


_LEFT_OUT = (
    "habitlog leaves out medicines, hormones, peptides and their amounts. "
    "A doctor or pharmacist can talk this through with you."
)
REFERRAL = Card(
    "referral",
    "For a doctor or pharmacist",
    f"{_LEFT_OUT} If you feel unwell after taking something, contact your local emergency number or poison centre now.",
)
QUIET = Card("quiet", "For a doctor or pharmacist", _LEFT_OUT)
SUPPLEMENT = Card("supplement", "About supplements", "A pharmacist can advise on supplements.")
URGENT = Card(
    "urgent",
    "Help is there now",
    "If you may be in danger, or took more than was meant, call your local emergency number now. "
    "A poison centre answers questions about anything swallowed or injected. "
    "A crisis line is open to talk at any hour.",
)
_CARDS = {"A": REFERRAL, "B": REFERRAL, "C": REFERRAL, "D": QUIET, "E": SUPPLEMENT, "H": URGENT}


def decide(findings: Findings, *, structured: bool) -> Decision:
    """The decision for the findings, without a suggestion.

    The urgent card goes before every other; the letter is the refusing one when a dose or question comes with it.
    """
    topic = next((letter for letter in _ORDER if letter in findings.letters), None)
    if topic is None:
        return NOTHING
    if "H" in findings.letters and topic == "B":
        topic = "A"
    refused = topic in (REFUSED_IN_FIELDS if structured else REFUSED_ANYWHERE)
    card = URGENT if "H" in findings.letters else _CARDS.get(topic)
    return Decision(topic, refused, card)


NOTHING = Decision(None, refused=False, card=None)
