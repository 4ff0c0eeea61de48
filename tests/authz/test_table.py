"""The table of who is served what: it names every route there is and no other, and says what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from tests.authz.table import DOORS, faults, read_table, routes_of

from habitlog.app import create_app
from habitlog.config import Config


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole service, which nobody asks anything here."""
    return create_app(Config(database_url="sqlite://", data_dir=tmp_path_factory.mktemp("data")))


def test_table_and_routes_match(service: FastAPI) -> None:
    assert faults(service, read_table()) == []


def test_every_access_class_has_rows() -> None:
    assert {row.door for row in read_table()} == set(DOORS)


def test_route_walk_finds_known_routes(service: FastAPI) -> None:
    everywhere = {"GET /", "GET /healthz", "GET /api/openapi.json", "GET /static/{file}", "GET /api/v1/export",
                  "POST /coach/{grant_id}/leave", "DELETE /api/v1/{pillar}/entries/{entry_id}"}  # fmt: skip
    assert everywhere <= set(routes_of(service))


def respond_hello(_request: Any) -> PlainTextResponse:
    return PlainTextResponse("hello")


def test_undeclared_nested_route_is_reported() -> None:
    app, inner, outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None), APIRouter(prefix="/in"), APIRouter()
    inner.add_api_route("/side", respond_hello, methods=["GET", "POST"])
    outer.include_router(inner, prefix="/deep")
    app.include_router(outer)
    app.mount(
        "/mounted", Starlette(routes=[Route("/page", respond_hello), Mount("/folder", app=PlainTextResponse("a file"))])
    )
    app.router.routes.append(WebSocketRoute("/socket", respond_hello))
    assert sorted(routes_of(app)) == [
        "GET /deep/in/side", "GET /mounted/folder/{file}", "GET /mounted/page", "POST /deep/in/side",
        "WEBSOCKETROUTE /socket",
    ]  # fmt: skip
    told = faults(app, [])
    assert len(told) == 5
    assert 'add the line "GET /deep/in/side" = {} to tests/authz/authz.toml' in told[0]


def test_framework_documentation_routes_are_reported() -> None:
    assert {"GET /docs", "GET /openapi.json", "GET /redoc"} <= set(routes_of(FastAPI()))


def test_row_without_route_is_reported(service: FastAPI) -> None:
    rows = read_table()
    [told] = faults(FastAPI(docs_url=None, redoc_url=None, openapi_url=None), rows[:1])
    assert told == f'tests/authz/authz.toml has a line "{rows[0].route}", and there is no such route.'


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('"GET /a/{thing}" = {}', "say under [path]"),
        ('"GET /a" = { forn = {} }', "'forn'"),
        ('"GET /a" = {}\n[read]\n"GET /a" = {}', "twice in authz.toml"),
        ('"GET /a" = {}\n[everyone]', "no such section"),
    ],
)
def test_malformed_table_row_is_explained(line: str, says: str, tmp_path: Path) -> None:
    table = tmp_path / "authz.toml"
    begun = "\n".join(f"[{door}]" for door in DOORS if door not in {"read", "session"})
    rest = "" if "[read]" in line else "\n[read]"
    table.write_text(f"[path]\n{begun}\n[session]\n{line}{rest}\n", encoding="utf-8")
    with pytest.raises(AssertionError) as told:
        read_table(table)
    assert says in str(told.value)
