"""Requests with an Idempotency-Key: the first response is stored, and returned when the request is repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from habitlog.accounts.credentials import hash_secret
from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.storage import idempotency


class StoredResponse(Struct, frozen=True):
    """A response as it was sent, and as it is sent again."""

    status: int
    headers: dict[str, str]
    body: bytes
    entry_id: str | None = None
    """The entry whose text stands in `body`, if any."""


def run_idempotent(
    transaction: WriteTransaction,
    person: Person,
    key: str,
    request_hash: str,
    now: datetime,
    work: Callable[[WriteTransaction], StoredResponse],
) -> StoredResponse:
    """Do `work` and store its response under a client's key, or return the one stored up to 7 days ago.

    Raises `IdempotencyMismatch` when the key came with another request, `Invalid` for a key that cannot be stored, and
    `NotFound` where the first answer carries an entry that was deleted since.
    """
    if not 1 <= len(key) <= 200 or not key.isprintable() or not key.isascii():
        raise Invalid([FieldProblem("Idempotency-Key", "idempotency_key_format", {"least": 1, "most": 200})])
    transaction.lock_person(person.id)
    key = hash_secret(key)  # a key can be any text, and no unscreened text is stored
    earlier = idempotency.find_stored_response(transaction, person.id, key, request_hash, now)
    if earlier is not None:
        if idempotency.is_entry_gone(transaction, earlier):
            raise NotFound
        return StoredResponse(earlier["status"], earlier["headers"], earlier["body"], earlier["entry_id"])
    response = work(transaction)
    idempotency.store_response(transaction, person.id, key, request_hash, asdict(response), now)
    return response
