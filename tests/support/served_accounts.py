"""Accounts and entries in the database of a running service, written by this process beside it.

A command of habitlog takes over a second to start, and a page of the form to sign in takes two requests and a password
that is hashed with care; what tests are not about is written in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.support.people import PASSWORD

from habitlog.accounts.person import Person
from habitlog.db import Database, WriteTransaction
from habitlog.pillars import PILLARS
from habitlog.usecases.entries import entries
from habitlog.usecases.identity import accounts

if TYPE_CHECKING:
    from tests.support.browser_pages import Server
    from tests.support.playwright_api import Page


@contextmanager
def begin_write_beside(server: Server) -> Iterator[WriteTransaction]:
    """Yield a transaction on the database of a running service."""
    database = Database(f"sqlite:///{server.folder / 'habitlog.sqlite3'}")
    try:
        with database.begin_write() as transaction:
            yield transaction
    finally:
        database.close_connections()


def add_account(
    transaction: WriteTransaction, name: str, email: str, zone: str, now: datetime, **settings: object
) -> Person:
    """Add an account with the password `PASSWORD` and some settings."""
    raw = {"email": email, "name": name, "zone": zone, "password": PASSWORD}
    accounts.create_account(transaction, accounts.parse_new_account(raw, now))
    person = accounts.find_person_by_email(transaction, email)
    if settings:
        accounts.change_profile(transaction, person, person.export_settings() | settings)
    return accounts.find_person_by_email(transaction, email)


def sign_in_new_person(page: Page, server: Server, **settings: object) -> str:
    """Add a person with an empty log, sign in as that person on the page of today and return the email address."""
    name, now = uuid4().hex, datetime.now(UTC)
    with begin_write_beside(server) as transaction:
        person = add_account(transaction, name, f"{name}@example.org", "Etc/UTC", now, **settings)
        secret = accounts.create_session(transaction, person.id, now)
    page.context.add_cookies([{"name": "habitlog", "value": secret, "url": server.address}])
    page.goto("/")
    return person.email


def log_entries(server: Server, email: str, *logged: tuple[str, dict[str, Any]]) -> None:
    """Log entries of a person, each with its pillar, as the API would."""
    with begin_write_beside(server) as transaction:
        person = accounts.find_person_by_email(transaction, email)
        for pillar, entry in logged:
            entries.create_entry(transaction, person, PILLARS[pillar], entry, datetime.now(UTC))
