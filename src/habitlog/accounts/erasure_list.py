"""Accounts that were erased, by random id and date alone: in a table, and in a list kept beside the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Column, Date, Table

from habitlog.atomic_file import write_file_atomically
from habitlog.db.base import metadata
from habitlog.db.types import Identifier
from habitlog.errors import StartRefused

erased_account_table = Table(
    "erased_account",
    metadata,
    Column("account_id", Identifier, primary_key=True),
    Column("erased_on", Date, nullable=False),
)
"""Written in the transaction of the erasure; the file follows it, so that no end of the program loses a line."""

_LIST_LINE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


def read_erasure_list(path: Path) -> dict[str, date]:
    """Return when which account was erased, by random id; nothing where there is no such file yet.

    Raises `StartRefused`, with the number of the line, for a file that is no erasure list: half of one erases half.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise StartRefused(f"The erasure list {path} cannot be read. It was left untouched.") from None
    return dict(_parse_list_line(path, number, line) for number, line in enumerate(text.splitlines(), start=1))


def _parse_list_line(path: Path, number: int, line: str) -> tuple[str, date]:
    try:
        found = _LIST_LINE.fullmatch(line)
        if found:
            return found[1], date.fromisoformat(found[2])
    except ValueError:
        pass
    raise StartRefused(f"Line {number} of the erasure list {path} is not an id and a date. It was left untouched.")


def write_erasure_list(path: Path, erased_on_by_account: Mapping[str, date]) -> None:
    """Write the list, oldest first, whole or not at all, readable by its owner alone.

    Raises `StartRefused` where it cannot be written.
    """
    lines = sorted((on, account) for account, on in erased_on_by_account.items())
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file_atomically(path, (f"{account} {on}\n".encode("ascii") for on, account in lines))
    except OSError as error:
        raise StartRefused(f"The erasure list {path} cannot be written: {error.strerror}.") from None
