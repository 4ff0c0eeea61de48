"""That an entry or a day mark was deleted: its id or its day, and nothing of what it said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table, bindparam, delete, insert

from habitlog.db import WriteTransaction
from habitlog.db.base import metadata, person_id_column

deleted_item_table = Table(
    "deleted_item",
    metadata,
    person_id_column(),
    Column("pillar", String(40), nullable=False),
    Column("item", String(36), nullable=False),
    Column("change_number", BigInteger, nullable=False),
    PrimaryKeyConstraint("person_id", "pillar", "item"),
    Index(None, "person_id", "change_number"),
    sqlite_with_rowid=False,
)
"""`item` is the id of an entry, or the day of a mark like 2026-03-12. What is there again may still have its row.

Rows are kept as long as the account, so that a program that was away for years learns what is gone.
"""

_c = deleted_item_table.c


def note_deleted_items(transaction: WriteTransaction, person_id: int, pillar: str, items: Sequence[str]) -> None:
    """Note that entries or marks of a pillar were deleted, in the transaction that deletes them."""
    if not items:
        return
    number = transaction.number_change(person_id)
    earlier = (_c.person_id == person_id, _c.pillar == pillar, _c.item == bindparam("deleted"))
    transaction.execute(delete(deleted_item_table).where(*earlier), [{"deleted": item} for item in items])
    rows = [{"person_id": person_id, "pillar": pillar, "item": item, "change_number": number} for item in items]
    transaction.execute(insert(deleted_item_table), rows)
