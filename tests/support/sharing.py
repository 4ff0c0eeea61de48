"""Two people on the way to sharing, made by use-cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from msgspec import Struct
from tests.support.clock import NOW

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.errors import NotFound
from habitlog.sharing.consent_texts import CURRENT_TEXT_VERSION
from habitlog.usecases import notifications
from habitlog.usecases.sharing import grant_changes, grants, invitations
from habitlog.usecases.sharing.access_log import SharedView, read_shared
from habitlog.usecases.sharing.grants import GrantView

Seen = dict[str, tuple[tuple[str, ...], tuple[date, ...]]]


class SharingPair(Struct):
    """A client and a coach at one database."""

    database: Database
    client: Person
    coach: Person

    def create_code(self, now: datetime, **raw: Any) -> str:
        with self.database.begin_write() as transaction:
            return invitations.create_invitation(transaction, self.client, {"pillars": ["sleep"], **raw}, now).code

    def redeem(self, code: str, now: datetime) -> str:
        return invitations.redeem_invitation(self.database, self.coach, code, now)

    def create_pending_grant(self, now: datetime, **raw: Any) -> str:
        return self.redeem(self.create_code(now, **raw), now)

    def confirm(self, grant_id: str, now: datetime, version: int = 1) -> None:
        with self.database.begin_write() as transaction:
            grants.confirm_grant(transaction, self.client, grant_id, version, CURRENT_TEXT_VERSION, now)

    def create_active_grant(self, now: datetime, **raw: Any) -> str:
        grant_id = self.create_pending_grant(now, **raw)
        self.confirm(grant_id, now)
        return grant_id

    def revoke(self, grant_id: str, now: datetime) -> None:
        with self.database.begin_write() as transaction:
            grants.revoke_grant(transaction, self.client, grant_id, now)

    def change(self, grant_id: str, version: int, now: datetime, password: str = "", **raw: Any) -> GrantView:
        return grant_changes.change_scope(self.database, self.client, grant_id, raw, version, now, password)

    def find_grant(self, grant_id: str, now: datetime) -> GrantView:
        with self.database.begin_read() as transaction:
            return grants.find_grant(transaction, self.client, grant_id, now)

    def list_notification_kinds(self, person: Person) -> list[str]:
        with self.database.begin_read() as transaction:
            return sorted(one.kind for one in notifications.list_notifications(transaction, person))

    def read_shared_scope(self, now: datetime, weeks: int = 8, grant_id: str | None = None) -> Seen:
        """Return pillars and weeks the coach is shown, by the name of the client."""
        return read_shared(self.database, self.coach, "list", weeks, now, visible_scope, grant_id)


def visible_scope(_unit: ReadTransaction, looks: tuple[SharedView, ...]) -> Seen:
    return {one.client.name: (one.pillars, one.weeks) for one in looks}


def redeem_error(two: SharingPair, code: str, now: datetime = NOW, coach: Person | None = None) -> str:
    """Return the message for a code that opens nothing, which is the same for a preview and a redemption."""
    answers = set()
    for use_code in (invitations.redeem_invitation, invitations.preview_invitation):
        with pytest.raises(NotFound) as refused:
            use_code(two.database, coach or two.coach, code, now)
        answers.add((type(refused.value), refused.value.code, str(refused.value.parameters)))
    [(_, detail, extra)] = answers
    assert extra == "{}"
    return detail
