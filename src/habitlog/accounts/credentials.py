"""Passwords, session secrets and tokens: made here, kept only as hashes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
import zlib
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from habitlog.accounts.common_passwords import is_easily_guessed
from habitlog.errors import FieldProblem

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 15, 1024
TOKEN_PREFIX = "hbl_"  # noqa: S105 - the mark by which scanners find leaked tokens
_TOKEN_PATTERN = re.compile(r"hbl_[A-Za-z0-9_-]{43}[0-9a-f]{8}", re.ASCII)
_password_hash_slots = BoundedSemaphore(2)
_password_hasher = PasswordHash([Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1)])
"""argon2id with 19 MiB, two passes; at most two at a time, so that a storm of sign-ins cannot eat the memory."""


def _normalize_password(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _password_hash_slots:
        return _password_hasher.hash(_normalize_password(password))


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash; takes as long when there is no such account (None).

    A password longer than any that is accepted belongs to none. It is not normalized: that takes time that grows with
    the square of its length.
    """
    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    with _password_hash_slots:
        return (
            _password_hasher.verify(_normalize_password(password), password_hash or _hash_of_unknown_account())
            and password_hash is not None
        )


@cache
def _hash_of_unknown_account() -> str:
    return _password_hasher.hash(secrets.token_urlsafe())


def check_password_strength(field: str, password: str, *personal_words: str) -> list[FieldProblem]:
    """Return why a new password will not do: its length, repetition, or that it is made of a few well-known parts.

    `personal_words` are the person's name and address. No composition rules: a sentence is fine. Lengths count code
    points, the least after NFKC.
    """
    if len(password) > MAX_PASSWORD_LENGTH:
        return [FieldProblem(field, "password_too_long", {"most": MAX_PASSWORD_LENGTH})]
    plain = _normalize_password(password)
    if any(unicodedata.category(character) in {"Cs", "Cc"} for character in plain):
        return [FieldProblem(field, "password_character_unsafe")]
    if len(plain) < MIN_PASSWORD_LENGTH:
        return [FieldProblem(field, "password_too_short", {"least": MIN_PASSWORD_LENGTH})]
    if len(plain) > MAX_PASSWORD_LENGTH:
        return [FieldProblem(field, "password_too_long", {"most": MAX_PASSWORD_LENGTH})]
    if len(set(plain)) < 5 or is_easily_guessed(plain, personal_words):
        return [FieldProblem(field, "password_easy_to_guess")]
    return []


def make_session_secret() -> str:
    """Return 256 random bits as text, for a session cookie."""
    return secrets.token_urlsafe(32)


def make_api_token() -> str:
    """Return a new API token: a prefix and checksum for scanners around 256 random bits."""
    body = secrets.token_urlsafe(32)
    return f"{TOKEN_PREFIX}{body}{zlib.crc32(body.encode()):08x}"


def is_api_token(text: str) -> bool:
    """Whether a text has the form of a token, checksum included, so that others never reach the database."""
    return bool(_TOKEN_PATTERN.fullmatch(text)) and f"{zlib.crc32(text[4:-8].encode()):08x}" == text[-8:]


def hash_secret(secret: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make_csrf_key(session_secret: str) -> str:
    """Return the key that every form of a session carries against forged requests."""
    return hmac.digest(session_secret.encode(), b"habitlog form", "sha256").hex()


def mask_csrf_key(key: str) -> str:
    """Return a key of forms as a page carries it: a random pad, and the key combined with it.

    No two pages have a text of it in common, so the size of compressed pages reveals nothing of the key.
    """
    plain = bytes.fromhex(key)
    pad = secrets.token_bytes(len(plain))
    return (pad + _combine(pad, plain)).hex()


def is_csrf_key_valid(session_secret: str, submitted_key: str) -> bool:
    """Whether a form's key is the session's own, masked or as it is."""
    key, submitted = bytes.fromhex(make_csrf_key(session_secret)), _read_hex(submitted_key)
    if len(submitted) == 2 * len(key):
        submitted = _combine(submitted[: len(key)], submitted[len(key) :])
    return hmac.compare_digest(key, submitted)


def _combine(pad: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, text, strict=True))


def _read_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
