"""The matrix itself: a service with holes in it is found out, by route, actor and what came through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI, Request
from sqlalchemy import delete, select
from starlette.responses import PlainTextResponse, Response
from tests.authz.actors import ACTORS
from tests.authz.checker import AccessChecker
from tests.authz.table import Row, faults, read_table
from tests.authz.variants import VARIANTS
from tests.authz.world import build_world
from tests.support.clock import Clock

from habitlog.app import create_app
from habitlog.config import Config
from habitlog.pillars import PILLARS
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentCoach, require_visitor

ENTRIES = PILLARS["training"].table


@pytest.fixture(scope="module")
def faulty_service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessChecker]:
    """A service with five routes that nobody looked over."""
    folder = tmp_path_factory.mktemp("holed")
    shutil.copyfile(sqlite_template, folder / "habitlog.sqlite3")
    settings = Config(database_url=f"sqlite:///{folder}/habitlog.sqlite3", data_dir=folder, sign_up="open")
    app = create_app(settings, clock=Clock())
    _add_faulty_routes(app)
    with start_blocking_portal() as portal:
        world = build_world(app, portal)
        yield AccessChecker(world)
        world.snapshot.close()
    app.state.context.database.close_connections()


def _add_faulty_routes(app: FastAPI) -> None:
    @app.get("/hole/read/{entry_id}")
    def read(request: Request, entry_id: str) -> Response:
        return _note_of(request, entry_id)

    @app.get("/hole/exists/{entry_id}")
    def exists(request: Request, entry_id: str) -> Response:
        person = require_visitor(request).person.id
        with get_context(request).database.begin_read() as transaction:
            row = transaction.fetch_first(select(ENTRIES).where(ENTRIES.c.id == entry_id))
        mine = row is not None and row["person_id"] == person
        return PlainTextResponse("", 200 if mine else 404 if row is None else 403)

    @app.post("/hole/wipe/{entry_id}")
    def wipe(request: Request, entry_id: str) -> Response:
        require_visitor(request)
        with get_context(request).database.begin_write() as transaction:
            transaction.execute_uncounted(delete(ENTRIES).where(ENTRIES.c.id == entry_id))
        return PlainTextResponse("", 404)

    @app.get("/hole/coach")
    def everything(_coach: CurrentCoach) -> Response:
        return PlainTextResponse("7 h 11 min")

    @app.get("/hole/Shouted")
    @app.get("/HOLE/SHOUTED")
    def shouted(request: Request) -> Response:
        if request.url.path == "/hole/Shouted":
            require_visitor(request)
        return PlainTextResponse("notesleepada", headers={"X-Of": "Quillada"})


def _note_of(request: Request, entry_id: str) -> Response:
    with get_context(request).database.begin_read() as transaction:
        row = transaction.fetch_first(select(ENTRIES).where(ENTRIES.c.id == entry_id))
    return PlainTextResponse("", 404) if row is None else PlainTextResponse(row["note"] or row["activity"])


def find_faults(judge: AccessChecker, route: str, door: str, *named: str) -> list[str]:
    row = Row(route, door, dict.fromkeys(named, "{entry}"), {})
    return [sentence for actor in ACTORS for sentence in judge.check_row(row, actor)]


def test_matrix_reports_route_without_authentication(faulty_service: AccessChecker) -> None:
    told = find_faults(faulty_service, "GET /hole/read/{entry_id}", "session", "entry_id")
    assert "nobody with the entry of ada: gives away words of ada" in told
    assert "nobody with the entry of ada: 200 , declared are [303]" in told
    assert "a coach who is shown training with the entry of ada: 200 instead of 404" in told
    assert "a program to export with the entry of ada: gives away words of ada" in told
    assert [one for one in told if one.startswith("the owner with the entry of ada")] == []


def test_matrix_reports_route_that_reveals_existence(faulty_service: AccessChecker) -> None:
    told = find_faults(faulty_service, "GET /hole/exists/{entry_id}", "session", "entry_id")
    assert "another person with the entry of ada: 403 instead of 404" in told
    assert "the owner with the entry of bea: another answer than with one that does not exist, 403 and 404" in told
    assert [one for one in told if one.startswith("nobody")] == []


def test_matrix_reports_route_that_writes_before_refusing(faulty_service: AccessChecker) -> None:
    told = find_faults(faulty_service, "POST /hole/wipe/{entry_id}", "session", "entry_id")
    assert "another person with the entry of ada: changes rows of ada in training_entry" in told
    assert find_faults(faulty_service, "POST /hole/wipe/{entry_id}", "session", "entry_id") == told


def test_matrix_reports_route_that_shows_coach_hidden_pillar(faulty_service: AccessChecker) -> None:
    told = find_faults(faulty_service, "GET /hole/coach", "coach")
    assert "a coach who is shown diet: gives away sleep of ada" in told
    assert "a coach whose grant waits: gives away sleep of ada" in told
    assert "a coach whose grant was revoked: gives away sleep of ada" in told
    assert [one for one in told if "shown sleep" in one or "shown everything" in one] == []


def test_matrix_reports_route_opened_by_other_spelling(faulty_service: AccessChecker) -> None:
    row = Row("GET /hole/Shouted", "session", {}, {})
    told = [sentence for variant in VARIANTS for sentence in faulty_service.check_variant(row, ACTORS[0], variant)]
    assert "nobody, in capitals: is served, 200" in told
    assert "nobody, in capitals: gives away the name of ada" in told


def test_table_reports_undeclared_routes(faulty_service: AccessChecker) -> None:
    told = [one for one in faults(faulty_service.world.send.app, read_table()) if "/hole/" in one.lower()]
    assert len(told) == 6
