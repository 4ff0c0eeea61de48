"""Periodic tasks beside the service, each in a daemon thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

STOP_TIMEOUT = 5.0
"""Seconds to wait at shutdown for a run in progress; an interrupted run is repeated after the next start."""


@contextmanager
def run_periodically(thread_name: str, task: Callable[[], None], interval_seconds: float) -> Iterator[None]:
    """Call `task` every `interval_seconds` while the block runs, first after one interval."""
    stopped = Event()

    def go() -> None:
        while not stopped.wait(interval_seconds):
            task()

    thread = Thread(target=go, name=thread_name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(STOP_TIMEOUT)
