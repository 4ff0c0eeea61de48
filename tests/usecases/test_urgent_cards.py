"""Urgent cards in the database: opened once, closed, opened again, and gone with the account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from tests.support.clock import NOW, STOCKHOLM
from tests.support.database_rows import read_all_rows
from tests.support.people import ensure_account

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.guard import UrgentKind
from habitlog.storage.urgent_cards import urgent_card_table
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.urgent_cards import UrgentCards, close_urgent_cards, list_urgent_cards, open_urgent_card

DAY = date(2026, 3, 12)


@pytest.fixture
def ada_account(app: FastAPI) -> Person:
    return ensure_account(app, "Ada", STOCKHOLM)


def open_card(database: Database, person: Person, kind: UrgentKind, day: date = DAY, hours: int = 0) -> None:
    with database.begin_write() as transaction:
        open_urgent_card(transaction, person, kind, day, NOW + timedelta(hours=hours))


def close_cards(database: Database, person: Person, days: int = 0) -> None:
    with database.begin_write() as transaction:
        close_urgent_cards(transaction, person, NOW + timedelta(days=days))


def read_cards(database: Database, person: Person) -> UrgentCards:
    with database.begin_read() as transaction:
        return list_urgent_cards(transaction, person)


def test_card_is_opened_once_a_day_and_kind(database: Database, ada_account: Person) -> None:
    for hours in (0, 1):
        open_card(database, ada_account, UrgentKind.MEDICAL, hours=hours)
    open_card(database, ada_account, UrgentKind.SELF_HARM)
    cards = read_cards(database, ada_account)
    assert len(cards.cards) == 2
    assert cards.open_kinds == (UrgentKind.SELF_HARM, UrgentKind.MEDICAL)
    close_cards(database, ada_account)
    close_cards(database, ada_account, days=1)
    assert read_cards(database, ada_account).open_kinds == ()
    open_card(database, ada_account, UrgentKind.MEDICAL, hours=2)
    assert read_cards(database, ada_account).open_kinds == (UrgentKind.MEDICAL,)


def test_education_is_allowed_outside_the_days_of_a_card(database: Database, ada_account: Person) -> None:
    open_card(database, ada_account, UrgentKind.SELF_HARM, DAY - timedelta(days=5))
    close_cards(database, ada_account, days=2)
    cards = read_cards(database, ada_account)
    covered = [n for n in range(-7, 5) if not cards.allow_education(DAY + timedelta(days=n))]
    assert covered == [-5, 0, 1, 2]
    assert not cards.allow_education(DAY - timedelta(days=3), DAY)


def test_card_for_a_day_to_come_is_for_today(database: Database, ada_account: Person) -> None:
    open_card(database, ada_account, UrgentKind.POISONING, DAY + timedelta(days=1))
    assert [card.day for card in read_cards(database, ada_account).cards] == [DAY]


def test_card_goes_with_the_account(database: Database, ada_account: Person) -> None:
    open_card(database, ada_account, UrgentKind.SELF_HARM)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, ada_account, NOW)
    assert read_all_rows(database)["urgent_card"] == []


def test_unknown_kind_is_refused_by_the_database(database: Database, ada_account: Person) -> None:
    row = {"person_id": ada_account.id, "day": DAY, "kind": "sorrow", "opened_at": NOW, "closed_at": None}
    with pytest.raises(IntegrityError), database.begin_write() as transaction:
        transaction.execute(insert(urgent_card_table), row)
