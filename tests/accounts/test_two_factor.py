"""Codes against the vectors of RFC 4226 and RFC 6238, and against an implementation of their own kind."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.accounts import two_factor

SEED = b"12345678901234567890"
RFC_6238 = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""Appendix B, SHA-1: eight digits, of which six are the last six."""
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
"""Appendix D."""
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes beside it


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@for_each_case("seconds", RFC_6238)
def test_totp_matches_rfc_6238(seconds: int) -> None:
    expected = RFC_6238[seconds][-6:]
    assert two_factor.compute_totp_code(SEED, two_factor.compute_time_step(at(seconds))) == expected
    assert two_factor.match_time_step(SEED, expected, at(seconds)) == seconds // 30


def test_hotp_matches_rfc_4226() -> None:
    assert [two_factor.compute_totp_code(SEED, counter) for counter in range(10)] == RFC_4226


@given(st.binary(min_size=20, max_size=20), MOMENTS)
def test_totp_agrees_with_pyotp(secret: bytes, now: datetime) -> None:
    assert two_factor.compute_totp_code(secret, two_factor.compute_time_step(now)) == pyotp.TOTP(
        base64.b32encode(secret).decode()
    ).at(now)


@given(st.binary(min_size=20, max_size=20), MOMENTS, st.integers(-4, 4))
def test_totp_accepts_one_step_of_drift(secret: bytes, now: datetime, drift: int) -> None:
    here = two_factor.compute_time_step(now)
    code = two_factor.compute_totp_code(secret, here + drift)
    near = [step for step in (here - 1, here, here + 1) if two_factor.compute_totp_code(secret, step) == code]
    found = two_factor.match_time_step(secret, code, now)
    assert (found in near) if near else (found is None)


def test_otpauth_uri_is_read_by_pyotp() -> None:
    secret = two_factor.derive_totp_secret(b"k" * 32, "a" * 32)
    address = two_factor.make_otpauth_url(secret, "ada+log:50%@example.org")
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.byte_secret(), read.name, read.issuer) == (secret, "ada+log:50%@example.org", "habitlog")
    assert (read.digits, read.interval, read.digest) == (6, 30, hashlib.sha1)
    assert parse_qs(urlsplit(address).query).keys() == {"secret", "issuer"}


def test_totp_secret_depends_on_key_and_salt() -> None:
    made = {two_factor.derive_totp_secret(key, salt) for key in (b"a" * 32, b"b" * 32) for salt in ("1" * 32, "2" * 32)}
    assert len(made) == 4
    assert {len(secret) for secret in made} == {20}


@for_each_case(
    ("typed", "read"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("1234 5678 9012 3456 7890", "12345678901234567890"),
        ("1234\u20115678\u20139012\u00a03456-7890", "12345678901234567890"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", ""),
        ("12345", ""),
        ("12345a", ""),
        ("²²²²²²x", ""),
        ("+12345", ""),
        ("", ""),
    ],
)
def test_typed_code_is_normalised(typed: str, read: str) -> None:
    assert two_factor.normalize_code(typed) == read


def test_recovery_codes_are_unique_and_formatted() -> None:
    made = two_factor.make_recovery_codes()
    assert len(set(made)) == 10
    assert all(two_factor.normalize_code(two_factor.group_in_fours(code)) == code and len(code) == 20 for code in made)
    kept = {two_factor.hash_recovery_code(made[0], salt) for salt in ("a" * 32, "b" * 32)}
    assert len(kept) == 2
    assert two_factor.hash_recovery_code(made[0], "a" * 32) in kept
    assert {len(one) for one in kept} == {64}


def test_shipped_recovery_code_hash_is_scrypt_of_16_mib(shipped_hashes: None) -> None:
    expected = hashlib.scrypt(b"12345678901234567890", salt=b"a" * 32, n=16_384, r=8, p=1, dklen=32).hex()
    assert two_factor.hash_recovery_code("12345678901234567890", "a" * 32) == expected
