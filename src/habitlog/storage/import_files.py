"""Imported files: what a person uploaded and has yet to look at, the reports of what was saved, and what undo needs."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import Identifier, JsonText, UtcDateTime
from habitlog.storage.day_marks import Mark
from habitlog.storage.deleted_entries import deleted_entry_table
from habitlog.tracking import Pillar

PREPARED_PERIOD = timedelta(days=1)
"""How long an uploaded file waits to be imported."""
IMPORT_UNDO_PERIOD = timedelta(days=30)
"""How long an import can be taken back."""
REPORT_PERIOD = timedelta(days=366)
"""How long the report of an import is kept."""

import_file_table = Table(
    "import_file",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("format", String(40), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Column("saved_at", UtcDateTime),
    Column("undone_at", UtcDateTime),
    Column("content", LargeBinary),
    Column("report", JsonText),
    Column("removed_marks", JsonText),
    Column("earlier_zones", String(400)),
    Column("mapping", JsonText),
    Column("work", String(10)),
    Column("problem", JsonText),
    Column("preview", JsonText),
    Column("file_bytes", BigInteger),
    Column("file_path", String(1000)),
    Column("worker", String(120)),
    Column("worker_seen_at", UtcDateTime),
    Column("progress", JsonText),
    Column("stop_requested", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("state IN ('prepared', 'saved', 'undone')", name="state"),
    Index(None, "uploaded_at"),
)
"""`content` is the zlib-compressed file, while it waits; `report` and `removed_marks` are there once it is saved.

`earlier_zones` are those of earlier spans of days, before `zone` holds; `mapping` is what the person says of the file.
`work` is what is being done with the file (`ImportWork`), and `problem` why the last work came to nothing, as a code
with parameters. A large file has its `file_bytes` at `file_path`, outside of the database, and has a `preview` once it
was read. While there is `work`, `worker` names the process that does it, which was at it at `worker_seen_at`, has come
as far as `progress` (stage, done, total), and ends it where a stop is requested.
"""

ImportWork = Literal["read", "save", "remove", "undo"]
"""A file is read in the background; its entries are written; those of an import that failed, or of one that was saved,
are taken back. While it is not null, the entries of `imported_entry` are a part of those of the file."""

imported_entry_table = Table(
    "imported_entry",
    metadata,
    person_id_column(),
    Column("import_id", Identifier, nullable=False),
    Column("entry_id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("replaced_columns", JsonText),
    PrimaryKeyConstraint("person_id", "import_id", "entry_id"),
    ForeignKeyConstraint(["person_id", "import_id"], ["import_file.person_id", "import_file.id"], ondelete="CASCADE"),
)
"""The entries an import wrote, in the version it wrote; `replaced_columns` is a copy of the row it replaced."""

f, e = import_file_table.c, imported_entry_table.c
_WITHOUT_CONTENT = [
    *(column for column in import_file_table.c if column.name not in {"content", "preview"}),
    f.content.is_not(None).label("has_content"),
]


class RemovedMark(NamedTuple):
    """A day mark that an entry of an import contradicted."""

    pillar: str
    day: date
    mark: Mark


def store_file(transaction: WriteTransaction, row: Mapping[str, Any], contents: bytes | Path | None) -> None:
    """Store an uploaded file that waits to be imported; `row` has the columns besides its state.

    Of one that is imported at once the contents are not stored.
    """
    if isinstance(contents, Path):
        stored: dict[str, Any] = {"content": None, "file_path": str(contents), "file_bytes": contents.stat().st_size}
    else:
        compressed = None if contents is None else zlib.compress(contents, level=6)
        stored = {"content": compressed, "file_path": None, "file_bytes": None}
    transaction.execute(insert(import_file_table), {"work": None, **row, "state": "prepared", **stored})


def find_file(transaction: ReadTransaction, person_id: int, import_id: str) -> Mapping[str, Any] | None:
    """Return the row of an import without its content."""
    return transaction.fetch_first(select(*_WITHOUT_CONTENT).where(f.person_id == person_id, f.id == import_id))


def load_content(transaction: ReadTransaction, person_id: int, import_id: str) -> bytes | Path | None:
    """Return the bytes of a file that waits, or where they lie; None where there are none."""
    own = (f.person_id == person_id, f.id == import_id, f.state == "prepared")
    row = transaction.fetch_first(select(f.content, f.file_path).where(*own))
    if row is None or (row["content"] is None and row["file_path"] is None):
        return None
    if row["content"] is not None:
        return zlib.decompress(row["content"])
    path = Path(row["file_path"])
    return path if path.exists() else None


def load_preview(transaction: ReadTransaction, person_id: int, import_id: str) -> Mapping[str, Any] | None:
    """Return the preview of a large file, as it was stored; None where it was not read yet."""
    preview: Mapping[str, Any] | None = transaction.fetch_value(
        select(f.preview).where(f.person_id == person_id, f.id == import_id)
    )
    return preview


def list_files(transaction: ReadTransaction, person_id: int) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a person's imports without their contents, latest first."""
    own = select(*_WITHOUT_CONTENT).where(f.person_id == person_id)
    return transaction.fetch_rows(own.order_by(f.uploaded_at.desc(), f.id.desc()))


def count_waiting_files(transaction: ReadTransaction, person_id: int) -> int:
    """Return how many files of a person wait to be imported."""
    waiting = (f.person_id == person_id, f.state == "prepared")
    return int(transaction.fetch_value(select(func.count()).select_from(import_file_table).where(*waiting)))


