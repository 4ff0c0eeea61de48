"""Accounts, tokens, schema and exports by the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import orjson
import pytest
from sqlalchemy import update
from tests.support.cases import for_each_case
from tests.support.command_line import CommandRunner
from tests.support.people import PASSWORD

from habitlog import __version__
from habitlog.accounts.person import person_table
from habitlog.db import Database


def one_line(text: str) -> bool:
    return text.startswith("habitlog: ") and text.count("\n") == 1


def test_user_add_refuses_existing_email(run: CommandRunner, ada_email: str) -> None:
    again = run("user", "add", ada_email, "--password-stdin", given=f"{PASSWORD}\n")
    assert (again.status, again.out) == (1, "")
    assert one_line(again.err)


@for_each_case("weak", ["", "short", "x" * 20, "passwordpassword", "bob@example.org", "x" * 1025])
def test_user_add_refuses_weak_password(run: CommandRunner, weak: str) -> None:
    said = run("user", "add", "bob@example.org", "--password-stdin", given=f"{weak}\n")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("habitlog: password: ")
    assert one_line(said.err)


@pytest.mark.parametrize(("email", "extra"), [("no address", ()), ("eve@example.org", ("--zone", "Mars/Olympus"))])
def test_user_add_names_invalid_value(run: CommandRunner, email: str, extra: tuple[str, ...]) -> None:
    said = run("user", "add", email, *extra, "--password-stdin", given=f"{PASSWORD}\n")
    assert said.status == 1
    assert said.err.startswith("habitlog: zone: " if extra else "habitlog: email: ")


def test_user_password_sets_password(run: CommandRunner, ada_email: str) -> None:
    assert run("user", "password", ada_email, "--password-stdin", given="seven slow boats go by\n").status == 0
    assert run("user", "password", ada_email, "--password-stdin", given="weak\n").status == 1


@pytest.mark.parametrize("scope", ["read", "write", "export"])
def test_token_command_prints_only_token(run: CommandRunner, ada_email: str, scope: str) -> None:
    said = run("token", "add", ada_email, "--scope", scope)
    assert said.status == 0
    assert re.fullmatch(r"hbl_[A-Za-z0-9_-]{51}\n", said.out)


def test_tokens_are_listed_and_revoked(run: CommandRunner, ada_email: str) -> None:
    assert run("token", "list", ada_email).out == ""
    run("token", "add", ada_email, "--scope", "read", "--name", "phone")
    run("token", "add", ada_email, "--scope", "write", "--also-export", "--name", "watch")
    lines = sorted(run("token", "list", ada_email).out.splitlines(), key=lambda line: line.split("\t")[3])
    phone, watch = (line.split("\t") for line in lines)
    assert (phone[1], watch[1], phone[3], watch[3]) == ("read", "write export", "phone", "watch")
    assert run("token", "revoke", ada_email, phone[0]).status == 0
    assert run("token", "list", ada_email).out == "\t".join(watch) + "\n"
    again = run("token", "revoke", ada_email, phone[0])
    assert (again.status, again.out) == (1, "")
    assert one_line(again.err)


def test_accounts_are_listed_with_their_state(run: CommandRunner, ada_email: str) -> None:
    run("user", "add", "ben@example.org", "--password-stdin", given=f"{PASSWORD}\n")
    run("user", "disable", "ben@example.org")
    ada, ben = (line.split("\t") for line in run("user", "list").out.splitlines())
    assert (ada[0], ben[0], ben[2], len(ada)) == (ada_email, "ben@example.org", "disabled", 2)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ada[1])


@pytest.mark.parametrize(
    "words",
    [
        ("user", "password", "nobody@example.org", "--password-stdin"),
        ("token", "add", "nobody@example.org", "--scope", "read"),
        ("export", "--user", "nobody@example.org"),
    ],
)
def test_unknown_email_is_one_line(run: CommandRunner, words: tuple[str, ...]) -> None:
    said = run(*words, given=f"{PASSWORD}\n")
    assert (said.status, said.out) == (1, "")
    assert said.err == "habitlog: There is no account with the address nobody@example.org.\n"


def test_schema_command_prints_schema(run: CommandRunner) -> None:
    assert "already there" in run("migrate").out


def test_version_is_printed(run: CommandRunner) -> None:
    assert run("--version").out == f"{__version__}\n"


def test_export_writes_file_or_standard_output(run: CommandRunner, ada_email: str, home: Path) -> None:
    plain = run("export", "--user", ada_email)
    path = home / "ada.json"
    written = run("export", "--user", ada_email, "--output", str(path))
    assert (plain.status, written.status) == (0, 0)
    assert path.read_text() == plain.out
    assert path.stat().st_mode & 0o777 == 0o600
    style = {"weight_unit": "kg", "clock": "24", "decimal_mark": "point", "patterns": "off", "mails": "on"}
    hidden: dict[str, list[str]] = {"hidden_pillars": [], "hidden_measures": []}
    rest_days = dict.fromkeys(("rest_days_from", "rest_days_until"))
    person = {"name": "ada", "zone": "Europe/Oslo", "day_start": 0, "theme": "system", **hidden, **style, **rest_days}
    assert json.loads(plain.out)["person"] == {**person, "margins": {}}
    assert list(home.glob("*.part")) == []


def test_export_to_unwritable_path_is_one_line(run: CommandRunner, ada_email: str, home: Path) -> None:
    said = run("export", "--user", ada_email, "--output", str(home / "no such folder" / "ada.json"))
    assert said.status == 1
    assert one_line(said.err)


def test_doctor_reports_no_problem(run: CommandRunner, ada_email: str) -> None:
    said = run("doctor", "--rebuild")
    assert said.status == 0
    assert "Derived numbers: 1 people, 0 differ, rebuilt" in said.out


def test_library_check_passes(run: CommandRunner, ada_email: str) -> None:
    said = run("education", "check")
    assert (said.status, said.err) == (0, "")
    assert re.fullmatch(r"\d+ pieces, all well\.\n", said.out)


def test_library_check_names_file_and_line(run: CommandRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "__init__.py").touch()
    (tmp_path / "torn" / "one.toml").write_text('\n[[snippet]]\nid = "one"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("habitlog.usecases.education.LIBRARY_PACKAGES", ("torn",))
    said = run("education", "check")
    assert (said.status, said.out) == (1, "torn/one.toml:2, snippet 'one': missing title\n")


def test_user_delete_asks_for_email_again(run: CommandRunner, ada_email: str) -> None:
    for typed in ("", "\n", "bob@example.org\n"):
        said = run("user", "delete", ada_email, given=typed)
        assert said.status == 1
        assert run("export", "--user", ada_email).status == 0
    assert run("user", "delete", ada_email, given=f"{ada_email.upper()}\n").status == 0
    gone = run("user", "delete", ada_email, "--yes")
    assert gone.status == 1
    assert one_line(gone.err)
    assert run("export", "--user", ada_email).status == 1


def test_user_is_disabled_and_enabled(run: CommandRunner, ada_email: str) -> None:
    assert run("token", "add", ada_email, "--scope", "read").status == 0
    assert run("user", "disable", ada_email).out == f"{ada_email} is disabled; every session and token ended.\n"
    assert run("user", "enable", ada_email).out == f"{ada_email} can sign in.\n"
    assert run("user", "disable", "nobody@example.org").status == 1


def test_user_delete_with_yes_asks_nothing(run: CommandRunner, ada_email: str) -> None:
    assert run("user", "delete", ada_email, "--yes").out == f"{ada_email} is deleted.\n"


def test_account_export_is_written_to_file(run: CommandRunner, ada_email: str, home: Path) -> None:
    run("token", "add", ada_email, "--scope", "read")
    said = run("export", "--user", ada_email, "--format", "account")
    told = orjson.loads(said.out)
    assert (told["person"]["email"], len(told["tokens"]), told["complete"]) == (ada_email, 1, True)
    path = home / "account.json"
    assert run("export", "--user", ada_email, "--format", "account", "--output", str(path)).status == 0
    assert path.read_text() == said.out
    assert run("import", "json", str(path), "--user", ada_email).status == 1
    assert run("export", "--user", ada_email, "--format", "secrets").status == 2


def test_restored_refuses_write_ahead_log_of_another_file(run: CommandRunner, ada_email: str, home: Path) -> None:
    path = home / "habitlog.sqlite3"
    wal, backup, killed = path.with_name(f"{path.name}-wal"), home / "backup.sqlite3", home / "killed-wal"
    shutil.copyfile(path, backup)
    database = Database(f"sqlite:///{path}")
    with database.begin_write() as transaction:
        transaction.execute_uncounted(update(person_table).values(name="Ada of later"))
    shutil.copyfile(wal, killed)
    database.close_connections()
    shutil.copyfile(backup, path)
    shutil.copyfile(killed, wal)

    refused = run("restored")
    assert (refused.status, refused.out) == (1, "")
    assert "habitlog.sqlite3-wal" in refused.err
    assert (path.read_bytes(), wal.read_bytes()) == (backup.read_bytes(), killed.read_bytes())
    wal.unlink()
    assert run("restored").status == 0
    assert "Ada of later" not in run("export", ada_email).out
