"""A backup that is put back: what has ended since stays ended, and who was erased is erased again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import Struct
from sqlalchemy import func, insert, select, update
from tests.support.backup import restore_backup, take_backup
from tests.support.cases import for_each_case
from tests.support.command_line import CommandRunner
from tests.support.people import PASSWORD
from tests.support.sharing import SharingPair

from habitlog.accounts.erasure_list import erased_account_table
from habitlog.accounts.person import Person, person_table
from habitlog.accounts.two_factor import pending_login_table
from habitlog.db import Database
from habitlog.errors import NotFound, NotSignedIn
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts, tokens
from habitlog.usecases.sharing import grants, invitations

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Installation(Struct):
    """A database with Ada who shares with Ben, and Cyd; and the data folder."""

    database: Database
    two: SharingPair
    cyd: Person
    folder: Path

    @property
    def people(self) -> list[str]:
        with self.database.begin_read() as transaction:
            return [
                name for (name,) in transaction.fetch_tuples(select(person_table.c.name).order_by(person_table.c.id))
            ]

    @property
    def listed(self) -> list[str]:
        path = self.folder / "erased.txt"
        return path.read_text().splitlines() if path.exists() else []

    def works(self, token: str) -> bool:
        with self.database.begin_read() as transaction:
            try:
                return bool(tokens.find_token_owner(transaction, token, now()))
            except NotSignedIn:
                return False


@pytest.fixture
def installation(run: CommandRunner, database_url: str, home: Path) -> Iterator[Installation]:
    for name in ("ada", "ben", "cyd"):
        said = run("user", "add", f"{name}@example.org", "--name", name, "--password-stdin", given=f"{PASSWORD}\n")
        assert said.status == 0, said.err
    database = Database(database_url)
    with database.begin_read() as transaction:
        ada, ben, cyd = (
            accounts.find_person_by_email(transaction, f"{name}@example.org") for name in ("ada", "ben", "cyd")
        )
    yield Installation(database, SharingPair(database, ada, ben), cyd, home)
    database.close_connections()


def test_restore_keeps_later_revocations(installation: Installation, run: CommandRunner) -> None:
    two, database = installation.two, installation.database
    grant, code = two.create_active_grant(now()), two.create_code(now())
    session = accounts.sign_in_with_password(database, "ada@example.org", PASSWORD, "here", now()).secret
    token = run("token", "add", "ada@example.org", "--scope", "read").out.strip()
    kept = take_backup(database)
    two.revoke(grant, now())
    restore_backup(database, kept)
    assert set(two.read_shared_scope(now())) == {"ada"}, "a backup alone brings the grant back"
    said = run("restored", "--with-wal")
    assert (said.status, said.err) == (0, "")
    assert "Ended: 1 sessions, 1 tokens, 1 invitations, 1 grants." in said.out
    assert two.read_shared_scope(now()) == {}
    found = two.find_grant(grant, now())
    assert (found.state, found.ended_by) == ("revoked", "restore")
    assert not installation.works(token)
    with database.begin_read() as transaction:
        assert accounts.find_session(transaction, session, now()) is None
        assert invitations.list_open_invitations(transaction, two.client, now()) == ()
        assert grants.list_pending_grants(transaction, two.coach, now()) == ()
        for someone in (two.client, two.coach):
            assert [one.kind for one in notifications.list_notifications(transaction, someone)].count("ended") == 1
    with pytest.raises(NotFound):
        invitations.redeem_invitation(database, installation.cyd, code, now())
    # Everybody can sign in and share again; a second time ends what began since.
    assert accounts.sign_in_with_password(database, "ada@example.org", PASSWORD, "here", now()).is_complete
    assert set(two.read_shared_scope(now(), grant_id=two.create_active_grant(now()))) == {"ada"}
    assert "Ended: 1 sessions, 0 tokens, 0 invitations, 1 grants." in run("restored", "--with-wal").out
    assert "Ended: 0 sessions, 0 tokens, 0 invitations, 0 grants." in run("restored", "--with-wal").out


def test_restore_ends_pending_logins(installation: Installation, run: CommandRunner) -> None:
    row = {"secret_hash": "h" * 64, "person_id": installation.cyd.id, "created_at": now()}
    with installation.database.begin_write() as transaction:
        transaction.execute(insert(pending_login_table), row)
    run("restored", "--with-wal")
    assert take_backup(installation.database)["pending_login"] == []


@pytest.mark.parametrize("command", [("restored", "--with-wal"), ("user", "sweep")])
def test_restore_erases_deleted_account_again(
    installation: Installation, run: CommandRunner, command: tuple[str, ...]
) -> None:
    """`habitlog user sweep` does what a start of the service does: nobody has to remember the other command."""
    grant, kept = installation.two.create_active_grant(now()), take_backup(installation.database)
    assert run("user", "delete", "cyd@example.org", "--yes").status == 0
    assert installation.people == ["ada", "ben"]
    [line] = installation.listed
    assert re.fullmatch(r"[0-9a-f-]{36} 2[0-9]{3}-[0-9]{2}-[0-9]{2}", line)
    assert (installation.folder / "erased.txt").stat().st_mode & 0o777 == 0o600
    restore_backup(installation.database, kept)
    assert installation.people == ["ada", "ben", "cyd"]
    said = run(*command)
    assert said.status == 0, said.err
    assert installation.people == ["ada", "ben"]
    assert installation.two.find_grant(grant, now()).ended_by == "restore"
    assert installation.listed == [line]
    with installation.database.begin_read() as transaction:
        assert transaction.fetch_value(select(func.count()).select_from(erased_account_table)) == 1
    assert run("user", "add", "cyd@example.org", "--password-stdin", given=f"{PASSWORD}\n").status == 0
    assert run("restored", "--with-wal").status == 0
    assert installation.people == ["ada", "ben", "cyd"], "the same address again is another account"


def test_restore_check_ends_nothing_without_restore(installation: Installation, run: CommandRunner) -> None:
    grant = installation.two.create_active_grant(now())
    run("user", "delete", "cyd@example.org", "--yes")
    assert run("user", "sweep").out == "Accounts deleted for good: 0.\n"
    assert installation.two.find_grant(grant, now()).state == "active"


def test_restore_of_older_database_reads_erasure_list(installation: Installation, run: CommandRunner) -> None:
    """So that a backup of it, beside a list that was lost, still says who was erased."""
    kept = take_backup(installation.database)
    run("user", "delete", "cyd@example.org", "--yes")
    [line] = installation.listed
    restore_backup(installation.database, kept)
    run("restored", "--with-wal")
    (installation.folder / "erased.txt").unlink()
    run("user", "sweep")
    assert installation.listed == [line]


def test_restore_restarts_pending_deletion(installation: Installation, run: CommandRunner) -> None:
    """They may have come back after the backup was made; that is as lost as a revocation."""
    with installation.database.begin_write() as transaction:
        transaction.execute_uncounted(
            update(person_table)
            .where(person_table.c.id == installation.cyd.id)
            .values(deletion_requested_at=now() - 20 * DAY)
        )
    assert "Accounts that wait seven days anew: 1." in run("restored", "--with-wal").out
    assert run("user", "sweep").out == "Accounts deleted for good: 0.\n"
    with installation.database.begin_write() as transaction:
        deletion.cancel_deletion(transaction, installation.cyd, now())
    assert installation.people == ["ada", "ben", "cyd"]


@for_each_case(
    "text",
    [b"Dear diary\n", b"\xff\xfe\n", b"00000000-0000-4000-8000-000000000000 2026-02-30\n",
     b"00000000-0000-4000-8000-000000000000 2026-03-12\n\n", b"00000000-0000-4000-8000-0000000", b"cyd@example.org\n"],
)  # fmt: skip
@for_each_case("command", [("restored", "--with-wal"), ("user", "sweep")])
def test_invalid_erasure_list_is_refused_and_kept(
    installation: Installation, run: CommandRunner, text: bytes, command: tuple[str, ...]
) -> None:
    session = accounts.sign_in_with_password(installation.database, "ada@example.org", PASSWORD, "here", now()).secret
    (installation.folder / "erased.txt").write_bytes(text)
    said = run(*command)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("habitlog: ")
    assert said.err.count("\n") == 1
    assert "left untouched" in said.err
    assert (installation.folder / "erased.txt").read_bytes() == text
    with installation.database.begin_read() as transaction:
        assert accounts.find_session(transaction, session, now()) is not None


def test_unwritable_erasure_list_is_reported_and_written_later(
    installation: Installation, run: CommandRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = installation.folder / "a file"
    occupied.write_text("not a folder")
    monkeypatch.setenv("HABITLOG_ERASURE_LIST", str(occupied / "erased.txt"))
    said = run("user", "delete", "cyd@example.org", "--yes")
    assert (said.status, said.out) == (1, "cyd@example.org is deleted.\n")
    assert "erasure list" in said.err
    assert installation.people == ["ada", "ben"]
    elsewhere = installation.folder / "kept elsewhere" / "list"
    monkeypatch.setenv("HABITLOG_ERASURE_LIST", str(elsewhere))
    assert run("user", "sweep").status == 0
    assert len(elsewhere.read_text().splitlines()) == 1
    assert installation.listed == []