def update_file(transaction: WriteTransaction, person_id: int, import_id: str, values: Mapping[str, Any]) -> None:
    """Change columns of an import."""
    own = (f.person_id == person_id, f.id == import_id)
    transaction.execute(update(import_file_table).where(*own).values(**values))


def delete_file(transaction: WriteTransaction, person_id: int, import_id: str) -> None:
    """Delete an import with its content and report; entries it saved stay."""
    transaction.execute(delete(import_file_table).where(f.person_id == person_id, f.id == import_id))


def store_imported_entries(transaction: WriteTransaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store which entries an import wrote."""
    if listed := list(rows):
        transaction.execute(insert(imported_entry_table), listed)


def list_imported_entries(
    transaction: ReadTransaction, person_id: int, import_id: str, most: int
) -> Sequence[Mapping[str, Any]]:
    """Return some rows of the entries that an import wrote, those that it added before those that it replaced."""
    own = select(imported_entry_table).where(e.person_id == person_id, e.import_id == import_id)
    order = (e.replaced_columns.is_not(None), e.pillar, e.entry_id)
    return transaction.fetch_rows(own.order_by(*order).limit(most))


def list_unfinished_imports(transaction: ReadTransaction) -> Sequence[Mapping[str, Any]]:
    """Return the imports on which something is done, or was at the end of a process: who, what, and which process."""
    columns = (f.person_id, f.id, f.work, f.saved_at, f.worker, f.worker_seen_at)
    return transaction.fetch_rows(select(*columns).where(f.work.is_not(None)).order_by(f.uploaded_at, f.id))


def take_claim(transaction: WriteTransaction, row: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Let another process work on an unfinished import; return whether it is still as in `row`."""
    same = (f.worker.is_not_distinct_from(row["worker"]), f.work == row["work"])
    taken = update(import_file_table).where(f.person_id == row["person_id"], f.id == row["id"], *same).values(**claim)
    return bool(transaction.execute_uncounted(taken).rowcount)


def note_progress(transaction: WriteTransaction, import_id: str, values: Mapping[str, Any]) -> None:
    """Note how far an import is, and who is at it; what its person has logged does not change by it."""
    transaction.execute_uncounted(
        update(import_file_table).where(f.id == import_id, f.work.is_not(None)).values(**values)
    )


def request_stop(transaction: WriteTransaction, person_id: int, import_id: str) -> None:
    """Ask the process that works on an import to end that."""
    own = (f.person_id == person_id, f.id == import_id, f.work.is_not(None))
    transaction.execute_uncounted(update(import_file_table).where(*own).values(stop_requested=True))


def list_stop_requests(transaction: ReadTransaction, import_ids: Iterable[str]) -> list[str]:
    """Return which of these imports shall end."""
    asked = select(f.id).where(f.id.in_(list(import_ids)), f.stop_requested)
    return [import_id for (import_id,) in transaction.fetch_tuples(asked)]


def list_stored_files(transaction: ReadTransaction) -> set[Path]:
    """Return where everybody's large files lie that wait to be imported."""
    stored = select(f.file_path).where(f.file_path.is_not(None), f.state == "prepared")
    return {Path(path) for (path,) in transaction.fetch_tuples(stored)}


def sum_stored_bytes(transaction: ReadTransaction, person_id: int) -> int:
    """Return how many bytes a person's large files take that wait to be imported."""
    own = (f.person_id == person_id, f.state == "prepared")
    return int(transaction.fetch_value(select(func.coalesce(func.sum(f.file_bytes), 0)).where(*own)))


def list_removed_marks(transaction: ReadTransaction, person_id: int, import_id: str) -> list[RemovedMark]:
    """Return the day marks that an import removed."""
    stored = transaction.fetch_value(select(f.removed_marks).where(f.person_id == person_id, f.id == import_id))
    return [RemovedMark(pillar, date.fromisoformat(day), mark) for pillar, day, mark in stored or ()]


def delete_imported_entries(
    transaction: WriteTransaction, person_id: int, import_id: str, entry_ids: Iterable[str]
) -> None:
    """Delete rows of entries that an import wrote; the entries stay."""
    own = (e.person_id == person_id, e.import_id == import_id, e.entry_id == bindparam("entry"))
    if ids := [{"entry": entry_id} for entry_id in entry_ids]:
        transaction.execute(delete(imported_entry_table).where(*own), ids)


def purge_import_files(transaction: WriteTransaction, pillars: Iterable[Pillar], now: datetime) -> int:
    """Delete everybody's files that waited for a day, reports of a year ago, and copies that undo no longer needs.

    A copy goes after thirty days, and as soon as its entry is changed or deleted for good. Returns how many rows.
    """
    waited = and_(f.state == "prepared", f.work.is_(None), f.uploaded_at <= now - PREPARED_PERIOD)
    expired = or_(waited, f.uploaded_at <= now - REPORT_PERIOD)
    deleted = transaction.execute_uncounted(delete(import_file_table).where(expired)).rowcount
    old_import = exists().where(f.person_id == e.person_id, f.id == e.import_id, f.saved_at <= now - IMPORT_UNDO_PERIOD)
    deleted += transaction.execute_uncounted(delete(imported_entry_table).where(old_import)).rowcount
    d = deleted_entry_table.c
    can_be_restored = exists().where(d.person_id == e.person_id, d.id == e.entry_id)
    for pillar in pillars:
        p = pillar.table.c
        is_current = exists().where(p.person_id == e.person_id, p.id == e.entry_id, p.version == e.version)
        changed = (e.pillar == pillar.key, ~is_current, ~can_be_restored)
        deleted += transaction.execute_uncounted(delete(imported_entry_table).where(*changed)).rowcount
    return deleted
