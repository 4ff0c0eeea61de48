"""Fixtures: both databases, the app with a clock that stands still, and three people: Ada, Ben, Cyd."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import hypothesis
import pytest
from tests.support.clock import NEW_YORK, STOCKHOLM, Clock
from tests.support.command_line import CommandRunner, make_command_runner
from tests.support.paths import ROOT

# Fixtures import what they need when they are used: tests that use none of them are collected and run at once.
if TYPE_CHECKING:
    from fastapi import FastAPI
    from pwdlib import PasswordHash
    from sqlalchemy import Connection
    from tests.support.people import ApiClient, Browser
    from tests.support.sharing import SharingPair

    from habitlog.config import Config
    from habitlog.db import Database

# Collecting makes millions of objects that all stay or go at once: looking for garbage among them takes a third of it.
gc.disable()

# How long an example takes depends on what else the machine does; the benchmarks measure speed.
hypothesis.settings.register_profile(
    "habitlog", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("habitlog")


MEMORY_FOLDER = Path("/dev/shm")
ROOM_FOR_TESTS = 2_000_000_000
"""Bytes that the files of all tests may take at a time; they take a tenth of it."""


def pytest_configure() -> None:
    """Keep the files of tests in memory where a system has room for them: commits then wait for no disk."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY_FOLDER).free > ROOM_FOR_TESTS:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_FOLDER))


ON_BOTH_DATABASES = tuple(
    ROOT / "tests" / folder for folder in ("web/api", "db", "usecases", "authz", "storage", "sharing")
)
"""The folders whose tests run on SQLite and on PostgreSQL: those of SQL, and of answers in which SQL could differ."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of some folders on both databases, but for those marked `sqlite_only`."""
    on_both = any(metafunc.definition.path.is_relative_to(folder) for folder in ON_BOTH_DATABASES)
    if not on_both or any(metafunc.definition.iter_markers("sqlite_only")):
        return
    scopes: dict[str, Literal["module", "function"]] = {
        "database_url": "function",
        "shared_app": "module",
        "blank_url": "function",
    }
    for fixture, scope in scopes.items():
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, ["sqlite", "postgresql"], indirect=True, scope=scope)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests in a browser: they take longest, and short tests fill the end of a run evenly."""
    browser = ROOT / "tests" / "browser"
    items.sort(key=lambda item: not item.path.is_relative_to(browser))


def pytest_collection_finish() -> None:
    """Look for garbage again, but not among what collecting has made."""
    gc.freeze()
    gc.enable()


def _database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = getattr(request, "param", "sqlite")
    return kind


@pytest.fixture(scope="session", autouse=True)
def fast_hashes() -> Iterator[tuple[PasswordHash, int]]:
    """Hash passwords and recovery codes with little memory; the value is the shipped hasher and the shipped cost."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    from habitlog.accounts import credentials, two_factor

    shipped = credentials._password_hasher, two_factor._RECOVERY_HASH_COST
    with pytest.MonkeyPatch.context() as patch:
        fast = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])
        patch.setattr(credentials, "_password_hasher", fast)
        patch.setattr(two_factor, "_RECOVERY_HASH_COST", 2)
        yield shipped


