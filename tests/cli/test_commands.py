"""Accounts, tokens, schema and exports by the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import orjson
import pytest
from tests.cli.conftest import Run
from tests.support.people import PASSWORD

from habitlog import __version__


def one_line(text: str) -> bool:
    return text.startswith("habitlog: ") and text.count("\n") == 1


def test_an_account_is_added_once(run: Run, ada: str) -> None:
    again = run("user", "add", ada, "--password-stdin", given=f"{PASSWORD}\n")
    assert (again.status, again.out) == (1, "")
    assert one_line(again.err)


@pytest.mark.parametrize("weak", ["", "short", "x" * 20, "passwordpassword", "bob@example.org", "x" * 1025])
def test_a_weak_password_is_refused_in_one_line(run: Run, weak: str) -> None:
    said = run("user", "add", "bob@example.org", "--password-stdin", given=f"{weak}\n")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("habitlog: password: ")
    assert one_line(said.err)


@pytest.mark.parametrize(("email", "extra"), [("no address", ()), ("eve@example.org", ("--zone", "Mars/Olympus"))])
def test_what_does_not_hold_of_an_account_is_named(run: Run, email: str, extra: tuple[str, ...]) -> None:
    said = run("user", "add", email, *extra, "--password-stdin", given=f"{PASSWORD}\n")
    assert said.status == 1
    assert said.err.startswith("habitlog: zone: " if extra else "habitlog: email: ")


def test_a_new_password_is_set(run: Run, ada: str) -> None:
    assert run("user", "password", ada, "--password-stdin", given="seven slow boats go by\n").status == 0
    assert run("user", "password", ada, "--password-stdin", given="weak\n").status == 1


@pytest.mark.parametrize("scope", ["read", "write", "export"])
def test_a_token_is_all_that_is_printed(run: Run, ada: str, scope: str) -> None:
    said = run("token", "add", ada, "--scope", scope)
    assert said.status == 0
    assert re.fullmatch(r"hbl_[A-Za-z0-9_-]{51}\n", said.out)


@pytest.mark.parametrize(
    "words",
    [
        ("user", "password", "nobody@example.org", "--password-stdin"),
        ("token", "add", "nobody@example.org", "--scope", "read"),
        ("export", "--user", "nobody@example.org"),
    ],
)
def test_an_unknown_address_is_one_clear_line(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words, given=f"{PASSWORD}\n")
    assert (said.status, said.out) == (1, "")
    assert said.err == "habitlog: There is no account with the address nobody@example.org.\n"


def test_the_schema_is_told(run: Run) -> None:
    assert "already there" in run("migrate").out


def test_the_version_is_told(run: Run) -> None:
    assert run("version").out == f"{__version__}\n"


def test_an_export_goes_to_a_file_or_to_standard_output(run: Run, ada: str, home: Path) -> None:
    plain = run("export", "--user", ada)
    path = home / "ada.json"
    written = run("export", "--user", ada, "--output", str(path))
    assert (plain.status, written.status) == (0, 0)
    assert path.read_text() == plain.out
    assert path.stat().st_mode & 0o777 == 0o600
    style = {"weight_unit": "kg", "clock": "24", "decimal_mark": "point", "patterns": "off", "mails": "on"}
    assert json.loads(plain.out)["person"] == {"name": "ada", "zone": "Europe/Oslo", "day_start": 0, **style}
    assert list(home.glob("*.part")) == []


def test_an_export_that_cannot_be_written_is_one_clear_line(run: Run, ada: str, home: Path) -> None:
    said = run("export", "--user", ada, "--output", str(home / "no such folder" / "ada.json"))
    assert said.status == 1
    assert one_line(said.err)


def test_the_doctor_finds_all_well(run: Run, ada: str) -> None:
    said = run("doctor", "--rebuild")
    assert said.status == 0
    assert "Derived numbers: 1 people, 0 differ, rebuilt" in said.out


def test_the_library_is_checked(run: Run, ada: str) -> None:
    said = run("content", "check")
    assert (said.status, said.err) == (0, "")
    assert re.fullmatch(r"\d+ pieces, all well\.\n", said.out)


def test_a_broken_library_is_named_with_file_and_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "__init__.py").touch()
    (tmp_path / "torn" / "one.toml").write_text('\n[[snippet]]\nid = "one"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("habitlog.usecases.education.PACKAGES", ("torn",))
    said = run("content", "check")
    assert (said.status, said.out) == (1, "torn/one.toml:2, snippet 'one': missing title\n")


def test_an_account_is_deleted_after_its_address_is_typed_again(run: Run, ada: str) -> None:
    for typed in ("", "\n", "bob@example.org\n"):
        said = run("user", "delete", ada, given=typed)
        assert said.status == 1
        assert run("export", "--user", ada).status == 0
    assert run("user", "delete", ada, given=f"{ada.upper()}\n").status == 0
    gone = run("user", "delete", ada, "--yes")
    assert gone.status == 1
    assert one_line(gone.err)
    assert run("export", "--user", ada).status == 1


def test_an_account_is_disabled_and_enabled(run: Run, ada: str) -> None:
    assert run("token", "add", ada, "--scope", "read").status == 0
    assert run("user", "disable", ada).out == f"{ada} is disabled; every session and token ended.\n"
    assert run("user", "enable", ada).out == f"{ada} can sign in.\n"
    assert run("user", "disable", "nobody@example.org").status == 1


def test_an_account_is_deleted_without_a_question(run: Run, ada: str) -> None:
    assert run("user", "delete", ada, "--yes").out == f"{ada} is deleted.\n"


def test_the_account_file_is_written_like_the_record(run: Run, ada: str, home: Path) -> None:
    run("token", "add", ada, "--scope", "read")
    said = run("export", "--user", ada, "--format", "account")
    told = orjson.loads(said.out)
    assert (told["person"]["email"], len(told["tokens"]), told["complete"]) == (ada, 1, True)
    path = home / "account.json"
    assert run("export", "--user", ada, "--format", "account", "--output", str(path)).status == 0
    assert path.read_text() == said.out
    assert run("import", "json", str(path), "--user", ada).status == 1
    assert run("export", "--user", ada, "--format", "secrets").status == 2
