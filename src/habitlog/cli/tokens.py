"""Commands about the tokens of programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from habitlog.cli.context import EmailArgument, open_database

token_commands = typer.Typer(help="Tokens of programs.", no_args_is_help=True)


class TokenScopeOption(StrEnum):
    """What a token may do."""

    read = "read"
    write = "write"
    export = "export"


@token_commands.command("add")
def token_add(
    email: EmailArgument,
    scope: Annotated[TokenScopeOption, typer.Option(help="What the token may do; write reads too.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    also_export: Annotated[bool, typer.Option("--also-export", help="Export too, beside reading or writing.")] = False,
) -> None:
    """Make an API token and print it: the one time it can be seen."""
    from habitlog.usecases.identity import accounts, tokens

    with open_database() as (_, database, now), database.begin_write() as transaction:
        person = accounts.find_person_by_email(transaction, email)
        raw = {"name": name, "scope": scope.value, "also_export": also_export}
        fresh = tokens.create_token(transaction, person, raw, now, is_seen=False)
    typer.echo(fresh)


@token_commands.command("list")
def token_list(email: EmailArgument) -> None:
    """List the tokens that work: id, scope, last day, name; tabs separate the columns."""
    from habitlog.usecases.identity import accounts, tokens

    with open_database() as (_, database, now), database.begin_read() as transaction:
        for row in tokens.list_live_tokens(transaction, accounts.find_person_by_email(transaction, email), now):
            scopes = row["scope"] + (" export" if row["also_export"] else "")
            typer.echo(f"{row['id']}\t{scopes}\t{row['expires_at']:%Y-%m-%d}\t{row['name']}")


@token_commands.command("revoke")
def token_revoke(email: EmailArgument, token_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """End a token; `habitlog token list` shows its id."""
    from habitlog.usecases.identity import accounts, tokens

    with open_database() as (_, database, now), database.begin_write() as transaction:
        tokens.revoke_token(transaction, accounts.find_person_by_email(transaction, email), token_id, now)
    typer.echo("The token is revoked.")
