"""Remembered words in the database: the latest of them, one row each, of one person alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM
from tests.support.database_rows import read_all_rows
from tests.support.people import ensure_account

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.usecases.remembered_words import MAX_REMEMBERED_WORDS, forget_word, list_words, remember_words


@pytest.fixture
def ada_account(app: FastAPI) -> Person:
    return ensure_account(app, "Ada", STOCKHOLM)


def test_latest_words_are_remembered(app: FastAPI, database: Database, ada_account: Person) -> None:
    other = ensure_account(app, "Grace", STOCKHOLM)
    with database.begin_write() as transaction:
        remember_words(transaction, other, ["lsd"], NOW)
        for number in range(MAX_REMEMBERED_WORDS + 30):
            remember_words(transaction, ada_account, [f"word{number}"], NOW + timedelta(seconds=number))
        remember_words(transaction, ada_account, ["word229", "word228"], NOW)
        remember_words(transaction, ada_account, (f"many{number}" for number in range(10_000)), NOW)
    with database.begin_read() as transaction:
        words = list_words(transaction, ada_account)
        assert len(words) == MAX_REMEMBERED_WORDS
        assert all(word.startswith("many") for word in words)
        assert list_words(transaction, other) == ["lsd"]


def test_forgotten_word_is_gone(database: Database, ada_account: Person) -> None:
    with database.begin_write() as transaction:
        remember_words(transaction, ada_account, ["sema", "tren"], NOW)
        forget_word(transaction, ada_account, "sema")
        forget_word(transaction, ada_account, "never said")
        assert list_words(transaction, ada_account) == ["tren"]
    assert len(read_all_rows(database)["remembered_word"]) == 1
