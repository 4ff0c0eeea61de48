"""Taking back a whole import within thirty days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.errors import Conflict
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, entry_rows, import_files
from habitlog.storage.entry_copies import read_entry_copy
from habitlog.tracking import Pillar
from habitlog.usecases.entries.entry_conflicts import find_conflict_since, find_entry_of_day
from habitlog.usecases.files.import_files import find_import
from habitlog.usecases.files.import_writing import set_mark_of_free_day
from habitlog.usecases.files.imported_tags import take_tags_back


class UndoneImport(NamedTuple):
    """Entries that were deleted, that got their earlier contents back, and that stay because they were changed since.

    Entries that were deleted since are in none of these.
    """

    deleted: int
    restored: int
    kept: int


def undo_import(transaction: WriteTransaction, person: Person, import_id: str, now: datetime) -> UndoneImport:
    """Delete the entries an import added, and write back those it replaced and the day marks it removed.

    An entry that was changed since stays as it is. Raises `NotFound`, and `Conflict` where the import was not saved, is
    undone already, or is older than thirty days.
    """
    transaction.lock_person(person.id)
    file = find_import(transaction, person, import_id, now)
    if not file.can_be_undone or file.saved_at is None:
        raise Conflict("import_cannot_be_undone")
    written = import_files.list_imported_entries(transaction, person.id, import_id)
    counts: Counter[str] = Counter()
    for pillar in PILLARS.values():
        rows = [row for row in written if row["pillar"] == pillar.key]
        counts.update(_undo_pillar(transaction, person, pillar, rows, file.saved_at, now))
    for pillar_key, day, mark in import_files.list_removed_marks(transaction, person.id, import_id):
        set_mark_of_free_day(transaction, person, PILLARS[pillar_key], day, mark)
    if file.report is not None:
        take_tags_back(transaction, person, file.report.tags)
    daily_metrics.rebuild_daily_metrics(transaction, person.id, PILLARS.values())
    import_files.delete_imported_entries(transaction, person.id, import_id)
    import_files.update_file(transaction, person.id, import_id, {"state": "undone", "undone_at": now})
    return UndoneImport(counts["deleted"], counts["restored"], counts["kept"])


def _undo_pillar(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    written: Sequence[Mapping[str, Any]],
    saved_at: datetime,
    now: datetime,
) -> Counter[str]:
    c = pillar.table.c
    saved = {row["id"]: row for row in transaction.fetch_rows(select(pillar.table).where(c.person_id == person.id))}
    present = [row for row in written if row["entry_id"] in saved]
    unchanged = [row for row in present if saved[row["entry_id"]]["version"] == row["version"]]
    added = [row["entry_id"] for row in unchanged if row["replaced_columns"] is None]
    entry_rows.delete_entry_rows(transaction, person.id, pillar, added)
    counts = Counter(deleted=len(added), kept=len(present) - len(unchanged))
    for row in unchanged:
        if row["replaced_columns"] is not None:
            earlier = read_entry_copy(pillar, row["replaced_columns"])
            is_restored = _restore_entry(transaction, person, pillar, saved[row["entry_id"]], earlier, saved_at, now)
            counts["restored" if is_restored else "kept"] += 1
    return counts


def _restore_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    current: Mapping[str, Any],
    earlier: Mapping[str, Any],
    saved_at: datetime,
    now: datetime,
) -> bool:
    """Write the earlier contents as a new version.

    Return False where its day has another entry of its kind by now, or another entry claims a part of its time since
    the import.
    """
    kind, [record] = pillar.find_kind(earlier["kind"]), daily_metrics.build_records(pillar, [earlier])
    if kind is not None and kind.is_only_of_day(record):
        holder = find_entry_of_day(transaction, person, pillar, kind, earlier["day"])
        if holder not in {None, current["id"]}:
            return False
    if find_conflict_since(transaction, person, pillar, record, current["id"], saved_at) is not None:
        return False
    values = {**earlier, "version": current["version"] + 1, "updated_at": now}
    entry_rows.update_entry_row(transaction, person.id, pillar, current["id"], values)
    return True
