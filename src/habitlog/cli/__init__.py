"""The command line: each command opens a transaction, calls a use-case and prints its result."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from msgspec.structs import replace

from habitlog import __version__, server
from habitlog.atomic_file import write_file_atomically
from habitlog.cli.backups import backup_commands
from habitlog.cli.context import open_database
from habitlog.cli.progress_bar import show_progress
from habitlog.cli.reports import format_import_report, format_maintenance_report
from habitlog.cli.tokens import token_commands
from habitlog.cli.users import user_commands
from habitlog.config import MAX_WORKERS, load_config
from habitlog.errors import HabitlogError, Invalid, StartRefused
from habitlog.importers import IMPORTERS
from habitlog.log_records import LogFormat, LogLevel

app = typer.Typer(
    name="habitlog",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user_commands, name="user")
app.add_typer(token_commands, name="token")
education_commands = typer.Typer(help="The library of education.", no_args_is_help=True)
app.add_typer(education_commands, name="education")
app.add_typer(backup_commands)


class ExportChoice(StrEnum):
    """Files that can be written."""

    json = "json"
    csv = "csv"
    ical = "ical"
    fhir = "fhir"
    hevy = "hevy"
    account = "account"


_ANY_FORMAT = "auto"
_IMPORT_FORMATS = (_ANY_FORMAT, "json", "csv", *IMPORTERS)
ImportFormat = StrEnum("ImportFormat", [(key, key) for key in _IMPORT_FORMATS])  # type: ignore[misc]  # found by folder
ImportFormatArgument = Annotated[
    ImportFormat,
    typer.Argument(metavar="FORMAT", help=f"{', '.join(_IMPORT_FORMATS[:-1])} or {_IMPORT_FORMATS[-1]}."),
]


def run_command_line() -> int:
    """Run the command; return the exit status."""
    try:
        status = app(standalone_mode=False)
    except Invalid as error:
        for problem in error.problems:
            typer.echo(f"habitlog: {problem.field}: {_load_error_text().describe_field_problem(problem)}", err=True)
        return 1
    except HabitlogError as error:
        typer.echo(f"habitlog: {_load_error_text().describe_error(error)}", err=True)
        return 1
    except typer.TyperException as error:
        _print_usage_error(error)
        return 2
    except (typer.Abort, BrokenPipeError):
        return 1
    return status if isinstance(status, int) else 0


def _load_error_text() -> ModuleType:
    """Import the texts of errors only where one is shown, because that imports the whole program."""
    from habitlog.web.presenters import error_text

    return error_text


def _print_usage_error(error: typer.TyperException) -> None:
    parts = getattr(error, "format_message", error.__str__)().replace("Value error, ", "")
    if line := " ".join(parts.split()).rstrip("."):
        typer.echo(f"habitlog: {line}. `habitlog --help` lists what there is.", err=True)


_PORT = typer.Option(min=0, max=65535, help="The port to listen on; 0 finds a free one.")
OpenOption = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]


@app.callback(invoke_without_command=True)
def main(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False
) -> None:
    """A lifestyle log that describes and never orders."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, _PORT] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=MAX_WORKERS, help="How many processes serve.")] = None,
    log_level: Annotated[LogLevel | None, typer.Option(help="What is logged at least.")] = None,
    log_format: Annotated[LogFormat | None, typer.Option(help="Lines of text or of JSON.")] = None,
    *,
    opens_browser: OpenOption = False,
) -> None:
    """Run the service."""
    config = load_config()
    config = replace(
        config,
        host=host or config.host,
        port=config.port if port is None else port,
        workers=workers or config.workers,
        log_level=log_level or config.log_level,
        log_format=log_format or config.log_format,
    )
    server.run_server(config, datetime.now(UTC), opens_browser=opens_browser)


