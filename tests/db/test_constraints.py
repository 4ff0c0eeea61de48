"""The database refuses rows that no record can make, and one entry id in two pillars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import Boolean, Integer, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from tests.support.clock import NOW
from tests.support.entries import GOOD
from tests.support.people import ensure_account

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.storage import entry_rows
from habitlog.tracking import EntryKind, Pillar
from habitlog.usecases.entries import entries

COMMON_FIELDS = {"kind", "day", "zone", "note"}
ENTRY_ID = "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11"
EXAMPLES = {raw["kind"]: raw for _, raw in GOOD}
PROBES = (
    None,
    -1,
    0,
    1,
    4,
    5,
    6,
    10,
    11,
    29,
    30,
    50,
    51,
    60,
    61,
    250,
    251,
    480,
    481,
    600,
    601,
    720,
    721,
    900,
    901,
    1440,
    1441,
)
"""Both sides of the end of every range."""
KINDS = [(pillar, kind) for pillar in PILLARS.values() for kind in pillar.kinds]


def log_example(database: Database, person: Person, pillar: Pillar, kind: EntryKind) -> None:
    with database.begin_write() as transaction:
        entries.put_entry(transaction, person, pillar, ENTRY_ID, EXAMPLES[kind.key], NOW)


class TakenBackError(Exception):
    """Ends a transaction without a commit."""


def change_and_take_back(database: Database, pillar: Pillar, values: dict[str, Any]) -> None:
    with database.begin_write() as transaction:
        transaction.execute_uncounted(update(pillar.table).values(**values))
        raise TakenBackError


def accepts(database: Database, pillar: Pillar, values: dict[str, Any]) -> bool:
    """Whether the database takes this change of every entry of a pillar; nothing is changed."""
    with pytest.raises((TakenBackError, DBAPIError)) as raised:
        change_and_take_back(database, pillar, values)
    return raised.type is TakenBackError


def list_probes(pillar: Pillar, kind: EntryKind) -> Iterator[tuple[str, Any, bool]]:
    """Yield (column, value, whether the record of this kind allows it) at and beyond the ends of every range."""
    for column in pillar.table.c:
        field = kind.record.model_fields.get(column.name)
        if column.name in COMMON_FIELDS or not isinstance(column.type, Integer) or isinstance(column.type, Boolean):
            continue
        if column.name in entries.SYSTEM_COLUMNS:
            continue
        if field is None:
            yield column.name, 1, False
            continue
        for value in PROBES:
            yield column.name, value, _is_valid(kind, column.name, value)


def _is_valid(kind: EntryKind, name: str, value: Any) -> bool:
    raw = {**EXAMPLES[kind.key], "zone": "Etc/UTC", name: value}
    try:
        kind.record.model_validate(raw)
    except ValidationError:
        return False
    return True


PAIRED = {"stress_before", "stress_after", "hr_avg", "hr_max"}
"""Columns that another column limits as well."""


@pytest.mark.parametrize(("pillar", "kind"), KINDS, ids=lambda value: value.key)
def test_table_takes_what_record_takes(app: FastAPI, database: Database, pillar: Pillar, kind: EntryKind) -> None:
    log_example(database, ensure_account(app, "Ada", "Etc/UTC"), pillar, kind)
    differences = [
        (column, value)
        for column, value, is_valid in list_probes(pillar, kind)
        if not (column in PAIRED and value is None) and accepts(database, pillar, {column: value}) != is_valid
    ]
    assert differences == []


@pytest.mark.parametrize(
    ("pillar", "kind", "values"),
    [
        ("sleep", "nap", {"start_at": NOW, "end_at": NOW}),
        ("sleep", "nap", {"end_at": None}),
        ("sleep", "night", {"start_at": NOW, "end_at": NOW.replace(minute=59)}),
        ("sleep", "night", {"day_kind": "holiday"}),
        ("sleep", "night", {"kind": "siesta"}),
        ("sleep", "night", {"pillar": "diet"}),
        ("sleep", "night", {"version": 0}),
        ("sleep", "night", {"note": "x" * 2001}),
        ("stress", "practice", {"stress_after": None}),
        ("stress", "practice", {"practice": "other"}),
        ("stress", "practice", {"practice_text": "Juggling"}),
        ("stress", "level", {"practice": "rest"}),
        ("training", "hiit", {"hr_avg": 150, "hr_max": 149}),
        ("training", "hiit", {"modality": None}),
        ("training", "other", {"sets": []}),
        ("training", "resistance", {"sets": None}),
        ("diet", "list", {"form": "core20"}),
    ],
    ids=str,
)
def test_table_refuses_values_that_do_not_fit(
    app: FastAPI, database: Database, pillar: str, kind: str, values: dict[str, Any]
) -> None:
    known = PILLARS[pillar].find_kind(kind)
    assert known is not None
    log_example(database, ensure_account(app, "Ada", "Etc/UTC"), PILLARS[pillar], known)
    assert not accepts(database, PILLARS[pillar], values)


def test_entry_id_is_unique_over_all_pillars(app: FastAPI, database: Database) -> None:
    ada, cyd = ensure_account(app, "Ada", "Etc/UTC"), ensure_account(app, "Cyd", "Etc/UTC")
    other = PILLARS["training"].find_kind("other")
    assert other is not None
    log_example(database, ada, PILLARS["training"], other)
    log_example(database, cyd, PILLARS["training"], other)
    level = {"person_id": ada.id, "id": ENTRY_ID, "kind": "level", "day": NOW.date(), "zone": "Etc/UTC",
             "created_at": NOW, "updated_at": NOW, "version": 1, "stress_now": 3}  # fmt: skip
    with pytest.raises(IntegrityError), database.begin_write() as transaction:
        entry_rows.insert_entry_rows(transaction, ada.id, PILLARS["stress"], [level])
    with pytest.raises(IntegrityError), database.begin_write() as transaction:
        transaction.execute(insert(PILLARS["stress"].table), level)
