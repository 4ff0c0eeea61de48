"""The turn of the hour: accounts whose seven days are over are deleted; a revived one tells of a restored backup."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from habitlog.db import Database
from habitlog.errors import HabitlogError
from habitlog.people.model import BACK_WITHIN, Person, person
from habitlog.rounds import rounds
from habitlog.settings import Settings
from habitlog.usecases import erasure, erasurelist, restored

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
EVERY = 3600.0
"""Seconds between two turns."""


@contextmanager
def running(settings: Settings, database: Database, now: Clock) -> Iterator[None]:
    """Sweep beside the service while the block runs, first after an hour: a start sweeps before it serves."""
    with rounds("sweeps", lambda: turn(database, settings.erased, now), EVERY):
        yield


def turn(database: Database, path: Path, now: Clock) -> None:
    """Sweep; where that fails it is told of, and the next turn tries again."""
    try:
        sweep(database, path, now())
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("accounts that are due were not deleted in this turn: %s", type(error).__name__)


def sweep(database: Database, path: Path, now: datetime) -> int:
    """Delete every account that left seven days ago or more; return how many. One account a transaction.

    An account that the erasure list at `path` says is gone can be there by a restored backup alone, so that everything
    in it is ended first, as `habitlog restored` does. Raises `StartRefused` for a list that cannot be read or written.
    """
    with database.read() as look:
        was_restored = bool(erasurelist.revived(look, path))
    if was_restored:
        ended = restored.after_restore(database, path, now)
        log.warning(
            "this is a restored backup: %d accounts erased again; all sessions and grants ended", ended.accounts
        )
    due = person.c.leaving_at <= now - BACK_WITHIN
    with database.read() as look:
        people = [Person.of_row(row) for row in look.rows(select(person).where(due).order_by(person.c.id))]
    swept = sum(_delete(database, someone, now) for someone in people)
    erasurelist.write_down(database, path)
    return swept


def _delete(database: Database, someone: Person, now: datetime) -> bool:
    with database.write() as unit:
        unit.hold(someone.id)
        still = select(person.c.id).where(person.c.id == someone.id, person.c.leaving_at <= now - BACK_WITHIN)
        if unit.value(still) is None:
            return False
        erasure.delete_account(unit, someone, now)
        return True
