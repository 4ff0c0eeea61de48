"""Runs migrations on the connection the program hands over, or, for a developer, on the configured database."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator

from habitlog.config import load_config
from habitlog.db.migrate import make_migration_engine
from habitlog.models import metadata


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write the plain type behind one of ours, so that a migration stands alone."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


connection_from_program = context.config.attributes.get("connection")
if connection_from_program is not None:
    run(connection_from_program)
else:
    with make_migration_engine(load_config().database_url).begin() as connection:
        run(connection)
