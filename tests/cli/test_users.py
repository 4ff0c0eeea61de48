"""Two-step sign-in of someone who lost phone and codes is switched off by the operator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from tests.support.command_line import CommandRunner
from tests.support.people import PASSWORD

from habitlog.accounts import two_factor as codes
from habitlog.accounts.person import login_session_table
from habitlog.accounts.two_factor import pending_login_table, recovery_code_table, two_factor_table
from habitlog.db import Database
from habitlog.usecases import notifications
from habitlog.usecases.identity import accounts
from habitlog.usecases.identity import two_factor as factorsetup

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
TABLES = (two_factor_table, recovery_code_table, pending_login_table, login_session_table)


def counts(database: Database) -> list[int]:
    with database.begin_read() as transaction:
        return [int(transaction.fetch_value(select(func.count()).select_from(table))) for table in TABLES]


def test_factor_off_ends_every_session(run: CommandRunner, ada_email: str, database_url: str, home: Path) -> None:
    database, key = Database(database_url), b"k" * 32
    with database.begin_read() as transaction:
        someone = accounts.find_person_by_email(transaction, ada_email)
    factorsetup.begin_enrolment(database, someone, PASSWORD, NOW)
    with database.begin_read() as transaction:
        waits = factorsetup.find_pending_enrolment(transaction, key, someone, NOW)
        salt = str(transaction.fetch_value(select(two_factor_table.c.salt)))
    assert waits is not None
    code = codes.compute_totp_code(codes.derive_totp_secret(key, salt), codes.compute_time_step(NOW))
    factorsetup.confirm_enrolment(database, key, someone, code, NOW)
    assert not accounts.sign_in_with_password(database, ada_email, PASSWORD, "here", NOW).is_complete
    assert counts(database) == [1, 10, 1, 1]
    said = run("user", "factor-off", ada_email)
    assert (said.status, said.out) == (0, f"{ada_email} has no second step any more; every session ended.\n")
    assert counts(database) == [0, 0, 0, 0]
    assert run("user", "factor-off", ada_email).out.endswith("had no second step; every session ended.\n")
    with database.begin_read() as transaction:
        assert sorted(one.kind for one in notifications.list_notifications(transaction, someone)) == [
            "factor-off",
            "factor-on",
        ]
    assert accounts.sign_in_with_password(database, ada_email, PASSWORD, "here", NOW).is_complete
    database.close_connections()


def test_factor_off_without_two_factor_says_so(run: CommandRunner, ada_email: str) -> None:
    assert run("user", "factor-off", ada_email).out == f"{ada_email} had no second step; every session ended.\n"


def test_factor_off_of_unknown_email_is_one_line(run: CommandRunner) -> None:
    said = run("user", "factor-off", "nobody@example.org")
    assert (said.status, said.out) == (1, "")
    assert said.err == "habitlog: There is no account with the address nobody@example.org.\n"
