"""Taking back a whole import within thirty days."""

from __future__ import annotations

from datetime import datetime

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import Conflict
from habitlog.storage import import_files
from habitlog.usecases.files.import_claims import build_claim
from habitlog.usecases.files.import_files import find_import
from habitlog.usecases.files.import_removal import UndoneImport, take_entries_back
from habitlog.usecases.files.imported_tags import take_tags_back


def undo_import(database: Database, person: Person, import_id: str, now: datetime) -> UndoneImport:
    """Delete the entries an import added, and write back those it replaced and the day marks it removed.

    An entry that was changed since stays as it is. What is interrupted is finished at the next start. Raises
    `NotFound`, and `Conflict` where the import was not saved, is undone already, or is older than thirty days.
    """
    since = claim_undo(database, person, import_id, now)
    values = {"state": "undone", "undone_at": now, "work": None}
    return take_entries_back(database, person, import_id, since, now, values)


def claim_undo(database: Database, person: Person, import_id: str, now: datetime) -> datetime:
    """Begin to take an import back, and return since when what was changed stays; raises as `undo_import`."""
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        file = find_import(transaction, person, import_id, now)
        if not file.can_be_undone or file.saved_at is None:
            raise Conflict("import_cannot_be_undone")
        import_files.update_file(transaction, person.id, import_id, build_claim("undo", now))
        if file.report is not None:
            take_tags_back(transaction, person, file.report.tags)
    return file.saved_at
