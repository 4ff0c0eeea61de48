"""Screening of free texts for amounts and topics that are a clinician's, before anything is saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, DoubtedText
from habitlog.guard import CardKind, GuardDecision, UrgentKind, check_text
from habitlog.tracking import EntryRecord

log = logging.getLogger(__name__)

NOT_A_MEDICINE = "not-a-medicine"
"""What a person answers, by form or program, when words of a text are not about a medicine."""

_BY_URGENCY = tuple(CardKind)


class ScreenedRecord(NamedTuple):
    """The card to show beside a saved record, or None, and what an urgent one is about."""

    card: CardKind | None
    urgent_kind: UrgentKind | None


def screen_record(
    record: EntryRecord, *, accepted: AbstractSet[str] = frozenset(), asks: bool = True
) -> ScreenedRecord:
    """Return the card to show beside a saved record.

    Raises `ClinicianTopic` when a text is not saved as written, and where it `asks` `ClinicianTopicUnsure` when its
    person has to say first whether it is about a medicine; nothing is asked about `accepted` words. Only class and
    field are logged, never the words.
    """
    texts = [(field, text, True) for field, text in record.iter_free_texts()]
    texts += [("note", record.note, False)] if record.note else []
    screened = [_screen_text(field, text, structured=short, accepted=accepted) for field, text, short in texts]
    card = _refuse_or_card(screened)
    if asks:
        _ask(screened, card)
    return ScreenedRecord(card, _find_urgent_kind(screened))


def screen_note(
    field: str, text: str, *, accepted: AbstractSet[str] = frozenset(), asks: bool = True
) -> ScreenedRecord:
    """Return the card to show beside a saved note that belongs to no entry; raises as `screen_record` does."""
    screened = [_screen_text(field, text, structured=False, accepted=accepted)]
    card = _refuse_or_card(screened)
    if asks:
        _ask(screened, card)
    return ScreenedRecord(card, _find_urgent_kind(screened))


def _ask(screened: Iterable[ScreenedText], card: CardKind | None) -> None:
    """Raise `ClinicianTopicUnsure` with every text that is in doubt."""
    doubts = [(one, one.decision.doubt) for one in screened if one.decision.doubt]
    if doubts:
        raise ClinicianTopicUnsure(
            str(min(doubt.topic_class for _, doubt in doubts)),
            [DoubtedText(one.field, one.text, doubt.spans, one.decision.suggestion) for one, doubt in doubts],
            {word for _, doubt in doubts for word in doubt.words},
            card,
        )


class ScreenedText(NamedTuple):
    """The decision of the guard on the text of a field."""

    field: str
    text: str
    decision: GuardDecision


def _screen_text(field: str, text: str, *, structured: bool, accepted: AbstractSet[str] = frozenset()) -> ScreenedText:
    decision = check_text(text, structured=structured, accepted=accepted)
    if decision.doubt:
        log.info("guard: class %s, asked", decision.doubt.topic_class)
    elif decision.card:
        log.info("guard: class %s, %s", decision.topic_class, "refused" if decision.refused else "kept")
    return ScreenedText(field, text, decision)


def _refuse_or_card(screened: Sequence[ScreenedText]) -> CardKind | None:
    """Return the most urgent card, or raise `ClinicianTopic` with it for the first text that is refused."""
    card = _find_most_urgent_card(screened)
    for field, _, decision in screened:
        if decision.refused and card:
            shown = card if card is CardKind.URGENT else decision.card or card
            kind = _find_urgent_kind(screened)
            raise ClinicianTopic(field, str(decision.topic_class), shown, decision.suggestion, kind, decision.question)
    return card


def _find_most_urgent_card(screened: Iterable[ScreenedText]) -> CardKind | None:
    cards = [text.decision.card for text in screened if text.decision.card]
    return min(cards, key=_BY_URGENCY.index, default=None)


def _find_urgent_kind(screened: Iterable[ScreenedText]) -> UrgentKind | None:
    kinds = {text.decision.urgent_kind for text in screened}
    return next((kind for kind in UrgentKind if kind in kinds), None)


def screen_name(field: str, text: str) -> None:
    """Screen a name that a person gives to something, or a search; raises `ClinicianTopic`, and asks nothing."""
    _refuse_or_card([_screen_text(field, text, structured=True)])


def find_urgent_card(texts: Iterable[str]) -> CardKind | None:
    """Return the urgent card where one of the texts, which are stored nowhere, speaks of danger."""
    is_urgent = any(check_text(text).card is CardKind.URGENT for text in texts)
    return CardKind.URGENT if is_urgent else None
