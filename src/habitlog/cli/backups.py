"""Commands about backups."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from habitlog.cli.context import open_database
from habitlog.cli.reports import format_copied_tables, format_restore_result
from habitlog.config import load_config, parse_database_url, resource_dir

backup_commands = typer.Typer()


@backup_commands.command()
def backup(path: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)]) -> None:
    """Back up the SQLite database, also while habitlog runs."""
    from habitlog.db.sqlite_backup import back_up_sqlite

    back_up_sqlite(load_config().database_url, path)
    typer.echo(f"Written to {path}.")


@backup_commands.command()
def restore(path: Annotated[Path, typer.Argument(help="The backup.", show_default=False)]) -> None:
    """Put a backup in place of the database; sessions, tokens and grants in it end."""
    from habitlog.db.sqlite_backup import path_aside
    from habitlog.db.sqlite_file import sqlite_path_from_url
    from habitlog.usecases.account_lifecycle.restore_backup import restore_backup

    config, now = load_config(), datetime.now(UTC)
    ended = restore_backup(config.database_url, path, resource_dir("migrations"), config.erasure_list_path, now)
    for line in format_restore_result(ended):
        typer.echo(line)
    database = sqlite_path_from_url(config.database_url)
    if database and (aside := path_aside(database, now)).exists():
        typer.echo(f"The database before is now {aside}.")


@backup_commands.command()
def copy(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The database to copy.", show_default=False)],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database.", show_default=False)],
) -> None:
    """Copy a whole database: SQLite or PostgreSQL, to either."""
    from habitlog.db.database_copy import copy_database
    from habitlog.models import metadata

    addresses = parse_database_url(source, "--from"), parse_database_url(target, "--to")
    copied = copy_database(*addresses, metadata, resource_dir("migrations"), datetime.now(UTC))
    for line in format_copied_tables(copied):
        typer.echo(line)


@backup_commands.command()
def restored(
    with_wal: Annotated[
        bool, typer.Option("--with-wal", help="The write-ahead log beside the file was backed up together with it.")
    ] = False,
) -> None:
    """Say that a backup was put in place: sessions, tokens and grants in it end, the erased are erased again."""
    from habitlog.db.sqlite_file import require_no_write_ahead_log
    from habitlog.usecases.account_lifecycle import after_restore

    if not with_wal:
        require_no_write_ahead_log(load_config().database_url)
    with open_database() as (settings, database, now):
        ended = after_restore.end_restored_access(database, settings.erasure_list_path, now)
    for line in format_restore_result(ended):
        typer.echo(line)