@app.command()
def demo(port: Annotated[int, _PORT] = 8000, *, opens_browser: OpenOption = False) -> None:
    """Run the service on a throw-away database with a year of days in it."""
    from habitlog import demo as demonstration

    demonstration.run_demo(port, datetime.now(UTC), opens_browser=opens_browser)


@app.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    before, after = server.migrate_database(load_config(), datetime.now(UTC))
    typer.echo(f"Schema {after}, already there." if before == after else f"Schema {before or 'empty'} -> {after}.")


@app.command()
def doctor(
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Compute every derived number again.")] = False,
) -> None:
    """Check database, schema, derived numbers and library."""
    from habitlog.usecases import maintenance

    with open_database() as (_, database, now):
        report = maintenance.run_checks(database, now, rebuild=rebuild)
    for line in format_maintenance_report(report):
        typer.echo(line)
    if not report.is_healthy:
        raise typer.Exit(1)


@app.command("import")
def import_(
    format_: ImportFormatArgument,
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    email: Annotated[str, typer.Option("--user", metavar="EMAIL")],
    *,
    zone: Annotated[
        list[str] | None,
        typer.Option(help='The time zone of local times; repeat with an "until" date for earlier ones.'),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What columns or names in it are, as JSON.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite entries that differ.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Import the rest where something is refused.")] = False,
) -> None:
    """Import a file: all of it, or nothing where something is refused."""
    from habitlog.usecases.files import import_files, import_mappings
    from habitlog.usecases.files.import_zones import join_zones
    from habitlog.usecases.identity import accounts

    with open_database() as (_, database, now), show_progress() as progress:
        with database.begin_read() as transaction:
            person = accounts.find_person_by_email(transaction, email)
        text = mapping.read_text(encoding="utf-8") if mapping else None
        file = import_files.import_now(
            database,
            person,
            path.name,
            path,
            join_zones(zone or ()) or person.zone,
            now,
            replace=replace,
            partial=partial,
            dry_run=dry_run,
            mapping=import_mappings.read_mapping_text(text) if text is not None else None,
            format_key=None if format_ == _ANY_FORMAT else format_.value,
            progress=progress,
        )
    report = file.report
    assert report is not None, "a file that is imported at once has a report"  # noqa: S101
    for line in format_import_report(report, dry_run=dry_run):
        typer.echo(line)
    if report.has_failed or report.is_refused:
        raise typer.Exit(1)


@app.command()
def export(
    email: Annotated[str, typer.Option("--user", metavar="EMAIL")],
    format_: Annotated[
        ExportChoice,
        typer.Option(
            "--format",
            help="json is the record; csv the same as tables in a ZIP archive; ical the sessions as a calendar; "
            "hevy the sets as Hevy writes them; fhir observations for clinics; "
            "account what is kept around it.",
        ),
    ] = ExportChoice.json,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output otherwise.")] = None,
) -> None:
    """Export the record as JSON or CSV tables; or what is kept of the account around it."""
    from habitlog.usecases.files import account_export
    from habitlog.usecases.files.export_formats import EXPORT_FORMATS
    from habitlog.usecases.identity import accounts

    is_account = format_ is ExportChoice.account
    write = account_export.export_account if is_account else EXPORT_FORMATS[format_].write
    with open_database() as (_, database, _now):
        with database.begin_read() as transaction:
            person = accounts.find_person_by_email(transaction, email)
        pieces = write(database, person)
        if output is None:
            sys.stdout.buffer.writelines(pieces)
            return
        try:
            write_file_atomically(output, pieces)
        except OSError as error:
            raise StartRefused(f"{output} cannot be written: {error.strerror}.") from None
    typer.echo(f"Written to {output}.")


@education_commands.command("check")
def education_check() -> None:
    """Check every piece of education: sources, words, review date and rules."""
    from habitlog.education.library_check import check_library
    from habitlog.usecases import education

    problems = check_library(education.LIBRARY_PACKAGES, datetime.now(UTC).date())
    for line in problems:
        typer.echo(line)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{len(education.load_library().snippets)} pieces, all well.")
