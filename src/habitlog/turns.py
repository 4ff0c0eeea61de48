"""What the serving process does by itself: once an hour, accounts whose seven days are over are deleted."""

from __future__ import annotations

import logging
from datetime import timedelta

import anyio.to_thread
from anyio import CapacityLimiter, Event, move_on_after
from sqlalchemy.exc import SQLAlchemyError

from habitlog.errors import HabitlogError
from habitlog.usecases import sweeping
from habitlog.web.house import House

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)


async def take_turns(house: House, stop: Event, every: timedelta = EVERY) -> None:
    """Sweep once in a while until `stop` is set; a turn under way ends first. One that fails is told of.

    The first is one `every` from now: a start sweeps before it serves.
    """
    own = CapacityLimiter(1)
    while True:
        with move_on_after(every.total_seconds()):
            await stop.wait()
            return
        try:
            await anyio.to_thread.run_sync(sweep, house, limiter=own)
        except (HabitlogError, SQLAlchemyError) as error:
            log.warning("accounts that are due were not deleted in this turn: %s", type(error).__name__)


def sweep(house: House) -> None:
    """Delete the accounts that are due."""
    sweeping.sweep(house.database, house.settings.erased, house.now())
