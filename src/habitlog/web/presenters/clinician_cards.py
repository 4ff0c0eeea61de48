"""The cards that point to a clinician, as pages and the API show them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from habitlog.guard import CardKind
from habitlog.translation import gettext


@dataclass(frozen=True, slots=True)
class ClinicianCard:
    """A card in words: no dose and no judgement; `link` is the page with more about the topic."""

    kind: CardKind
    title: str
    text: str
    link: str = "/clinician"


def build_card(kind: CardKind) -> ClinicianCard:
    """Return the card of a kind."""
    match kind:
        case CardKind.URGENT:
            return ClinicianCard(
                kind,
                gettext("Help is there now"),
                gettext(
                    "If you may be in danger, or took more than was meant, call your local emergency number now. "
                    "A poison centre answers questions about anything swallowed or injected. "
                    "A crisis line is open to talk at any hour."
                ),
            )
        case CardKind.REFERRAL:
            return ClinicianCard(
                kind,
                gettext("For a doctor or pharmacist"),
                gettext(
                    "habitlog leaves out medicines, hormones, peptides and their amounts. "
                    "A doctor or pharmacist can talk this through with you. If you feel unwell after taking something, "
                    "contact your local emergency number or poison centre now."
                ),
            )
        case CardKind.QUIET:
            return ClinicianCard(
                kind,
                gettext("For a doctor or pharmacist"),
                gettext(
                    "habitlog leaves out medicines, hormones, peptides and their amounts. "
                    "A doctor or pharmacist can talk this through with you."
                ),
            )
        case CardKind.SUPPLEMENT:
            return ClinicianCard(kind, gettext("About supplements"), gettext("A pharmacist can advise on supplements."))


def find_card(kind: str) -> ClinicianCard | None:
    """Return the card that an address or an error names, if there is one of this kind."""
    return build_card(CardKind(kind)) if kind in set(CardKind) else None


def serialize_card(kind: CardKind) -> dict[str, str]:
    """Return the JSON form of a card."""
    return asdict(build_card(kind))