@pytest.fixture
def shipped_hashes(fast_hashes: tuple[PasswordHash, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords and recovery codes in this test as the running program does."""
    from habitlog.accounts import credentials, two_factor

    monkeypatch.setattr(credentials, "_password_hasher", fast_hashes[0])
    monkeypatch.setattr(two_factor, "_RECOVERY_HASH_COST", fast_hashes[1])


@pytest.fixture(scope="session")
def shared_statements() -> Iterator[None]:
    """Keep compiled statements from test to test."""
    from tests.support.databases import share_compiled_statements

    with pytest.MonkeyPatch.context() as patch:
        share_compiled_statements(patch)
        yield


@pytest.fixture(scope="session")
def sqlite_template(shared_statements: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    from tests.support.databases import create_sqlite_template

    return create_sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres(shared_statements: None) -> Iterator[str]:
    """The address of a PostgreSQL server."""
    from tests.support.databases import run_postgres

    with run_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[tuple[str, str]]:
    """(address of the server, name of a migrated, empty database to copy)."""
    from tests.support.databases import create_postgres_template

    with create_postgres_template(postgres) as name:
        yield postgres, name


@pytest.fixture(scope="session")
def reused_postgres(postgres_template: tuple[str, str]) -> Iterator[tuple[str, Connection]]:
    """(address, connection) of a migrated PostgreSQL database that one test after the other uses."""
    from tests.support.databases import connect_with_autocommit, create_postgres_database

    with create_postgres_database(*postgres_template) as url, connect_with_autocommit(url) as connection:
        yield url, connection


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database without rows."""
    shutil.copyfile(sqlite_template, tmp_path / "habitlog.sqlite3")
    return f"sqlite:///{tmp_path / 'habitlog.sqlite3'}"


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database without rows, of the kind that the test's parameter names."""
    url: str
    if _database_kind(request) == "sqlite":
        url = request.getfixturevalue("sqlite_url")
        return url
    from tests.support.databases import delete_all_rows

    url, connection = request.getfixturevalue("reused_postgres")
    delete_all_rows(connection)
    return url


@pytest.fixture
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, for the test alone."""
    if _database_kind(request) == "sqlite":
        yield f"sqlite:///{tmp_path}/habitlog.sqlite3"
        return
    from tests.support.databases import create_postgres_database

    with create_postgres_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def shared_app(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FastAPI]:
    """An app for a whole module of tests that leave no rows behind; its clock stands still."""
    from tests.support.databases import create_postgres_database
    from tests.support.service import run_own_app

    from habitlog.config import Config

    folder = tmp_path_factory.mktemp("shared")
    with ExitStack() as stack:
        if _database_kind(request) == "sqlite":
            shutil.copyfile(sqlite_template, folder / "habitlog.sqlite3")
            url = f"sqlite:///{folder / 'habitlog.sqlite3'}"
        else:
            url = stack.enter_context(create_postgres_database(*request.getfixturevalue("postgres_template")))
        config = Config(database_url=url, data_dir=folder, sign_up="open", requests_per_minute=0)
        yield stack.enter_context(run_own_app(config, Clock()))


@pytest.fixture
def clock() -> Clock:
    """The clock of the app."""
    return Clock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Config:
    """A configuration under which everybody may register."""
    from habitlog.config import Config

    return Config(database_url=database_url, data_dir=tmp_path, sign_up="open")


@pytest.fixture
def app(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    """The app over a fresh database.

    Its routes are those of every test: one that changes the app itself makes its own with `create_app`.
    """
    from tests.support.service import run_shared_app

    with run_shared_app(settings, clock) as app:
        yield app


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The database of the app."""
    database: Database = app.state.context.database
    return database


@pytest.fixture
def anyone(app: FastAPI) -> Browser:
    """A browser in which nobody is signed in."""
    from tests.support.people import Browser

    return Browser(app)


@pytest.fixture
def ada(app: FastAPI) -> Browser:
    """Ada's browser: she owns the log; her zone is Europe/Stockholm."""
    from tests.support.people import sign_in

    return sign_in(app, "Ada", STOCKHOLM)


@pytest.fixture
def cyd(app: FastAPI) -> Browser:
    """Cyd's browser: a stranger on the same server."""
    from tests.support.people import sign_in

    return sign_in(app, "Cyd", NEW_YORK)


@pytest.fixture
def two(app: FastAPI, database: Database) -> SharingPair:
    """Ada as the client and Ben as the coach, who share nothing yet."""
    from tests.support.people import ensure_account
    from tests.support.sharing import SharingPair

    return SharingPair(database, ensure_account(app, "Ada", STOCKHOLM), ensure_account(app, "Ben", STOCKHOLM))


@pytest.fixture
def token_for(app: FastAPI) -> Callable[[str], ApiClient]:
    """Make programs with a token of Ada's of a scope."""
    from tests.support.people import create_api_client, ensure_account

    return lambda scope: create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), scope)


@pytest.fixture
def program(token_for: Callable[[str], ApiClient]) -> ApiClient:
    """A program with Ada's token to read and write."""
    return token_for("write")


@pytest.fixture
def stranger(app: FastAPI) -> ApiClient:
    """A program with Cyd's token to read and write."""
    from tests.support.people import create_api_client, ensure_account

    return create_api_client(app, ensure_account(app, "Cyd", NEW_YORK), "write")


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, which the environment of this process names together with the database."""
    monkeypatch.setenv("HABITLOG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HABITLOG_DATABASE_URL", database_url)
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> CommandRunner:
    """Run commands on the data folder."""
    return make_command_runner(monkeypatch, capfdbinary)


@pytest.fixture
def ada_email(run: CommandRunner) -> str:
    """The email address of Ada's account in Oslo, made by the command line."""
    from tests.support.people import PASSWORD

    email = "ada@example.org"
    result = run("user", "add", email, "--zone", "Europe/Oslo", "--password-stdin", given=f"{PASSWORD}\n")
    assert (result.status, result.err) == (0, "")
    return email


@pytest.fixture(scope="session")
def demo_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration's year of entries up to now, to copy."""
    from tests.support.demo_server import build_demo_database

    return build_demo_database(sqlite_template, tmp_path_factory.mktemp("demo-database"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real exports, outside the repository; tests that need it are skipped without it."""
    folder = Path(os.environ.get("HABITLOG_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "README.md").is_file():
        pytest.skip("real exports are not here: set HABITLOG_REAL_DATA to their folder")
    return folder
