"""A retried request takes effect once: Idempotency-Key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from tests.conftest import Clock
from tests.support.entries import LEVEL, OTHER
from tests.support.people import Program
from tests.support.wire import entry_of, everything, fields_of, problem_of

from habitlog.db import Database
from habitlog.storage.idempotency import idempotency_key_table

KEYED = {"Idempotency_Key": "a-key"}


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(program: Program, clock: Clock) -> None:
    first = program.post("/training/entries", OTHER, **KEYED)
    clock.now += timedelta(hours=2)
    again = program.post("/training/entries", OTHER, **KEYED)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    for name in ("etag", "location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert everything(program) == [entry_of(first)]


def test_another_body_under_the_same_key_is_refused(program: Program) -> None:
    first = entry_of(program.post("/training/entries", OTHER, **KEYED))
    other = program.post("/training/entries", {**OTHER, "effort": 3}, **KEYED)
    problem_of(other, 422, "idempotency-key-reused")
    elsewhere = program.post("/stress/entries", LEVEL, **KEYED)
    problem_of(elsewhere, 422, "idempotency-key-reused")
    assert everything(program) == [first]


def test_another_condition_under_the_same_key_is_another_request(program: Program) -> None:
    address = "/stress/entries/7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11"
    assert program.put(address, LEVEL).status_code == 201
    key = {"Idempotency_Key": "level-1"}
    assert program.put(address, {**LEVEL, "stress_now": 4}, **key, If_Match='"1"').status_code == 200
    problem_of(program.put(address, {**LEVEL, "stress_now": 4}, **key, If_Match='"2"'), 422, "idempotency-key-reused")


def test_a_refused_request_leaves_its_key_free(program: Program) -> None:
    assert fields_of(program.post("/training/entries", {**OTHER, "effort": 11}, **KEYED)) == ["effort"]
    entry_of(program.post("/training/entries", {**OTHER, "effort": 10}, **KEYED))


def test_a_key_belongs_to_one_person(program: Program, stranger: Program) -> None:
    mine = entry_of(program.post("/training/entries", OTHER, **KEYED))
    theirs = entry_of(stranger.post("/training/entries", OTHER, **KEYED))
    assert mine["id"] != theirs["id"]
    assert everything(stranger) == [theirs]


def test_a_key_is_forgotten_after_seven_days(program: Program, clock: Clock) -> None:
    first = entry_of(program.post("/training/entries", OTHER, **KEYED))
    clock.now += timedelta(days=7, seconds=1)
    assert entry_of(program.post("/training/entries", OTHER, **KEYED))["id"] != first["id"]


def test_a_replayed_replacement_does_not_undo_what_came_after(program: Program) -> None:
    place = f"/training/entries/{entry_of(program.post('/training/entries', OTHER))['id']}"
    first = program.put(place, {**OTHER, "effort": 1}, **KEYED)
    entry_of(program.put(place, {**OTHER, "effort": 2}), 200)
    assert program.put(place, {**OTHER, "effort": 1}, **KEYED).content == first.content
    assert program.get(place).json()["effort"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_cannot_be_kept_is_named(shared: Program, key: str) -> None:
    assert fields_of(shared.post("/training/entries", OTHER, Idempotency_Key=key)) == ["Idempotency-Key"]


def test_twenty_requests_at_once_with_one_key_make_one_entry(program: Program) -> None:
    together = Barrier(20)

    def send(_: int) -> tuple[int, bytes]:
        together.wait()
        answer = program.post("/training/entries", OTHER, **KEYED)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert [status for status, _ in answers] == [201]
    assert len(everything(program)) == 1


def test_twenty_levels_at_once_make_one_and_nineteen_conflicts(program: Program) -> None:
    together = Barrier(20)

    def send(_: int) -> int:
        together.wait()
        return program.post("/stress/entries", LEVEL).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, range(20)))
    assert answers == [201] + [409] * 19
    assert len(everything(program)) == 1


def test_what_a_client_calls_its_request_is_not_kept_in_words(program: Program, database: Database) -> None:
    key = {"Idempotency_Key": "testosterone 200 mg"}
    first = program.post("/training/entries", OTHER, **key)
    assert program.post("/training/entries", OTHER, **key).content == first.content
    with database.begin_read() as transaction:
        [kept] = transaction.fetch_tuples(select(idempotency_key_table.c.key))
    assert "testosterone" not in kept.key
