"""Screening of free texts for amounts and topics that are a clinician's, before anything is saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from habitlog.errors import ClinicianTopic
from habitlog.guard import CardKind, GuardDecision, UrgentKind, check_text
from habitlog.tracking import EntryRecord

log = logging.getLogger(__name__)

_BY_URGENCY = tuple(CardKind)


class ScreenedRecord(NamedTuple):
    """The card to show beside a saved record, or None, and what an urgent one is about."""

    card: CardKind | None
    urgent_kind: UrgentKind | None


def screen_record(record: EntryRecord) -> ScreenedRecord:
    """Return the card to show beside a saved record.

    Raises `ClinicianTopic` when a text is not saved as written. Only class and field are logged, never the words.
    """
    screened = [_screen_text(field, text, structured=True) for field, text in record.iter_free_texts()]
    screened += [_screen_text("note", record.note, structured=False)] if record.note else []
    return ScreenedRecord(_refuse_or_card(screened), _find_urgent_kind(screened))


class ScreenedText(NamedTuple):
    """The decision of the guard on the text of a field."""

    field: str
    decision: GuardDecision


def _screen_text(field: str, text: str, *, structured: bool) -> ScreenedText:
    decision = check_text(text, structured=structured)
    if decision.card:
        log.info("guard: class %s, %s", decision.topic_class, "refused" if decision.refused else "kept")
    return ScreenedText(field, decision)


def _refuse_or_card(screened: Sequence[ScreenedText]) -> CardKind | None:
    """Return the most urgent card, or raise `ClinicianTopic` with it for the first text that is refused."""
    card = _find_most_urgent_card(screened)
    for field, decision in screened:
        if decision.refused and card:
            shown = card if card is CardKind.URGENT else decision.card or card
            kind = _find_urgent_kind(screened)
            raise ClinicianTopic(field, str(decision.topic_class), shown, decision.suggestion, kind)
    return card


def _find_most_urgent_card(screened: Iterable[ScreenedText]) -> CardKind | None:
    cards = [text.decision.card for text in screened if text.decision.card]
    return min(cards, key=_BY_URGENCY.index, default=None)


def _find_urgent_kind(screened: Iterable[ScreenedText]) -> UrgentKind | None:
    kinds = {text.decision.urgent_kind for text in screened}
    return next((kind for kind in UrgentKind if kind in kinds), None)


def screen_name(field: str, text: str) -> None:
    """Screen a name that a person gives to something, or a search; raises `ClinicianTopic`."""
    _refuse_or_card([_screen_text(field, text, structured=True)])


def screen_notes(notes: Iterable[tuple[str, str]]) -> tuple[CardKind | None, tuple[ScreenedText, ...]]:
    """Screen (field, text) pairs that are shown and not stored; return the most urgent card and the refused texts."""
    screened = [_screen_text(field, text, structured=False) for field, text in notes]
    return _find_most_urgent_card(screened), tuple(text for text in screened if text.decision.refused)
