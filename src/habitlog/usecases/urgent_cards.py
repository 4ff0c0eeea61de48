"""The urgent card: it stays open until the person closes it, and no education is shown on its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.guard import UrgentKind
from habitlog.storage import urgent_cards


class UrgentCard(Struct, frozen=True):
    """One urgent card: its kind, the day it is for, and from which to which day of the person it was open."""

    kind: UrgentKind
    day: date
    opened_on: date
    closed_on: date | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any], person: Person) -> Self:
        """Return the card of a row."""
        closed_at = row["closed_at"]
        return cls(
            UrgentKind(row["kind"]),
            row["day"],
            person.local_today(row["opened_at"]),
            person.local_today(closed_at) if closed_at else None,
        )

    @property
    def is_open(self) -> bool:
        """Whether the person has not closed it."""
        return self.closed_on is None

    def covers_day(self, day: date) -> bool:
        """Whether it is for this day, or was open on it."""
        return day == self.day or (self.opened_on <= day and (self.closed_on is None or day <= self.closed_on))


class UrgentCards(Struct, frozen=True):
    """All urgent cards of a person, open and closed."""

    cards: tuple[UrgentCard, ...]

    @property
    def open_kinds(self) -> tuple[UrgentKind, ...]:
        """The kinds of the open cards, the most pressing first."""
        kinds = {card.kind for card in self.cards if card.is_open}
        return tuple(kind for kind in UrgentKind if kind in kinds)

    def is_open_for(self, day: date) -> bool:
        """Whether an open card is for this day."""
        return any(card.is_open and card.day == day for card in self.cards)

    def allow_education(self, *days: date) -> bool:
        """Whether none of these days is covered by a card."""
        return not any(card.covers_day(day) for card in self.cards for day in days)


def list_urgent_cards(transaction: ReadTransaction, person: Person) -> UrgentCards:
    """Return the urgent cards of a person; nobody else is ever shown one."""
    rows = urgent_cards.fetch_urgent_cards(transaction, person.id)
    return UrgentCards(tuple(UrgentCard.from_row(row, person) for row in rows))


def open_urgent_card(
    transaction: WriteTransaction, person: Person, kind: UrgentKind | None, day: date, now: datetime
) -> None:
    """Open a card for a day; nothing for no kind. A card for a day to come is for today."""
    if kind is not None:
        transaction.lock_person(person.id)
        urgent_cards.open_urgent_card(transaction, person.id, min(day, person.local_today(now)), kind, now)


def close_urgent_cards(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Close every open card; closing again changes nothing."""
    transaction.lock_person(person.id)
    urgent_cards.close_urgent_cards(transaction, person.id, now)
