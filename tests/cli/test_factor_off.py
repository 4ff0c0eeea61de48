"""The second step of someone who lost phone and codes is switched off by the operator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from tests.cli.conftest import Run
from tests.support.people import PASSWORD

from habitlog.db import Database
from habitlog.people import codes
from habitlog.people.factor import half_sign_in, recovery_code, second_factor
from habitlog.people.model import sign_in
from habitlog.usecases import accounts, factorsetup, noticing

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
TABLES = (second_factor, recovery_code, half_sign_in, sign_in)


def counts(database: Database) -> list[int]:
    with database.read() as unit:
        return [int(unit.value(select(func.count()).select_from(table))) for table in TABLES]


def test_it_is_switched_off_and_every_session_ends(run: Run, ada: str, database_url: str, home: Path) -> None:
    database, key = Database(database_url), b"k" * 32
    with database.read() as unit:
        someone = accounts.by_email(unit, ada)
    factorsetup.begin(database, someone, PASSWORD, NOW)
    with database.read() as unit:
        waits = factorsetup.waiting(unit, key, someone, NOW)
        salt = str(unit.value(select(second_factor.c.salt)))
    assert waits is not None
    code = codes.code_of(codes.app_secret(key, salt), codes.step_of(NOW))
    factorsetup.confirm(database, key, someone, code, NOW)
    assert not accounts.enter(database, ada, PASSWORD, "here", NOW).whole
    assert counts(database) == [1, 10, 1, 1]
    said = run("user", "factor-off", ada)
    assert (said.status, said.out) == (0, f"{ada} has no second step any more; every session ended.\n")
    assert counts(database) == [0, 0, 0, 0]
    assert run("user", "factor-off", ada).out.endswith("had no second step; every session ended.\n")
    with database.read() as unit:
        assert sorted(one.kind for one in noticing.listed(unit, someone)) == ["factor-off", "factor-on"]
    assert accounts.enter(database, ada, PASSWORD, "here", NOW).whole
    database.close()


def test_where_there_was_none_it_says_so(run: Run, ada: str) -> None:
    assert run("user", "factor-off", ada).out == f"{ada} had no second step; every session ended.\n"


def test_an_unknown_address_is_one_clear_line(run: Run) -> None:
    said = run("user", "factor-off", "nobody@example.org")
    assert (said.status, said.out) == (1, "")
    assert said.err == "habitlog: There is no account with the address nobody@example.org.\n"
