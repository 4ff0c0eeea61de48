"""The guard at the door: every free text of a record is read before anything is saved."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from habitlog.errors import ClinicianTopic
from habitlog.guard import Card, Decision, check
from habitlog.guard.policy import QUIET, REFERRAL, SUPPLEMENT, URGENT
from habitlog.pillar import EntryRecord

log = logging.getLogger(__name__)

_URGENT_FIRST = {"urgent": 0, "referral": 1, "quiet": 2, "supplement": 3}


def screen(record: EntryRecord) -> Card | None:
    """Return the card to show beside a saved record, or None.

    Raises `ClinicianTopic` when a text is not saved as written. Only class and field are logged, never the words.
    """
    read = [_read(field, text, structured=True) for field, text in record.texts()]
    read += [_read("note", record.note, structured=False)] if record.note else []
    return _answer(read)


class Read(NamedTuple):
    """What the guard says of the text in a field."""

    field: str
    decision: Decision


def _read(field: str, text: str, *, structured: bool) -> Read:
    decision = check(text, structured=structured)
    if decision.card:
        log.info("guard: class %s, %s", decision.topic, "refused" if decision.refused else "kept")
    return Read(field, decision)


def _answer(read: Iterable[Read]) -> Card | None:
    """Return the most urgent card, or raise `ClinicianTopic` with it for the first text that is refused."""
    told = list(read)
    card = _most_urgent(told)
    for field, decision in told:
        if decision.refused and card:
            first = card if card == URGENT else decision.card or card
            raise ClinicianTopic(field, str(decision.topic), first.as_json(), decision.suggestion)
    return card


def _most_urgent(read: Iterable[Read]) -> Card | None:
    cards = [one.decision.card for one in read if one.decision.card]
    return min(cards, key=lambda card: _URGENT_FIRST[card.kind], default=None)


def screen_name(field: str, text: str) -> None:
    """Read a name a person gives to something of their own, or a search; raises `ClinicianTopic`."""
    _answer([_read(field, text, structured=True)])


def screen_notes(notes: Iterable[tuple[str, str]]) -> tuple[Card | None, tuple[Read, ...]]:
    """Read texts that are shown and never kept, by field: the most urgent card, and those that are refused."""
    read = [_read(field, text, structured=False) for field, text in notes]
    return _most_urgent(read), tuple(one for one in read if one.decision.refused)


def card_of(kind: str) -> Card | None:
    """Return the card of this kind, for a page that follows a saved entry."""
    return next((card for card in (URGENT, REFERRAL, QUIET, SUPPLEMENT) if card.kind == kind), None)


def refused(error: ClinicianTopic) -> tuple[dict[str, str], Card | None]:
    """Return what a form shows for a name that was refused: a sentence at its field, and the card above it all."""
    return {error.field: "This was not saved as written."}, card_of(error.extra["referral"]["kind"])
