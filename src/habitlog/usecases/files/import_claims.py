"""Which process works on an import, that it still does, and how far it is: what other processes have to know of it."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from habitlog.db import Database, WriteTransaction
from habitlog.processes import is_process_running
from habitlog.storage import import_files
from habitlog.storage.import_files import ImportWork
from habitlog.usecases.files.import_progress import ImportProgress

CLAIM_PERIOD = timedelta(minutes=1)
"""After this time without a word a process that claimed an import is taken for one that ended."""
REPORT_SECONDS = 2.0
"""How often a process says how far its imports are."""


def build_claim(work: ImportWork, now: datetime) -> dict[str, Any]:
    """Return the columns with which this process begins to work on an import."""
    return {"work": work, "stop_requested": False, "progress": None, **renew_claim(now)}


def renew_claim(now: datetime) -> dict[str, Any]:
    """Return the columns that say that this process still works on an import."""
    return {"worker": name_this_process(), "worker_seen_at": now}


class ClaimKeeper:
    """Says in transactions of a long piece of work that this process is still at it."""

    def __init__(self, import_id: str, now: datetime) -> None:
        self._import_id, self._now, self._begun_at = import_id, now, time.monotonic()

    def renew(self, transaction: WriteTransaction) -> None:
        """Renew the claim at `now` and as many seconds later as the work took so far."""
        now = self._now + timedelta(seconds=time.monotonic() - self._begun_at)
        import_files.note_progress(transaction, self._import_id, renew_claim(now))


def name_this_process() -> str:
    """Return the host, the number and a random token of this process; a later one with that number has another."""
    return f"{socket.gethostname()[:80]}/{os.getpid()}/{_draw_token(os.getpid())}"


@cache
def _draw_token(_process_id: int) -> str:
    return secrets.token_hex(8)


def is_claim_held(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether the process that claimed an import can still be at work on it."""
    if row["worker"] is None or row["worker_seen_at"] <= now - CLAIM_PERIOD:
        return False
    host, process_id, _ = row["worker"].rsplit("/", 2)
    this_host, this_process_id, _ = name_this_process().rsplit("/", 2)
    if host != this_host:
        return True
    if process_id == this_process_id:
        return bool(row["worker"] == name_this_process())
    return is_process_running(int(process_id))


def report_progress(database: Database, running: Mapping[str, ImportProgress], now: datetime) -> None:
    """Say how far the imports of this process are, and stop those that another process was asked to stop."""
    if not running:
        return
    with database.begin_write() as transaction:
        for import_id, progress in running.items():
            counts = [progress.stage, progress.done, progress.total]
            import_files.note_progress(transaction, import_id, {"progress": counts, **renew_claim(now)})
        stopped = import_files.list_stop_requests(transaction, running)
    for import_id in stopped:
        running[import_id].stop()
