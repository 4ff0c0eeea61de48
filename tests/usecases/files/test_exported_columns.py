"""Every column of every table a person owns is in the export or the account file, or is kept back for a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Column, Engine, Select, event
from sqlalchemy.sql import visitors
from tests.support.clock import STOCKHOLM
from tests.support.people import ensure_account

from habitlog.models import metadata
from habitlog.usecases.files.account_export import export_account
from habitlog.usecases.files.record_export import export_record

Columns = set[tuple[str, str]]
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
        "import_file.work", "import_file.problem", "import_file.file_bytes", "import_file.file_path",
        "consent_grant.version", "notification.mail_attempts", "notification.mail_due_at", "notification.mailed_at",
    ),
    "another person": ("invitation.redeemed_by_id", "invitation.signed_up_at", "notification.client_id"),
    "a state in which nobody exports": ("person.disabled_at", "person.deletion_requested_at"),
    "read for each grant": ("grant_pillar.*",),
}  # fmt: skip
"""Columns that stay out of both files, by the reason."""
SETTINGS = {"patterns": "patterns_enabled", "mails": "emails_enabled"}
"""The columns of settings that have another name than in the export."""


@contextmanager
def note_read_columns() -> Iterator[Columns]:
    """Collect the columns that selects return while the block runs."""
    read: Columns = set()

    def note(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        statement = context.compiled and context.compiled.statement
        for column in statement.selected_columns if isinstance(statement, Select) else ():
            parts = [part for part in visitors.iterate(column) if isinstance(part, Column)]
            read.update((part.table.name, part.name) for part in parts)

    event.listen(Engine, "after_cursor_execute", note)
    yield read
    event.remove(Engine, "after_cursor_execute", note)


@pytest.mark.sqlite_only
def test_every_column_is_exported_or_kept_back_for_a_reason(app: FastAPI) -> None:
    ada, database = ensure_account(app, "Ada", STOCKHOLM), app.state.context.database
    with note_read_columns() as read:
        for _ in (*export_record(database, ada), *export_account(database, ada)):
            pass
    read |= {("person", SETTINGS.get(name, name)) for name in ada.export_settings()}
    every = {(table.name, column.name) for table in OWNED for column in table.c if column.name != "person_id"}
    kept = {
        (table, column)
        for table, column in every
        for patterns in KEPT_BACK.values()
        if {f"{table}.*", f"{table}.{column}"} & set(patterns)
    }
    assert every - read - kept == set()
    assert {(table, column) for table, column in kept & read if table not in {"entry", "two_factor"}} == set()
