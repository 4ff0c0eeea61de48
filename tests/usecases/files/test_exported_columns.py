"""Every column of every table a person owns is in the export or the account file, or is kept back for a reason.

Another value in the database has to give another file. `tests/pillars/test_columns.py` compares columns of entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Uuid,
    create_engine,
    insert,
    select,
    text,
    update,
)
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import ensure_account

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.db.types import UtcDateTime
from habitlog.models import metadata
from habitlog.pillars import PILLARS
from habitlog.usecases.files.account_export import export_account
from habitlog.usecases.files.record_export import export_record
from habitlog.usecases.identity import accounts

OWNED = [table for table in metadata.sorted_tables if table.name == "person" or "person_id" in table.c]
KEPT_BACK: dict[str, tuple[str, ...]] = {
    "a secret, or a hash of one": (
        "person.password_hash", "login_session.secret_hash", "api_token.secret_hash", "invitation.code_hash",
        "two_factor.*", "recovery_code.*", "pending_login.*", "password_reset.*",
    ),
    "computed from entries and marks": ("daily_metric_month.*", "metrics_version.*"),
    "a copy that is kept for a while": (
        "deleted_entry.*", "idempotency_key.*", "imported_entry.*", "import_file.content", "import_file.removed_marks",
        "import_file.preview",
    ),
    "how the server finds and orders what is there": (
        "person.id", "person.change_number", "entry.*", "day_mark.change_number", "deleted_item.*",
        "import_file.work", "import_file.worker", "import_file.worker_seen_at", "import_file.progress",
        "import_file.stop_requested", "import_file.problem", "import_file.file_bytes", "import_file.file_path",
        "consent_grant.version", "notification.mail_attempts", "notification.mail_due_at", "notification.mailed_at",
    ),
    "another person": (
        "access_log.coach_id", "invitation.redeemed_by_id", "invitation.signed_up_at", "notification.client_id",
    ),
    "a state in which nobody exports": ("person.disabled_at", "person.deletion_requested_at"),
    "read for each grant": ("grant_pillar.*",),
}  # fmt: skip
"""Columns that stay out of both files, by the reason."""
ENTRY_TABLES = {pillar.table.name for pillar in PILLARS.values()}
SAMPLES: Mapping[str, tuple[Any, Any]] = {
    "access_log.outcome": ("served", "denied"),
    "access_log.page_kind": ("list", "client"),
    "access_log.pillars": (["sleep"], ["diet"]),
    "api_token.expires_at": (NOW + timedelta(days=9), NOW + timedelta(days=8)),
    "api_token.scope": ("read", "write"),
    "consent_grant.ended_by": ("client", "coach"),
    "consent_grant.state": ("active", "revoked"),
    "day_mark.mark": ("none", "skipped"),
    "day_mark.pillar": ("sleep", "diet"),
    "experiment.metric": ("sleep.duration", "stress.level"),
    "experiment.lag_days": (0, 1),
    "experiment.weeks": (4, 5),
    "experiment.first_day": (date(2025, 11, 3), date(2025, 11, 4)),
    "experiment.stopped_on": (date(2025, 11, 20), date(2025, 11, 21)),
    "experiment.seed": ("a" * 64, "b" * 64),
    "experiment_day.day": (date(2025, 11, 3), date(2025, 11, 4)),
    "experiment_day.said": ("as_drawn", "other"),
    "import_file.mapping": ({"a": 1}, {"a": 2}),
    "import_file.report": ({"a": 1}, {"a": 2}),
    "import_file.state": ("saved", "undone"),
    "import_mapping.headings": (["a"], ["b"]),
    "import_mapping.mapping": ({"a": 1}, {"a": 2}),
    "invitation.pillars": (["sleep"], ["diet"]),
    "notification.kind": ("confirmed", "ended"),
    "person.clock": ("24", "12"),
    "person.decimal_mark": ("point", "comma"),
    "person.hidden_measures": ([], ["sleep.quality"]),
    "person.hidden_pillars": ([], ["diet"]),
    "person.margins": ({}, {"sleep.duration": 15}),
    "person.theme": ("light", "dark"),
    "person.weight_unit": ("kg", "lb"),
    "person.zone": ("Europe/Stockholm", "Europe/Oslo"),
    "snippet_choice.choice": ("saved", "dismissed"),
    "urgent_card.kind": ("medical", "poisoning"),
}
"""The value of a column that takes some values only, and another one."""


def draw_samples(column: Column[Any]) -> tuple[Any, Any]:
    """Return two values of a column."""
    given = SAMPLES.get(f"{column.table.name}.{column.name}")
    if given is not None:
        return given
    if isinstance(column.type, Uuid):
        return str(UUID(int=1)), str(UUID(int=2))
    if isinstance(column.type, UtcDateTime):
        return NOW, NOW - timedelta(hours=1)
    if isinstance(column.type, Date):
        return date(2026, 3, 2), date(2026, 3, 3)
    if isinstance(column.type, Boolean):
        return False, True
    if isinstance(column.type, LargeBinary):
        return b"one", b"two"
    return (1, 2) if isinstance(column.type, Integer) else (f"{column.name} one", f"{column.name} two")


def list_exported_columns() -> list[Column[Any]]:
    """Return the columns that are not kept back, but those of entries."""
    kept = {name for names in KEPT_BACK.values() for name in names}
    return [
        column
        for table in OWNED
        if table.name not in ENTRY_TABLES
        for column in table.c
        if not {column.name} & {"person_id"} and not {f"{table.name}.*", f"{table.name}.{column.name}"} & kept
    ]


def export_everything(database: Database) -> bytes:
    """Return both files of the only person."""
    with database.begin_read() as transaction:
        [(email,)] = transaction.fetch_tuples(select(person_table.c.email))
        someone = accounts.find_person_by_email(transaction, email)
    return b"".join((*export_record(database, someone), *export_account(database, someone)))


def insert_row_of_each_table(connection: Connection, person_id: int) -> None:
    """Insert a row into each table that has something to export."""
    for table in {column.table: None for column in list_exported_columns()}:
        if table.name != "person":
            values = {column.name: draw_samples(column)[0] for column in table.c}
            connection.execute(insert(table), values | {"person_id": person_id})


@pytest.mark.sqlite_only
def test_another_value_of_any_column_gives_another_export(app: FastAPI) -> None:
    ada, database = ensure_account(app, "Ada", STOCKHOLM), app.state.context.database
    engine, same = create_engine(app.state.context.config.database_url), []
    with engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for (trigger,) in connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        insert_row_of_each_table(connection, ada.id)
        for column in list_exported_columns():
            first, second = draw_samples(column)
            connection.execute(update(column.table).values({column: first}))
            connection.commit()
            before = export_everything(database)
            connection.execute(update(column.table).values({column: second}))
            connection.commit()
            if export_everything(database) == before:
                same.append(f"{column.table.name}.{column.name}")
            connection.execute(update(column.table).values({column: first}))
        connection.commit()
    engine.dispose()
    assert same == []
