"""Takes back what an import wrote whose process ended in the middle, so that nothing is half imported."""

from __future__ import annotations

import logging
from collections.abc import Container
from datetime import datetime, timedelta

from sqlalchemy import select

from habitlog.accounts.person import Person, person_table
from habitlog.db import Database
from habitlog.storage import import_files
from habitlog.usecases.files.import_removal import take_entries_back

log = logging.getLogger(__name__)

LONGEST_IMPORT = timedelta(hours=1)
"""After this time an import that no thread of the service writes is taken for one whose command was ended."""


def finish_interrupted_imports(
    database: Database, now: datetime, *, running: Container[str] = (), min_age: timedelta = timedelta(0)
) -> int:
    """Take back every import that is half written and not among `running`, finish every undo; return how many.

    A command that imports while the service starts finds its import ended at its next transaction, and writes nothing
    more.
    """
    with database.begin_read() as transaction:
        unfinished = [
            row
            for row in import_files.list_unfinished_imports(transaction)
            if row["work"] != "read" and row["id"] not in running and row["saved_at"] <= now - min_age
        ]
        owners = sorted({row["person_id"] for row in unfinished})
        rows = transaction.fetch_rows(select(person_table).where(person_table.c.id.in_(owners))) if owners else ()
        people = {row["id"]: Person.from_row(row) for row in rows}
    for row in unfinished:
        person = people[row["person_id"]]
        undone = {"state": "undone", "undone_at": now, "work": None}
        ended = {"work": None, "saved_at": None, "problem": {"code": "import_interrupted", "parameters": {}}}
        if row["work"] == "save":
            with database.begin_write() as transaction:
                transaction.lock_person(person.id)
                import_files.update_file(transaction, person.id, row["id"], {"work": "remove"})
        values = undone if row["work"] == "undo" else ended
        take_entries_back(database, person, row["id"], row["saved_at"], now, values)
        log.warning("an import that ended in the middle was taken back")
    return len(unfinished)
