"""What commands share: the database of this process's settings, open for one of them, and the instant it runs at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from habitlog import server
from habitlog.config import Config, load_config
from habitlog.db import Database

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL")]


@contextmanager
def open_database() -> Iterator[tuple[Config, Database, datetime]]:
    """Bring the schema up and open the database until the block ends; with the settings and the time."""
    settings, now = load_config(), datetime.now(UTC)
    server.migrate_database(settings, now)
    database = Database(settings.database_url)
    try:
        yield settings, database, now
    finally:
        database.close_connections()
