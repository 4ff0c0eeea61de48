"""A prepared copy of the demonstration, and serving it.

It serves what `habitlog demo` serves, without the seconds that building a year of entries takes.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

DATABASE_NAME = "habitlog.sqlite3"


def build_demo_database(empty_database: Path, folder: Path) -> Path:
    """Fill a copy of a migrated, empty database with the demonstration's data up to now, and return its path."""
    from habitlog import demo
    from habitlog.db import Database

    path = folder / DATABASE_NAME
    shutil.copyfile(empty_database, path)
    database = Database(f"sqlite:///{path}")
    demo.build_demo_data(database, datetime.now(UTC))
    database.close_connections()
    return path


def serve_demo(folder: Path) -> None:
    """Serve the database in a folder on a free port until the process is told to stop."""
    from habitlog import server
    from habitlog.config import Config

    config = Config(
        database_url=f"sqlite:///{folder / DATABASE_NAME}", data_dir=folder, port=0, sign_up="closed", demo=True
    )
    server.serve_on_socket(server.open_listening_socket(config), config, "the demonstration is on {address}")
