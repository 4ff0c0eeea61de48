"""The one place where things are wired."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import anyio.to_thread
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from habitlog import __version__
from habitlog.content import ContentError
from habitlog.content.search import SearchIndex
from habitlog.db import Database
from habitlog.errors import StartRefused
from habitlog.pillars import PILLARS
from habitlog.settings import Settings, resource_dir
from habitlog.usecases import mailing, sweeping
from habitlog.usecases.learning import load_library
from habitlog.web import errors
from habitlog.web.api import router as api
from habitlog.web.api.schema import document_records
from habitlog.web.heads import Heads
from habitlog.web.house import House, utc_now
from habitlog.web.pages import router as pages
from habitlog.web.security import Security
from habitlog.web.templating import STATIC, make_environment, pillar_css

THREADS = 4
"""Handlers that run at a time. One process is one writer and one interpreter: more threads take turns, not work."""


def create_app(settings: Settings, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Make the service over a database that is already at this program's schema."""
    database = Database(settings.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        with sweeping.running(settings, database, now), mailing.running(settings, database, now):
            yield
        database.close()

    app = FastAPI(
        title="habitlog",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    try:
        library = load_library()
    except ContentError as error:
        raise StartRefused(f"The library cannot be read: {error}") from None
    environment = make_environment(resource_dir("templates"), PILLARS.values())
    app.state.house = House(settings, database, library, SearchIndex(library.all), environment, now)
    errors.install(app)
    app.add_middleware(Heads)
    app.add_middleware(Security, https=settings.is_https)
    app.include_router(api)
    document_records(app)
    _small_things(app)
    app.include_router(pages)
    return app


class KeptFiles(StaticFiles):
    """Static files whose address changes with their content, so that browsers may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file with leave to keep it when its address carries a mark."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=31536000" if scope["query_string"] else "no-cache"
        return answer


def _small_things(app: FastAPI) -> None:
    colours = pillar_css(PILLARS.values())

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> PlainTextResponse:
        return PlainTextResponse("alive\n")

    @app.get("/readyz", include_in_schema=False)
    def ready() -> PlainTextResponse:
        with app.state.house.database.read():
            return PlainTextResponse("ready\n")

    @app.get("/static/pillars.css", include_in_schema=False)
    async def pillars() -> Response:
        return Response(colours, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000"})

    app.mount("/static", KeptFiles(directory=STATIC), name="static")
