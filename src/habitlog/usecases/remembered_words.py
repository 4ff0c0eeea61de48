"""The words that a person said are not about a medicine: nothing is asked about them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.storage import remembered_words

MAX_REMEMBERED_WORDS = 200
"""Where a person has more, the oldest are forgotten."""


def list_words(transaction: ReadTransaction, person: Person) -> Sequence[str]:
    """Return the remembered words of a person, latest first."""
    return remembered_words.fetch_words(transaction, person.id)


def remember_words(transaction: WriteTransaction, person: Person, words: Iterable[str], now: datetime) -> None:
    """Remember words, and forget the oldest beyond `MAX_REMEMBERED_WORDS`."""
    transaction.lock_person(person.id)
    known = remembered_words.fetch_words(transaction, person.id)
    new = sorted(set(words).difference(known))[:MAX_REMEMBERED_WORDS]
    remembered_words.delete_words(transaction, person.id, known[MAX_REMEMBERED_WORDS - len(new) :])
    remembered_words.store_words(transaction, person.id, new, now)


def forget_word(transaction: WriteTransaction, person: Person, word: str) -> None:
    """Forget a word: it is asked about again. One that is not remembered changes nothing."""
    transaction.lock_person(person.id)
    remembered_words.delete_words(transaction, person.id, [word])
