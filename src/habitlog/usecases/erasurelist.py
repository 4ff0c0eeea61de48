"""The erasure list beside the database: brought up to date after an erasure, and held against a restored backup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert, select

from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.people.erased import erased_account_table, read_erasure_list, write_erasure_list
from habitlog.people.model import Person, person_table


def update_erasure_list(database: Database, path: Path) -> None:
    """Write every erasure of the database into the list, and keep what else stands there.

    What was deleted is overwritten in the file of the database too. Raises `StartRefused` for a list that cannot be
    read or written; the erasures stay done, and the next call brings the list up to date.
    """
    database.truncate_wal()
    with database.begin_read() as transaction:
        known = {row["account_id"]: row["erased_on"] for row in transaction.fetch_rows(select(erased_account_table))}
    listed = read_erasure_list(path)
    if not known.keys() <= listed.keys():
        write_erasure_list(path, known | listed)


def find_erased_people(transaction: ReadTransaction, path: Path) -> Sequence[Person]:
    """Return the people in the database whose accounts the list says were erased: a backup brought them back."""
    listed = read_erasure_list(path)
    if not listed:
        return ()
    rows = transaction.fetch_rows(select(person_table).order_by(person_table.c.id))
    return [Person.from_row(row) for row in rows if row["account_id"] in listed]


def import_erasure_list(transaction: WriteTransaction, path: Path) -> None:
    """Write into the database what the list knows and an older database does not."""
    known = {account for (account,) in transaction.fetch_tuples(select(erased_account_table.c.account_id))}
    missing = [{"account_id": key, "erased_on": on} for key, on in read_erasure_list(path).items() if key not in known]
    if missing:
        transaction.execute(insert(erased_account_table), missing)
