"""Accounts that end: every column that names a person has its rule, and what is left of somebody names them no more."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from tests.conftest import NOW, STOCKHOLM
from tests.support.people import account, sign_in, with_token
from tests.support.sharing import Two

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

SOURCES = Path(__file__).resolve().parents[2] / "src" / "habitlog"
DAY = timedelta(days=1)


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def test_every_column_that_names_a_person_has_its_rule() -> None:
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
        if place != ("consent_scope", "person_id"):
            assert named[place] == ({ways[rule]} if rule in ways else set()), place


def test_a_client_who_goes_takes_everything_along(two: Two, database: Database) -> None:
    grant = two.active(NOW)
    two.seen(NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.client, NOW)
    with pytest.raises(NotFound):
        two.seen(NOW, grant_id=grant)
    with database.begin_read() as transaction:
        for table, column in deletion.DELETION_RULES:
            if (table, column) != ("notice", "client_id"):
                c = metadata.tables[table].c[column]
                assert transaction.fetch_value(select(func.count()).where(c == two.client.id)) == 0, table
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
        assert [(one.kind, one.other_name) for one in notifications.list_notifications(transaction, two.coach)] == [
            ("ended", "")
        ]


def test_a_coach_who_goes_stays_as_deleted_coach(two: Two, app: FastAPI, database: Database) -> None:
    grant, code = two.active(NOW), two.code(NOW)
    two.seen(NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    found = two.find(grant, NOW)
    assert (found.state, found.ended_by, found.coach_label, found.coach_email) == (
        "revoked", "account", "deleted coach", None,
    )  # fmt: skip
    with database.begin_read() as transaction:
        told = list_access_log(transaction, two.client, 10)["items"]
        assert [(one["coach"], one["outcome"]) for one in told] == [("deleted coach", "served")]
        assert transaction.fetch_tuples(select(access_log_table.c.actor_id, access_log_table.c.actor_label)) == [
            (None, "deleted coach")
        ]
        kinds = {one.kind: one.other_name for one in notifications.list_notifications(transaction, two.client)}
        assert kinds["ended"] == "deleted coach"
        everything = str([transaction.fetch_rows(select(table)) for table in metadata.sorted_tables])
    assert "Ben" not in everything
    assert "ben@example.org" not in everything
    # The address comes back as another account: the grant does not, nor does the code that was taken.
    again = Two(database, two.client, account(app, "Ben", STOCKHOLM))
    assert again.coach.id != two.coach.id
    assert again.seen(NOW) == {}
    assert invitations.redeem_invitation(database, again.coach, code, NOW)
    assert again.seen(NOW) == {}


def test_a_taken_code_does_not_open_again_with_its_coach_gone(two: Two, app: FastAPI, database: Database) -> None:
    code = two.code(NOW)
    invitations.redeem_invitation(database, two.coach, code, NOW)
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    with pytest.raises(NotFound):
        invitations.redeem_invitation(database, account(app, "Cyd", STOCKHOLM), code, NOW)


def test_a_row_that_goes_without_the_use_case_leaves_no_name_either(two: Two, database: Database) -> None:
    two.active(NOW)
    two.seen(NOW)
    with database.begin_write() as transaction:
        transaction.execute(person_table.delete().where(person_table.c.id == two.coach.id))
        assert transaction.fetch_tuples(select(consent_grant_table.c.coach_id)) == [(None,)]
        assert [one["coach"] for one in list_access_log(transaction, two.client, 10)["items"]] == ["deleted coach"]
        assert transaction.fetch_value(select(func.count()).where(notification_table.c.person_id == two.coach.id)) == 0


def test_a_disabled_account_is_out_at_once_and_back_when_enabled(app: FastAPI, database: Database) -> None:
    browser, someone = sign_in(app, "Ada", STOCKHOLM), account(app, "Ada", STOCKHOLM)
    program = with_token(app, someone, "read")
    assert (browser.get("/").status_code, program.get("/pillars").status_code) == (200, 200)
    with database.begin_write() as transaction:
        deletion.disable_account(transaction, someone, NOW)
    with database.begin_write() as transaction:
        deletion.enable_account(transaction, someone)
        assert accounts.find_person_by_email(transaction, "ada@example.org") == someone
    assert (browser.get("/").status_code, program.get("/pillars").status_code) == (303, 401)
    assert sign_in(app, "Ada", STOCKHOLM).get("/").status_code == 200


def statements(path: Path) -> list[str]:
    """Return what a file updates and deletes, as `update(x)` and `delete(x)`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and node.args)
    return [
        ast.unparse(node) for node in calls if isinstance(node.func, ast.Name) and node.func.id in {"update", "delete"}
    ]


def test_no_code_changes_the_log_of_looks_but_the_end_of_an_account() -> None:
    found = {
        (path.name, said)
        for path in SOURCES.rglob("*.py")
        for said in statements(path)
        if said.endswith("(access_log)")
    }
    assert found == {("erasure.py", "update(access_log)")}
    raw = [path.name for path in SOURCES.rglob("*.py") if "access_log.delete" in path.read_text()]
    assert raw == []
