"""Changes as programs send them: a whole entry with the members the server sets, or only what changes."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.tracking import Pillar
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries.entries import (
    SavedEntry,
    find_entry_row,
    put_entry,
    require_entry_row,
    require_version,
)

READ_ONLY_MEMBERS = ("id", "pillar", "created_at", "updated_at", "version")
"""What the server sets. It may be sent back as it is, so that an entry that was read can be sent again."""


def remove_read_only_members(
    transaction: ReadTransaction, person: Person, pillar: Pillar, entry_id: str, raw: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what was sent for an entry without the members that the server sets.

    Raises `Invalid` at each of them that is not as it is now; of an entry that does not exist yet only id and pillar
    can be right.
    """
    sent = {name: raw[name] for name in READ_ONLY_MEMBERS if name in raw}
    if sent:
        row = find_entry_row(transaction, person, pillar, entry_id)
        current = serialize_entry(pillar, row) if row else {"id": entry_id, "pillar": pillar.key}
        problems = [FieldProblem(name, "field_read_only") for name in sent if sent[name] != current.get(name)]
        if problems:
            raise Invalid(problems)
    return {name: value for name, value in raw.items() if name not in READ_ONLY_MEMBERS}


def patch_entry(
    transaction: WriteTransaction,
    person: Person,
    pillar: Pillar,
    entry_id: str,
    patch: Mapping[str, Any],
    now: datetime,
    expected_versions: Container[int] | None = None,
    *,
    is_not_a_medicine: bool = False,
) -> SavedEntry:
    """Change the members of an entry that `patch` names, null removing one (RFC 7396); lists are replaced whole.

    Raises as `put_entry` does, and `NotFound`.
    """
    transaction.lock_person(person.id)
    row = require_entry_row(transaction, person, pillar, entry_id)
    require_version(row, expected_versions)
    changes = remove_read_only_members(transaction, person, pillar, entry_id, patch)
    current = {name: value for name, value in serialize_entry(pillar, row).items() if name not in READ_ONLY_MEMBERS}
    merged = {name: value for name, value in {**current, **changes}.items() if value is not None}
    return put_entry(transaction, person, pillar, entry_id, merged, now, is_not_a_medicine=is_not_a_medicine)
