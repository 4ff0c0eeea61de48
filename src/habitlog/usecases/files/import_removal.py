"""Taking back what an import wrote, in short transactions, so that other people's writes need not wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import Database, WriteTransaction
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, entry_rows, import_files
from habitlog.storage.entry_copies import read_entry_copy
from habitlog.tracking import Pillar
from habitlog.usecases.entries.entry_conflicts import find_conflict_since, find_entry_of_day
from habitlog.usecases.files.import_claims import ClaimKeeper
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.files.import_writing import CHUNK_ROWS, set_mark_of_free_day


class UndoneImport(NamedTuple):
    """Entries that were deleted, that got their earlier contents back, and that stay because they were changed since.

    Entries that were deleted since are in none of these.
    """

    deleted: int
    restored: int
    kept: int


def take_entries_back(
    database: Database,
    person: Person,
    import_id: str,
    since: datetime,
    now: datetime,
    values: Mapping[str, Any],
    progress: ImportProgress | None = None,
) -> UndoneImport:
    """Delete the entries an import added, and write back those it replaced and the day marks it removed.

    An entry that was changed since then stays. Each transaction leaves entries, marks and metrics in order and takes
    the entries it dealt with from `imported_entry`, so that what is interrupted goes on from there. The last one
    changes columns of the import to `values`.
    """
    counts: Counter[str] = Counter()
    claim_keeper = ClaimKeeper(import_id, now)
    while True:
        with database.begin_write() as transaction:
            transaction.lock_person(person.id)
            claim_keeper.renew(transaction)
            written = import_files.list_imported_entries(transaction, person.id, import_id, CHUNK_ROWS)
            counts.update(_take_chunk_back(transaction, person, import_id, written, since, now))
            if len(written) < CHUNK_ROWS:
                _restore_marks(transaction, person, import_id)
                import_files.update_file(transaction, person.id, import_id, {"removed_marks": None, **values})
                break
        if progress:
            progress.advance(len(written))
    return UndoneImport(counts["deleted"], counts["restored"], counts["kept"])


def _take_chunk_back(
    transaction: WriteTransaction,
    person: Person,
    import_id: str,
    written: Sequence[Mapping[str, Any]],
    since: datetime,
    now: datetime,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for pillar in PILLARS.values():
        rows = [row for row in written if row["pillar"] == pillar.key]
        if rows:
            counts.update(_take_pillar_back(transaction, person, pillar, rows, since, now))
    import_files.delete_imported_entries(transaction, person.id, import_id, (row["entry_id"] for row in written))
    return counts


def _take_pillar_back(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    written: Sequence[Mapping[str, Any]],
    since: datetime,
    now: datetime,
) -> Counter[str]:
    c = pillar.table.c
    own = (c.person_id == person.id, c.id.in_([row["entry_id"] for row in written]))
    saved = {row["id"]: row for row in transaction.fetch_rows(select(pillar.table).where(*own))}
    present = [row for row in written if row["entry_id"] in saved]
    unchanged = [row for row in present if saved[row["entry_id"]]["version"] == row["version"]]
    added = [row["entry_id"] for row in unchanged if row["replaced_columns"] is None]
    days = {saved[row["entry_id"]]["day"] for row in unchanged}
    entry_rows.delete_entry_rows(transaction, person.id, pillar, added)
    counts = Counter(deleted=len(added), kept=len(present) - len(unchanged))
    for row in unchanged:
        if row["replaced_columns"] is not None:
            earlier = read_entry_copy(pillar, row["replaced_columns"])
            days.add(earlier["day"])
            is_restored = _restore_entry(transaction, person, pillar, saved[row["entry_id"]], earlier, since, now)
            counts["restored" if is_restored else "kept"] += 1
    daily_metrics.refresh_days(transaction, person.id, pillar, days)
    return counts


def _restore_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    current: Mapping[str, Any],
    earlier: Mapping[str, Any],
    since: datetime,
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
    if find_conflict_since(transaction, person, pillar, record, current["id"], since) is not None:
        return False
    values = {**earlier, "version": current["version"] + 1, "updated_at": now}
    entry_rows.update_entry_row(transaction, person.id, pillar, current["id"], values)
    return True


def _restore_marks(transaction: WriteTransaction, person: Person, import_id: str) -> None:
    days: dict[str, set[date]] = {}
    for pillar_key, day, mark in import_files.list_removed_marks(transaction, person.id, import_id):
        set_mark_of_free_day(transaction, person, PILLARS[pillar_key], day, mark)
        days.setdefault(pillar_key, set()).add(day)
    for pillar_key, marked in days.items():
        daily_metrics.refresh_days(transaction, person.id, PILLARS[pillar_key], marked)
