"""The guard at the door: every free text of a record is read before anything is saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from habitlog.errors import ClinicianTopic
from habitlog.guard import ClinicianCard, GuardDecision, check_text
from habitlog.guard.policy import QUIET_CARD, REFERRAL_CARD, SUPPLEMENT_CARD, URGENT_CARD
from habitlog.tracking import EntryRecord

log = logging.getLogger(__name__)

_URGENCY_ORDER = {"urgent": 0, "referral": 1, "quiet": 2, "supplement": 3}


def screen_record(record: EntryRecord) -> ClinicianCard | None:
    """Return the card to show beside a saved record, or None.

    Raises `ClinicianTopic` when a text is not saved as written. Only class and field are logged, never the words.
    """
    read = [_screen_text(field, text, structured=True) for field, text in record.iter_free_texts()]
    read += [_screen_text("note", record.note, structured=False)] if record.note else []
    return _refuse_or_card(read)


class ScreenedText(NamedTuple):
    """What the guard says of the text in a field."""

    field: str
    decision: GuardDecision


def _screen_text(field: str, text: str, *, structured: bool) -> ScreenedText:
    decision = check_text(text, structured=structured)
    if decision.card:
        log.info("guard: class %s, %s", decision.topic_class, "refused" if decision.refused else "kept")
    return ScreenedText(field, decision)


def _refuse_or_card(screened: Iterable[ScreenedText]) -> ClinicianCard | None:
    """Return the most urgent card, or raise `ClinicianTopic` with it for the first text that is refused."""
    told = list(screened)
    card = _find_most_urgent_card(told)
    for field, decision in told:
        if decision.refused and card:
            first = card if card == URGENT_CARD else decision.card or card
            raise ClinicianTopic(field, str(decision.topic_class), first.as_json(), decision.suggestion)
    return card


def _find_most_urgent_card(screened: Iterable[ScreenedText]) -> ClinicianCard | None:
    cards = [one.decision.card for one in screened if one.decision.card]
    return min(cards, key=lambda card: _URGENCY_ORDER[card.kind], default=None)


def screen_name(field: str, text: str) -> None:
    """Read a name a person gives to something of their own, or a search; raises `ClinicianTopic`."""
    _refuse_or_card([_screen_text(field, text, structured=True)])


def screen_notes(notes: Iterable[tuple[str, str]]) -> tuple[ClinicianCard | None, tuple[ScreenedText, ...]]:
    """Read texts that are shown and never kept, by field: the most urgent card, and those that are refused."""
    read = [_screen_text(field, text, structured=False) for field, text in notes]
    return _find_most_urgent_card(read), tuple(one for one in read if one.decision.refused)


def find_card(kind: str) -> ClinicianCard | None:
    """Return the card of this kind, for a page that follows a saved entry."""
    return next((card for card in (URGENT_CARD, REFERRAL_CARD, QUIET_CARD, SUPPLEMENT_CARD) if card.kind == kind), None)


def describe_refusal(error: ClinicianTopic) -> tuple[dict[str, str], ClinicianCard | None]:
    """Return what a form shows for a name that was refused: a sentence at its field, and the card above it all."""
    return {error.field: "This was not saved as written."}, find_card(error.extra["referral"]["kind"])
