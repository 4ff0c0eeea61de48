"""The cards that point to a clinician, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict

from habitlog.guard import CardKind, UrgentKind
from habitlog.translation import gettext


class ClinicianCard(Struct, frozen=True):
    """A card in words: no dose and no judgement; `link` is the page with more about the topic."""

    kind: CardKind
    title: str
    text: str
    link: str = "/clinician"


def build_card(kind: CardKind) -> ClinicianCard:
    """Return the card of a kind."""
    match kind:
        case CardKind.URGENT:
            return build_urgent_card(())
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


def build_urgent_card(kinds: Sequence[UrgentKind]) -> ClinicianCard:
    """Return the urgent card about these kinds of danger, or about any where none is known."""
    sentences = " ".join(_describe_danger(kind) for kind in kinds)
    return ClinicianCard(CardKind.URGENT, gettext("Help is there now"), sentences or _describe_any_danger())


def _describe_danger(kind: UrgentKind) -> str:
    match kind:
        case UrgentKind.SELF_HARM:
            return gettext(
                "What you wrote sounds very hard, and you are not alone with it. "
                "If you may be in danger, call the emergency number now. A crisis line is there to talk."
            )
        case UrgentKind.POISONING:
            return gettext(
                "If something harmful was taken, or more than was meant, by you or by someone with you, "
                "call the emergency number now. "
                "A poison centre answers questions about anything swallowed or injected."
            )
        case UrgentKind.MEDICAL:
            return gettext(
                "What you wrote can be a sign of an emergency. "
                "If it is there now, with you or with someone near you, call the emergency number now."
            )


def _describe_any_danger() -> str:
    return gettext(
        "If you or someone near you may be in danger, call the emergency number now. "
        "A poison centre answers questions about anything swallowed or injected. A crisis line is there to talk."
    )


def list_urgent_signs() -> tuple[str, ...]:
    """Return the urgent situations in words, as the guard distinguishes them."""
    return (
        gettext("thoughts of ending your life or of hurting yourself"),
        gettext("something harmful swallowed, breathed in or injected, or more of a medicine than was meant"),
        gettext("pain, pressure or tightness in the chest"),
        gettext(
            "signs of a stroke: a face that droops, an arm or leg that goes weak or numb, trouble speaking or seeing"
        ),
        gettext("trouble breathing at rest"),
        gettext("very low or very high blood glucose together with feeling unwell"),
        gettext("fainting, or someone who does not wake up"),
        gettext("a severe allergic reaction: swelling of face or throat, trouble breathing"),
    )


def find_card(kind: str) -> ClinicianCard | None:
    """Return the card that an address or an error names, if there is one of this kind."""
    return build_card(CardKind(kind)) if kind in set(CardKind) else None


def serialize_card(kind: CardKind, urgent_kind: UrgentKind | None = None) -> dict[str, str]:
    """Return the JSON form of a card; `urgent_kind` is what an urgent one is about."""
    return asdict(build_urgent_card([urgent_kind]) if urgent_kind else build_card(kind))
