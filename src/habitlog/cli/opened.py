"""What commands share: the database of this process's settings, open for one of them, and the instant it runs at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from habitlog import starting
from habitlog.db import Database
from habitlog.settings import Settings, settings_now

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@contextmanager
def opened() -> Iterator[tuple[Settings, Database, datetime]]:
    """Bring the schema up and open the database until the block ends; with the settings and the time."""
    settings, now = settings_now(), datetime.now(UTC)
    starting.bring_up(settings, now)
    database = Database(settings.database_url)
    try:
        yield settings, database, now
    finally:
        database.close()
