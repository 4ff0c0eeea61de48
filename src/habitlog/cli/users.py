"""Commands about accounts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from habitlog.cli.context import EmailArgument, open_database
from habitlog.errors import Conflict

user_commands = typer.Typer(help="Accounts.", no_args_is_help=True)
PasswordStdinOption = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@user_commands.command("add")
def user_add(
    email: EmailArgument,
    name: Annotated[str, typer.Option(help="How the person is called; the part before the @ otherwise.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone.")] = "Etc/UTC",
    *,
    password_stdin: PasswordStdinOption = False,
) -> None:
    """Add an account."""
    from habitlog.usecases.identity import accounts

    raw = {
        "email": email,
        "name": name or email.partition("@")[0],
        "zone": zone,
        "password": _ask_password(password_stdin),
    }
    with open_database() as (_, database, now):
        account = accounts.parse_new_account(raw, now)
        with database.begin_write() as transaction:
            accounts.create_account(transaction, account)
    typer.echo(f"{email} can sign in.")


@user_commands.command("list")
def user_list() -> None:
    """List every account with the day it was made; tabs separate the columns."""
    from habitlog.usecases.identity import accounts

    with open_database() as (_, database, _now), database.begin_read() as transaction:
        for row in accounts.list_accounts(transaction):
            state = "disabled" if row["disabled_at"] else "to be deleted" if row["deletion_requested_at"] else ""
            typer.echo("\t".join(part for part in (row["email"], f"{row['created_at']:%Y-%m-%d}", state) if part))


@user_commands.command("password")
def user_password(email: EmailArgument, *, password_stdin: PasswordStdinOption = False) -> None:
    """Set a new password; every session and token of the account ends."""
    from habitlog.usecases.identity import accounts

    password = _ask_password(password_stdin)
    with open_database() as (_, database, now):
        with database.begin_read() as read_transaction:
            person = accounts.find_person_by_email(read_transaction, email)
        password_hash = accounts.hash_new_password(person, "password", password)
        with database.begin_write() as transaction:
            accounts.set_password_hash(transaction, person, password_hash, now)
    typer.echo(f"{email} has a new password; every session and token ended.")


@user_commands.command("reset-link")
def user_reset_link(email: EmailArgument) -> None:
    """Print a link to a new password; it works once, for a day."""
    from habitlog.usecases.identity import accounts, password_reset

    with open_database() as (settings, database, now):
        key = settings.load_secret_key()
        with database.begin_write() as transaction:
            person = accounts.find_person_by_email(transaction, email)
            code = password_reset.print_reset_code(transaction, person, key, now)
    typer.echo(f"{settings.base_url}/password-reset/new#{code}")


@user_commands.command("delete")
def user_delete(
    email: EmailArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the address again.")] = False,
) -> None:
    """Erase an account and everything in it, for good."""
    from habitlog.usecases.account_lifecycle import deletion
    from habitlog.usecases.identity import accounts

    if not yes and typer.prompt("This cannot be undone. The address again").strip().casefold() != email.casefold():
        raise Conflict("addresses_differ")
    with open_database() as (settings, database, now):
        with database.begin_write() as transaction:
            deletion.delete_account(transaction, accounts.find_person_by_email(transaction, email), now)
        typer.echo(f"{email} is deleted.")
        deletion.update_erasure_list(database, settings.erasure_list_path)


@user_commands.command("sweep")
def user_sweep() -> None:
    """Erase accounts that were left seven days ago, as the running service does every hour."""
    from habitlog.usecases.jobs import delete_accounts

    with open_database() as (settings, database, now):
        deleted_count = delete_accounts.delete_due_accounts(database, settings.erasure_list_path, now)
    typer.echo(f"Accounts deleted for good: {deleted_count}.")


@user_commands.command("disable")
def user_disable(email: EmailArgument) -> None:
    """Disable an account: sessions and tokens end, nothing of it is shown to anybody."""
    from habitlog.usecases.account_lifecycle import deletion
    from habitlog.usecases.identity import accounts

    with open_database() as (_, database, now), database.begin_write() as transaction:
        deletion.disable_account(transaction, accounts.find_person_by_email(transaction, email), now)
    typer.echo(f"{email} is disabled; every session and token ended.")


@user_commands.command("enable")
def user_enable(email: EmailArgument) -> None:
    """Enable a disabled account again."""
    from habitlog.usecases.account_lifecycle import deletion
    from habitlog.usecases.identity import accounts

    with open_database() as (_, database, _now), database.begin_write() as transaction:
        deletion.enable_account(transaction, accounts.find_person_by_email(transaction, email))
    typer.echo(f"{email} can sign in.")


@user_commands.command("factor-off")
def user_factor_off(email: EmailArgument) -> None:
    """Switch the second step of an account off, for someone who lost phone and codes; every session ends."""
    from habitlog.usecases.identity import accounts, two_factor

    with open_database() as (_, database, now), database.begin_write() as transaction:
        there = two_factor.remove_two_factor(transaction, accounts.find_person_by_email(transaction, email), now)
    parts = "has no second step any more" if there else "had no second step"
    typer.echo(f"{email} {parts}; every session ended.")


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
