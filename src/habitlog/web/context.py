"""The objects that all handlers share: settings, database, library and its index, templates and the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import jinja2
from msgspec import Struct, field
from starlette.requests import HTTPConnection

from habitlog.config import Config
from habitlog.db import Database
from habitlog.education import SnippetLibrary
from habitlog.education.search import SnippetSearchIndex
from habitlog.usecases.jobs.import_queue import ImportQueue
from habitlog.web.page_cache import PageCache
from habitlog.web.request_limit import RequestLimit


def utc_now() -> datetime:
    """Return the current time; nothing else in `web` reads the clock."""
    return datetime.now(UTC)


class AppContext(Struct, frozen=True):
    """The objects of one running application."""

    config: Config
    database: Database
    library: SnippetLibrary
    search_index: SnippetSearchIndex
    templates: jinja2.Environment
    now: Callable[[], datetime]
    page_cache: PageCache = field(default_factory=PageCache)
    import_queue: ImportQueue = field(default_factory=ImportQueue)
    request_limit: RequestLimit = field(default_factory=lambda: RequestLimit(0))


def get_context(request: HTTPConnection) -> AppContext:
    """Return the context of the application that a request was sent to."""
    app_context: AppContext = request.app.state.context
    return app_context
