"""A retried request takes effect once: Idempotency-Key."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from tests.support.api_answers import assert_problem, created_entry, list_all_entries, refused_fields
from tests.support.clock import Clock
from tests.support.entries import LEVEL, OTHER
from tests.support.people import ApiClient

from habitlog.db import Database
from habitlog.storage.idempotency import idempotency_key_table

KEYED = {"Idempotency_Key": "a-key"}


def test_repeated_request_returns_stored_response_without_effect(program: ApiClient, clock: Clock) -> None:
    first = program.post("/training/entries", OTHER, **KEYED)
    clock.now += timedelta(hours=2)
    again = program.post("/training/entries", OTHER, **KEYED)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    for name in ("etag", "location", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert list_all_entries(program) == [created_entry(first)]


def test_same_content_written_in_another_way_is_the_same_request(program: ApiClient) -> None:
    first = program.post("/training/entries", OTHER, **KEYED)
    text = json.dumps(dict(reversed(OTHER.items())), indent=4)
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": KEYED["Idempotency_Key"]}
    again = program.client.post("/api/v1/training/entries", content=text.encode(), headers=headers)
    assert (again.status_code, again.content) == (201, first.content)


def test_same_key_with_another_body_is_refused(program: ApiClient) -> None:
    first = created_entry(program.post("/training/entries", OTHER, **KEYED))
    other = program.post("/training/entries", {**OTHER, "effort": 3}, **KEYED)
    assert_problem(other, 422, "idempotency-key-reused")
    elsewhere = program.post("/stress/entries", LEVEL, **KEYED)
    assert_problem(elsewhere, 422, "idempotency-key-reused")
    assert list_all_entries(program) == [first]


def test_same_key_with_another_if_match_is_refused(program: ApiClient) -> None:
    address = "/stress/entries/7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11"
    assert program.put(address, LEVEL).status_code == 201
    key = {"Idempotency_Key": "level-1"}
    assert program.put(address, {**LEVEL, "stress_now": 4}, **key, If_Match='"1"').status_code == 200
    assert_problem(
        program.put(address, {**LEVEL, "stress_now": 4}, **key, If_Match='"2"'), 422, "idempotency-key-reused"
    )


def test_refused_request_does_not_use_up_its_key(program: ApiClient) -> None:
    assert refused_fields(program.post("/training/entries", {**OTHER, "effort": 11}, **KEYED)) == ["effort"]
    created_entry(program.post("/training/entries", {**OTHER, "effort": 10}, **KEYED))


def test_key_is_scoped_to_one_person(program: ApiClient, stranger: ApiClient) -> None:
    mine = created_entry(program.post("/training/entries", OTHER, **KEYED))
    theirs = created_entry(stranger.post("/training/entries", OTHER, **KEYED))
    assert mine["id"] != theirs["id"]
    assert list_all_entries(stranger) == [theirs]


def test_key_expires_after_seven_days(program: ApiClient, clock: Clock) -> None:
    first = created_entry(program.post("/training/entries", OTHER, **KEYED))
    clock.now += timedelta(days=7, seconds=1)
    assert created_entry(program.post("/training/entries", OTHER, **KEYED))["id"] != first["id"]


def test_replayed_replacement_does_not_overwrite_later_change(program: ApiClient) -> None:
    place = f"/training/entries/{created_entry(program.post('/training/entries', OTHER))['id']}"
    first = program.put(place, {**OTHER, "effort": 1}, **KEYED)
    created_entry(program.put(place, {**OTHER, "effort": 2}), 200)
    assert program.put(place, {**OTHER, "effort": 1}, **KEYED).content == first.content
    assert program.get(place).json()["effort"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_invalid_key_is_refused_by_name(shared: ApiClient, key: str) -> None:
    assert refused_fields(shared.post("/training/entries", OTHER, Idempotency_Key=key)) == ["Idempotency-Key"]


def test_twenty_concurrent_requests_with_one_key_create_one_entry(program: ApiClient) -> None:
    together = Barrier(20)

    def send(_: int) -> tuple[int, bytes]:
        together.wait()
        answer = program.post("/training/entries", OTHER, **KEYED)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert [status for status, _ in answers] == [201]
    assert len(list_all_entries(program)) == 1


def test_twenty_concurrent_stress_levels_create_one_entry(program: ApiClient) -> None:
    together = Barrier(20)

    def send(_: int) -> int:
        together.wait()
        return program.post("/stress/entries", LEVEL).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, range(20)))
    assert answers == [201] + [409] * 19
    assert len(list_all_entries(program)) == 1


def test_key_is_stored_as_hash(program: ApiClient, database: Database) -> None:
    key = {"Idempotency_Key": "testosterone 200 mg"}
    first = program.post("/training/entries", OTHER, **key)
    assert program.post("/training/entries", OTHER, **key).content == first.content
    with database.begin_read() as transaction:
        [kept] = transaction.fetch_tuples(select(idempotency_key_table.c.key))
    assert "testosterone" not in kept.key
