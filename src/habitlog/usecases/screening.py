"""The guard at the door: every free text of a record is read before anything is saved."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from habitlog.errors import ClinicianTopic
from habitlog.guard import Card, check
from habitlog.guard.policy import QUIET, REFERRAL, SUPPLEMENT, URGENT
from habitlog.pillar import EntryRecord

log = logging.getLogger(__name__)

_URGENT_FIRST = {"urgent": 0, "referral": 1, "quiet": 2, "supplement": 3}


def screen(record: EntryRecord) -> Card | None:
    """Return the card to show beside a saved record, or None.

    Raises `ClinicianTopic` when a text is not saved as written. Only class and field are logged, never the words.
    """
    cards = sorted(_cards(record), key=lambda card: _URGENT_FIRST[card.kind])
    return cards[0] if cards else None


def _cards(record: EntryRecord) -> Iterator[Card]:
    for field, text in record.texts():
        yield from _read(field, text, structured=True)
    if record.note:
        yield from _read("note", record.note, structured=False)


def _read(field: str, text: str, *, structured: bool) -> Iterator[Card]:
    decision = check(text, structured=structured)
    if decision.card is None:
        return
    log.info("guard: class %s, %s", decision.topic, "refused" if decision.refused else "kept")
    if decision.refused:
        raise ClinicianTopic(field, str(decision.topic), decision.card.as_json(), decision.suggestion)
    yield decision.card


def screen_name(field: str, text: str) -> None:
    """Read a name a person gives to something of their own; raises `ClinicianTopic`."""
    for _ in _read(field, text, structured=True):
        return


def card_of(kind: str) -> Card | None:
    """Return the card of this kind, for a page that follows a saved entry."""
    return next((card for card in (URGENT, REFERRAL, QUIET, SUPPLEMENT) if card.kind == kind), None)
