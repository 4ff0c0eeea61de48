"""Units of work: committed before the answer, readers that cannot write, writers in the order they came."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError
from tests.support.api_answers import TODAY, assert_problem, created_entry, list_all_entries
from tests.support.clock import NOW
from tests.support.entries import OTHER
from tests.support.people import ApiClient

from habitlog.accounts.person import person_table
from habitlog.config import Config
from habitlog.db import Database, WriteTransaction
from habitlog.db.engine import sqlite_driver
from habitlog.db.write_lock import FifoLock
from habitlog.errors import Busy
from habitlog.server import migrate_database
from habitlog.storage.day_marks import day_mark_table
from habitlog.storage.rate_limits import rate_limit_table

ROW = {"counter": "a", "attempts": 0, "window_ends_at": NOW}


@pytest.fixture
def two_column_database(database_url: str) -> Iterator[Database]:
    """A database with one counter at 0."""
    made = Database(database_url)
    with made.begin_write() as transaction:
        transaction.execute(insert(rate_limit_table), ROW)
    yield made
    made.close_connections()


def test_change_of_data_that_names_nobody_is_refused(two_column_database: Database) -> None:
    with (
        pytest.raises(TypeError, match="names no person"),
        two_column_database.begin_write() as transaction,
    ):
        transaction.execute(person_table.delete())


def count_rows(floor: Database) -> Any:
    with floor.begin_read() as transaction:
        return transaction.fetch_value(select(rate_limit_table.c.attempts))


def test_transaction_commits_on_success_and_rolls_back_on_error(two_column_database: Database) -> None:
    with two_column_database.begin_write() as transaction:
        transaction.execute(update(rate_limit_table).values(attempts=1))
    with pytest.raises(IntegrityError), two_column_database.begin_write() as transaction:
        assert (
            transaction.execute(update(rate_limit_table).values(attempts=2)).rowcount
            == transaction.execute(insert(rate_limit_table), ROW).rowcount
        )
    assert count_rows(two_column_database) == 1


def test_read_transaction_cannot_write(two_column_database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), two_column_database.begin_read() as transaction:
        WriteTransaction(transaction._connection).execute(update(rate_limit_table).values(attempts=9))
    assert count_rows(two_column_database) == 0


def test_write_transaction_works_on_connection_used_for_reading(two_column_database: Database) -> None:
    for _ in range(12):
        count_rows(two_column_database)
        with two_column_database.begin_write() as transaction:
            transaction.execute(update(rate_limit_table).values(attempts=rate_limit_table.c.attempts + 1))
    assert count_rows(two_column_database) == 12


def test_read_transaction_sees_one_snapshot(two_column_database: Database) -> None:
    with two_column_database.begin_read() as transaction:
        before = transaction.fetch_value(select(rate_limit_table.c.attempts))
        with two_column_database.begin_write() as writing:
            writing.execute(update(rate_limit_table).values(attempts=5))
        assert transaction.fetch_value(select(rate_limit_table.c.attempts)) == before
    assert count_rows(two_column_database) == 5


def test_concurrent_read_then_write_loses_no_update(two_column_database: Database) -> None:
    together = Barrier(8)

    def add(_: int) -> None:
        together.wait()
        for _ in range(10):
            with two_column_database.begin_write() as transaction:
                transaction.lock_person(1)
                transaction.execute(
                    update(rate_limit_table).values(
                        attempts=transaction.fetch_value(select(rate_limit_table.c.attempts)) + 1
                    )
                )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert count_rows(two_column_database) == 80


def test_foreign_keys_are_enforced(two_column_database: Database) -> None:
    from datetime import date

    stray = {"person_id": 77, "pillar": "diet", "day": date(2026, 3, 12), "mark": "none"}
    with pytest.raises(IntegrityError), two_column_database.begin_write() as transaction:
        transaction.execute(insert(day_mark_table), stray)


def test_sqlite_uses_full_synchronous(sqlite_url: str) -> None:
    floor = Database(sqlite_url)
    told = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "query_only": "0", "secure_delete": "1",
            "journal_size_limit": "8388608"}  # fmt: skip
    with floor.begin_write() as transaction:
        assert {name: transaction.run_pragma(f"PRAGMA {name}")[0] for name in told} == told
    with floor.begin_read() as transaction:
        assert transaction.run_pragma("PRAGMA query_only") == ["1"]
    floor.close_connections()


def test_sqlite_version_has_no_wal_reset_bug() -> None:
    from habitlog.db.sqlite_file import describe_wal_reset_bug

    assert (describe_wal_reset_bug() is None) == (sqlite_driver.sqlite_version_info >= (3, 51, 3))


def test_write_lock_times_out_as_busy() -> None:
    gate, inside, done = FifoLock(0.05), Event(), Event()

    def stay() -> None:
        with gate:
            inside.set()
            done.wait(10)

    holder = Thread(target=stay)
    holder.start()
    inside.wait(10)
    with pytest.raises(Busy), gate:
        pytest.fail("two at once")
    done.set()
    holder.join()
    with gate:
        pass


def test_write_lock_is_first_in_first_out() -> None:
    gate, served = FifoLock(30), list[int]()

    def come(place: int) -> None:
        with gate:
            served.append(place)

    with gate:
        threads = [Thread(target=come, args=(place,)) for place in range(12)]
        for place, thread in enumerate(threads):
            thread.start()
            while len(gate._waiting) <= place:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(12))


def test_write_lock_of_another_process_is_reported_as_busy(sqlite_url: str, monkeypatch: Any) -> None:
    floor = Database(sqlite_url)
    event.listen(floor._writer, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50").close())
    other = sqlite_driver.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), floor.begin_write() as transaction:
        transaction.execute(insert(rate_limit_table), ROW)
    other.close()
    with floor.begin_write() as transaction:
        transaction.execute(insert(rate_limit_table), ROW)
    floor.close_connections()


def test_response_is_sent_after_commit(app: FastAPI, program: ApiClient, database: Database) -> None:
    def fail(_: object) -> None:
        raise DatabaseError("COMMIT", {}, Exception("the disk went away"))

    program.get("/pillars")
    event.listen(database._writer, "commit", fail)
    calls = [
        program.post("/training/entries", OTHER),
        program.post("/training/entries", OTHER, Idempotency_Key="k"),
        program.put("/training/entries/0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c11", OTHER),
        program.put(f"/days/{TODAY}/marks/diet", {"mark": "none"}),
    ]
    event.remove(database._writer, "commit", fail)
    assert [call.status_code for call in calls] == [500] * 4
    assert_problem(calls[0], 500, "internal")
    assert list_all_entries(program) == []
    assert program.get(f"/days/{TODAY}").json()["pillars"]["diet"]["mark"] is None
    created_entry(program.post("/training/entries", OTHER, Idempotency_Key="k"))


def test_concurrent_changes_of_one_entry_lose_nothing(program: ApiClient) -> None:
    place = f"/training/entries/{created_entry(program.post('/training/entries', {**OTHER, 'session_min': 1}))['id']}"
    together = Barrier(4)

    def add(_: int) -> None:
        together.wait()
        for _ in range(5):
            while True:
                now = program.get(place).json()
                sent = {**OTHER, "session_min": now["session_min"] + 1}
                if program.put(place, sent, If_Match=f'"{now["version"]}"').status_code == 200:
                    break

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    last = program.get(place).json()
    assert (last["session_min"], last["version"]) == (21, 21)


def test_deleted_person_leaves_no_rows(program: ApiClient, database: Database) -> None:
    from habitlog.models import metadata

    program.post("/training/entries", OTHER, Idempotency_Key="k")
    program.put(f"/days/{TODAY}/marks/diet", {"mark": "none"})
    with database.begin_write() as transaction:
        transaction.execute_uncounted(person_table.delete())
        owned = [table for table in metadata.sorted_tables if "person_id" in table.c]
        assert len(owned) >= 9
        assert all(transaction.fetch_value(select(func.count()).select_from(table)) == 0 for table in owned)


def test_connection_check_reads_schema(blank_url: str) -> None:
    migrate_database(Config(blank_url, Path()), NOW)
    made = Database(blank_url)
    made.check_connection()
    with made.begin_write() as transaction:
        transaction.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(Busy):
        made.check_connection()
    made.close_connections()


def test_write_that_can_wait_is_skipped_while_another_runs(two_column_database: Database) -> None:
    with two_column_database.begin_write_if_free() as transaction:
        assert transaction is not None
        transaction.execute(update(rate_limit_table).values(attempts=3))
    assert count_rows(two_column_database) == 3
    if two_column_database.is_sqlite:
        with two_column_database.begin_write(), two_column_database.begin_write_if_free() as transaction:
            assert transaction is None
