"""The application factory: it connects configuration, database, library, templates, jobs and routes."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import anyio.to_thread
from fastapi import FastAPI

from habitlog import __version__
from habitlog.config import Config, load_config, resource_dir
from habitlog.db import Database
from habitlog.education import EducationError
from habitlog.education.search import SnippetSearchIndex
from habitlog.errors import StartRefused
from habitlog.pillars import PILLARS
from habitlog.usecases.education import load_library
from habitlog.usecases.jobs import delete_accounts, import_queue, retention, send_notifications
from habitlog.web import api, errors, health, pages
from habitlog.web.api.conditional import NotModified, build_not_modified
from habitlog.web.api.openapi import add_entry_schemas
from habitlog.web.compression import CompressionMiddleware
from habitlog.web.context import AppContext, utc_now
from habitlog.web.middleware import HeadMiddleware, SecurityMiddleware
from habitlog.web.pages.sessions import show_unsent_form
from habitlog.web.request_limit import RequestLimit
from habitlog.web.static_files import CachedStaticFiles, load_static_files
from habitlog.web.templates import make_environment
from habitlog.web.unsent_forms import FormNotSent

HANDLER_THREADS = 4
"""Handlers that read at a time: with one interpreter lock, further threads would only wait. Those that write, hash
passwords or make downloads have a few more (`web.handler_queues`)."""


def create_app(config: Config, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """Make the service over a database that is already at this program's schema."""
    database = Database(config.database_url)
    imports = import_queue.ImportQueue()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = HANDLER_THREADS
        with (
            delete_accounts.run_in_background(config, database, clock),
            retention.run_in_background(database, clock),
            send_notifications.run_in_background(config, database, clock),
            import_queue.run_in_background(config.upload_dir, database, imports, clock),
        ):
            yield
        database.close_connections()

    app = FastAPI(
        title="habitlog",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    try:
        library = load_library()
    except EducationError as error:
        raise StartRefused(f"The library cannot be read: {error}") from None
    static_files = load_static_files(PILLARS.values())
    environment = make_environment(resource_dir("templates"), PILLARS.values(), static_files)
    search_index = SnippetSearchIndex(library.snippets)
    app.state.context = AppContext(
        config,
        database,
        library,
        search_index,
        environment,
        clock,
        import_queue=imports,
        request_limit=RequestLimit(config.requests_per_minute),
    )
    errors.install_error_handlers(app)
    app.add_exception_handler(FormNotSent, show_unsent_form)
    app.add_exception_handler(NotModified, build_not_modified)
    if config.metrics_token:
        _add_request_metrics(app)
    app.add_middleware(CompressionMiddleware, https=config.is_https)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(SecurityMiddleware, https=config.is_https)
    # One list: with nested routers a path is compared twice with every route before its own, a tenth of a page.
    app.router.routes += [*api.ROUTES, *health.router.routes]
    app.mount("/static", CachedStaticFiles(static_files), name="static")
    app.router.routes += pages.ROUTES
    add_entry_schemas(app)
    return app


def _add_request_metrics(app: FastAPI) -> None:
    """Count requests, and show the counts."""
    from habitlog.web import request_metrics  # noqa: PLC0415 - most starts do without the library for it

    app.state.request_metrics = request_metrics.RequestMetrics()
    app.add_middleware(request_metrics.RequestMetricsMiddleware, metrics=app.state.request_metrics)
    app.router.routes += request_metrics.router.routes


def create_served_app(config: Config) -> FastAPI:
    """Make the service in a process that serves nothing else."""
    app = create_app(config)
    tune_gc()
    return app


def create_worker_app() -> FastAPI:
    """Make the service in one of several processes; each reads the environment."""
    gc.disable()
    return create_served_app(load_config())


def tune_gc() -> None:
    """Freeze the objects made at start-up, so that the garbage collector does not traverse them.

    A trend over ten years makes tens of thousands of small objects; with the defaults each such answer walked the whole
    heap several times, which took longer than the trend.
    """
    gc.enable()
    # A collection would take a tenth of a start and find a thousand objects.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
