"""Rounds: one thing done again and again beside the service, by a thread that never keeps the service from ending."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

STOP_TIMEOUT = 5.0
"""Seconds an end waits for a turn that is under way; what is cut off by it is done later."""


@contextmanager
def run_periodically(thread_name: str, task: Callable[[], None], interval_seconds: float) -> Iterator[None]:
    """Call `turn` every `pause` seconds while the block runs, the first time after one pause."""
    over = Event()

    def go() -> None:
        while not over.wait(interval_seconds):
            task()

    thread = Thread(target=go, name=thread_name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(STOP_TIMEOUT)
