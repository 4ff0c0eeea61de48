"""The erasure list beside the database: brought up to date after an erasure, and held against a restored backup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert, select

from habitlog.db import Database, Reading, Writing
from habitlog.people.erased import erased_account, read_list, write_list
from habitlog.people.model import Person, person


def write_down(database: Database, path: Path) -> None:
    """Write every erasure of the database into the list, and keep what else stands there.

    What was deleted is overwritten in the file of the database too. Raises `StartRefused` for a list that cannot be
    read or written; the erasures stay done, and the next call brings the list up to date.
    """
    database.scrub()
    with database.read() as unit:
        known = {row["account_id"]: row["erased_on"] for row in unit.rows(select(erased_account))}
    listed = read_list(path)
    if not known.keys() <= listed.keys():
        write_list(path, known | listed)


def revived(unit: Reading, path: Path) -> Sequence[Person]:
    """Return the people in the database whose accounts the list says were erased: a backup brought them back."""
    listed = read_list(path)
    if not listed:
        return ()
    rows = unit.rows(select(person).order_by(person.c.id))
    return [Person.of_row(row) for row in rows if row["account_id"] in listed]


def take_over(unit: Writing, path: Path) -> None:
    """Write into the database what the list knows and an older database does not."""
    known = {account for (account,) in unit.tuples(select(erased_account.c.account_id))}
    missing = [{"account_id": key, "erased_on": on} for key, on in read_list(path).items() if key not in known]
    if missing:
        unit.run(insert(erased_account), missing)
