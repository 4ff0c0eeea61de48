"""What every handler is handed: settings, database, library and its index, templates and the clock, wired once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import jinja2
from starlette.requests import HTTPConnection

from habitlog.config import Config
from habitlog.db import Database
from habitlog.education import SnippetLibrary
from habitlog.education.search import SnippetSearchIndex


def utc_now() -> datetime:
    """Read the clock: the one place of the web floor where that happens."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class AppContext:
    """The running program."""

    config: Config
    database: Database
    library: SnippetLibrary
    search_index: SnippetSearchIndex
    templates: jinja2.Environment
    now: Callable[[], datetime]


def get_context(request: HTTPConnection) -> AppContext:
    """Return the house a request came to."""
    house: AppContext = request.app.state.context
    return house
