"""What the serving process does by itself: once an hour, accounts whose seven days are over are deleted."""

from __future__ import annotations

import logging
from datetime import timedelta

import anyio.to_thread
from anyio import CapacityLimiter, sleep
from sqlalchemy.exc import SQLAlchemyError

from habitlog.errors import HabitlogError
from habitlog.usecases import sweeping
from habitlog.web.house import House

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)


async def take_turns(house: House, every: timedelta = EVERY) -> None:
    """Sweep once in a while until cancelled; the start did so before. A turn that fails is told of and comes again."""
    own = CapacityLimiter(1)
    while True:
        await sleep(every.total_seconds())
        try:
            await anyio.to_thread.run_sync(sweep, house, limiter=own)
        except (HabitlogError, SQLAlchemyError) as error:
            log.warning("accounts that are due were not deleted in this turn: %s", type(error).__name__)


def sweep(house: House) -> None:
    """Delete the accounts that are due."""
    sweeping.sweep(house.database, house.settings.erased, house.now())
