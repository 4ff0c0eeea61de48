"""What every handler is handed: settings, database, library and its index, templates and the clock, wired once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import jinja2
from starlette.requests import HTTPConnection

from habitlog.content import Library
from habitlog.content.search import SearchIndex
from habitlog.db import Database
from habitlog.settings import Settings


def utc_now() -> datetime:
    """Read the clock: the one place of the web floor where that happens."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """The running program."""

    settings: Settings
    database: Database
    library: Library
    index: SearchIndex
    templates: jinja2.Environment
    now: Callable[[], datetime]


def house_of(request: HTTPConnection) -> House:
    """Return the house a request came to."""
    house: House = request.app.state.house
    return house
