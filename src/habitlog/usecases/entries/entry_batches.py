"""Saving many entries in one call, under ids that the program makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import Database, WriteTransaction
from habitlog.errors import HabitlogError
from habitlog.tracking import Pillar
from habitlog.usecases.entries.entries import SavedEntry, find_pillar, put_entry
from habitlog.usecases.entries.entry_changes import remove_read_only_members

MAX_ENTRIES = 1000
ENTRIES_PER_TRANSACTION = 50
"""How many are saved before other writers have their turn, where each stands for itself."""


class BatchItem(Struct, frozen=True):
    """An entry of a batch as it was sent: `fields` without its id and the answer to the guard."""

    id: str
    pillar: str
    fields: Mapping[str, Any]
    is_not_a_medicine: bool


class BatchResult(Struct, frozen=True):
    """What became of an item: its entry, why it was refused, or neither where another one kept all from being saved."""

    id: str
    pillar: Pillar | None = None
    saved: SavedEntry | None = None
    error: HabitlogError | None = None


class _NotAllSaved(Exception):
    def __init__(self, results: list[BatchResult]) -> None:
        super().__init__()
        self.results = results


def save_batch(
    database: Database, person: Person, items: Sequence[BatchItem], now: datetime, *, all_or_nothing: bool
) -> list[BatchResult]:
    """Create or replace entries as `put_entry` does, and return a result for each, in their order.

    With `all_or_nothing` none is saved where one is refused. Otherwise a failure of the database may leave the first
    ones saved; the same batch again changes nothing of them.
    """
    if not all_or_nothing:
        results: list[BatchResult] = []
        for first in range(0, len(items), ENTRIES_PER_TRANSACTION):
            with database.begin_write() as transaction:
                some = items[first : first + ENTRIES_PER_TRANSACTION]
                results += [_save_item(transaction, person, item, now) for item in some]
        return results
    try:
        with database.begin_write() as transaction:
            results = [_save_item(transaction, person, item, now) for item in items]
            _require_all_saved(results)
    except _NotAllSaved as end:
        return [BatchResult(result.id, error=result.error) for result in end.results]
    return results


def _require_all_saved(results: list[BatchResult]) -> None:
    if any(result.error for result in results):
        raise _NotAllSaved(results)


def _save_item(transaction: WriteTransaction, person: Person, item: BatchItem, now: datetime) -> BatchResult:
    try:
        pillar = find_pillar(item.pillar)
        raw = {**item.fields, "id": item.id, "pillar": item.pillar}
        fields = remove_read_only_members(transaction, person, pillar, item.id, raw)
        answer = item.is_not_a_medicine
        saved = put_entry(transaction, person, pillar, item.id, fields, now, is_not_a_medicine=answer)
    except HabitlogError as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        # Whatever is refused is refused before anything of it is written.
        return BatchResult(item.id, error=error)
    return BatchResult(item.id, pillar, saved)
