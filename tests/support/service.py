"""The app as tests run it: its routers, library and compiled templates are made once and shared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Thread

import jinja2
import uvicorn
from fastapi import FastAPI
from jinja2.bccache import Bucket
from msgspec.structs import replace

from habitlog.app import create_app
from habitlog.config import Config
from habitlog.db import Database
from habitlog.web.context import AppContext
from habitlog.web.page_cache import PageCache
from habitlog.web.request_limit import RequestLimit


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates that one app compiled, for the next: compiling takes longer than most tests."""

    def __init__(self) -> None:
        self._bytecode: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket when its template was compiled before."""
        if bucket.key in self._bytecode:
            bucket.bytecode_from_string(self._bytecode[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._bytecode[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@contextmanager
def run_own_app(config: Config, clock: Callable[[], datetime]) -> Iterator[FastAPI]:
    """Yield an app made for one caller, and release what it holds: its routers keep every app ever made."""
    app = create_app(config, clock=clock)
    app.state.context.templates.bytecode_cache = COMPILED
    yield app
    app.state.context.database.close_connections()
    del app.state.context


@cache
def _build_app(config: Config) -> FastAPI:
    app = create_app(config)
    app.state.context.database.close_connections()
    app.state.context.templates.bytecode_cache = COMPILED
    return app


@contextmanager
def run_shared_app(config: Config, clock: Callable[[], datetime]) -> Iterator[FastAPI]:
    """Yield the one app of this process for such a configuration, over the database that `config` names."""
    app = _build_app(replace(config, database_url="sqlite://", data_dir=Path()))
    shared: AppContext = app.state.context
    app.state.context = replace(
        shared,
        config=config,
        database=Database(config.database_url),
        now=clock,
        page_cache=PageCache(),
        request_limit=RequestLimit(config.requests_per_minute),
    )
    yield app
    app.state.context.database.close_connections()
    app.state.context = shared


@contextmanager
def serve_app(app: FastAPI) -> Iterator[str]:
    """Serve an app over HTTP in a thread of its own; yield its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
