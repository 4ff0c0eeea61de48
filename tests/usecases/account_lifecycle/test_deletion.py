"""Accounts that end: every column that names a person has its rule, and what is left of somebody names them no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from tests.support.clock import NOW, STOCKHOLM
from tests.support.paths import ROOT
from tests.support.people import create_api_client, ensure_account, sign_in
from tests.support.sharing import SharingPair

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.db.base import PersonId
from habitlog.errors import NotFound
from habitlog.models import metadata
from habitlog.sharing.tables import access_log_table, consent_grant_table, notification_table
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import grants, invitations
from habitlog.usecases.sharing.access_log import list_access_log

SOURCES = ROOT / "src" / "habitlog"
DAY = timedelta(days=1)


def test_every_person_column_has_erasure_rule() -> None:
    """A new table with a person in it fails here until it is said what a deletion does with it."""
    named = {
        (table.name, column.name): {key.ondelete for key in column.foreign_keys if key.column.table is person_table}
        for table in metadata.sorted_tables
        for column in table.c
        if table is not person_table
        and (column.type is PersonId or any(key.column.table is person_table for key in column.foreign_keys))
    }
    assert set(named) == set(deletion.DELETION_RULES)
    ways = {"goes": "CASCADE", "unnamed": "SET NULL"}
    for place, rule in deletion.DELETION_RULES.items():
        if place != ("grant_pillar", "person_id"):
            assert named[place] == ({ways[rule]} if rule in ways else set()), place


def test_deleted_client_leaves_no_rows(two: SharingPair, database: Database) -> None:
    grant = two.create_active_grant(NOW)
    two.read_shared_scope(NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.client, NOW)
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW, grant_id=grant)
    with database.begin_read() as transaction:
        for table, column in deletion.DELETION_RULES:
            if (table, column) != ("notification", "client_id"):
                c = metadata.tables[table].c[column]
                assert transaction.fetch_value(select(func.count()).where(c == two.client.id)) == 0, table
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
        assert [(one.kind, one.other_name) for one in notifications.list_notifications(transaction, two.coach)] == [
            ("ended", "")
        ]


def test_deleted_coach_is_anonymised(two: SharingPair, app: FastAPI, database: Database) -> None:
    grant, code = two.create_active_grant(NOW), two.create_code(NOW)
    two.read_shared_scope(NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    found = two.find_grant(grant, NOW)
    assert (found.state, found.ended_by, found.coach_label, found.coach_email) == (
        "revoked", "account", "deleted coach", None,
    )  # fmt: skip
    with database.begin_read() as transaction:
        views = list_access_log(transaction, two.client, 10).views
        assert [(view.coach_label, view.outcome) for view in views] == [("deleted coach", "served")]
        assert transaction.fetch_tuples(select(access_log_table.c.coach_id, access_log_table.c.coach_label)) == [
            (None, "deleted coach")
        ]
        kinds = {one.kind: one.other_name for one in notifications.list_notifications(transaction, two.client)}
        assert kinds["ended"] == "deleted coach"
        everything = str([transaction.fetch_rows(select(table)) for table in metadata.sorted_tables])
    assert "Ben" not in everything
    assert "ben@example.org" not in everything
    # The address comes back as another account: the grant does not, nor does the code that was taken.
    again = SharingPair(database, two.client, ensure_account(app, "Ben", STOCKHOLM))
    assert again.coach.id != two.coach.id
    assert again.read_shared_scope(NOW) == {}
    assert invitations.redeem_invitation(database, again.coach, code, NOW)
    assert again.read_shared_scope(NOW) == {}


def test_redeemed_code_stays_used_after_coach_deletion(two: SharingPair, app: FastAPI, database: Database) -> None:
    code = two.create_code(NOW)
    invitations.redeem_invitation(database, two.coach, code, NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    with pytest.raises(NotFound):
        invitations.redeem_invitation(database, ensure_account(app, "Cyd", STOCKHOLM), code, NOW)


def test_person_row_deleted_directly_leaves_no_name(two: SharingPair, database: Database) -> None:
    two.create_active_grant(NOW)
    two.read_shared_scope(NOW)
    with database.begin_write() as transaction:
        transaction.execute(person_table.delete().where(person_table.c.id == two.coach.id))
        assert transaction.fetch_tuples(select(consent_grant_table.c.coach_id)) == [(None,)]
        assert [view.coach_label for view in list_access_log(transaction, two.client, 10).views] == ["deleted coach"]
        assert transaction.fetch_value(select(func.count()).where(notification_table.c.person_id == two.coach.id)) == 0


def test_disabled_account_is_refused_until_enabled(app: FastAPI, database: Database) -> None:
    browser, someone = sign_in(app, "Ada", STOCKHOLM), ensure_account(app, "Ada", STOCKHOLM)
    program = create_api_client(app, someone, "read")
    assert (browser.get("/").status_code, program.get("/pillars").status_code) == (200, 200)
    with database.begin_write() as transaction:
        deletion.disable_account(transaction, someone, NOW)
    with database.begin_write() as transaction:
        deletion.enable_account(transaction, someone)
        found = accounts.find_person_by_email(transaction, "ada@example.org")
    assert found is not None
    assert found.id == someone.id
    assert (browser.get("/").status_code, program.get("/pillars").status_code) == (303, 401)
    assert sign_in(app, "Ada", STOCKHOLM).get("/").status_code == 200
