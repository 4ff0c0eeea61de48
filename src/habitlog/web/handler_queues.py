"""Queues for handlers that may wait, so that none of them keeps a thread that reading pages needs.

A handler without a queue runs in one of the threads for reading (`app.HANDLER_THREADS`). Handlers that write, hash
passwords, make downloads or read uploads run in a few threads of their own; until one is free, a request waits without
any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from typing import Any, TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response

from habitlog.db.write_lock import limit_lock_wait
from habitlog.errors import Busy

WAIT_SECONDS = 6.0
"""How long a request waits for a thread and for the write lock, both together."""

Handler = TypeVar("Handler", bound=Callable[..., Response])


class HandlerQueue:
    """Threads for one kind of handler, with a bounded number of requests that wait for one."""

    def __init__(self, threads: int, max_waiting: int, wait_seconds: float = WAIT_SECONDS) -> None:
        self._threads = threads
        self._max_waiting = max_waiting
        self._wait_seconds = wait_seconds
        self._limiters = RunVar[CapacityLimiter]("limiter of a handler queue")

    async def run(self, handler: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
        """Return what a handler returns. Raises `Busy` where too many wait already, or no thread is free in time."""
        limiter = self._find_limiter()
        if limiter.statistics().tasks_waiting < self._max_waiting:
            # Once the handler runs it is not cancelled: `run_sync` shields it.
            with limit_lock_wait(self._wait_seconds), move_on_after(self._wait_seconds):
                return await to_thread.run_sync(partial(handler, **arguments), limiter=limiter)
        raise Busy("too_many_waiting")

    def _find_limiter(self) -> CapacityLimiter:
        """Return the limiter of the running event loop, to which it belongs."""
        limiter = self._limiters.get(None)
        if limiter is None:
            limiter = CapacityLimiter(self._threads)
            self._limiters.set(limiter)
        return limiter


WRITES = HandlerQueue(threads=2, max_waiting=100)
"""Handlers of every method but GET, unless they declare another queue; on SQLite one of them writes at a time."""
PASSWORDS = HandlerQueue(threads=2, max_waiting=40)
"""Handlers that check or hash a password or code."""
DOWNLOADS = HandlerQueue(threads=2, max_waiting=20)
"""Handlers that write a whole document before it is sent."""
IMPORTS = HandlerQueue(threads=1, max_waiting=20)
"""Handlers that parse and screen a whole file."""


def runs_in(queue: HandlerQueue) -> Callable[[Handler], Handler]:
    """Declare the queue of a handler; it stands between the handler and the decorator of its route."""

    def declare(handler: Handler) -> Handler:
        handler.queue = queue  # type: ignore[attr-defined]
        return handler

    return declare


class QueuedRoute(APIRoute):
    """A route whose handler runs in the queue it declares, and in `WRITES` where its method is not GET."""

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, methods: Collection[str] | None = None, **options: Any
    ) -> None:
        is_reading = methods is None or set(methods) == {"GET"}
        queue: HandlerQueue | None = getattr(endpoint, "queue", None if is_reading else WRITES)
        handler = endpoint if queue is None else _run_in_queue(endpoint, queue)
        super().__init__(path, handler, methods=methods, **options)  # type: ignore[arg-type]


class HandlerRouter(APIRouter):
    """A router whose handlers run in their queues."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=QueuedRoute, **options)


class PageRouter(HandlerRouter):
    """A router for handlers of `web.pages`."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__(prefix=prefix, include_in_schema=False)


def _run_in_queue(handler: Callable[..., Any], queue: HandlerQueue) -> Callable[..., Any]:
    @wraps(handler)
    async def run_in_queue(**arguments: Any) -> Any:
        return await queue.run(handler, arguments)

    run_in_queue.queue = queue  # type: ignore[attr-defined]
    return run_in_queue
