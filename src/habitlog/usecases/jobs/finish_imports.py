"""Takes back what an import wrote whose process ended in the middle, so that nothing is half imported."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select

from habitlog.accounts.person import Person, person_table
from habitlog.db import Database
from habitlog.storage import import_files
from habitlog.storage.import_files import ImportWork
from habitlog.usecases.files.import_claims import build_claim, is_claim_held
from habitlog.usecases.files.import_removal import take_entries_back

log = logging.getLogger(__name__)


def finish_interrupted_imports(database: Database, now: datetime) -> int:
    """Take back every import that is half written and at which no process is any more, finish every such undo.

    Return how many. A command whose claim ran out because it stood still finds its import ended at its next
    transaction, and writes nothing more.
    """
    with database.begin_read() as transaction:
        unfinished = [
            row
            for row in import_files.list_unfinished_imports(transaction)
            if row["work"] != "read" and not is_claim_held(row, now)
        ]
        owners = sorted({row["person_id"] for row in unfinished})
        rows = transaction.fetch_rows(select(person_table).where(person_table.c.id.in_(owners))) if owners else ()
        people = {row["id"]: Person.from_row(row) for row in rows}
    finished = 0
    for row in unfinished:
        person = people[row["person_id"]]
        undone = {"state": "undone", "undone_at": now, "work": None}
        ended = {"work": None, "saved_at": None, "problem": {"code": "import_interrupted", "parameters": {}}}
        work: ImportWork = "undo" if row["work"] == "undo" else "remove"
        with database.begin_write() as transaction:
            transaction.lock_person(person.id)
            is_taken = import_files.take_claim(transaction, row, build_claim(work, now))
        if not is_taken:
            continue
        values = undone if row["work"] == "undo" else ended
        take_entries_back(database, person, row["id"], row["saved_at"], now, values)
        log.warning("an import that ended in the middle was taken back")
        finished += 1
    return finished
