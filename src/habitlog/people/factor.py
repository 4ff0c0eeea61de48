"""The tables of a second step: what an app's secret is derived from, recovery codes, and sign-ins halfway through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table

from habitlog.db.base import metadata, owner
from habitlog.db.types import Instant

second_factor = Table(
    "second_factor",
    metadata,
    owner(),
    Column("salt", String(32), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger, nullable=False),
    PrimaryKeyConstraint("person_id"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    owner(),
    Column("code_hash", String(64), nullable=False),
    PrimaryKeyConstraint("person_id", "code_hash"),
)

half_sign_in = Table(
    "half_sign_in",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    owner(),
    Column("created_at", Instant, nullable=False),
    Index(None, "person_id"),
)
