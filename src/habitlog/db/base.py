"""What every table shares: one metadata with named constraints, and the columns of an entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

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


def make_entry_table(name: str, *pillar_columns: SchemaItem, once_a_day_kinds: tuple[str, ...] = ()) -> Table:
    """Make the table of a pillar: the columns every entry has, then the pillar's `own`.

    `once_a_day` names the kinds of which a person has at most one a day; the database holds that.
    """
    table = Table(
        name,
        metadata,
        person_id_column(),
        Column("id", Identifier, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("day", Date, nullable=False),
        Column("zone", String(64), nullable=False),
        Column("note", Text),
        Column("created_at", UtcDateTime, nullable=False),
        Column("updated_at", UtcDateTime, nullable=False),
        Column("version", Integer, nullable=False),
        *pillar_columns,
        PrimaryKeyConstraint("person_id", "id"),
        Index(None, "person_id", "day", "id"),
    )
    for kind in once_a_day_kinds:
        only = table.c.kind == kind
        Index(
            f"uq_{name}_{kind}_once_a_day",
            table.c.person_id,
            table.c.day,
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )
    return table
