"""Commands about accounts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from habitlog.cli.opened import Email, opened
from habitlog.errors import Conflict

user = typer.Typer(help="Accounts.", no_args_is_help=True)
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@user.command("add")
def user_add(
    email: Email,
    name: Annotated[str, typer.Option(help="How the person is called; the part before the @ otherwise.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone.")] = "Etc/UTC",
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Add an account."""
    from habitlog.usecases import accounts

    raw = {"email": email, "name": name or email.partition("@")[0], "zone": zone, "password": _password(password_stdin)}
    with opened() as (_, database, now):
        account = accounts.new_account(raw, now)
        with database.write() as unit:
            accounts.add(unit, account)
    typer.echo(f"{email} can sign in.")


@user.command("password")
def user_password(email: Email, *, password_stdin: FromStdin = False) -> None:
    """Set a new password; every session and token of the account ends."""
    from habitlog.usecases import accounts

    password = _password(password_stdin)
    with opened() as (_, database, now):
        with database.read() as look:
            someone = accounts.by_email(look, email)
        hashed = accounts.new_hash(someone, "password", password)
        with database.write() as unit:
            accounts.set_password(unit, someone, hashed, now)
    typer.echo(f"{email} has a new password; every session and token ended.")


@user.command("delete")
def user_delete(
    email: Email,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the address again.")] = False,
) -> None:
    """Erase an account and everything in it, for good."""
    from habitlog.usecases import accounts, erasure, erasurelist

    if not yes and typer.prompt("This cannot be undone. The address again").strip().casefold() != email.casefold():
        raise Conflict("The two addresses differ, so nothing was deleted.")
    with opened() as (settings, database, now):
        with database.write() as unit:
            erasure.delete_account(unit, accounts.by_email(unit, email), now)
        typer.echo(f"{email} is deleted.")
        erasurelist.write_down(database, settings.erased)


@user.command("sweep")
def user_sweep() -> None:
    """Erase accounts that were left seven days ago, as the running service does every hour."""
    from habitlog.usecases import sweeping

    with opened() as (settings, database, now):
        swept = sweeping.sweep(database, settings.erased, now)
    typer.echo(f"Accounts deleted for good: {swept}.")


@user.command("disable")
def user_disable(email: Email) -> None:
    """Disable an account: sessions and tokens end, nothing of it is shown to anybody."""
    from habitlog.usecases import accounts, erasure

    with opened() as (_, database, now), database.write() as unit:
        erasure.disable(unit, accounts.by_email(unit, email), now)
    typer.echo(f"{email} is disabled; every session and token ended.")


@user.command("enable")
def user_enable(email: Email) -> None:
    """Enable a disabled account again."""
    from habitlog.usecases import accounts, erasure

    with opened() as (_, database, _now), database.write() as unit:
        erasure.enable(unit, accounts.by_email(unit, email))
    typer.echo(f"{email} can sign in.")


@user.command("factor-off")
def user_factor_off(email: Email) -> None:
    """Switch the second step of an account off, for someone who lost phone and codes; every session ends."""
    from habitlog.usecases import accounts, factorsetup

    with opened() as (_, database, now), database.write() as unit:
        there = factorsetup.remove(unit, accounts.by_email(unit, email), now)
    told = "has no second step any more" if there else "had no second step"
    typer.echo(f"{email} {told}; every session ended.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
