"""What tables share: one metadata with named constraints, the column of the owner, and the tables of entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)
from sqlalchemy.schema import SchemaItem

from habitlog.db.record_checks import build_column_conditions, quote_list
from habitlog.db.types import Identifier, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PersonId = BigInteger().with_variant(Integer, "sqlite")


def person_id_column(**column_options: Any) -> Column[int]:
    """Return the `person_id` column that leads the key of every table with a person's data."""
    return Column("person_id", PersonId, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, **column_options)


entry_table = Table(
    "entry",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("pillar", String(40), nullable=False),
    Column("change_number", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("person_id", "id"),
    UniqueConstraint("person_id", "id", "pillar"),
    Index(None, "person_id", "change_number", "id"),
    sqlite_with_rowid=False,
)
"""One row for each entry of any pillar: a person has an entry id once over all pillars.

A row of a pillar's table refers to its row here, and is deleted with it. `change_number` is that of the person when
the entry was last written (`storage.entry_rows`).
"""


def make_entry_table(
    pillar: str,
    *pillar_columns: SchemaItem,
    records: Mapping[str, type[BaseModel]],
    once_a_day_kinds: tuple[str, ...] = (),
    additional_column: str = "",
) -> Table:
    """Make the table of a pillar: the columns every entry has, then the pillar's own.

    `records` maps each kind of the pillar to its record. From them come the CHECK constraints: which kinds there are,
    which kind has which column, which of them are needed, and their ranges. `once_a_day_kinds` names the kinds of
    which a person has at most one a day, besides those that are true in `additional_column`.
    """
    name = f"{pillar}_entry"
    table = Table(
        name,
        metadata,
        person_id_column(),
        Column("id", Identifier, nullable=False),
        Column("pillar", String(40), nullable=False, server_default=pillar),
        Column("kind", String(20), nullable=False),
        Column("day", Date, nullable=False),
        Column("zone", String(64), nullable=False),
        Column("note", Text),
        Column("created_at", UtcDateTime, nullable=False),
        Column("updated_at", UtcDateTime, nullable=False),
        Column("version", Integer, nullable=False),
        *pillar_columns,
        PrimaryKeyConstraint("person_id", "id"),
        ForeignKeyConstraint(
            ["person_id", "id", "pillar"],
            ["entry.person_id", "entry.id", "entry.pillar"],
            name=f"fk_{name}_entry",
            ondelete="CASCADE",
        ),
        CheckConstraint(f"pillar = '{pillar}'", name="pillar"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(note) <= 2000", name="note"),
        CheckConstraint(f"kind IN ({quote_list(records)})", name="kind"),
        Index(None, "person_id", "day", "id"),
    )
    for column, condition in build_column_conditions(records).items():
        table.append_constraint(CheckConstraint(condition, name=column))
    for kind in once_a_day_kinds:
        is_kind: ColumnElement[bool] = table.c.kind == kind
        if additional_column:
            is_kind &= table.c[additional_column].is_not(true())
        Index(
            f"uq_{name}_{kind}_once_a_day",
            table.c.person_id,
            table.c.day,
            unique=True,
            sqlite_where=is_kind,
            postgresql_where=is_kind,
        )
    return table
