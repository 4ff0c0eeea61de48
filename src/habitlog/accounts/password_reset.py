"""Codes with which a lost password is replaced: derived from the server's key, stored only as hashes."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, String, Table, UniqueConstraint

from habitlog.db.base import metadata, person_id_column
from habitlog.db.counted_changes import NOT_COUNTED
from habitlog.db.types import UtcDateTime

MAILED_RESET_LIFETIME, PRINTED_RESET_LIFETIME = timedelta(hours=1), timedelta(days=1)
"""How long a code works that was mailed, and one that the operator printed."""

password_reset_table = Table(
    "password_reset",
    metadata,
    person_id_column(),
    Column("salt", String(32), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("mail_due_at", UtcDateTime),
    Column("mail_attempts", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("person_id"),
    UniqueConstraint("code_hash"),
    CheckConstraint("mail_attempts >= 0", name="mail_attempts"),
    Index(None, "expires_at"),
    Index(None, "mail_due_at"),
    info=NOT_COUNTED,
)
"""At most one code for a person: a new one takes the place of the one before."""


def make_reset_salt() -> str:
    """Return the salt of a code: 128 random bits."""
    return secrets.token_hex(16)


def derive_reset_code(server_key: bytes, salt: str) -> str:
    """Return the code of a salt, 256 bits in 43 characters; the database does not give it away without the key."""
    mac = hmac.digest(server_key, b"habitlog password reset\0" + salt.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
