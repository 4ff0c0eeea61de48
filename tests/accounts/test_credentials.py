"""Passwords: what is normalized, and how much of it."""

from __future__ import annotations

import unicodedata

import pytest

from habitlog.accounts import credentials, two_factor

COMBINING_MARKS = "\u0315" * 10_000 + "\u0316" * 10_000
"""A text whose canonical ordering takes time that grows with the square of its length."""


@pytest.fixture
def normalized_lengths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the texts that are normalized."""
    lengths: list[int] = []

    class RecordingUnicodedata:
        category = staticmethod(unicodedata.category)

        @staticmethod
        def normalize(form: str, text: str) -> str:
            lengths.append(len(text))
            return text

    monkeypatch.setattr(credentials, "unicodedata", RecordingUnicodedata)
    monkeypatch.setattr(two_factor, "unicodedata", RecordingUnicodedata)
    return lengths


def test_password_longer_than_accepted_is_not_normalized(normalized_lengths: list[int]) -> None:
    assert not credentials.verify_password(COMBINING_MARKS, None)
    assert not credentials.verify_password(COMBINING_MARKS, "any hash")
    assert len(credentials.check_password_strength("password", COMBINING_MARKS)) == 1
    assert two_factor.normalize_code(COMBINING_MARKS) == ""
    assert normalized_lengths == []


def test_longest_accepted_password_is_verified() -> None:
    password = "é" * credentials.MAX_PASSWORD_LENGTH
    assert credentials.verify_password(password, credentials.hash_password(password))
    assert not credentials.verify_password(password + "é", credentials.hash_password(password))


def test_shipped_password_hash_is_argon2id_of_19_mib(shipped_hashes: None) -> None:
    hashed = credentials.hash_password("four plant dyes and a needle")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert credentials.verify_password("four plant dyes and a needle", hashed)
    assert not credentials.verify_password("four plant dyes and a noodle", hashed)
