"""What waits for the write lock or for a password hash has threads of its own; reading does not wait behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient
from tests.support.clock import STOCKHOLM, Clock
from tests.support.people import PASSWORD, sign_in
from tests.support.service import run_own_app

from habitlog.accounts import credentials
from habitlog.config import Config
from habitlog.db.write_lock import FifoLock
from habitlog.errors import Busy
from habitlog.web.handler_queues import DOWNLOADS, PASSWORDS, WRITES, HandlerQueue

SETTINGS = {"name": "Ada", "zone": STOCKHOLM, "day_start": "4"}


@pytest.fixture
def separate_app(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    with run_own_app(settings, clock) as app:
        yield app


@pytest.fixture
def served_app(separate_app: FastAPI) -> Iterator[TestClient]:
    """A client in which Ada is signed in; its requests share one event loop, as those of a server do."""
    ada = sign_in(separate_app, "Ada", STOCKHOLM)
    with TestClient(separate_app, raise_server_exceptions=False, follow_redirects=False) as client:
        client.cookies = ada.client.cookies
        client.csrf = ada.csrf_token()  # type: ignore[attr-defined]
        yield client


def wait_until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.001)


def status_codes(answers: list[Future[Any]]) -> set[int]:
    return {answer.result(30).status_code for answer in answers}


def test_pages_are_read_while_writers_wait(separate_app: FastAPI, served_app: TestClient) -> None:
    database = separate_app.state.context.database
    form = {**SETTINGS, "csrf": served_app.csrf}  # type: ignore[attr-defined]
    with ThreadPoolExecutor(8) as executor:
        with database.begin_write():
            writers = [executor.submit(served_app.post, "/settings", data=form) for _ in range(8)]
            wait_until(lambda: len(database._write_lock._waiting) >= 2)
            assert [served_app.get(path).status_code for path in ("/", "/trends", "/readyz")] == [200] * 3
            assert not any(writer.done() for writer in writers)
        assert status_codes(writers) == {303}


def test_pages_are_read_while_passwords_are_hashed(separate_app: FastAPI, served_app: TestClient) -> None:
    form = {"email": "ada@example.org", "password": PASSWORD}
    with ThreadPoolExecutor(6) as executor:
        with ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(credentials._password_hash_slots)
            sign_ins = [executor.submit(served_app.post, "/sign-in", data=form) for _ in range(6)]
            time.sleep(0.05)  # the better part of them arrives; the test holds however many do
            assert [served_app.get(path).status_code for path in ("/", "/trends")] == [200, 200]
            assert not any(answer.done() for answer in sign_ins)
        assert status_codes(sign_ins) == {303}


def test_page_is_read_while_its_session_cannot_be_marked_as_used(
    separate_app: FastAPI, served_app: TestClient, clock: Clock
) -> None:
    clock.now += timedelta(hours=7)
    with separate_app.state.context.database.begin_write():
        assert served_app.get("/").status_code == 200
    assert served_app.get("/").status_code == 200


def find_queues(app: FastAPI) -> dict[str, HandlerQueue | None]:
    found: dict[str, HandlerQueue | None] = {}
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            endpoint = context.endpoint
            if endpoint is not None:
                found[f"{method} {context.path}"] = getattr(endpoint, "queue", None)
    return found


def test_every_handler_that_may_wait_has_a_queue(app: FastAPI) -> None:
    queues = find_queues(app)
    assert [route for route, queue in queues.items() if queue is None and not route.startswith(("GET ", "HEAD "))] == []
    assert {route for route, queue in queues.items() if queue is DOWNLOADS} == {
        "GET /data/export", "GET /data/account", "GET /api/v1/export",
    }  # fmt: skip
    assert {"GET /coach", "GET /coach/{grant_id}"} <= {route for route, queue in queues.items() if queue is WRITES}
    assert {route for route, queue in queues.items() if queue is PASSWORDS} == {
        "POST /sign-in", "POST /sign-up", "POST /sign-in/two-factor", "POST /sign-in/confirm",
        "POST /settings/password", "POST /settings/two-factor", "POST /settings/two-factor/confirm",
        "POST /settings/two-factor/codes", "POST /settings/two-factor/off", "POST /account/deletion",
        "POST /account/deletion/now", "POST /sharing/grants/{grant_id}", "POST /password-reset/new",
    }  # fmt: skip


def run_in_own_thread(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine; the loop of a browser test may be running in the main thread."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, coroutine).result()


def test_queue_refuses_what_is_beyond_its_length() -> None:
    queue, finish = HandlerQueue(threads=1, max_waiting=1, wait_seconds=30), Event()

    async def fill_queue() -> None:
        tasks = [asyncio.create_task(queue.run(finish.wait, {"timeout": 30})) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await queue.run(finish.wait, {})
        finish.set()
        assert await asyncio.gather(*tasks) == [True, True]

    run_in_own_thread(fill_queue())


def test_queue_refuses_after_its_time_and_finishes_what_it_began() -> None:
    queue, finish = HandlerQueue(threads=1, max_waiting=1, wait_seconds=0.01), Event()

    async def wait_for_place() -> None:
        first = asyncio.create_task(queue.run(finish.wait, {"timeout": 30}))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await queue.run(finish.wait, {})
        finish.set()
        assert await first

    run_in_own_thread(wait_for_place())


def test_time_in_queue_counts_towards_wait_for_write_lock() -> None:
    queue = HandlerQueue(threads=1, max_waiting=1, wait_seconds=0.01)
    lock, start = FifoLock(30), Event()

    def take_lock() -> None:
        start.wait(30)
        with lock:
            pass

    async def wait_for_lock() -> None:
        with lock:
            task = asyncio.create_task(queue.run(take_lock, {}))
            await asyncio.sleep(0.02)
            start.set()
            with pytest.raises(Busy):
                await task

    run_in_own_thread(wait_for_lock())
