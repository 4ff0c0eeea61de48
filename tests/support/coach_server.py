"""A served log with a coach who has a second step and clients with twelve weeks of days, for a real browser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyotp
from msgspec import Struct
from tests.support.people import PASSWORD
from tests.support.playwright_api import Page
from tests.support.served_accounts import add_account
from tests.support.sharing import SharingPair

from habitlog.accounts.person import Person
from habitlog.config import Config
from habitlog.db import Database
from habitlog.demo import main_account
from habitlog.importers.base import ParsedFile
from habitlog.usecases.files import imports
from habitlog.usecases.identity import accounts, two_factor

if TYPE_CHECKING:
    from tests.support.browser_pages import Server

ALL = ["sleep", "diet", "training", "stress"]
WEEKS = timedelta(weeks=14)


class CoachServer(Struct, frozen=True):
    """Who is there: a coach, and the text their authenticator app holds, beside the server they are on."""

    server: Server
    database: Database
    now: datetime
    coach: Person
    app_text: str

    def app_code(self) -> str:
        """Return six digits that the app shows next: those of this half minute may have been used."""
        return pyotp.TOTP(self.app_text).at(datetime.now(UTC) + timedelta(seconds=30))

    def add(self, name: str, **style: str) -> Person:
        return add_person(self.database, name, self.now, **style)

    def create_grant(self, client: Person, pillars: list[str], **raw: Any) -> str:
        """Share from before the first day on, and return the grant's id."""
        since = str(client.local_today(self.now) - 2 * WEEKS)
        named = {"label": client.name, "history_from": since} | raw
        return SharingPair(self.database, client, self.coach).create_active_grant(self.now, pillars=pillars, **named)

    def create_pending_grant(self, client: Person, pillars: list[str]) -> str:
        return SharingPair(self.database, client, self.coach).create_pending_grant(
            self.now, pillars=pillars, label=client.name
        )

    def create_code(self, client: Person, pillars: list[str]) -> str:
        return SharingPair(self.database, client, self.coach).create_code(self.now, pillars=pillars, label=client.name)

    def sign_in_page(self, page: Page, who: Person) -> Page:
        """Hand a page a session of somebody, a coach's with a second step passed."""
        passed = self.now if who.id == self.coach.id else None
        with self.database.begin_write() as transaction:
            secret = accounts.create_session(transaction, who.id, self.now, passed)
        page.context.add_cookies([{"name": "habitlog", "value": secret, "url": self.server.address}])
        return page


def add_person(database: Database, name: str, now: datetime, **style: str) -> Person:
    email = f"{name.partition(' ')[0].lower()}@example.org"
    with database.begin_write() as transaction:
        return add_account(transaction, name, email, "Europe/Stockholm", now, **style)


def start_coach_server(server: Server, **style: str) -> CoachServer:
    """Add a coach who switched a second step on, and writes numbers in a style."""
    url, now = f"sqlite:///{server.folder / 'habitlog.sqlite3'}", datetime.now(UTC)
    key, database = Config(database_url=url, data_dir=server.folder).load_secret_key(), Database(url)
    coach = add_person(database, "Noor Haddad", now, **style)
    two_factor.begin_enrolment(database, coach, PASSWORD, now)
    with database.begin_read() as transaction:
        waits = two_factor.find_pending_enrolment(transaction, key, coach, now)
    assert waits is not None
    text = waits.secret_text.replace(" ", "")
    two_factor.confirm_enrolment(database, key, coach, pyotp.TOTP(text).at(now), now)
    return CoachServer(server, database, now, coach, text)


def log_demo_weeks(found: CoachServer, client: Person) -> Person:
    """Give somebody fourteen weeks of the demonstration's days."""
    today = client.local_today(found.now)
    drafts = [one for one in main_account.build_drafts(today, found.now) if _day(one.fields) > today - WEEKS]
    with found.database.begin_write() as transaction:
        imports.import_drafts(transaction, client, ParsedFile("demo", len(drafts), 0, drafts, [], {}), found.now)
    return client


def _day(fields: dict[str, Any]) -> date:
    return date.fromisoformat(str(fields.get("day") or fields.get("out_at") or fields["end_at"])[:10])
