"""Importing foreign files: everything is parsed, validated and screened first, and written last, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.errors import HabitlogError
from habitlog.importers import IMPORTERS
from habitlog.importers.base import EntryDraft, Importer, ImportRefusal, ParsedFile
from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, Pillar
from habitlog.usecases.dose_screening import screen_record
from habitlog.usecases.entries.entries import parse_entry, refuse_future_day
from habitlog.usecases.files.import_batch import (
    ImportBatch,
    ImportReport,
    RowPlacement,
    build_entry_row,
)

__all__ = ["IMPORTERS", "import_drafts", "import_file"]


@dataclass(frozen=True, slots=True)
class _ValidDraft:
    draft: EntryDraft
    pillar: Pillar
    kind: EntryKind
    row: dict[str, Any]


def import_file(
    transaction: WriteTransaction,
    person: Person,
    importer: Importer,
    data: bytes,
    now: datetime,
    *,
    replace: bool,
    dry_run: bool,
) -> ImportReport:
    """Import a file of a foreign format; its local times without a zone are those of the person's zone.

    Raises `Malformed` for a file that is not of this format.
    """
    parsed = importer.parse(data, person.zone)
    return import_drafts(transaction, person, parsed, now, replace=replace, dry_run=dry_run)


def import_drafts(
    transaction: WriteTransaction,
    person: Person,
    parsed: ParsedFile,
    now: datetime,
    *,
    replace: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Add the entries of a parsed file; refused ones are left out and listed in the report.

    An entry whose id is already there stays as it is, even where it was changed since, unless `replace` is true.
    """
    transaction.lock_person(person.id)
    refused = list(parsed.refusals)
    valid = [checked for draft in parsed.drafts if (checked := _validate_draft(draft, person, now, refused))]
    batch = ImportBatch(transaction, person)
    added, already_there = _add_drafts(batch, valid, refused, replace=replace)
    if not dry_run:
        batch.write_rows()
    return ImportReport(
        format=parsed.format,
        items_read=parsed.items_read,
        duplicates=parsed.duplicates,
        added=added,
        replaced=batch.replaced,
        already_there=already_there,
        refused=tuple(refused),
        unsupported=parsed.unsupported,
    )


def _validate_draft(
    draft: EntryDraft, person: Person, now: datetime, refused: list[ImportRefusal]
) -> _ValidDraft | None:
    pillar = PILLARS[draft.pillar]
    try:
        kind, record = parse_entry(pillar, draft.fields, person)
        refuse_future_day(record, now)
        screen_record(record)
    except HabitlogError as error:
        refused.append(ImportRefusal.from_error(draft.location, error))
        return None
    stamps = {"created_at": now, "updated_at": now, "version": 1}
    return _ValidDraft(draft, pillar, kind, build_entry_row(pillar, person, draft.id, record, stamps))


def _add_drafts(
    batch: ImportBatch, drafts: Iterable[_ValidDraft], refused: list[ImportRefusal], *, replace: bool
) -> tuple[Counter[str], int]:
    """Return how many entries are new, by "pillar kind", and how many were already there."""
    added: Counter[str] = Counter()
    already_there = 0
    for valid in drafts:
        placement = batch.add_row(valid.pillar, valid.kind, valid.row, replace=replace)
        if placement is RowPlacement.TAKEN:
            parameters = {"entry": valid.kind.key, "day": valid.row["day"]}
            refused.append(ImportRefusal(valid.draft.location, "day_already_has_entry", parameters))
        added[f"{valid.pillar.key} {valid.kind.key}"] += placement is RowPlacement.NEW
        already_there += placement is RowPlacement.ALREADY_THERE
    return +added, already_there
