"""The tables of a second step: what an app's secret is derived from, recovery codes, and sign-ins halfway through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table

from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import UtcDateTime

two_factor_table = Table(
    "second_factor",
    metadata,
    person_id_column(),
    Column("salt", String(32), nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", BigInteger, nullable=False),
    PrimaryKeyConstraint("person_id"),
)

recovery_code_table = Table(
    "recovery_code",
    metadata,
    person_id_column(),
    Column("code_hash", String(64), nullable=False),
    PrimaryKeyConstraint("person_id", "code_hash"),
)

pending_login_table = Table(
    "half_sign_in",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    person_id_column(),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "person_id"),
)
