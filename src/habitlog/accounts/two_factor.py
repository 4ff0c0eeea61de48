"""Codes of two-factor authentication: time-based codes of an authenticator app, and recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime
from threading import BoundedSemaphore
from urllib.parse import quote, urlencode

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, PrimaryKeyConstraint, String, Table

from habitlog.db.base import metadata, person_id_column
from habitlog.db.counted_changes import NOT_COUNTED
from habitlog.db.types import UtcDateTime

TIME_STEP_SECONDS = 30
"""Seconds a code of the app lasts."""
CODE_DIGITS = 6
ALLOWED_STEP_DRIFT = (0, -1, 1)
"""Steps by which the clock of a phone may differ."""
RECOVERY_CODE_COUNT, RECOVERY_DIGITS = 10, 20
MAX_TYPED_CODE_LENGTH = 100
"""Characters of a typed code that are processed; normalizing takes time that grows with the square of the length."""
_recovery_hash_slots = BoundedSemaphore(2)
_RECOVERY_HASH_COST = 2**14
"""The cost of scrypt; with blocks of 1 KiB a hash takes 16 MiB."""


def derive_totp_secret(server_key: bytes, salt: str) -> bytes:
    """Return the 160 bits a person's app shares with this server: a function of the server's key and their salt.

    Neither of the two gives it away alone; the secret itself is written nowhere.
    """
    return hmac.digest(server_key, b"habitlog second step\0" + salt.encode(), "sha256")[:20]


def compute_time_step(now: datetime) -> int:
    """Return the number of the 30-second step in which a moment lies, counted from 1970 (RFC 6238, section 4.2)."""
    return int(now.timestamp()) // TIME_STEP_SECONDS


def compute_totp_code(secret: bytes, step: int) -> str:
    """Return the six digits of a step: HOTP with SHA-1 over its number (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8), "sha1")
    at = mac[-1] & 0x0F
    cut = int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF
    return f"{cut % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def match_time_step(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the step a code belongs to, at most one beside that of `now`; None where it fits nowhere."""
    here = compute_time_step(now)
    password_matches = [
        step
        for step in (here + drift for drift in ALLOWED_STEP_DRIFT)
        if hmac.compare_digest(compute_totp_code(secret, step), code)
    ]
    return password_matches[0] if password_matches else None


def normalize_code(typed: str) -> str:
    """Return the digits of what was typed, without the spaces and hyphens between groups; "" for anything else."""
    if len(typed) > MAX_TYPED_CODE_LENGTH:
        return ""
    bare = re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", typed))
    return bare if bare.isascii() and bare.isdecimal() and len(bare) in {CODE_DIGITS, RECOVERY_DIGITS} else ""


def group_in_fours(text: str) -> str:
    """Return a long text in groups of four, as it is read aloud and typed."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def encode_totp_secret(secret: bytes) -> str:
    """Return the secret as the text an app takes by hand (base32, RFC 4648)."""
    return base64.b32encode(secret).decode()


def make_otpauth_url(secret: bytes, account: str) -> str:
    """Return the otpauth address that an app reads from a picture or a link."""
    query = urlencode({"secret": encode_totp_secret(secret), "issuer": "habitlog"})
    return f"otpauth://totp/habitlog:{quote(account, safe='')}?{query}"


def make_two_factor_salt() -> str:
    """Return the salt of a person's second step: 128 random bits."""
    return secrets.token_hex(16)


def make_recovery_codes() -> list[str]:
    """Return ten codes of 20 digits, 66 random bits each."""
    return [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODE_COUNT)]


def hash_recovery_code(code: str, salt: str) -> str:
    """Return the hash under which a recovery code is kept: scrypt with 16 MiB, salted by person.

    A code has fewer than 112 bits, so that a plain hash would not do (NIST SP 800-63B, look-up secrets).
    """
    with _recovery_hash_slots:
        return hashlib.scrypt(code.encode(), salt=salt.encode(), n=_RECOVERY_HASH_COST, r=8, p=1, dklen=32).hex()


two_factor_table = Table(
    "two_factor",
    metadata,
    person_id_column(),
    Column("salt", String(32), nullable=False),
    Column("enrolment_started_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_time_step", BigInteger, nullable=False),
    CheckConstraint("last_time_step >= 0", name="last_time_step"),
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
    "pending_login",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    person_id_column(),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "person_id"),
    Index(None, "created_at"),
    info=NOT_COUNTED,
)
